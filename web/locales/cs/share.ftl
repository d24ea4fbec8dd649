### Co říká sama služba. Co která zpráva znamená: en/share.ftl.

## Obal

cover-line = Jeden hlas z milionu

## Stránka nahrávky

share-page-title = { $who } zpívá v „{ $song }“
share-page-description = Fanoušci z celého světa zpívají společně refrén „{ $song }“. Přidej svůj hlas: dvě minuty, z mobilu.
share-page-lead = Jeden hlas z mnoha. Chybí už jenom tvůj!
share-page-cover-alt = Obal: { $who } zpívá v „{ $song }“
share-page-sung-on = Nazpíváno { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Zatím { $count } hlas
        [few] Zatím { $count } hlasy
        [many] Zatím { $count } hlasu
       *[other] Zatím { $count } hlasů
    }
share-page-sing = Zazpívat si taky
share-page-share = Sdílet
share-page-copy = Kopírovat odkaz
share-page-copied = Zkopírováno!
share-page-download = Uložit obal
share-page-message = Je už v „{ $song }“ i tvůj hlas?
share-somebody = Někdo
share-page-yours = Je to tvůj hlas? Tvůj soukromý odkaz ho smaže i s touto stránkou.
share-unknown-title = Tady nic není
share-unknown-text = Odkaz není celý, nebo hlas ještě nedorazil.
share-gone-title = Tenhle hlas sbor opustil
share-gone-text = Je smazaný, a jeho obal taky. Ale pro tvůj je tu místo!

## Stránka pro smazání

erase-title = Smazat tvou nahrávku?
erase-text = Nahrávka, obal i stránka se hned smažou a v příštím mixu tvůj hlas nebude. Z písně, která už vyšla, ho vyjmout nejde. Tohle nejde vrátit.
erase-button = Ano, všechno smazat
erase-keep = Ne, nechat
erase-gone-title = Všechno je smazané
erase-gone-text = Z tvé nahrávky tu nic nezůstalo a v příštím mixu tvůj hlas nebude. Díky za zpívání!
erase-unknown-title = Tenhle odkaz nefunguje
erase-unknown-text = Možná se uřízl. Zkopíruj celý odkaz, přesně jak jsme ti ho ukázali.
erase-failed-title = Nepovedlo se to
erase-failed-text = Tvoje nahrávka ještě není smazaná. Zkus to znovu za minutu.

## Stránky, které neexistují

not-found-title = Ofsajd!
not-found-text = Žádná stránka tu není.
not-found-home = Zpět do studia
