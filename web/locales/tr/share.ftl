### Hizmetin kendi söyledikleri. Her iletinin ne demek olduğu: en/share.ftl.

## Kapak

cover-line = Milyonda bir ses

## Bir kaydın sayfası

share-page-title = { $who }, “{ $song }” şarkısında söylüyor
share-page-description = Dünyanın dört bir yanından taraftarlar “{ $song }” şarkısının nakaratını birlikte söylüyor. Sesini kat: iki dakika, telefonunla.
share-page-lead = Nice sesten biri. Bir tek seninki eksik!
share-page-cover-alt = Kapak: { $who }, “{ $song }” şarkısında söylüyor
share-page-sung-on = Söylendiği gün: { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Şimdiye kadar { $count } ses
       *[other] Şimdiye kadar { $count } ses
    }
share-page-sing = Sen de söyle
share-page-share = Paylaş
share-page-copy = Bağlantıyı kopyala
share-page-copied = Kopyalandı!
share-page-download = Kapağı kaydet
share-page-message = “{ $song }” şarkısını söyledin mi?
share-somebody = Birisi
share-page-yours = Bu senin sesin mi? Özel bağlantın onu bu sayfayla birlikte siler.
share-unknown-title = Burada bir şey yok
share-unknown-text = Bu bağlantı eksik ya da ses henüz ulaşmadı.
share-gone-title = Bu ses korodan ayrıldı
share-gone-text = Kapağıyla birlikte silindi. Ama seninkine yer var!

## Silme sayfası

erase-title = Kaydın silinsin mi?
erase-text = Kaydın, kapağın ve sayfan hemen silinir, bir sonraki mikste sesin olmaz. Yayımlanmış bir şarkıdan çıkarılamaz. Bu geri alınamaz.
erase-button = Evet, her şeyi sil
erase-keep = Hayır, kalsın
erase-gone-title = Her şey silindi
erase-gone-text = Burada kaydından hiçbir şey kalmadı, bir sonraki mikste sesin olmayacak. Söylediğin için teşekkürler!
erase-unknown-title = Bu bağlantı çalışmıyor
erase-unknown-text = Belki kesilmiştir. Bağlantının tamamını, sana gösterdiğimiz gibi kopyala.
erase-failed-title = Olmadı
erase-failed-text = Kaydın henüz silinmedi. Bir dakika sonra yeniden dene.

## Olmayan sayfalar

not-found-title = Ofsayt!
not-found-text = Burada bir sayfa yok.
not-found-home = Stüdyoya dön
