### Was die Seite des Studios sagt. Was jede Nachricht bedeutet: en/studio.ftl.

## Das Dokument, und was auf jedem Bildschirm steht

document-title = Sing mit bei „{ $song }“
document-description = Sing einen Refrain in dein Handy und werde Teil eines Chors von Fans aus aller Welt. Es dauert zwei Minuten. Ohne App, ohne Konto.
no-script = Das Studio braucht JavaScript, um dich zu hören. Schalte es bitte ein und lade die Seite neu.
loading = Einen Moment …
skip-to-content = Direkt zum Studio
language-menu = Sprache
step-of = Schritt { $step } von { $steps }
continue = Weiter
back = Zurück
try-again = Noch mal versuchen

## Begrüßung und Sprache

welcome-title = Ein Song. Eine Million Stimmen. Deine.
welcome-lead = Sing den Refrain von „{ $song }“ in dein Handy. Wir mischen deine Stimme in die Menge.
welcome-facts = Zwei Minuten · keine App · kein Konto
welcome-start = Los geht’s
voices-so-far =
    { $count ->
        [0] Sei die allererste Stimme.
        [one] Bisher { $count } Stimme. Jetzt du!
       *[other] Bisher { $count } Stimmen. Jetzt du!
    }

## Name und Team

who-title = Wer singt?
who-name-label = Dein Name
who-name-hint = So, wie er auf deinem Cover stehen soll. Ein Spitzname geht auch, höchstens { $max } Zeichen.
who-name-optional = Du kannst das leer lassen.
who-name-held = Dieser Name kommt erst in unsere Galerien, wenn wir ihn uns kurz angesehen haben.
who-team-label = Dein Team
who-team-choose = Wähle ein Team
who-team-none = Ich bin wegen der Musik hier

## Worum es geht

premise-title = So geht’s
premise-lead = Du hörst den Song, singst einmal den Refrain, und wir mischen deine Stimme mit allen anderen.
film-label = Film: So geht’s
film-transcript = Der Film zum Lesen
film-failed = Der Film läuft hier nicht. Macht nichts: Du kannst gleich weitermachen.
premise-continue = Alles klar, ich bin dabei
film-1 = Ein Song. Ein Refrain.
film-2 = Ein Chor, größer als jedes Stadion.
film-3 = Jetzt fehlst nur noch du.
film-4 = Kopfhörer auf, Handy in die Hand.
film-5 = Sing laut. Sing, wie du willst.
film-6 = Deine Stimme, mittendrin.

## Das Mikrofon

mic-title = Hören wir dich?
mic-lead = Dein Browser fragt gleich nach dem Mikrofon. Aufgenommen wird erst, wenn du auf „Singen“ tippst.
mic-allow = Mikrofon einschalten
mic-asking = Tippe bitte auf „Zulassen“.
mic-check-title = Sing einen Ton, laut und deutlich
mic-check-lead = Halte dein Handy eine Handbreit entfernt, genau so wie nachher.
mic-level-silent = Wir hören noch nichts.
mic-level-quiet = Etwas leise. Komm näher oder sing lauter!
mic-level-loud = Zu laut, es kratzt. Geh ein Stück zurück.
mic-level-good = Das klingt gut.
mic-continue-anyway = Trotzdem weiter
mic-device-label = Mikrofon
mic-device-unnamed = Mikrofon { $number }
mic-bluetooth = Das Mikrofon deines Bluetooth-Headsets klingt wie am Telefon. Nimm lieber das Mikrofon deines Handys, wenn das geht.
mic-processing = Dein Browser verändert den Ton ein wenig, und wir können es nicht abstellen. Singen kannst du trotzdem; ein anderer Browser klingt vielleicht besser.
mic-denied-title = Das Mikrofon ist gesperrt
mic-denied-text = Tippe auf das Symbol neben der Adresse, erlaube dieser Seite das Mikrofon und versuch es noch mal.
mic-none-title = Kein Mikrofon gefunden
mic-none-text = Schließ eines an und versuch es noch mal, oder öffne diese Seite auf deinem Handy.
mic-busy-title = Das Mikrofon ist gerade belegt
mic-busy-text = Eine andere App benutzt es, vielleicht ein Anruf. Schließ sie und versuch es noch mal.
mic-unsupported-title = Dieser Browser kann nicht aufnehmen
mic-unsupported-text = Öffne diese Seite in Safari, Chrome oder Firefox, oder schick uns eine fertige Aufnahme.
mic-in-app-title = Öffne die Seite in deinem Browser
mic-in-app-text = Du bist in einer anderen App, und die gibt das Mikrofon nicht her. Wähle in ihrem Menü „Im Browser öffnen“, oder kopiere den Link.
copy-link = Link kopieren
copied = Kopiert!
copy-by-hand = Gedrückt halten und kopieren.

## Eine Datei statt des Mikrofons

