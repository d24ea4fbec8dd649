### Quello che dice la pagina dello studio. Che cosa significa ogni messaggio: en/studio.ftl.

## Il documento, e ciò che sta su ogni schermata

document-title = Canta in «{ $song }»
document-description = Canta un ritornello con il telefono e unisciti a un coro di tifosi da tutto il mondo. Bastano due minuti. Niente app, niente account.
no-script = Per sentirti, lo studio ha bisogno di JavaScript. Attivalo e ricarica la pagina.
loading = Un attimo…
skip-to-content = Vai subito allo studio
language-menu = Lingua
step-of = Passo { $step } di { $steps }
continue = Continua
back = Indietro
try-again = Riprova

## Benvenuto e lingua

welcome-title = Una canzone. Un milione di voci. La tua.
welcome-lead = Canta il ritornello di «{ $song }» nel telefono. Mettiamo la tua voce nella folla.
welcome-facts = Due minuti · niente app · niente account
welcome-start = Si canta!
voices-so-far =
    { $count ->
        [0] Sii la primissima voce.
        [one] Finora { $count } voce. Aggiungi la tua!
        [many] Finora { $count } di voci. Aggiungi la tua!
       *[other] Finora { $count } voci. Aggiungi la tua!
    }

## Nome e squadra

who-title = Chi canta?
who-name-label = Il tuo nome
who-name-hint = Come deve stare sulla tua copertina. Va bene anche un soprannome, al massimo { $max } caratteri.
who-name-optional = Puoi lasciarlo vuoto.
who-name-held = Questo nome non compare nelle nostre gallerie finché non gli diamo un’occhiata.
who-team-label = La tua squadra
who-team-choose = Scegli una squadra
who-team-none = Sono qui per la musica

## L’idea

premise-title = Funziona così
premise-lead = Ascolti la canzone, canti il ritornello una volta, e noi uniamo la tua voce a quelle di tutti.
film-label = Filmato: come funziona
film-transcript = Il filmato a parole
film-failed = Il filmato qui non parte. Non importa: puoi andare avanti.
premise-continue = Capito, ci sto
film-1 = Una canzone. Un ritornello.
film-2 = Un coro più grande di uno stadio.
film-3 = Manchi soltanto tu.
film-4 = Cuffie in testa, telefono in mano.
film-5 = Canta forte. Canta a modo tuo.
film-6 = La tua voce, in mezzo a tutte.

## Il microfono

mic-title = Ti sentiamo?
mic-lead = Il browser ti chiederà il microfono. Non si registra niente finché non tocchi «Canta».
mic-allow = Attiva il microfono
mic-asking = Tocca «Consenti», per favore.
mic-check-title = Canta una nota, bella forte
mic-check-lead = Tieni il telefono a un palmo, proprio come farai dopo.
mic-level-silent = Non sentiamo ancora niente.
mic-level-quiet = Un po’ piano. Avvicinati o canta più forte!
mic-level-loud = Troppo forte, gracchia. Allontanati un po’.
mic-level-good = Suona bene.
mic-continue-anyway = Continua lo stesso
mic-device-label = Microfono
mic-device-unnamed = Microfono { $number }
mic-bluetooth = Il microfono delle tue cuffie Bluetooth suona come una telefonata. Se puoi, scegli quello del telefono.
mic-processing = Il browser cambia un po’ il suono e non possiamo impedirlo. Puoi cantare lo stesso; forse con un altro browser suona meglio.
mic-denied-title = Il microfono è bloccato
mic-denied-text = Tocca l’icona accanto all’indirizzo, consenti il microfono per questa pagina e riprova.
mic-none-title = Nessun microfono trovato
mic-none-text = Collegane uno e riprova, oppure apri questa pagina sul telefono.
mic-busy-title = Il microfono è occupato
mic-busy-text = Lo sta usando un’altra app, forse una chiamata. Chiudila e riprova.
mic-unsupported-title = Questo browser non può registrare
mic-unsupported-text = Apri questa pagina in Safari, Chrome o Firefox, oppure mandaci una registrazione già fatta.
mic-in-app-title = Apri la pagina nel browser
mic-in-app-text = Sei dentro un’altra app, che tiene il microfono per sé. Apri il suo menu e scegli «Apri nel browser», oppure copia il link.
copy-link = Copia il link
copied = Copiato!
copy-by-hand = Tieni premuto per copiare.

## Un file al posto del microfono

