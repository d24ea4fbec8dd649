### ما تقوله الخدمة نفسها. معنى كل رسالة: en/share.ftl.

## الغلاف

cover-line = صوت من بين مليون

## صفحة التسجيل

share-page-title = { $who } في «{ $song }»
share-page-description = مشجعون من كل مكان يغنّون معًا لازمة «{ $song }». أضف صوتك: دقيقتان بهاتفك.
share-page-lead = صوت من بين أصوات كثيرة. لا ينقص إلا صوتك!
share-page-cover-alt = غلاف: { $who } في «{ $song }»
share-page-sung-on = تاريخ الغناء: { DATETIME($date) }
share-page-voices =
    { $count ->
        [zero] لا أصوات حتى الآن
        [one] صوت واحد حتى الآن
        [two] صوتان حتى الآن
        [few] { $count } أصوات حتى الآن
        [many] { $count } صوتًا حتى الآن
       *[other] { $count } صوت حتى الآن
    }
share-page-sing = غنِّ أنت أيضًا
share-page-share = مشاركة
share-page-copy = انسخ الرابط
share-page-copied = تم النسخ!
share-page-download = احفظ الغلاف
share-page-message = هل غنّيت في «{ $song }» بعد؟
share-somebody = أحدهم
share-page-yours = هل هذا صوتك؟ رابطك الخاص يحذفه مع هذه الصفحة.
share-unknown-title = لا شيء هنا
share-unknown-text = هذا الرابط غير مكتمل، أو أن الصوت لم يصل بعد.
share-gone-title = غادر هذا الصوت الجوقة
share-gone-text = حُذف هو وغلافه. لكن هناك مكان لصوتك!

## صفحة الحذف

erase-title = حذف تسجيلك؟
erase-text = يُحذف تسجيلك وغلافك وصفحتك فورًا، ولن يكون صوتك في المزيج القادم. لا يمكن إزالته من أغنية صدرت بالفعل. لا رجعة في هذا.
erase-button = نعم، احذف كل شيء
erase-keep = لا، أبقِ كل شيء
erase-gone-title = حُذف كل شيء
erase-gone-text = لم يبقَ هنا شيء من تسجيلك، ولن يكون صوتك في المزيج القادم. شكرًا على الغناء!
erase-unknown-title = هذا الرابط لا يعمل
erase-unknown-text = ربما انقطع جزء منه. انسخ الرابط كاملًا كما عرضناه عليك.
erase-failed-title = لم ينجح الأمر
erase-failed-text = لم يُحذف تسجيلك بعد. حاول مجددًا بعد دقيقة.

## صفحات لا وجود لها

not-found-title = تسلل!
not-found-text = لا توجد صفحة هنا.
not-found-home = العودة إلى الاستوديو
