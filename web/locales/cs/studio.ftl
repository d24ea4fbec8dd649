### Co říká stránka studia. Co která zpráva znamená: en/studio.ftl.

## Dokument a to, co je na každé obrazovce

document-title = Zazpívej si v „{ $song }“
document-description = Zazpívej do mobilu jeden refrén a přidej se ke sboru fanoušků z celého světa. Trvá to dvě minuty. Bez aplikace, bez účtu.
no-script = Aby tě studio slyšelo, potřebuje JavaScript. Zapni ho prosím a načti stránku znovu.
loading = Chviličku…
skip-to-content = Přejít rovnou do studia
language-menu = Jazyk
step-of = Krok { $step } / { $steps }
continue = Dál
back = Zpět
try-again = Zkusit znovu

## Přivítání a jazyk

welcome-title = Jedna píseň. Milion hlasů. I ten tvůj.
welcome-lead = Zazpívej do mobilu refrén „{ $song }“. Tvůj hlas přidáme do davu.
welcome-facts = Dvě minuty · bez aplikace · bez účtu
welcome-start = Jdeme zpívat
voices-so-far =
    { $count ->
        [0] Tvůj hlas může být úplně první.
        [one] Zatím { $count } hlas. Přidej svůj!
        [few] Zatím { $count } hlasy. Přidej svůj!
        [many] Zatím { $count } hlasu. Přidej svůj!
       *[other] Zatím { $count } hlasů. Přidej svůj!
    }

## Jméno a tým

who-title = Kdo zpívá?
who-name-label = Tvoje jméno
who-name-hint = Tak, jak má být na obalu. Může to být přezdívka, nejvýš { $max } znaků.
who-name-optional = Můžeš to nechat prázdné.
who-name-held = Tohle jméno se v našich galeriích neobjeví, dokud se na něj nemrkneme.
who-team-label = Tvůj tým
who-team-choose = Vyber si tým
who-team-none = Jde mi o hudbu

## O co jde

premise-title = Takhle to funguje
premise-lead = Slyšíš píseň, jednou zazpíváš refrén a my tvůj hlas smícháme se všemi ostatními.
film-label = Film: jak to funguje
film-transcript = Film slovy
film-failed = Film tady nejde přehrát. Nevadí: můžeš jít dál.
premise-continue = Jasně, jdu do toho
film-1 = Jedna píseň. Jeden refrén.
film-2 = Sbor větší než každý stadion.
film-3 = Chybíš už jen ty.
film-4 = Sluchátka na uši, mobil do ruky.
film-5 = Zpívej nahlas. Zpívej po svém.
film-6 = Tvůj hlas, mezi všemi.

## Mikrofon

mic-title = Slyšíme tě?
mic-lead = Prohlížeč se zeptá na mikrofon. Dokud neťukneš na „Zpívat“, nic se nenahrává.
mic-allow = Zapnout mikrofon
mic-asking = Ťukni prosím na „Povolit“.
mic-check-title = Zazpívej jeden tón, pěkně nahlas
mic-check-lead = Drž mobil na šířku dlaně, stejně jako pak při zpěvu.
mic-level-silent = Zatím nic neslyšíme.
mic-level-quiet = Trochu potichu. Pojď blíž, nebo přidej!
mic-level-loud = Moc nahlas, praská to. Trochu se odtáhni.
mic-level-good = To zní dobře.
mic-continue-anyway = Přesto dál
mic-device-label = Mikrofon
mic-device-unnamed = Mikrofon { $number }
mic-bluetooth = Mikrofon bluetoothových sluchátek zní jako telefonát. Jestli můžeš, vyber mikrofon přímo v mobilu.
mic-processing = Prohlížeč zvuk trochu mění a nejde to vypnout. Zpívat můžeš i tak; v jiném prohlížeči to možná bude lepší.
mic-denied-title = Mikrofon je zablokovaný
mic-denied-text = Ťukni na ikonu vedle adresy, povol této stránce mikrofon a zkus to znovu.
mic-none-title = Žádný mikrofon tu není
mic-none-text = Připoj mikrofon a zkus to znovu, nebo si stránku otevři v mobilu.
mic-busy-title = Mikrofon je zrovna obsazený
mic-busy-text = Používá ho jiná aplikace, možná hovor. Zavři ji a zkus to znovu.
mic-unsupported-title = Tento prohlížeč neumí nahrávat
mic-unsupported-text = Otevři stránku v Safari, Chromu nebo Firefoxu, nebo nám pošli hotovou nahrávku.
mic-in-app-title = Otevři to v prohlížeči
mic-in-app-text = Tahle stránka běží uvnitř jiné aplikace a ta mikrofon nepustí. V její nabídce zvol „Otevřít v prohlížeči“, nebo zkopíruj odkaz.
copy-link = Kopírovat odkaz
copied = Zkopírováno!
copy-by-hand = Podrž prst a zkopíruj.

## Soubor místo mikrofonu