file-instead = Manda invece una registrazione
file-title = Manda la tua registrazione
file-lead = Ascolta la canzone in cuffia, canta il ritornello nel registratore del telefono e scegli qui il file.
file-play-song = Ascolta la canzone
file-choose = Scegli una registrazione
file-chosen = La tua registrazione: { $name }
file-not-audio = Non conosciamo questo tipo di audio. Quello che registra il telefono va bene.
file-too-big = Il file è troppo grande. Al massimo { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] È troppo lungo. Al massimo { $seconds } secondo.
        [many] È troppo lungo. Al massimo { $seconds } di secondi.
       *[other] È troppo lungo. Al massimo { $seconds } secondi.
    }
file-too-short = È più corto del ritornello. Cantalo fino in fondo!

## Le cuffie

headphones-title = Hai le cuffie?
headphones-lead = Con le cuffie sentiamo solo te, e suonerai al meglio.
headphones-yes = Sì, le ho su
headphones-no = No, dall’altoparlante
headphones-bluetooth = Meglio con il filo. Il Bluetooth va bene per ascoltare, ma canta nel microfono del telefono.
headphones-speaker = Niente cuffie? Abbassa la canzone finché la senti appena.
headphones-volume = Regola adesso il volume: la canzone sarà forte così.
headphones-listen = Ascolta un pezzetto
headphones-bleed = Sentiamo la canzone nel tuo microfono. Le cuffie sono collegate bene?

## Cantare

sing-title = Tocca a te!
sing-lead = Quattro clic, poi canta. Alzati in piedi, se vuoi: aiuta!
sing-start = Canta
sing-loading = Stiamo caricando la canzone…
sing-get-ready = Preparati…
sing-now = Canta!
sing-nearly-done = Ci siamo quasi…
sing-done = Che voce!
sing-stop = Ferma
sing-lyrics-label = Parole della canzone
interrupted-title = Si è interrotto
interrupted-text = Si è messa in mezzo una chiamata o un’altra app. Non è rimasto niente. Canta di nuovo!
hidden-title = La pagina non era più in vista
hidden-text = La registrazione si ferma quando questa pagina non si vede. Non è rimasto niente. Canta di nuovo!
stopped-title = Fermato
stopped-text = Non è rimasto niente. Quando vuoi tu.
sing-again = Canta di nuovo

## Dopo il canto

take-quiet = Era piuttosto piano. Avvicinati e canta di nuovo, se vuoi.
take-loud = Ha gracchiato un po’: troppo forte per il microfono. Allontanati e canta di nuovo, se vuoi.
take-bleed = Si sente la canzone dietro la tua voce. Con le cuffie verrebbe meglio.
take-silent = Non abbiamo sentito niente. Controlla il microfono e canta di nuovo.
listen-title = Ascoltati nella folla
listen-lead = Questa è la tua voce, con la canzone e il coro.
listen-preparing = Ti mettiamo nel mix…
listen-play = Ascolta
listen-pause = Pausa
listen-choice-label = Che cosa senti
listen-crowd = Con la folla
listen-alone = Solo io
listen-keep = La tengo
listen-again = Ancora una volta

## L’invio

upload-label = Invio della tua voce
upload-progress = Invio… { $percent }%
upload-offline = Non hai rete. Andiamo avanti appena torna.
upload-waiting =
    { $seconds ->
        [one] Nessuna risposta. Riproviamo tra { $seconds } secondo.
        [many] Nessuna risposta. Riproviamo tra { $seconds } di secondi.
       *[other] Nessuna risposta. Riproviamo tra { $seconds } secondi.
    }
upload-stay = La tua voce è ancora in viaggio. Resta qui un momento.
resume-title = Che bello rivederti!
resume-text = La tua ultima registrazione è ancora su questo dispositivo, ma non ci è ancora arrivata.
resume-send = Inviala
resume-discard = Buttala via

## Il consenso

