### What the studio page says. This file is sent to the browser; en is the source of the other languages.
### How to add a message or a language: docs/languages.md. Numbers are passed as numbers, never as text.

## The document, and what is on every screen

# <title> of the page. $song: the song's title
document-title = Sing on “{ $song }”
# Meta description and OG description of the page; one or two sentences
document-description = Sing one chorus on your phone and join a choir of fans from everywhere. It takes two minutes. No app, no account.
# For those without JavaScript
no-script = The studio needs JavaScript to hear you. Please switch it on and reload the page.
# While the page is starting
loading = One moment…
# First link of the page, for keyboards: jumps over the header
skip-to-content = Skip to the studio
# Name of the language menu, for screen readers too
language-menu = Language
# Where the fan is. $step, $steps: numbers
step-of = Step { $step } of { $steps }
# Button to the next screen
continue = Continue
# Button to the screen before
back = Back
# Button that tries again what failed
try-again = Try again

## Welcome, and the language

# Heading of the first screen
welcome-title = One song. A million voices. Yours.
# Below it. $song: the song's title
welcome-lead = Sing the chorus of “{ $song }” into your phone. We’ll put your voice in the crowd.
# What it takes: three short facts in a row
welcome-facts = Two minutes · no app · no account
# Button that starts
welcome-start = Let’s sing
# How many voices there are so far. $count: number
voices-so-far =
    { $count ->
        [0] Be the very first voice.
        [one] { $count } voice so far. Add yours!
       *[other] { $count } voices so far. Add yours!
    }

## Name and team

# Heading
who-title = Who’s singing?
# Label of the name field
who-name-label = Your name
# Below the name field; $max: number of characters
who-name-hint = As it should stand on your cover. A nickname is fine, { $max } characters at most.
# The same when the name is left out: it is optional
who-name-optional = You can leave this empty.
# The name is fine, but is shown in galleries only after somebody has looked at it
who-name-held = This name stays out of our galleries until we’ve had a quick look at it.
# Label of the team choice
who-team-label = Your team
# First entry of the team choice, when none is chosen
who-team-choose = Choose a team
# An entry of the team choice
who-team-none = I’m here for the music

## The premise: what this is, in 20 seconds

# Heading
premise-title = This is how it works
# Below the film or in place of it
premise-lead = You hear the song, you sing the chorus once, and we mix your voice with everybody else’s.
# Name of the film, for screen readers
film-label = Film: how it works
# Heading of the film's text, for those who do not watch it
film-transcript = The film in words
# The film cannot be played
film-failed = The film won’t play here. No matter: you can go straight on.
# Button to the next screen
premise-continue = Got it, I’m in
# The film's captions in their order, about three seconds each; at most about 40 characters
film-1 = One song. One chorus.
# See film-1
film-2 = A choir bigger than any stadium.
# See film-1
film-3 = All it needs now is you.
# See film-1
film-4 = Headphones on, phone in hand.
# See film-1
film-5 = Sing it loud. Sing it your way.
# See film-1
film-6 = Your voice, in the mix.

## The microphone