file-instead = Lieber eine Aufnahme schicken
file-title = Schick deine Aufnahme
file-lead = Hör den Song über Kopfhörer, sing den Refrain in die Aufnahme-App deines Handys und wähle die Datei hier aus.
file-play-song = Song abspielen
file-choose = Aufnahme auswählen
file-chosen = Deine Aufnahme: { $name }
file-not-audio = Diese Tondatei kennen wir nicht. Was die Aufnahme-App deines Handys macht, funktioniert.
file-too-big = Die Datei ist zu groß. Mehr als { $megabytes } MB gehen nicht.
file-too-long =
    { $seconds ->
        [one] Das ist zu lang. Mehr als { $seconds } Sekunde geht nicht.
       *[other] Das ist zu lang. Mehr als { $seconds } Sekunden gehen nicht.
    }
file-too-short = Das ist kürzer als der Refrain. Sing ihn bis zum Schluss!

## Kopfhörer

headphones-title = Hast du Kopfhörer?
headphones-lead = Mit Kopfhörern hören wir nur dich, und du klingst am besten.
headphones-yes = Ja, sind auf
headphones-no = Nein, über Lautsprecher
headphones-bluetooth = Mit Kabel ist am besten. Bluetooth ist gut zum Hören, aber sing ins Mikrofon deines Handys.
headphones-speaker = Keine Kopfhörer? Dreh den Song so leise, dass du ihn gerade noch hörst.
headphones-volume = Stell jetzt die Lautstärke ein: So laut wird der Song.
headphones-listen = Kurz reinhören
headphones-bleed = Wir hören den Song in deinem Mikrofon. Stecken deine Kopfhörer richtig?

## Singen

sing-title = Du bist dran!
sing-lead = Vier Klicks, dann sing mit. Steh ruhig auf, das hilft!
sing-start = Singen
sing-loading = Der Song lädt …
sing-get-ready = Mach dich bereit …
sing-now = Sing!
sing-nearly-done = Gleich geschafft …
sing-done = Was für eine Stimme!
sing-stop = Stopp
sing-lyrics-label = Text des Songs
interrupted-title = Das wurde unterbrochen
interrupted-text = Ein Anruf oder eine andere App kam dazwischen. Es wurde nichts behalten. Sing es noch mal!
hidden-title = Du warst kurz weg
hidden-text = Die Aufnahme stoppt, wenn diese Seite nicht zu sehen ist. Es wurde nichts behalten. Sing es noch mal!
stopped-title = Angehalten
stopped-text = Es wurde nichts behalten. Wann immer du so weit bist.
sing-again = Noch mal singen

## Nach dem Singen

take-quiet = Das war ziemlich leise. Komm näher und sing noch mal, wenn du magst.
take-loud = Es hat etwas gekratzt: zu laut fürs Mikrofon. Geh ein Stück zurück und sing noch mal, wenn du magst.
take-bleed = Wir hören den Song hinter deiner Stimme. Mit Kopfhörern wäre es besser.
take-silent = Wir haben nichts gehört. Prüf dein Mikrofon und sing noch mal.
listen-title = Hör dich in der Menge
listen-lead = Das bist du, mit dem Song und dem Chor.
listen-preparing = Wir mischen dich dazu …
listen-play = Abspielen
listen-pause = Pause
listen-choice-label = Was du hörst
listen-crowd = Mit allen
listen-alone = Nur ich
listen-keep = Die nehm ich
listen-again = Noch einmal

## Senden

upload-label = Deine Stimme wird gesendet
upload-progress = Wird gesendet … { $percent } %
upload-offline = Du bist offline. Es geht weiter, sobald du zurück bist.
upload-waiting =
    { $seconds ->
        [one] Keine Antwort. Nächster Versuch in { $seconds } Sekunde.
       *[other] Keine Antwort. Nächster Versuch in { $seconds } Sekunden.
    }
upload-stay = Deine Stimme ist noch unterwegs. Bleib bitte einen Moment.
resume-title = Willkommen zurück!
resume-text = Deine letzte Aufnahme liegt noch auf diesem Gerät, ist aber nicht bei uns angekommen.
resume-send = Senden
resume-discard = Wegwerfen

## Einwilligung

