### Co mówi strona studia. Co znaczy każdy komunikat: en/studio.ftl.

## Dokument i to, co jest na każdym ekranie

document-title = Zaśpiewaj w „{ $song }”
document-description = Zaśpiewaj refren do telefonu i dołącz do chóru kibiców z całego świata. To dwie minuty. Bez aplikacji, bez konta.
no-script = Żeby cię usłyszeć, studio potrzebuje JavaScriptu. Włącz go i odśwież stronę.
loading = Chwileczkę…
skip-to-content = Przejdź od razu do studia
language-menu = Język
step-of = Krok { $step } z { $steps }
continue = Dalej
back = Wstecz
try-again = Spróbuj ponownie

## Powitanie i język

welcome-title = Jedna piosenka. Milion głosów. Twój.
welcome-lead = Zaśpiewaj do telefonu refren „{ $song }”. Dodamy twój głos do tłumu.
welcome-facts = Dwie minuty · bez aplikacji · bez konta
welcome-start = Śpiewamy!
voices-so-far =
    { $count ->
        [0] Twój głos może być pierwszy.
        [one] Na razie { $count } głos. Dołóż swój!
        [few] Na razie { $count } głosy. Dołóż swój!
        [many] Na razie { $count } głosów. Dołóż swój!
       *[other] Na razie { $count } głosu. Dołóż swój!
    }

## Imię i drużyna

who-title = Kto śpiewa?
who-name-label = Twoje imię
who-name-hint = Takie, jakie ma być na okładce. Może być ksywka, najwyżej { $max } znaków.
who-name-optional = Możesz zostawić to pole puste.
who-name-held = To imię pojawi się w naszych galeriach dopiero, gdy rzucimy na nie okiem.
who-team-label = Twoja drużyna
who-team-choose = Wybierz drużynę
who-team-none = Jestem tu dla muzyki

## O co chodzi

premise-title = To działa tak
premise-lead = Słuchasz piosenki, śpiewasz refren jeden raz, a my łączymy twój głos z głosami wszystkich.
film-label = Film: jak to działa
film-transcript = Film słowami
film-failed = Film tu nie działa. Nic nie szkodzi: możesz iść dalej.
premise-continue = Jasne, wchodzę w to
film-1 = Jedna piosenka. Jeden refren.
film-2 = Chór większy niż stadion.
film-3 = Brakuje tylko ciebie.
film-4 = Słuchawki na uszy, telefon do ręki.
film-5 = Śpiewaj głośno. Śpiewaj po swojemu.
film-6 = Twój głos, wśród wszystkich.

## Mikrofon

mic-title = Słychać cię?
mic-lead = Przeglądarka zapyta o mikrofon. Nic się nie nagrywa, dopóki nie dotkniesz „Śpiewam”.
mic-allow = Włącz mikrofon
mic-asking = Dotknij „Zezwól”.
mic-check-title = Zaśpiewaj jedną nutę, głośno
mic-check-lead = Trzymaj telefon na szerokość dłoni, tak jak potem.
mic-level-silent = Jeszcze nic nie słychać.
mic-level-quiet = Trochę cicho. Podejdź bliżej albo śpiewaj głośniej!
mic-level-loud = Za głośno, trzeszczy. Odsuń się trochę.
mic-level-good = Brzmi dobrze.
mic-continue-anyway = Mimo to dalej
mic-device-label = Mikrofon
mic-device-unnamed = Mikrofon { $number }
mic-bluetooth = Mikrofon w słuchawkach Bluetooth brzmi jak rozmowa telefoniczna. Jeśli możesz, wybierz mikrofon telefonu.
mic-processing = Przeglądarka trochę zmienia dźwięk i nie da się tego wyłączyć. Możesz śpiewać mimo to; w innej przeglądarce może być lepiej.
mic-denied-title = Mikrofon jest zablokowany
mic-denied-text = Dotknij ikony obok adresu, zezwól tej stronie na mikrofon i spróbuj ponownie.
mic-none-title = Nie ma mikrofonu
mic-none-text = Podłącz mikrofon i spróbuj ponownie albo otwórz tę stronę w telefonie.
mic-busy-title = Mikrofon jest zajęty
mic-busy-text = Używa go inna aplikacja, może trwa rozmowa. Zamknij ją i spróbuj ponownie.
mic-unsupported-title = Ta przeglądarka nie umie nagrywać
mic-unsupported-text = Otwórz tę stronę w Safari, Chrome lub Firefoksie albo wyślij nam gotowe nagranie.
mic-in-app-title = Otwórz w przeglądarce
mic-in-app-text = Jesteś w innej aplikacji, a ona nie oddaje mikrofonu. Otwórz jej menu i wybierz „Otwórz w przeglądarce” albo skopiuj link.
copy-link = Kopiuj link
copied = Skopiowano!
copy-by-hand = Przytrzymaj, żeby skopiować.

## Plik zamiast mikrofonu