# Heading before the browser asks
mic-title = Can we hear you?
# Below it
mic-lead = Your browser will ask for the microphone. Nothing is recorded before you press “Sing”.
# Button that makes the browser ask
mic-allow = Switch on the microphone
# While the browser asks
mic-asking = Please tap “Allow”.
# Heading of the level check
mic-check-title = Sing a note, nice and loud
# Below it: how to hold the phone
mic-check-lead = Hold your phone a hand’s width away, just as you’ll hold it later.
# Verdict of the level check, and value of the meter: nothing at all is heard
mic-level-silent = We can’t hear anything yet.
# The same: too quiet
mic-level-quiet = A bit quiet. Come closer or sing up!
# The same: too loud, it clips
mic-level-loud = Too loud, it’s crackling. Move back a little.
# The same: good
mic-level-good = That sounds good.
# Button to the next screen when the level is not good
mic-continue-anyway = Continue anyway
# Label of the choice of microphones
mic-device-label = Microphone
# Name of a microphone that has none. $number: number
mic-device-unnamed = Microphone { $number }
# The microphone is that of a Bluetooth headset: thin sound
mic-bluetooth = Your Bluetooth headset’s microphone sounds like a phone call. Choose your phone’s own microphone if you can.
# Echo cancellation or the like could not be switched off
mic-processing = Your browser changes the sound a little and we can’t stop it. You can still sing; another browser may sound better.
# Heading: the fan or the browser said no
mic-denied-title = The microphone is blocked
# What to do
mic-denied-text = Tap the icon beside the address, allow the microphone for this page, then try again.
# Heading: there is none
mic-none-title = No microphone found
# What to do
mic-none-text = Plug one in and try again, or open this page on your phone.
# Heading: another program has it
mic-busy-title = The microphone is in use
# What to do
mic-busy-text = Another app has it, perhaps a call. Close that app and try again.
# Heading: this browser cannot record
mic-unsupported-title = This browser can’t record
# What to do
mic-unsupported-text = Open this page in Safari, Chrome or Firefox, or send us a recording you’ve made.
# Heading: the page is inside another app (Instagram, TikTok, Facebook)
mic-in-app-title = Open this in your browser
# What to do
mic-in-app-text = You’re inside another app, and it keeps the microphone to itself. Open its menu and choose “Open in browser”, or copy the link.
# Button: copies the page's address
copy-link = Copy link
# It was copied
copied = Copied!
# It could not be copied: the text is selected instead
copy-by-hand = Press and hold to copy.

## A file in place of the microphone

# Button or link to it
file-instead = Send a recording instead
# Heading
file-title = Send your recording
# What to do
file-lead = Listen to the song on headphones, sing the chorus into your phone’s recorder, and choose the file here.
# Plays the song to sing to
file-play-song = Play the song
# Button that opens the file chooser
file-choose = Choose a recording
# What was chosen. $name: the file's name
file-chosen = Your recording: { $name }
# The file is no audio, or not one that we know
file-not-audio = That isn’t a sound file we know. Recordings from a phone’s own recorder work.
# $megabytes: number
file-too-big = That file is too big. { $megabytes } MB is the most we can take.
# $seconds: number
file-too-long =
    { $seconds ->
        [one] That’s too long. { $seconds } second is the most.
       *[other] That’s too long. { $seconds } seconds is the most.
    }
# The recording is much shorter than the chorus
file-too-short = That’s shorter than the chorus. Sing it right to the end!

## Headphones

# Heading, a question
headphones-title = Got headphones?
# Below it
headphones-lead = With headphones we hear only you, and you’ll sound your best.
# Answer
headphones-yes = Yes, they’re on
# Answer
headphones-no = No, use the speaker
# Advice
headphones-bluetooth = Wired is best. Bluetooth is fine for listening, but sing into your phone’s own microphone.
# Advice for those without
headphones-speaker = No headphones? Turn the song down until you can just hear it.
# Advice: the volume that will be heard
headphones-volume = Set the volume now: this is how loud the song will be.
# Button: plays a bit of the song
headphones-listen = Play a bit of the song
# The song is heard in the microphone although the fan has headphones on
headphones-bleed = We can hear the song in your microphone. Are your headphones plugged in?

## Singing

# Heading
sing-title = Your turn!
# Below it
sing-lead = Four clicks, then sing along. Stand up if you like. It helps!
# Button that starts the count-in
sing-start = Sing
# While the song is being loaded
sing-loading = Loading the song…
# During the count-in
sing-get-ready = Get ready…
# When the chorus begins
sing-now = Sing!
# During the last bars
sing-nearly-done = Nearly there…
# Right after it
sing-done = What a voice!
# Button that stops in mid-take
sing-stop = Stop
# Name of the words that scroll, for screen readers
sing-lyrics-label = Words of the song
# Heading: a call came in, or the context was interrupted
interrupted-title = That was cut off
# What to do
interrupted-text = A call or another app got in between. Nothing was kept. Sing it again!
# Heading: the tab was hidden in mid-take
hidden-title = You left the page
# What to do
hidden-text = The recording stops when this page is out of sight. Nothing was kept. Sing it again!
# Heading: the fan stopped
stopped-title = Stopped
# What to do
stopped-text = Nothing was kept. Whenever you’re ready.
# Button
sing-again = Sing again

