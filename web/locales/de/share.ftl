### Was der Dienst selbst sagt. Was jede Nachricht bedeutet: en/share.ftl.

## Das Cover

cover-line = Eine Stimme von einer Million

## Die Seite einer Aufnahme

share-page-title = { $who } singt bei „{ $song }“
share-page-description = Fans aus aller Welt singen zusammen den Refrain von „{ $song }“. Sing mit: zwei Minuten, auf deinem Handy.
share-page-lead = Eine Stimme unter vielen. Nur deine fehlt noch!
share-page-cover-alt = Cover: { $who } singt bei „{ $song }“
share-page-sung-on = Gesungen am { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Bisher { $count } Stimme
       *[other] Bisher { $count } Stimmen
    }
share-page-sing = Mitsingen
share-page-share = Teilen
share-page-copy = Link kopieren
share-page-copied = Kopiert!
share-page-download = Cover speichern
share-page-message = Hast du schon bei „{ $song }“ mitgesungen?
share-somebody = Jemand
share-page-yours = Ist das deine Stimme? Dein privater Link löscht sie, und diese Seite mit.
share-unknown-title = Hier ist nichts
share-unknown-text = Dieser Link ist nicht vollständig, oder die Stimme ist noch nicht angekommen.
share-gone-title = Diese Stimme hat den Chor verlassen
share-gone-text = Sie wurde gelöscht, und ihr Cover auch. Aber für deine ist noch Platz!

## Die Seite zum Löschen

erase-title = Deine Aufnahme löschen?
erase-text = Deine Aufnahme, dein Cover und deine Seite werden sofort gelöscht, und im nächsten Mix fehlt deine Stimme. Aus einem Song, der schon draußen ist, lässt sich niemand mehr herausmischen. Das lässt sich nicht rückgängig machen.
erase-button = Ja, alles löschen
erase-keep = Nein, behalten
erase-gone-title = Alles gelöscht
erase-gone-text = Von deiner Aufnahme ist hier nichts mehr, und im nächsten Mix ist deine Stimme nicht dabei. Danke fürs Singen!
erase-unknown-title = Dieser Link funktioniert nicht
erase-unknown-text = Vielleicht wurde er abgeschnitten. Kopiere den ganzen Link, so wie du ihn bekommen hast.
erase-failed-title = Das hat nicht geklappt
erase-failed-text = Deine Aufnahme ist noch nicht gelöscht. Versuch es in einer Minute noch mal.

## Seiten, die es nicht gibt

not-found-title = Abseits!
not-found-text = Hier gibt es keine Seite.
not-found-home = Zurück zum Studio