file-instead = Wolę wysłać nagranie
file-title = Wyślij swoje nagranie
file-lead = Posłuchaj piosenki w słuchawkach, zaśpiewaj refren do dyktafonu w telefonie i wybierz tutaj plik.
file-play-song = Odtwórz piosenkę
file-choose = Wybierz nagranie
file-chosen = Twoje nagranie: { $name }
file-not-audio = Nie znamy takiego pliku dźwiękowego. Nagranie z dyktafonu w telefonie zadziała.
file-too-big = Plik jest za duży. Najwięcej { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] Za długie. Najwięcej { $seconds } sekunda.
        [few] Za długie. Najwięcej { $seconds } sekundy.
        [many] Za długie. Najwięcej { $seconds } sekund.
       *[other] Za długie. Najwięcej { $seconds } sekundy.
    }
file-too-short = To krótsze niż refren. Zaśpiewaj go do końca!

## Słuchawki

headphones-title = Masz słuchawki?
headphones-lead = Gdy masz słuchawki, słyszymy tylko ciebie i brzmisz najlepiej.
headphones-yes = Tak, już na uszach
headphones-no = Nie, z głośnika
headphones-bluetooth = Najlepsze są z kablem. Bluetooth jest dobry do słuchania, ale śpiewaj do mikrofonu telefonu.
headphones-speaker = Bez słuchawek? Ścisz piosenkę, aż będzie ledwo słyszalna.
headphones-volume = Ustaw teraz głośność: tak głośna będzie piosenka.
headphones-listen = Posłuchaj kawałka
headphones-bleed = Słychać piosenkę w twoim mikrofonie. Czy słuchawki są dobrze podłączone?

## Śpiewanie

sing-title = Twoja kolej!
sing-lead = Cztery kliknięcia i śpiewasz. Możesz wstać, to pomaga!
sing-start = Śpiewam
sing-loading = Wczytujemy piosenkę…
sing-get-ready = Przygotuj się…
sing-now = Śpiewaj!
sing-nearly-done = Już prawie…
sing-done = Co za głos!
sing-stop = Stop
sing-lyrics-label = Słowa piosenki
interrupted-title = Coś przerwało
interrupted-text = Wtrąciła się rozmowa albo inna aplikacja. Nic nie zostało zapisane. Zaśpiewaj jeszcze raz!
hidden-title = Strona zniknęła z ekranu
hidden-text = Nagranie zatrzymuje się, gdy tej strony nie widać. Nic nie zostało zapisane. Zaśpiewaj jeszcze raz!
stopped-title = Zatrzymano
stopped-text = Nic nie zostało zapisane. Zacznij, kiedy chcesz.
sing-again = Zaśpiewaj jeszcze raz

## Po śpiewaniu

take-quiet = Było dość cicho. Podejdź bliżej i zaśpiewaj jeszcze raz, jeśli chcesz.
take-loud = Trochę trzeszczało: za głośno dla mikrofonu. Odsuń się i zaśpiewaj jeszcze raz, jeśli chcesz.
take-bleed = Za twoim głosem słychać piosenkę. W słuchawkach byłoby lepiej.
take-silent = Nic nie było słychać. Sprawdź mikrofon i zaśpiewaj jeszcze raz.
listen-title = Posłuchaj się w tłumie
listen-lead = To ty, z piosenką i chórem.
listen-preparing = Dodajemy cię do miksu…
listen-play = Odtwórz
listen-pause = Pauza
listen-choice-label = Co słyszysz
listen-crowd = Z tłumem
listen-alone = Tylko ja
listen-keep = Zostawiam
listen-again = Jeszcze raz

## Wysyłanie

upload-label = Wysyłanie twojego głosu
upload-progress = Wysyłanie… { $percent }%
upload-offline = Nie masz sieci. Ruszymy dalej, gdy tylko wróci.
upload-waiting =
    { $seconds ->
        [one] Brak odpowiedzi. Następna próba za { $seconds } sekundę.
        [few] Brak odpowiedzi. Następna próba za { $seconds } sekundy.
        [many] Brak odpowiedzi. Następna próba za { $seconds } sekund.
       *[other] Brak odpowiedzi. Następna próba za { $seconds } sekundy.
    }
upload-stay = Twój głos jest jeszcze w drodze. Zostań chwilę.
resume-title = Dobrze, że wracasz!
resume-text = Twoje ostatnie nagranie jest jeszcze na tym urządzeniu, ale do nas nie dotarło.
resume-send = Wyślij
resume-discard = Wyrzuć

## Zgoda