## After singing

# The take is too quiet; a warning, never a bar
take-quiet = That was rather quiet. Come closer and sing it again, if you like.
# The take clips; a warning
take-loud = It crackled a bit: too loud for the microphone. Move back and sing it again, if you like.
# The song came out of the loudspeaker and is in the take; a warning
take-bleed = We can hear the song behind your voice. Headphones would make it better.
# Nothing was recorded
take-silent = We didn’t hear anything. Check your microphone and sing it again.
# Heading
listen-title = Hear yourself in the crowd
# Below it
listen-lead = This is you, with the song and the choir.
# While the mix is made
listen-preparing = Putting you in the mix…
# Button
listen-play = Play
# Button
listen-pause = Pause
# Name of the choice of what is heard
listen-choice-label = What you hear
# Choice: with the crowd
listen-crowd = With the crowd
# Choice: the voice alone
listen-alone = Just me
# Button: this take it is
listen-keep = Keep it
# Button: sing again
listen-again = Once more

## Sending

# Name of the progress bar
upload-label = Sending your voice
# $percent: number from 0 to 100
upload-progress = Sending… { $percent }%
# The network is away; it goes on by itself
upload-offline = You’re offline. We’ll carry on as soon as you’re back.
# The service does not answer; it goes on by itself. $seconds: number
upload-waiting =
    { $seconds ->
        [one] No answer. Trying again in { $seconds } second.
       *[other] No answer. Trying again in { $seconds } seconds.
    }
# The fan wants to leave the page
upload-stay = Your voice is still on its way. Please stay a moment.
# Heading after a reload: a take lies on the device, not sent to its end
resume-title = Welcome back!
# Below it
resume-text = Your last take is still on this device, but it hasn’t reached us yet.
# Button
resume-send = Send it
# Button
resume-discard = Throw it away

## Consent

# Heading
consent-title = May we use your voice?
# Below it
consent-lead = You decide. Nothing is used without your yes.
# First box, unticked: licence with scope, territory, pay, end. $song: the song's title
consent-voice = Yes, use my voice in the recording of “{ $song }”, in all its versions, worldwide and without pay. I can take it back with my private link, but a song that is already out can’t be unmixed.
# Second box, unticked
consent-name = Yes, show my name on my cover and my page. Anyone with the link can see it.
# Said with the boxes: the age
consent-age = I’m 16 or older.
# Version of the text, which is stored with the consent. $version: text
consent-version = Version of this text: { $version }
# Button that sends the consent
consent-send = Send my voice
# Button or link: no
consent-refuse = No, delete everything
# It was deleted
consent-refused = All gone. Nothing of you was kept.
# Shown instead where the network is away.
consent-refused-later = Deleted here. What had already reached us is deleted as soon as you’re online.
# Heading of the summary, opened by a tap
privacy-title = What happens to your data
# Before the yes
privacy-sent = While you sing, your voice is already on its way to us. Without your yes it’s deleted within a day.
# What is stored
privacy-stored = We keep your recording with a few technical details, your name and team if you gave them, and your yes with its time and language.
# How long
privacy-how-long = We keep it until you delete it, or until the campaign is over and the song is finished.
# No cookies
privacy-no-trackers = No cookies, no trackers, no advertising. We don’t sell anything to anyone.
# No identification
privacy-no-identification = Your voice is music to us. We never use it to find out who somebody is.
# What lies on the fan's own device
privacy-device = Until your voice has arrived, it’s also kept on this device. Then it’s removed from there.
# Deleting
privacy-delete = Your private link deletes your recording, your cover and your page at once.

