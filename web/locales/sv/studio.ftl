### Vad studions sida säger. Vad varje meddelande betyder: en/studio.ftl.

## Dokumentet, och det som finns på varje skärm

document-title = Sjung i ”{ $song }”
document-description = Sjung en refräng i mobilen och bli en del av en kör av fans från hela världen. Det tar två minuter. Ingen app, inget konto.
no-script = Studion behöver JavaScript för att höra dig. Slå på det och ladda om sidan.
loading = Ett ögonblick …
skip-to-content = Hoppa till studion
language-menu = Språk
step-of = Steg { $step } av { $steps }
continue = Fortsätt
back = Tillbaka
try-again = Försök igen

## Välkomst och språk

welcome-title = En låt. En miljon röster. Och din.
welcome-lead = Sjung refrängen i ”{ $song }” i mobilen. Vi lägger in din röst i publikhavet.
welcome-facts = Två minuter · ingen app · inget konto
welcome-start = Nu sjunger vi
voices-so-far =
    { $count ->
        [0] Bli den allra första rösten.
        [one] { $count } röst hittills. Lägg till din!
       *[other] { $count } röster hittills. Lägg till din!
    }

## Namn och lag

who-title = Vem sjunger?
who-name-label = Ditt namn
who-name-hint = Så som det ska stå på ditt omslag. Ett smeknamn går fint, högst { $max } tecken.
who-name-optional = Du kan lämna det tomt.
who-name-held = Namnet visas inte i våra gallerier förrän vi har tittat på det.
who-team-label = Ditt lag
who-team-choose = Välj ett lag
who-team-none = Jag är här för musiken

## Vad det går ut på

premise-title = Så här funkar det
premise-lead = Du hör låten, sjunger refrängen en gång, och vi mixar din röst med alla andras.
film-label = Film: så funkar det
film-transcript = Filmen i ord
film-failed = Filmen går inte att spela här. Det gör inget: du kan gå vidare.
premise-continue = Jag fattar, jag är med
film-1 = En låt. En refräng.
film-2 = En kör större än någon arena.
film-3 = Nu är det bara du som fattas.
film-4 = Hörlurar på, mobilen i handen.
film-5 = Sjung högt. Sjung på ditt sätt.
film-6 = Din röst, mitt ibland alla.

## Mikrofonen

mic-title = Hör vi dig?
mic-lead = Webbläsaren kommer att fråga efter mikrofonen. Inget spelas in innan du trycker på ”Sjung”.
mic-allow = Slå på mikrofonen
mic-asking = Tryck på ”Tillåt”.
mic-check-title = Sjung en ton, ordentligt högt
mic-check-lead = Håll mobilen en handsbredd bort, precis som du gör sedan.
mic-level-silent = Vi hör inget än.
mic-level-quiet = Lite lågt. Kom närmare eller ta i mer!
mic-level-loud = För högt, det sprakar. Backa lite.
mic-level-good = Det låter bra.
mic-continue-anyway = Fortsätt ändå
mic-device-label = Mikrofon
mic-device-unnamed = Mikrofon { $number }
mic-bluetooth = Mikrofonen i dina Bluetooth-lurar låter som ett telefonsamtal. Välj mobilens egen mikrofon om du kan.
mic-processing = Webbläsaren ändrar ljudet lite och det går inte att stänga av. Du kan sjunga ändå; en annan webbläsare kanske låter bättre.
mic-denied-title = Mikrofonen är blockerad
mic-denied-text = Tryck på ikonen bredvid adressen, tillåt mikrofonen för den här sidan och försök igen.
mic-none-title = Ingen mikrofon hittades
mic-none-text = Koppla in en och försök igen, eller öppna sidan i mobilen.
mic-busy-title = Mikrofonen används redan
mic-busy-text = En annan app har den, kanske ett samtal. Stäng appen och försök igen.
mic-unsupported-title = Den här webbläsaren kan inte spela in
mic-unsupported-text = Öppna sidan i Safari, Chrome eller Firefox, eller skicka en färdig inspelning till oss.
mic-in-app-title = Öppna i webbläsaren
mic-in-app-text = Du är inne i en annan app, och den behåller mikrofonen för sig själv. Öppna dess meny och välj ”Öppna i webbläsare”, eller kopiera länken.
copy-link = Kopiera länken
copied = Kopierat!
copy-by-hand = Tryck och håll för att kopiera.

