### Quello che dice il servizio stesso. Che cosa significa ogni messaggio: en/share.ftl.

## La copertina

cover-line = Una voce su un milione

## La pagina di una registrazione

share-page-title = { $who } canta in «{ $song }»
share-page-description = Tifosi da tutto il mondo cantano insieme il ritornello di «{ $song }». Aggiungi la tua voce: due minuti, con il telefono.
share-page-lead = Una voce fra tante. Manca solo la tua!
share-page-cover-alt = Copertina: { $who } canta in «{ $song }»
share-page-sung-on = Cantato il { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Finora { $count } voce
        [many] Finora { $count } di voci
       *[other] Finora { $count } voci
    }
share-page-sing = Canta anche tu
share-page-share = Condividi
share-page-copy = Copia il link
share-page-copied = Copiato!
share-page-download = Salva la copertina
share-page-message = Hai già cantato in «{ $song }»?
share-somebody = Qualcuno
share-page-yours = È la tua voce? Il tuo link privato la cancella, e questa pagina con lei.
share-unknown-title = Qui non c’è niente
share-unknown-text = Questo link non è completo, oppure la voce non è ancora arrivata.
share-gone-title = Questa voce ha lasciato il coro
share-gone-text = È stata cancellata, e con lei la sua copertina. Ma c’è posto per la tua!

## La pagina per cancellare

erase-title = Cancellare la tua registrazione?
erase-text = La registrazione, la copertina e la pagina vengono cancellate subito, e la tua voce resta fuori dal prossimo mix. Da una canzone già uscita non si può più togliere. Non si può tornare indietro.
erase-button = Sì, cancella tutto
erase-keep = No, tieni tutto
erase-gone-title = Tutto cancellato
erase-gone-text = Della tua registrazione qui non resta niente, e la tua voce non sarà nel prossimo mix. Grazie per aver cantato!
erase-unknown-title = Questo link non funziona
erase-unknown-text = Forse è stato tagliato. Copia il link intero, proprio come te l’abbiamo mostrato.
erase-failed-title = Non ha funzionato
erase-failed-text = La tua registrazione non è ancora cancellata. Riprova tra un minuto.

## Pagine che non esistono

not-found-title = Fuorigioco!
not-found-text = Qui non c’è nessuna pagina.
not-found-home = Torna allo studio