file-instead = Radši poslat nahrávku
file-title = Pošli svou nahrávku
file-lead = Pusť si píseň do sluchátek, zazpívej refrén do záznamníku v mobilu a vyber soubor tady.
file-play-song = Přehrát píseň
file-choose = Vybrat nahrávku
file-chosen = Tvoje nahrávka: { $name }
file-not-audio = Takový zvukový soubor neznáme. Nahrávka ze záznamníku v mobilu fungovat bude.
file-too-big = Soubor je moc velký. Nejvýš { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] Je to moc dlouhé. Nejvýš { $seconds } sekunda.
        [few] Je to moc dlouhé. Nejvýš { $seconds } sekundy.
        [many] Je to moc dlouhé. Nejvýš { $seconds } sekundy.
       *[other] Je to moc dlouhé. Nejvýš { $seconds } sekund.
    }
file-too-short = Je to kratší než refrén. Zazpívej ho až do konce!

## Sluchátka

headphones-title = Máš sluchátka?
headphones-lead = Když máš sluchátka, slyšíme jenom tebe a zníš nejlíp.
headphones-yes = Ano, už na uších
headphones-no = Ne, z reproduktoru
headphones-bluetooth = Nejlepší jsou s kabelem. Bluetooth je dobrý na poslech, ale zpívej do mikrofonu v mobilu.
headphones-speaker = Bez sluchátek? Ztlum píseň tak, aby byla sotva slyšet.
headphones-volume = Nastav hlasitost teď: takhle nahlas píseň bude.
headphones-listen = Poslechnout kousek
headphones-bleed = V tvém mikrofonu slyšíme píseň. Jsou sluchátka dobře zapojená?

## Zpívání

sing-title = Teď ty!
sing-lead = Čtyři cvaknutí a zpíváš. Klidně si stoupni, pomáhá to!
sing-start = Zpívat
sing-loading = Načítáme píseň…
sing-get-ready = Připrav se…
sing-now = Zpívej!
sing-nearly-done = Už jen kousek…
sing-done = To je hlas!
sing-stop = Zastavit
sing-lyrics-label = Slova písně
interrupted-title = Něco to přerušilo
interrupted-text = Vstoupil do toho hovor nebo jiná aplikace. Nic se neuložilo. Zazpívej to znovu!
hidden-title = Stránka zmizela z obrazovky
hidden-text = Když stránka není vidět, nahrávání se zastaví. Nic se neuložilo. Zazpívej to znovu!
stopped-title = Zastaveno
stopped-text = Nic se neuložilo. Začni, kdy budeš chtít.
sing-again = Zazpívat znovu

## Po zpívání

take-quiet = Bylo to dost potichu. Pojď blíž a zazpívej to znovu, jestli chceš.
take-loud = Trochu to praskalo: na mikrofon moc nahlas. Odtáhni se a zazpívej to znovu, jestli chceš.
take-bleed = Za tvým hlasem slyšíme píseň. Se sluchátky by to bylo lepší.
take-silent = Nic jsme neslyšeli. Zkontroluj mikrofon a zazpívej to znovu.
listen-title = Poslechni si sebe v davu
listen-lead = To jsi ty, s písní a sborem.
listen-preparing = Přidáváme tě do mixu…
listen-play = Přehrát
listen-pause = Pauza
listen-choice-label = Co slyšíš
listen-crowd = S davem
listen-alone = Jenom já
listen-keep = To je ono
listen-again = Ještě jednou

## Odesílání

upload-label = Odesílání tvého hlasu
upload-progress = Odesíláme… { $percent } %
upload-offline = Nemáš připojení. Budeme pokračovat, hned jak se síť vrátí.
upload-waiting =
    { $seconds ->
        [one] Bez odpovědi. Další pokus za { $seconds } sekundu.
        [few] Bez odpovědi. Další pokus za { $seconds } sekundy.
        [many] Bez odpovědi. Další pokus za { $seconds } sekundy.
       *[other] Bez odpovědi. Další pokus za { $seconds } sekund.
    }
upload-stay = Tvůj hlas je ještě na cestě. Zůstaň prosím chvilku.
resume-title = Vítej zpátky!
resume-text = Tvoje poslední nahrávka je ještě v tomhle zařízení, ale k nám nedorazila.
resume-send = Poslat
resume-discard = Zahodit

## Souhlas