consent-title = Possiamo usare la tua voce?
consent-lead = Decidi tu. Senza il tuo sì non si usa niente.
consent-voice = Sì, usate la mia voce nella registrazione di «{ $song }», in tutte le sue versioni, in tutto il mondo e senza compenso. Posso ritirarla con il mio link privato, ma da una canzone già uscita non si può più togliere.
consent-name = Sì, mostrate il mio nome sulla mia copertina e sulla mia pagina. Chi ha il link può vederlo.
consent-age = Ho 16 anni o più.
consent-version = Versione di questo testo: { $version }
consent-send = Invia la mia voce
consent-refuse = No, cancella tutto
consent-refused = Tutto cancellato. Di te non è rimasto niente.
# Shown instead where the network is away.
consent-refused-later = Qui è cancellato. Quello che ci era già arrivato sarà cancellato appena torni online.
privacy-title = Che cosa succede ai tuoi dati
# Before the yes
privacy-sent = Mentre canti, la tua voce è già in viaggio verso di noi. Senza il tuo sì viene cancellata entro un giorno.
privacy-stored = Conserviamo la registrazione con qualche dato tecnico, il nome e la squadra se li hai dati, e il tuo sì con l’ora e la lingua.
privacy-how-long = Li conserviamo finché non li cancelli, o finché la campagna è finita e la canzone è pronta.
privacy-no-trackers = Niente cookie, niente tracciamento, niente pubblicità. Non vendiamo niente a nessuno.
privacy-no-identification = Per noi la tua voce è musica. Non la usiamo mai per scoprire chi è qualcuno.
privacy-device = Finché la tua voce non è arrivata, resta anche su questo dispositivo. Poi viene tolta da qui.
privacy-delete = Il tuo link privato cancella subito la registrazione, la copertina e la pagina.

## La copertina e la condivisione

thanks-title = Ci sei!
thanks-lead = Grazie. La tua voce è arrivata. Ecco la tua copertina: falla vedere!
cover-alt = La tua copertina: { $who } canta in «{ $song }»
cover-failed = Ora non riusciamo a mostrarti la copertina. La tua voce è al sicuro.
share = Condividi
share-message = Sto cantando in «{ $song }» con tifosi da tutto il mondo. Ora tocca a te!
download-title = Salva la tua copertina
download-square = Quadrata
download-wide = Larga
download-story = Storia
open-page = Apri la tua pagina
delete-title = Il tuo link privato
delete-text = Conserva questo link: lo mostriamo una volta sola. Con questo puoi cancellare tutto, quando vuoi. Non condividerlo!
delete-copy = Copia il link privato
delete-open = Cancella tutto adesso
next-singer = Vuole cantare qualcun altro

## Gli errori

error-missing = Compila questo campo.
error-wrong-type = Qui qualcosa non va. Compilalo di nuovo.
error-bad-length = Usa da 1 a { $max } caratteri.
error-bad-characters = Alcuni di questi caratteri non si possono mostrare. Toglili, per favore.
error-bad-word = Questo non possiamo stamparlo. Come altro ti chiamiamo?
error-not-a-country = Non conosciamo questo paese.
error-not-a-team = Scegli una squadra dall’elenco.
error-consent-required = Senza il tuo sì non possiamo usare la tua voce.
error-age-required = Per partecipare bisogna avere almeno 16 anni.
error-out-of-range = È più o meno di quanto possiamo accettare.
error-content-type-unsupported = Non possiamo leggere questo tipo di registrazione.
error-not-audio = Non è una registrazione che possiamo leggere.
error-content-mismatch = Questo file non è ciò che dice di essere. Scegline un altro.
error-too-many-bytes = Questa registrazione è troppo grande.
error-hash-mismatch = Qualcosa si è perso per strada. Mandala di nuovo.
error-size-mismatch = Manca un pezzo della registrazione. Mandala di nuovo.
error-upload-gone = Ci ha messo troppo e abbiamo dovuto lasciarla andare. Canta di nuovo.
error-take-withdrawn = Questa registrazione è stata cancellata.
error-take-unknown = Non troviamo più questa registrazione. Canta di nuovo.
error-upload-busy = La tua voce sta partendo da un’altra scheda. Aspetta un momento.
error-too-many-requests = Un po’ troppo in fretta. Un attimo, per favore.
error-busy = Adesso sta cantando tutto il mondo. Siamo subito da te.
error-storage-full = Lo studio ora è pieno. Riproviamo tra un momento.
error-storage-unavailable = Lo studio non risponde. Riproviamo tra un momento.
error-budget-spent = Per ora il coro è al completo. Torna più tardi.
error-internal = È stato un errore nostro. Riprova, per favore.
error-network = Nessuna connessione. Il telefono è in rete?
error-unknown = Non ha funzionato. Riprova, per favore.
error-device-full = Il dispositivo è pieno e non possiamo mettere al sicuro la tua registrazione durante l’invio. Tieni aperta questa pagina.
error-retry-in =
    { $seconds ->
        [0] Riproviamo ora…
        [one] Riproviamo tra { $seconds } secondo.
        [many] Riproviamo tra { $seconds } di secondi.
       *[other] Riproviamo tra { $seconds } secondi.
    }
