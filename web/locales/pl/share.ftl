### Co mówi sama usługa. Co znaczy każdy komunikat: en/share.ftl.

## Okładka

cover-line = Jeden głos na milion

## Strona nagrania

share-page-title = { $who } śpiewa w „{ $song }”
share-page-description = Kibice z całego świata śpiewają razem refren „{ $song }”. Dołóż swój głos: dwie minuty, w telefonie.
share-page-lead = Jeden głos spośród wielu. Brakuje tylko twojego!
share-page-cover-alt = Okładka: { $who } śpiewa w „{ $song }”
share-page-sung-on = Data nagrania: { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Na razie { $count } głos
        [few] Na razie { $count } głosy
        [many] Na razie { $count } głosów
       *[other] Na razie { $count } głosu
    }
share-page-sing = Zaśpiewaj i ty
share-page-share = Udostępnij
share-page-copy = Kopiuj link
share-page-copied = Skopiowano!
share-page-download = Zapisz okładkę
share-page-message = A twój głos jest już w „{ $song }”?
share-somebody = Ktoś
share-page-yours = To twój głos? Twój prywatny link usunie go razem z tą stroną.
share-unknown-title = Tu nic nie ma
share-unknown-text = Ten link jest niepełny albo głos jeszcze nie dotarł.
share-gone-title = Ten głos opuścił chór
share-gone-text = Został usunięty razem z okładką. Ale jest miejsce na twój!

## Strona usuwania

erase-title = Usunąć twoje nagranie?
erase-text = Nagranie, okładka i strona zostaną od razu usunięte, a w następnym miksie nie będzie twojego głosu. Z piosenki, która już wyszła, nie da się go usunąć. Tego nie można cofnąć.
erase-button = Tak, usuń wszystko
erase-keep = Nie, zostaw
erase-gone-title = Wszystko usunięte
erase-gone-text = Nie ma tu już nic z twojego nagrania, a twojego głosu nie będzie w następnym miksie. Dzięki za śpiewanie!
erase-unknown-title = Ten link nie działa
erase-unknown-text = Może został ucięty. Skopiuj cały link, taki, jaki ci pokazaliśmy.
erase-failed-title = Nie udało się
erase-failed-text = Twoje nagranie nie zostało jeszcze usunięte. Spróbuj ponownie za minutę.

## Strony, których nie ma

not-found-title = Spalony!
not-found-text = Nie ma tu żadnej strony.
not-found-home = Wróć do studia
