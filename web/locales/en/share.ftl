### What the service itself says: covers, share pages, the erase page. Not sent to the browser.

## The cover

# Line on the cover below the song's title; at most about 30 characters
cover-line = One voice in a million

## The share page of a take

# <title>, og:title and heading. $who: the fan's or the team's name, $song: the song's title
share-page-title = { $who } sings on “{ $song }”
# Meta description and og:description. $song: the song's title
share-page-description = Fans from everywhere are singing the chorus of “{ $song }” together. Add your voice: two minutes, on your phone.
# Below the heading
share-page-lead = One voice among many. The only one missing is yours!
# Alternative text of the cover, and og:image:alt. $who: the fan's or the team's name, $song: the song's title
share-page-cover-alt = Cover: { $who } sings on “{ $song }”
# When it was sung. $date: date
share-page-sung-on = Sung on { DATETIME($date) }
# How many voices there are. $count: number
share-page-voices =
    { $count ->
        [one] { $count } voice so far
       *[other] { $count } voices so far
    }
# Link to the studio
share-page-sing = Sing too
# Button: the device's own share sheet
share-page-share = Share
# Button: copies the page's address
share-page-copy = Copy link
# It was copied
share-page-copied = Copied!
# Link: downloads the cover
share-page-download = Save the cover
# Text that goes with the shared page. $song: the song's title
share-page-message = Have you sung on “{ $song }” yet?
# $who where neither a name nor a team is shown
share-somebody = Somebody
# Last line: for the fan whose voice it is
share-page-yours = Is this your voice? Your private link deletes it, and this page with it.
# <title> and heading: no such take
share-unknown-title = There’s nothing here
# Below it
share-unknown-text = This link isn’t complete, or the voice hasn’t arrived yet.
# <title> and heading: the take was taken back
share-gone-title = This voice has left the choir
# Below it
share-gone-text = It has been deleted, and its cover with it. But there’s room for yours!

## The erase page, behind the private link

# <title> and heading: a question
erase-title = Delete your recording?
# What it means
erase-text = Your recording, your cover and your page are deleted at once, and your voice is left out of the next mix. A song that is already out can’t be unmixed. This can’t be undone.
# Button
erase-button = Yes, delete everything
# Link that does nothing but leave
erase-keep = No, keep it
# <title> and heading: it is done
erase-gone-title = All deleted
# Below it
erase-gone-text = Nothing of your recording is left here, and your voice won’t be in the next mix. Thanks for singing!
# <title> and heading: the link is broken
erase-unknown-title = This link doesn’t work
# Below it
erase-unknown-text = It may have been cut off. Copy the whole link just as we showed it to you.
# <title> and heading: it could not be done
erase-failed-title = That didn’t work
# Below it
erase-failed-text = Your recording hasn’t been deleted yet. Please try again in a minute.

## Pages that do not exist

# <title> and heading
not-found-title = Offside!
# Below it
not-found-text = There’s no page here.
# Link to the studio
not-found-home = Back to the studio