## En fil i stället för mikrofonen

file-instead = Skicka en inspelning i stället
file-title = Skicka din inspelning
file-lead = Lyssna på låten i hörlurar, sjung refrängen i mobilens röstinspelare och välj filen här.
file-play-song = Spela låten
file-choose = Välj en inspelning
file-chosen = Din inspelning: { $name }
file-not-audio = Vi känner inte igen den ljudfilen. En inspelning från mobilens röstinspelare funkar.
file-too-big = Filen är för stor. Högst { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] Den är för lång. Högst { $seconds } sekund.
       *[other] Den är för lång. Högst { $seconds } sekunder.
    }
file-too-short = Den är kortare än refrängen. Sjung ända till slutet!

## Hörlurar

headphones-title = Har du hörlurar?
headphones-lead = Med hörlurar hör vi bara dig, och du låter som bäst.
headphones-yes = Ja, de är på
headphones-no = Nej, högtalaren får duga
headphones-bluetooth = Sladd är bäst. Bluetooth går bra att lyssna med, men sjung i mobilens egen mikrofon.
headphones-speaker = Inga hörlurar? Sänk låten tills du nätt och jämnt hör den.
headphones-volume = Ställ in volymen nu: så här högt blir det.
headphones-listen = Lyssna på en bit
headphones-bleed = Vi hör låten i din mikrofon. Sitter hörlurarna i?

## Sången

sing-title = Din tur!
sing-lead = Fyra klick, sedan sjunger du. Res dig gärna, det hjälper!
sing-start = Sjung
sing-loading = Låten laddas …
sing-get-ready = Gör dig redo …
sing-now = Sjung!
sing-nearly-done = Snart framme …
sing-done = Vilken röst!
sing-stop = Stopp
sing-lyrics-label = Låtens text
interrupted-title = Det blev avbrutet
interrupted-text = Ett samtal eller en annan app kom emellan. Inget sparades. Sjung igen!
hidden-title = Du lämnade sidan
hidden-text = Inspelningen stannar när sidan inte syns. Inget sparades. Sjung igen!
stopped-title = Stoppat
stopped-text = Inget sparades. När du vill.
sing-again = Sjung igen

## Efter sången

take-quiet = Det blev ganska lågt. Kom närmare och sjung igen om du vill.
take-loud = Det sprakade lite: för högt för mikrofonen. Backa och sjung igen om du vill.
take-bleed = Vi hör låten bakom din röst. Med hörlurar blir det bättre.
take-silent = Vi hörde ingenting. Kolla mikrofonen och sjung igen.
listen-title = Hör dig själv i publikhavet
listen-lead = Det här är du, med låten och kören.
listen-preparing = Vi mixar in dig …
listen-play = Spela
listen-pause = Pausa
listen-choice-label = Det du hör
listen-crowd = Med alla andra
listen-alone = Bara jag
listen-keep = Behåll den
listen-again = En gång till

## Skicka

upload-label = Din röst skickas
upload-progress = Skickar … { $percent } %
upload-offline = Du är offline. Vi fortsätter så fort du är tillbaka.
upload-waiting =
    { $seconds ->
        [one] Inget svar. Nytt försök om { $seconds } sekund.
       *[other] Inget svar. Nytt försök om { $seconds } sekunder.
    }
upload-stay = Din röst är fortfarande på väg. Stanna en liten stund.
resume-title = Välkommen tillbaka!
resume-text = Din senaste tagning finns kvar på den här enheten, men den har inte kommit fram till oss.
resume-send = Skicka den
resume-discard = Släng den

## Samtycke

