### Stüdyo sayfasının söyledikleri. Her iletinin ne demek olduğu: en/studio.ftl.

## Belge ve her ekranda bulunanlar

document-title = “{ $song }” şarkısında söyle
document-description = Telefonuna bir nakarat söyle, dünyanın dört bir yanından taraftarların korosuna katıl. İki dakika sürer. Uygulama yok, üyelik yok.
no-script = Stüdyonun seni duyabilmesi için JavaScript gerekiyor. Lütfen aç ve sayfayı yenile.
loading = Bir saniye…
skip-to-content = Doğrudan stüdyoya geç
language-menu = Dil
step-of = Adım { $step } / { $steps }
continue = Devam
back = Geri
try-again = Yeniden dene

## Karşılama ve dil

welcome-title = Tek şarkı. Bir milyon ses. Seninki de.
welcome-lead = “{ $song }” şarkısının nakaratını telefonuna söyle. Sesini kalabalığa katalım.
welcome-facts = İki dakika · uygulama yok · üyelik yok
welcome-start = Hadi söyleyelim
voices-so-far =
    { $count ->
        [0] İlk ses sen ol.
        [one] Şimdiye kadar { $count } ses. Sıra sende!
       *[other] Şimdiye kadar { $count } ses. Sıra sende!
    }

## Ad ve takım

who-title = Kim söylüyor?
who-name-label = Adın
who-name-hint = Kapağında nasıl görünsün istersen öyle. Takma ad da olur, en fazla { $max } karakter.
who-name-optional = Boş bırakabilirsin.
who-name-held = Bu ad, biz bir göz atana kadar galerilerimizde görünmez.
who-team-label = Takımın
who-team-choose = Bir takım seç
who-team-none = Ben müzik için buradayım

## Nasıl bir şey

premise-title = Şöyle oluyor
premise-lead = Şarkıyı dinliyorsun, nakaratı bir kez söylüyorsun, biz de sesini herkesinkiyle birleştiriyoruz.
film-label = Film: nasıl oluyor
film-transcript = Filmin yazısı
film-failed = Film burada oynamıyor. Önemli değil: devam edebilirsin.
premise-continue = Anladım, ben de varım
film-1 = Tek şarkı. Tek nakarat.
film-2 = Her stadyumdan büyük bir koro.
film-3 = Bir tek sen eksiksin.
film-4 = Kulaklığı tak, telefonu al.
film-5 = Yüksek söyle. İçinden geldiği gibi.
film-6 = Sesin, hepsinin arasında.

## Mikrofon

mic-title = Seni duyuyor muyuz?
mic-lead = Tarayıcın mikrofonu soracak. Sen “Söyle”ye dokunmadan hiçbir şey kaydedilmez.
mic-allow = Mikrofonu aç
mic-asking = Lütfen “İzin ver”e dokun.
mic-check-title = Bir nota söyle, yüksek sesle
mic-check-lead = Telefonunu bir karış uzakta tut, birazdan tutacağın gibi.
mic-level-silent = Henüz bir şey duymuyoruz.
mic-level-quiet = Biraz kısık. Yaklaş ya da daha yüksek söyle!
mic-level-loud = Çok yüksek, cızırdıyor. Biraz uzaklaş.
mic-level-good = Ses güzel geliyor.
mic-continue-anyway = Yine de devam et
mic-device-label = Mikrofon
mic-device-unnamed = Mikrofon { $number }
mic-bluetooth = Bluetooth kulaklığının mikrofonu telefon konuşması gibi geliyor. Mümkünse telefonun kendi mikrofonunu seç.
mic-processing = Tarayıcın sesi biraz değiştiriyor ve bunu kapatamıyoruz. Yine de söyleyebilirsin; başka bir tarayıcıda daha iyi olabilir.
mic-denied-title = Mikrofon engellenmiş
mic-denied-text = Adresin yanındaki simgeye dokun, bu sayfa için mikrofona izin ver ve yeniden dene.
mic-none-title = Mikrofon bulunamadı
mic-none-text = Bir mikrofon tak ve yeniden dene ya da bu sayfayı telefonunda aç.
mic-busy-title = Mikrofon kullanımda
mic-busy-text = Başka bir uygulama kullanıyor, belki bir arama. O uygulamayı kapat ve yeniden dene.
mic-unsupported-title = Bu tarayıcı kayıt yapamıyor
mic-unsupported-text = Bu sayfayı Safari, Chrome ya da Firefox’ta aç veya bize hazır bir kayıt gönder.
mic-in-app-title = Tarayıcında aç
mic-in-app-text = Şu an başka bir uygulamanın içindesin ve o, mikrofonu vermiyor. Menüsünden “Tarayıcıda aç”ı seç ya da bağlantıyı kopyala.
copy-link = Bağlantıyı kopyala
copied = Kopyalandı!
copy-by-hand = Kopyalamak için basılı tut.