consent-title = Dürfen wir deine Stimme nehmen?
consent-lead = Du entscheidest. Ohne dein Ja passiert nichts.
consent-voice = Ja, nehmt meine Stimme für die Aufnahme von „{ $song }“, in allen Fassungen, weltweit und ohne Bezahlung. Mit meinem privaten Link kann ich das zurücknehmen, aber aus einem Song, der schon draußen ist, lässt sich niemand mehr herausmischen.
consent-name = Ja, zeigt meinen Namen auf meinem Cover und meiner Seite. Wer den Link hat, kann ihn sehen.
consent-age = Ich bin 16 oder älter.
consent-version = Fassung dieses Textes: { $version }
consent-send = Meine Stimme senden
consent-refuse = Nein, alles löschen
consent-refused = Alles weg. Von dir wurde nichts behalten.
# Shown instead where the network is away.
consent-refused-later = Hier gelöscht. Was schon bei uns war, wird gelöscht, sobald du wieder online bist.
privacy-title = Was mit deinen Daten passiert
# Before the yes
privacy-sent = Während du singst, ist deine Stimme schon auf dem Weg zu uns. Ohne dein Ja wird sie innerhalb eines Tages gelöscht.
privacy-stored = Wir speichern deine Aufnahme mit ein paar technischen Angaben, Namen und Team, wenn du sie angegeben hast, und dein Ja mit Zeit und Sprache.
privacy-how-long = Wir behalten das, bis du es löschst oder bis die Aktion vorbei und der Song fertig ist.
privacy-no-trackers = Keine Cookies, keine Tracker, keine Werbung. Wir verkaufen niemandem etwas.
privacy-no-identification = Deine Stimme ist für uns Musik. Wir benutzen sie nie, um herauszufinden, wer jemand ist.
privacy-device = Bis deine Stimme angekommen ist, liegt sie auch auf diesem Gerät. Danach wird sie dort gelöscht.
privacy-delete = Dein privater Link löscht Aufnahme, Cover und Seite sofort.

## Cover und Teilen

thanks-title = Du bist dabei!
thanks-lead = Danke. Deine Stimme ist angekommen. Hier ist dein Cover: Zeig es her!
cover-alt = Dein Cover: { $who } singt bei „{ $song }“
cover-failed = Dein Cover lässt sich gerade nicht zeigen. Deine Stimme ist sicher angekommen.
share = Teilen
share-message = Ich singe bei „{ $song }“ mit, zusammen mit Fans aus aller Welt. Jetzt du!
download-title = Speichere dein Cover
download-square = Quadrat
download-wide = Breit
download-story = Story
open-page = Deine Seite öffnen
delete-title = Dein privater Link
delete-text = Heb diesen Link gut auf, wir zeigen ihn nur einmal. Mit ihm kannst du jederzeit alles löschen. Gib ihn nicht weiter!
delete-copy = Privaten Link kopieren
delete-open = Jetzt alles löschen
next-singer = Hier will noch jemand singen

## Fehler

error-missing = Bitte ausfüllen.
error-wrong-type = Hier stimmt etwas nicht. Füll das bitte noch mal aus.
error-bad-length = Bitte 1 bis { $max } Zeichen.
error-bad-characters = Einige dieser Zeichen lassen sich nicht darstellen. Lass sie bitte weg.
error-bad-word = Das können wir nicht drucken. Wie dürfen wir dich sonst nennen?
error-not-a-country = Dieses Land kennen wir nicht.
error-not-a-team = Wähle bitte ein Team aus der Liste.
error-consent-required = Ohne dein Ja können wir deine Stimme nicht nehmen.
error-age-required = Mitmachen kannst du ab 16.
error-out-of-range = Das ist mehr oder weniger, als wir nehmen können.
error-content-type-unsupported = Diese Art von Aufnahme können wir nicht lesen.
error-not-audio = Das ist keine Aufnahme, die wir lesen können.
error-content-mismatch = In dieser Datei steckt etwas anderes, als sie sagt. Nimm bitte eine andere.
error-too-many-bytes = Diese Aufnahme ist zu groß.
error-hash-mismatch = Unterwegs ist etwas verloren gegangen. Schick es bitte noch mal.
error-size-mismatch = Ein Stück der Aufnahme fehlt. Schick sie bitte noch mal.
error-upload-gone = Das hat zu lange gedauert, wir mussten loslassen. Sing bitte noch mal.
error-take-withdrawn = Diese Aufnahme wurde gelöscht.
error-take-unknown = Wir finden diese Aufnahme nicht mehr. Sing bitte noch mal.
error-upload-busy = Deine Stimme wird gerade aus einem anderen Tab gesendet. Warte bitte einen Moment.
error-too-many-requests = Das war etwas schnell. Einen Moment bitte.
error-busy = Gerade singt die ganze Welt. Wir sind gleich bei dir.
error-storage-full = Das Studio ist gerade voll. Wir versuchen es gleich noch mal.
error-storage-unavailable = Das Studio antwortet nicht. Wir versuchen es gleich noch mal.
error-budget-spent = Der Chor ist vorerst voll. Schau bitte später wieder vorbei.
error-internal = Das war unser Fehler. Versuch es bitte noch mal.
error-network = Keine Verbindung. Ist dein Handy online?
error-unknown = Das hat nicht geklappt. Versuch es bitte noch mal.
error-device-full = Dein Gerät ist voll, deshalb können wir deine Aufnahme beim Senden nicht sichern. Lass diese Seite bitte offen.
error-retry-in =
    { $seconds ->
        [0] Nächster Versuch …
        [one] Nächster Versuch in { $seconds } Sekunde.
       *[other] Nächster Versuch in { $seconds } Sekunden.
    }