consent-title = Får vi använda din röst?
consent-lead = Du bestämmer. Utan ditt ja används ingenting.
consent-voice = Ja, använd min röst i inspelningen av ”{ $song }”, i alla versioner, i hela världen och utan ersättning. Jag kan ta tillbaka den med min privata länk, men ur en låt som redan är släppt går den inte att plocka bort.
consent-name = Ja, visa mitt namn på mitt omslag och min sida. Alla som har länken kan se det.
consent-age = Jag är 16 år eller äldre.
consent-version = Version av den här texten: { $version }
consent-send = Skicka min röst
consent-refuse = Nej, ta bort allt
consent-refused = Allt är borta. Inget från dig har sparats.
# Shown instead where the network is away.
consent-refused-later = Raderat här. Det som redan nått oss raderas så fort du är uppkopplad.
privacy-title = Vad som händer med dina uppgifter
# Before the yes
privacy-sent = Medan du sjunger är din röst redan på väg till oss. Utan ditt ja raderas den inom ett dygn.
privacy-stored = Vi sparar inspelningen med några tekniska uppgifter, namn och lag om du har angett dem, och ditt ja med tid och språk.
privacy-how-long = Vi sparar det tills du tar bort det, eller tills kampanjen är över och låten är klar.
privacy-no-trackers = Inga kakor, ingen spårning, ingen reklam. Vi säljer ingenting till någon.
privacy-no-identification = Din röst är musik för oss. Vi använder den aldrig för att ta reda på vem någon är.
privacy-device = Tills din röst har kommit fram finns den också på den här enheten. Sedan tas den bort härifrån.
privacy-delete = Din privata länk tar genast bort inspelningen, omslaget och sidan.

## Omslaget och att dela

thanks-title = Du är med!
thanks-lead = Tack! Din röst har kommit fram. Här är ditt omslag: visa upp det!
cover-alt = Ditt omslag: { $who } sjunger i ”{ $song }”
cover-failed = Vi kan inte visa ditt omslag just nu. Din röst är i säkerhet.
share = Dela
share-message = Jag sjunger i ”{ $song }” med fans från hela världen. Nu är det din tur!
download-title = Spara ditt omslag
download-square = Kvadrat
download-wide = Brett
download-story = Story
open-page = Öppna din sida
delete-title = Din privata länk
delete-text = Spara den här länken, vi visar den bara en gång. Med den kan du ta bort allt, när du vill. Dela den inte!
delete-copy = Kopiera privat länk
delete-open = Ta bort allt nu
next-singer = Någon mer vill sjunga

## Fel

error-missing = Fyll i det här.
error-wrong-type = Något stämmer inte här. Fyll i det igen.
error-bad-length = Skriv 1 till { $max } tecken.
error-bad-characters = Några av tecknen går inte att visa. Ta bort dem.
error-bad-word = Det där kan vi inte trycka. Vad kan vi kalla dig i stället?
error-not-a-country = Vi känner inte till det landet.
error-not-a-team = Välj ett lag i listan.
error-consent-required = Utan ditt ja kan vi inte använda din röst.
error-age-required = Du måste vara 16 år eller äldre för att vara med.
error-out-of-range = Det är mer eller mindre än vi kan ta emot.
error-content-type-unsupported = Vi kan inte läsa den sortens inspelning.
error-not-audio = Det där är ingen inspelning som vi kan läsa.
error-content-mismatch = Filen är inte vad den säger att den är. Välj en annan.
error-too-many-bytes = Inspelningen är för stor.
error-hash-mismatch = Något försvann på vägen. Skicka den igen.
error-size-mismatch = En bit av inspelningen saknas. Skicka den igen.
error-upload-gone = Det tog för lång tid och vi fick släppa den. Sjung igen.
error-take-withdrawn = Inspelningen har tagits bort.
error-take-unknown = Vi hittar inte inspelningen längre. Sjung igen.
error-upload-busy = Din röst skickas just nu från en annan flik. Vänta lite.
error-too-many-requests = Det gick lite fort. Ett ögonblick.
error-busy = Hela världen sjunger just nu. Snart är det din tur.
error-storage-full = Studion är full just nu. Vi försöker snart igen.
error-storage-unavailable = Studion svarar inte. Vi försöker snart igen.
error-budget-spent = Kören är full för tillfället. Kom tillbaka senare.
error-internal = Det var vårt fel. Försök igen.
error-network = Ingen anslutning. Är mobilen uppkopplad?
error-unknown = Det gick inte. Försök igen.
error-device-full = Enheten är full, så vi kan inte säkra din tagning medan den skickas. Håll den här sidan öppen.
error-retry-in =
    { $seconds ->
        [0] Försöker igen nu …
        [one] Nytt försök om { $seconds } sekund.
       *[other] Nytt försök om { $seconds } sekunder.
    }