## The cover, and sharing

# Heading at the end
thanks-title = You’re in!
# Below it
thanks-lead = Thank you. Your voice has arrived. Here’s your cover: show it off!
# Describes the cover, for screen readers. $who: the fan's or the team's name, $song: the song's title
cover-alt = Your cover: { $who } sings on “{ $song }”
# It cannot be shown
cover-failed = We can’t show your cover right now. Your voice is safe.
# Button: the device's own share sheet
share = Share
# Text that goes with the shared picture. $song: the song's title
share-message = I’m singing on “{ $song }” with fans from everywhere. Now you!
# Heading of the three pictures to download
download-title = Save your cover
# Button: 1080 × 1080
download-square = Square
# Button: 1200 × 630
download-wide = Wide
# Button: 1080 × 1920
download-story = Story
# Link to the fan's own page
open-page = Open your page
# Heading of the delete link
delete-title = Your private link
# Says that it is shown once
delete-text = Keep this link, we show it only once. With it you can delete everything, any time. Don’t share it!
# Button
delete-copy = Copy private link
# Link: opens it
delete-open = Delete everything now
# Button: somebody else sings on this device
next-singer = Someone else wants to sing

## Faults. The last part of each id is the service's code in lower case

# A field was left empty
error-missing = Please fill this in.
# A field is of the wrong type: our fault
error-wrong-type = Something isn’t right here. Please fill this in again.
# $max: number
error-bad-length = Please use 1 to { $max } characters.
# Control characters or characters that turn text around
error-bad-characters = Some of these characters can’t be shown. Please leave them out.
# One of the severest words
error-bad-word = We can’t print that. How else can we call you?
# The country is not one
error-not-a-country = We don’t know this country.
# The team is not in the list
error-not-a-team = Please choose a team from the list.
# The first box was not ticked
error-consent-required = Without your yes we can’t use your voice.
# Not said to be 16 or older
error-age-required = You have to be 16 or older to join in.
# A number is outside its bounds
error-out-of-range = That’s more or less than we can take.
# The file's type is not taken
error-content-type-unsupported = We can’t read this kind of recording.
# The bytes are not audio
error-not-audio = That isn’t a recording we can read.
# The bytes are another format than was said
error-content-mismatch = That file isn’t what it says it is. Please choose another one.
# The recording is too big
error-too-many-bytes = This recording is too big.
# The recording was damaged on its way; it is sent again
error-hash-mismatch = Something got lost on the way. Please send it again.
# The same, by its size
error-size-mismatch = Part of the recording is missing. Please send it again.
# The upload took too long and was dropped
error-upload-gone = That took too long and we had to let go. Please sing it again.
# The take was taken back
error-take-withdrawn = This recording has been deleted.
# The take is not known
error-take-unknown = We can’t find this recording any more. Please sing it again.
# The same take is being sent from another tab
error-upload-busy = Your voice is being sent in another tab. Please wait a moment.
# Too many requests
error-too-many-requests = That was a bit fast. One moment, please.
# Too many uploads at once
error-busy = The whole world is singing right now. We’ll be with you in a moment.
# Storage is full for the moment
error-storage-full = The studio is full right now. We’ll try again in a moment.
# Storage does not answer
error-storage-unavailable = The studio isn’t answering. We’ll try again in a moment.
# The campaign has all the bytes that it may hold
error-budget-spent = The choir is full for now. Please come back later.
# A defect of ours
error-internal = That was our mistake. Please try again.
# The network failed
error-network = No connection. Is your phone online?
# Anything else
error-unknown = That didn’t work. Please try again.
# The device has no room for the take
error-device-full = Your device is full, so we can’t keep your take safe while it’s sent. Please keep this page open.
# When it is tried again. $seconds: number
error-retry-in =
    { $seconds ->
        [0] Trying again now…
        [one] Trying again in { $seconds } second.
       *[other] Trying again in { $seconds } seconds.
    }