consent-title = Możemy użyć twojego głosu?
consent-lead = Ty decydujesz. Bez twojego „tak” niczego nie użyjemy.
consent-voice = Tak, użyjcie mojego głosu w nagraniu „{ $song }”, we wszystkich jego wersjach, na całym świecie i bez zapłaty. Mogę go wycofać przez mój prywatny link, ale z piosenki, która już wyszła, nie da się go usunąć.
consent-name = Tak, pokażcie moje imię na mojej okładce i stronie. Zobaczy je każdy, kto ma link.
consent-age = Mam co najmniej 16 lat.
consent-version = Wersja tego tekstu: { $version }
consent-send = Wyślij mój głos
consent-refuse = Nie, usuńcie wszystko
consent-refused = Wszystko usunięte. Nic po tobie nie zostało.
# Shown instead where the network is away.
consent-refused-later = Tutaj usunięte. To, co już do nas dotarło, usuniemy, gdy tylko będziesz online.
privacy-title = Co dzieje się z twoimi danymi
# Before the yes
privacy-sent = Gdy śpiewasz, twój głos już do nas płynie. Bez twojej zgody usuniemy go w ciągu doby.
privacy-stored = Przechowujemy nagranie z paroma danymi technicznymi, imię i drużynę, jeśli je podasz, oraz twoje „tak” z godziną i językiem.
privacy-how-long = Przechowujemy je, dopóki ich nie usuniesz albo dopóki nie skończy się akcja i piosenka nie będzie gotowa.
privacy-no-trackers = Bez ciasteczek, bez śledzenia, bez reklam. Nikomu niczego nie sprzedajemy.
privacy-no-identification = Twój głos to dla nas muzyka. Nigdy nie używamy go, żeby ustalić, kto jest kim.
privacy-device = Dopóki twój głos nie dotrze, jest też na tym urządzeniu. Potem zostaje z niego usunięty.
privacy-delete = Twój prywatny link od razu usuwa nagranie, okładkę i stronę.

## Okładka i udostępnianie

thanks-title = Jesteś z nami!
thanks-lead = Dzięki! Twój głos do nas dotarł. Oto twoja okładka: pochwal się!
cover-alt = Twoja okładka: { $who } śpiewa w „{ $song }”
cover-failed = Nie możemy teraz pokazać okładki. Twój głos jest bezpieczny.
share = Udostępnij
share-message = Śpiewam w „{ $song }” z kibicami z całego świata. Teraz ty!
download-title = Zapisz okładkę
download-square = Kwadrat
download-wide = Szeroka
download-story = Relacja
open-page = Otwórz swoją stronę
delete-title = Twój prywatny link
delete-text = Zachowaj ten link, pokazujemy go tylko raz. Dzięki niemu usuniesz wszystko, kiedy zechcesz. Nie udostępniaj go!
delete-copy = Kopiuj prywatny link
delete-open = Usuń wszystko teraz
next-singer = Ktoś jeszcze chce zaśpiewać

## Błędy

error-missing = Wypełnij to pole.
error-wrong-type = Coś tu się nie zgadza. Wypełnij to jeszcze raz.
error-bad-length = Wpisz od 1 do { $max } znaków.
error-bad-characters = Niektórych z tych znaków nie da się pokazać. Pomiń je.
error-bad-word = Tego nie możemy wydrukować. Jak inaczej mamy cię nazwać?
error-not-a-country = Nie znamy tego kraju.
error-not-a-team = Wybierz drużynę z listy.
error-consent-required = Bez twojego „tak” nie możemy użyć twojego głosu.
error-age-required = Żeby wziąć udział, trzeba mieć co najmniej 16 lat.
error-out-of-range = To więcej albo mniej, niż możemy przyjąć.
error-content-type-unsupported = Nie umiemy odczytać takiego nagrania.
error-not-audio = To nie jest nagranie, które umiemy odczytać.
error-content-mismatch = W tym pliku jest coś innego, niż mówi jego nazwa. Wybierz inny.
error-too-many-bytes = To nagranie jest za duże.
error-hash-mismatch = Coś zginęło po drodze. Wyślij jeszcze raz.
error-size-mismatch = Brakuje kawałka nagrania. Wyślij jeszcze raz.
error-upload-gone = Trwało to za długo i trzeba było odpuścić. Zaśpiewaj jeszcze raz.
error-take-withdrawn = To nagranie zostało usunięte.
error-take-unknown = Nie możemy już znaleźć tego nagrania. Zaśpiewaj jeszcze raz.
error-upload-busy = Twój głos wysyła się właśnie z innej karty. Poczekaj chwilę.
error-too-many-requests = Trochę za szybko. Chwileczkę.
error-busy = Śpiewa teraz cały świat. Zaraz twoja kolej.
error-storage-full = Studio jest teraz pełne. Zaraz spróbujemy znowu.
error-storage-unavailable = Studio nie odpowiada. Zaraz spróbujemy znowu.
error-budget-spent = Chór ma na razie komplet. Zajrzyj później.
error-internal = To nasz błąd. Spróbuj ponownie.
error-network = Brak połączenia. Czy telefon ma internet?
error-unknown = Nie udało się. Spróbuj ponownie.
error-device-full = Urządzenie jest pełne, więc nie możemy zabezpieczyć nagrania podczas wysyłania. Nie zamykaj tej strony.
error-retry-in =
    { $seconds ->
        [0] Próbujemy znowu…
        [one] Następna próba za { $seconds } sekundę.
        [few] Następna próba za { $seconds } sekundy.
        [many] Następna próba za { $seconds } sekund.
       *[other] Następna próba za { $seconds } sekundy.
    }
