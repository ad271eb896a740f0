# العوامل الثانية ومفاتيح المرور وصفحة طرق تسجيل الدخول.

## ما تسأله الخطوات وتقوله

signin-code-wrong = هذا الرمز غير صحيح أو استُخدم من قبل. جرّب الرمز المعروض الآن.
signin-not-now = ليس الآن
signin-never-ask = لا تسألني مرة أخرى
signin-other-way = جرّب طريقة أخرى
signin-use-recovery-code = استخدم رمز استرداد
signin-choose-factor = اختر إحدى طرق تسجيل الدخول لديك
signin-choose-method = ماذا تريد أن تضيف؟
signin-choose-authenticator = أي طريقة تريد إزالتها؟
signin-choose-replaced = أيّ واحدة تريد تغييرها؟

totp-code = رمز تطبيق المصادقة
totp-scan = امسح هذه الصورة بتطبيق المصادقة، ثم اكتب الرمز الذي يعرضه التطبيق.
totp-picture = رمز QR لتطبيق المصادقة
totp-open = افتح التطبيق على هذا الجهاز
totp-typed = أو اكتب هذا المفتاح في التطبيق:
totp-first-code = الرمز الذي يعرضه التطبيق
totp-first-code-wrong = هذا الرمز غير صحيح. تأكد من ضبط ساعة جهازك، ثم اكتب الرمز المعروض الآن.
totp-add = أضف التطبيق

passkey-use = استخدم مفتاح المرور
passkey-add = أنشئ مفتاح مرور
passkey-nothing = لم يُستخدم مفتاح المرور. حاول مرة أخرى أو اختر طريقة أخرى.
passkey-cancelled = أُلغيت العملية أو استغرقت وقتًا طويلًا. حاول مرة أخرى أو اختر طريقة أخرى.
passkey-unsupported = لا يدعم هذا المتصفح مفاتيح المرور. اختر طريقة أخرى أو استخدم متصفحًا آخر.
passkey-needs-script = تحتاج مفاتيح المرور إلى JavaScript، وهو متوقف في هذا المتصفح. فعّله وأعد تحميل الصفحة، أو اختر طريقة أخرى.
passkey-known = لدى هذا الجهاز مفتاح مرور لحسابك بالفعل.
passkey-refused = تعذّر قبول مفتاح المرور هذا. حاول مرة أخرى أو اختر طريقة أخرى.

certificate-missing = لم تصل شهادة مع الطلب. اختر واحدة عندما يسألك المتصفح، أو سجّل الدخول بطريقة أخرى.
certificate-refused = هذه الشهادة لا تسجّل دخول أحد. استخدم غيرها أو سجّل الدخول بطريقة أخرى.

recovery-code = رمز الاسترداد
recovery-code-wrong = رمز الاسترداد هذا غير صحيح أو استُخدم من قبل.
recovery-codes = كل رمز من هذه الرموز يسجّل دخولك مرة واحدة عندما لا يكون جهازك معك. تُعرض الآن فقط: اطبعها أو احفظها في مكان آمن.
recovery-codes-download = تنزيل
recovery-codes-file = رموز استرداد { $name }

## طرق تسجيل الدخول بحسب النوع

method-totp = تطبيق مصادقة
method-totp-named = تطبيق المصادقة «{ $name }»
method-totp-use = رمز من تطبيق مصادقة
method-totp-add = تطبيق مصادقة: رمز من تطبيق على هاتفك
method-passkey = مفتاح مرور
method-passkey-named = مفتاح المرور «{ $name }»
method-passkey-use = مفتاح مرور
method-passkey-add = مفتاح مرور: بصمة أو وجه أو رمز PIN أو مفتاح أمان
method-recovery-codes = رموز الاسترداد
method-recovery-codes-use = رمز استرداد

## صفحة طرق تسجيل الدخول

account-methods = طرق تسجيل الدخول
account-methods-count =
    { $count ->
        [0] كلمة المرور فقط
        [zero] كلمة المرور فقط
        [one] طريقة واحدة إلى جانب كلمة المرور
        [two] طريقتان إلى جانب كلمة المرور
        [few] { $count } طرق إلى جانب كلمة المرور
        [many] { $count } طريقة إلى جانب كلمة المرور
       *[other] { $count } طريقة إلى جانب كلمة المرور
    }
methods-lead = هكذا تثبت أنك أنت. طريقتان أفضل من واحدة: أضف أخرى لتتمكن من تسجيل الدخول إذا فقدت جهازًا.
methods-none = ليس لديك طريقة أخرى غير كلمة المرور.
methods-added = أُضيفت في { $date }
methods-used = آخر استخدام { $when }
methods-never-used = لم تُستخدم بعد
methods-synced = متزامن
methods-device-bound = على جهاز واحد
methods-copied = منسوخ: لم يعد مقبولًا
methods-left =
    { $count ->
        [zero] لم يبقَ أي رمز
        [one] بقي رمز واحد
        [two] بقي رمزان
        [few] بقيت { $count } رموز
        [many] بقي { $count } رمزًا
       *[other] بقي { $count } رمز
    }
methods-add = أضف طريقة
methods-name = الاسم
methods-rename = إعادة التسمية
methods-rename-submit = احفظ الاسم
methods-change = تغيير
methods-remove = إزالة
methods-new-codes = رموز استرداد جديدة
methods-renamed = تم تغيير الاسم.
methods-was-added = تمت إضافة الطريقة.
methods-was-changed = تم تغيير الطريقة. لم تعد القديمة تعمل.
methods-was-removed = تمت إزالة الطريقة.
methods-codes-renewed = رموز الاسترداد القديمة لم تعد تعمل.
methods-name-missing = اكتب اسمًا من فضلك.
methods-last-way-in = هذه هي الطريقة الوحيدة لتسجيل الدخول إلى حسابك. أضف طريقة أخرى أولًا.