## Mikrofon yerine dosya

file-instead = Onun yerine kayıt gönder
file-title = Kaydını gönder
file-lead = Şarkıyı kulaklıkla dinle, nakaratı telefonunun ses kaydedicisine söyle ve dosyayı burada seç.
file-play-song = Şarkıyı çal
file-choose = Kayıt seç
file-chosen = Kaydın: { $name }
file-not-audio = Bu ses dosyasını tanımıyoruz. Telefonun ses kaydedicisiyle yaptığın kayıt olur.
file-too-big = Dosya çok büyük. En fazla { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] Çok uzun. En fazla { $seconds } saniye.
       *[other] Çok uzun. En fazla { $seconds } saniye.
    }
file-too-short = Bu, nakarattan kısa. Sonuna kadar söyle!

## Kulaklık

headphones-title = Kulaklığın var mı?
headphones-lead = Kulaklıkla yalnızca seni duyarız ve sesin en iyi hâliyle çıkar.
headphones-yes = Evet, takılı
headphones-no = Hayır, hoparlörden
headphones-bluetooth = En iyisi kablolu. Bluetooth dinlemek için iyi ama telefonun kendi mikrofonuna söyle.
headphones-speaker = Kulaklık yok mu? Şarkıyı ancak duyacağın kadar kıs.
headphones-volume = Sesi şimdi ayarla: şarkı bu kadar yüksek olacak.
headphones-listen = Biraz dinle
headphones-bleed = Mikrofonunda şarkıyı duyuyoruz. Kulaklığın takılı mı?

## Söyleme

sing-title = Sıra sende!
sing-lead = Dört tık, sonra söyle. İstersen ayağa kalk, işe yarıyor!
sing-start = Söyle
sing-loading = Şarkı yükleniyor…
sing-get-ready = Hazırlan…
sing-now = Söyle!
sing-nearly-done = Az kaldı…
sing-done = Bu ne güzel ses!
sing-stop = Durdur
sing-lyrics-label = Şarkının sözleri
interrupted-title = Yarıda kesildi
interrupted-text = Araya bir arama ya da başka bir uygulama girdi. Hiçbir şey saklanmadı. Bir daha söyle!
hidden-title = Sayfadan ayrıldın
hidden-text = Bu sayfa görünmeyince kayıt durur. Hiçbir şey saklanmadı. Bir daha söyle!
stopped-title = Durduruldu
stopped-text = Hiçbir şey saklanmadı. Ne zaman istersen.
sing-again = Bir daha söyle

## Söyledikten sonra

take-quiet = Oldukça kısıktı. İstersen yaklaş ve bir daha söyle.
take-loud = Biraz cızırdadı: mikrofona fazla yüksek geldi. İstersen uzaklaş ve bir daha söyle.
take-bleed = Sesinin arkasında şarkıyı duyuyoruz. Kulaklıkla daha iyi olur.
take-silent = Hiçbir şey duymadık. Mikrofonunu kontrol et ve bir daha söyle.
listen-title = Kendini kalabalıkta dinle
listen-lead = Bu sensin, şarkı ve koroyla birlikte.
listen-preparing = Seni koroya katıyoruz…
listen-play = Dinle
listen-pause = Duraklat
listen-choice-label = Duyduğun
listen-crowd = Kalabalıkla
listen-alone = Yalnız ben
listen-keep = Bu olsun
listen-again = Bir daha

## Gönderme

upload-label = Sesin gönderiliyor
upload-progress = Gönderiliyor… %{ $percent }
upload-offline = Bağlantın yok. Geri gelir gelmez devam edeceğiz.
upload-waiting =
    { $seconds ->
        [one] Yanıt yok. { $seconds } saniye sonra yeniden denenecek.
       *[other] Yanıt yok. { $seconds } saniye sonra yeniden denenecek.
    }
upload-stay = Sesin hâlâ yolda. Lütfen biraz bekle.
resume-title = Yeniden hoş geldin!
resume-text = Son kaydın hâlâ bu cihazda ama henüz bize ulaşmadı.
resume-send = Gönder
resume-discard = At

## Onay