consent-title = Smíme použít tvůj hlas?
consent-lead = Rozhoduješ ty. Bez tvého ano nic nepoužijeme.
consent-voice = Ano, použijte můj hlas v nahrávce „{ $song }“, ve všech jejích verzích, po celém světě a bez odměny. Svým soukromým odkazem ho můžu vzít zpátky, ale z písně, která už vyšla, ho vyjmout nejde.
consent-name = Ano, ukažte moje jméno na mém obalu a mé stránce. Uvidí ho každý, kdo má odkaz.
consent-age = Je mi 16 nebo víc.
consent-version = Verze tohoto textu: { $version }
consent-send = Poslat můj hlas
consent-refuse = Ne, všechno smazat
consent-refused = Všechno je pryč. Nic tvého nám nezůstalo.
# Shown instead where the network is away.
consent-refused-later = Tady je to smazané. Co už k nám dorazilo, smažeme, hned jak budeš online.
privacy-title = Co se děje s tvými údaji
# Before the yes
privacy-sent = Zatímco zpíváš, tvůj hlas už je na cestě k nám. Bez tvého souhlasu ho do jednoho dne smažeme.
privacy-stored = Ukládáme nahrávku s pár technickými údaji, jméno a tým, pokud je uvedeš, a tvoje ano s časem a jazykem.
privacy-how-long = Necháváme si je, dokud je nesmažeš nebo dokud akce neskončí a píseň není hotová.
privacy-no-trackers = Žádné cookies, žádné sledování, žádná reklama. Nikomu nic neprodáváme.
privacy-no-identification = Tvůj hlas je pro nás hudba. Nikdy ho nepoužíváme ke zjišťování, kdo je kdo.
privacy-device = Dokud tvůj hlas nedorazí, je uložený i v tomhle zařízení. Pak se z něj smaže.
privacy-delete = Tvůj soukromý odkaz hned smaže nahrávku, obal i stránku.

## Obal a sdílení

thanks-title = Jsi v tom s námi!
thanks-lead = Díky! Tvůj hlas dorazil. Tady je tvůj obal: pochlub se!
cover-alt = Tvůj obal: { $who } zpívá v „{ $song }“
cover-failed = Tvůj obal teď nejde zobrazit. Tvůj hlas je v bezpečí.
share = Sdílet
share-message = Zpívám v „{ $song }“ s fanoušky z celého světa. Teď ty!
download-title = Ulož si obal
download-square = Čtverec
download-wide = Široký
download-story = Příběh
open-page = Otevřít svou stránku
delete-title = Tvůj soukromý odkaz
delete-text = Odkaz si dobře schovej, ukážeme ho jenom jednou. Můžeš s ním kdykoli všechno smazat. S nikým ho nesdílej!
delete-copy = Kopírovat soukromý odkaz
delete-open = Všechno hned smazat
next-singer = Chce zpívat ještě někdo

## Chyby

error-missing = Vyplň to prosím.
error-wrong-type = Tady něco nesedí. Vyplň to prosím znovu.
error-bad-length = Napiš prosím 1 až { $max } znaků.
error-bad-characters = Některé z těchto znaků nejdou zobrazit. Vynech je prosím.
error-bad-word = Tohle vytisknout nemůžeme. Jak jinak ti máme říkat?
error-not-a-country = Takovou zemi neznáme.
error-not-a-team = Vyber prosím tým ze seznamu.
error-consent-required = Bez tvého ano nemůžeme tvůj hlas použít.
error-age-required = Zúčastnit se můžeš od 16 let.
error-out-of-range = To je víc nebo míň, než můžeme přijmout.
error-content-type-unsupported = Takovou nahrávku neumíme přečíst.
error-not-audio = Tohle není nahrávka, kterou umíme přečíst.
error-content-mismatch = V souboru je něco jiného, než tvrdí. Vyber prosím jiný.
error-too-many-bytes = Tahle nahrávka je moc velká.
error-hash-mismatch = Cestou se něco ztratilo. Pošli to prosím znovu.
error-size-mismatch = Kus nahrávky chybí. Pošli ji prosím znovu.
error-upload-gone = Trvalo to moc dlouho a museli jsme to pustit. Zazpívej to prosím znovu.
error-take-withdrawn = Tahle nahrávka je smazaná.
error-take-unknown = Tuhle nahrávku už nemůžeme najít. Zazpívej to prosím znovu.
error-upload-busy = Tvůj hlas se právě posílá z jiné karty. Počkej prosím chvilku.
error-too-many-requests = To bylo trochu rychlé. Chviličku prosím.
error-busy = Právě zpívá celý svět. Za chvilku jsme u tebe.
error-storage-full = Studio je teď plné. Za chvilku to zkusíme znovu.
error-storage-unavailable = Studio neodpovídá. Za chvilku to zkusíme znovu.
error-budget-spent = Sbor je zatím plný. Zastav se prosím později.
error-internal = To byla naše chyba. Zkus to prosím znovu.
error-network = Žádné připojení. Je mobil online?
error-unknown = Nepovedlo se to. Zkus to prosím znovu.
error-device-full = Zařízení je plné, takže nahrávku při odesílání nemůžeme zálohovat. Nech prosím tuhle stránku otevřenou.
error-retry-in =
    { $seconds ->
        [0] Zkoušíme to znovu…
        [one] Další pokus za { $seconds } sekundu.
        [few] Další pokus za { $seconds } sekundy.
        [many] Další pokus za { $seconds } sekundy.
       *[other] Další pokus za { $seconds } sekund.
    }
