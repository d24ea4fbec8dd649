### Vad tjänsten själv säger. Vad varje meddelande betyder: en/share.ftl.

## Omslaget

cover-line = En röst på miljonen

## En tagnings sida

share-page-title = { $who } sjunger i ”{ $song }”
share-page-description = Fans från hela världen sjunger refrängen i ”{ $song }” tillsammans. Lägg till din röst: två minuter, i mobilen.
share-page-lead = En röst bland många. Den enda som fattas är din!
share-page-cover-alt = Omslag: { $who } sjunger i ”{ $song }”
share-page-sung-on = Sjunget den { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] { $count } röst hittills
       *[other] { $count } röster hittills
    }
share-page-sing = Sjung du också
share-page-share = Dela
share-page-copy = Kopiera länken
share-page-copied = Kopierat!
share-page-download = Spara omslaget
share-page-message = Har du sjungit i ”{ $song }” än?
share-somebody = Någon
share-page-yours = Är det din röst? Din privata länk tar bort den, och den här sidan med.
share-unknown-title = Här finns inget
share-unknown-text = Länken är inte hel, eller så har rösten inte kommit fram än.
share-gone-title = Den här rösten har lämnat kören
share-gone-text = Den är borttagen, och omslaget med den. Men det finns plats för din!

## Sidan för att ta bort

erase-title = Ta bort din inspelning?
erase-text = Inspelningen, omslaget och sidan tas bort direkt, och din röst är inte med i nästa mix. Ur en låt som redan är släppt går den inte att plocka bort. Det här går inte att ångra.
erase-button = Ja, ta bort allt
erase-keep = Nej, behåll
erase-gone-title = Allt är borttaget
erase-gone-text = Inget av din inspelning finns kvar här, och din röst är inte med i nästa mix. Tack för sången!
erase-unknown-title = Länken fungerar inte
erase-unknown-text = Den kan ha blivit avklippt. Kopiera hela länken, precis som vi visade den.
erase-failed-title = Det gick inte
erase-failed-text = Din inspelning är inte borttagen än. Försök igen om en minut.

## Sidor som inte finns

not-found-title = Offside!
not-found-text = Det finns ingen sida här.
not-found-home = Tillbaka till studion