consent-title = Sesini kullanabilir miyiz?
consent-lead = Karar senin. Sen evet demeden hiçbir şey kullanılmaz.
consent-voice = Evet, sesimi “{ $song }” kaydında, tüm sürümlerinde, dünyanın her yerinde ve ücretsiz kullanın. Özel bağlantımla geri alabilirim ama yayımlanmış bir şarkıdan çıkarılamaz.
consent-name = Evet, adımı kapağımda ve sayfamda gösterin. Bağlantıya sahip herkes görebilir.
consent-age = 16 yaşında ya da üstüyüm.
consent-version = Bu metnin sürümü: { $version }
consent-send = Sesimi gönder
consent-refuse = Hayır, her şeyi sil
consent-refused = Hepsi silindi. Sana ait hiçbir şey saklanmadı.
# Shown instead where the network is away.
consent-refused-later = Buradan silindi. Bize ulaşmış olan, çevrimiçi olduğun anda silinecek.
privacy-title = Verilerine ne oluyor
# Before the yes
privacy-sent = Sen söylerken sesin bize doğru yola çıkmış olur. Onayın olmazsa bir gün içinde silinir.
privacy-stored = Kaydını ve birkaç teknik bilgiyi, verdiysen adını ve takımını, bir de evetini saati ve diliyle saklıyoruz.
privacy-how-long = Sen silene kadar ya da kampanya bitip şarkı tamamlanana kadar saklıyoruz.
privacy-no-trackers = Çerez yok, izleme yok, reklam yok. Kimseye bir şey satmıyoruz.
privacy-no-identification = Sesin bizim için müziktir. Onu asla birinin kim olduğunu bulmak için kullanmayız.
privacy-device = Sesin bize ulaşana kadar bu cihazda da saklanır. Sonra buradan silinir.
privacy-delete = Özel bağlantın kaydını, kapağını ve sayfanı hemen siler.

## Kapak ve paylaşma

thanks-title = Artık korodasın!
thanks-lead = Teşekkürler. Sesin bize ulaştı. İşte kapağın: herkese göster!
cover-alt = Kapağın: { $who }, “{ $song }” şarkısında söylüyor
cover-failed = Şu an kapağını gösteremiyoruz. Sesin güvende.
share = Paylaş
share-message = Dünyanın dört bir yanından taraftarlarla “{ $song }” şarkısını söylüyorum. Sıra sende!
download-title = Kapağını kaydet
download-square = Kare
download-wide = Geniş
download-story = Hikâye
open-page = Sayfanı aç
delete-title = Özel bağlantın
delete-text = Bu bağlantıyı sakla, onu yalnızca bir kez gösteriyoruz. Onunla istediğin zaman her şeyi silebilirsin. Kimseyle paylaşma!
delete-copy = Özel bağlantıyı kopyala
delete-open = Her şeyi şimdi sil
next-singer = Başka biri de söylemek istiyor

## Hatalar

error-missing = Lütfen burayı doldur.
error-wrong-type = Burada bir terslik var. Lütfen yeniden doldur.
error-bad-length = Lütfen 1 ile { $max } karakter arasında yaz.
error-bad-characters = Bu karakterlerin bazıları gösterilemiyor. Lütfen onları çıkar.
error-bad-word = Bunu basamayız. Sana başka nasıl seslenelim?
error-not-a-country = Böyle bir ülke tanımıyoruz.
error-not-a-team = Lütfen listeden bir takım seç.
error-consent-required = Sen evet demeden sesini kullanamayız.
error-age-required = Katılmak için 16 yaşında ya da daha büyük olmalısın.
error-out-of-range = Bu, alabileceğimizden fazla ya da az.
error-content-type-unsupported = Bu tür bir kaydı okuyamıyoruz.
error-not-audio = Bu, okuyabildiğimiz bir kayıt değil.
error-content-mismatch = Bu dosya göründüğü gibi değil. Lütfen başka bir tane seç.
error-too-many-bytes = Bu kayıt çok büyük.
error-hash-mismatch = Yolda bir şey kayboldu. Lütfen yeniden gönder.
error-size-mismatch = Kaydın bir parçası eksik. Lütfen yeniden gönder.
error-upload-gone = Çok uzun sürdü, bırakmak zorunda kaldık. Lütfen bir daha söyle.
error-take-withdrawn = Bu kayıt silindi.
error-take-unknown = Bu kaydı artık bulamıyoruz. Lütfen bir daha söyle.
error-upload-busy = Sesin başka bir sekmeden gönderiliyor. Lütfen biraz bekle.
error-too-many-requests = Biraz hızlı oldu. Bir saniye lütfen.
error-busy = Şu an bütün dünya söylüyor. Birazdan sıra sende.
error-storage-full = Stüdyo şu an dolu. Birazdan yeniden deneyeceğiz.
error-storage-unavailable = Stüdyo yanıt vermiyor. Birazdan yeniden deneyeceğiz.
error-budget-spent = Koro şimdilik dolu. Lütfen sonra yine gel.
error-internal = Hata bizdeydi. Lütfen yeniden dene.
error-network = Bağlantı yok. Telefonun çevrimiçi mi?
error-unknown = Olmadı. Lütfen yeniden dene.
error-device-full = Cihazın dolu, bu yüzden gönderirken kaydını güvene alamıyoruz. Lütfen bu sayfayı açık tut.
error-retry-in =
    { $seconds ->
        [0] Şimdi yeniden deneniyor…
        [one] { $seconds } saniye sonra yeniden denenecek.
       *[other] { $seconds } saniye sonra yeniden denenecek.
    }
