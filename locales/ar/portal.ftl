# الصفحات بالعربية.

## كل الصفحات

title-error = خطأ:
language = اللغة:
skip = الانتقال إلى المحتوى
continue = متابعة
sign-out = تسجيل الخروج
new-window = (يفتح في نافذة جديدة)
email = البريد الإلكتروني
phone = رقم الهاتف

## الأوقات

ago-now = الآن
ago-minutes =
    { $count ->
        [one] منذ دقيقة
        [two] منذ دقيقتين
        [few] منذ { $count } دقائق
        [many] منذ { $count } دقيقة
       *[other] منذ { $count } دقيقة
    }
ago-hours =
    { $count ->
        [one] منذ ساعة
        [two] منذ ساعتين
        [few] منذ { $count } ساعات
        [many] منذ { $count } ساعة
       *[other] منذ { $count } ساعة
    }
ago-days =
    { $count ->
        [one] أمس
        [two] منذ يومين
        [few] منذ { $count } أيام
        [many] منذ { $count } يومًا
       *[other] منذ { $count } يوم
    }
date =
    { $month ->
        [1] { $day } يناير { $year }
        [2] { $day } فبراير { $year }
        [3] { $day } مارس { $year }
        [4] { $day } أبريل { $year }
        [5] { $day } مايو { $year }
        [6] { $day } يونيو { $year }
        [7] { $day } يوليو { $year }
        [8] { $day } أغسطس { $year }
        [9] { $day } سبتمبر { $year }
        [10] { $day } أكتوبر { $year }
        [11] { $day } نوفمبر { $year }
       *[12] { $day } ديسمبر { $year }
    }

## تسجيل الدخول: الصفحة

signin-title = تسجيل الدخول
signin-for-app = للمتابعة إلى { $app }
signin-submit = تسجيل الدخول
password-show = إظهار كلمة المرور

## تسجيل الدخول: ما يُطلب وما يُقال

signin-username = اسم المستخدم
signin-username-or-email = اسم المستخدم أو البريد الإلكتروني
signin-password = كلمة المرور
signin-new-password = كلمة مرور جديدة
signin-one-time-code = رمز لمرة واحدة
signin-register = إنشاء حساب
signin-recover = هل نسيت كلمة المرور؟
signin-cancel = إلغاء
signin-yes = نعم
signin-no = لا
signin-failed = اسم المستخدم أو كلمة المرور غير صحيحة. يُرجى المحاولة مرة أخرى.
signin-locked = فشلت محاولات كثيرة. هذا الحساب مقفل حاليًا؛ يُرجى المحاولة لاحقًا.
signin-locked-minutes =
    { $minutes ->
        [one] فشلت محاولات كثيرة. يُرجى المحاولة مرة أخرى بعد دقيقة واحدة.
        [two] فشلت محاولات كثيرة. يُرجى المحاولة مرة أخرى بعد دقيقتين.
        [few] فشلت محاولات كثيرة. يُرجى المحاولة مرة أخرى بعد { $minutes } دقائق.
        [many] فشلت محاولات كثيرة. يُرجى المحاولة مرة أخرى بعد { $minutes } دقيقة.
       *[other] فشلت محاولات كثيرة. يُرجى المحاولة مرة أخرى بعد { $minutes } دقيقة.
    }
signin-attempts-left =
    { $count ->
        [zero] لم تبقَ لديك محاولات.
        [one] بقيت لديك محاولة واحدة.
        [two] بقيت لديك محاولتان.
        [few] بقيت لديك { $count } محاولات.
        [many] بقيت لديك { $count } محاولة.
       *[other] بقيت لديك { $count } محاولة.
    }
signin-inactive = هذا الحساب غير نشط. يُرجى الاتصال بالمسؤول لديك.
signin-no-access = ليس لديك حق الوصول إلى هذا التطبيق.
signin-session-quota = سجّلت الدخول على أجهزة كثيرة جدًا. يُرجى تسجيل الخروج من أحدها ثم المحاولة مرة أخرى.
signin-expired = انقضت المهلة. يُرجى البدء من جديد.
signin-interrupted = سبق إرسال هذه الخطوة. يُرجى المتابعة من هنا.
signin-required = يُرجى ملء هذا الحقل.
signin-choose = يُرجى اختيار أحد الخيارات.
signin-password-expired = انتهت صلاحية كلمة المرور. يُرجى اختيار كلمة مرور جديدة.
signin-password-change = يُرجى اختيار كلمة مرور جديدة للمتابعة.
signin-username-invalid = يُرجى استخدام اسم مستخدم مكوّن من حروف أو أرقام أو نقاط أو واصلات أو شرطات سفلية.
signin-password-refused = كلمة المرور هذه لا تستوفي الشروط. يُرجى اختيار كلمة أخرى.
signin-failed-title = تعذّر تسجيل الدخول
signin-failed-what = لم ينجح تسجيل الدخول.
signin-failed-next = تحقّق من بياناتك وابدأ من جديد. إذا نسيتها فتواصل مع المسؤول.
signin-again = البدء من جديد

## شروط كلمة المرور

password-too-short =
    { $count ->
        [one] استخدم حرفًا واحدًا على الأقل.
        [two] استخدم حرفين على الأقل.
        [few] استخدم { $count } أحرف على الأقل.
        [many] استخدم { $count } حرفًا على الأقل.
       *[other] استخدم { $count } حرف على الأقل.
    }
password-too-long =
    { $count ->
        [one] استخدم حرفًا واحدًا على الأكثر.
        [two] استخدم حرفين على الأكثر.
        [few] استخدم { $count } أحرف على الأكثر.
        [many] استخدم { $count } حرفًا على الأكثر.
       *[other] استخدم { $count } حرف على الأكثر.
    }
password-needs-upper = أضف حرفًا لاتينيًا كبيرًا.
password-needs-lower = أضف حرفًا لاتينيًا صغيرًا.
password-needs-digit = أضف رقمًا.
password-needs-symbol = أضف رمزًا، مثل ! أو #.
password-no-username = لا تستخدم فيها اسمك أو اسم المستخدم أو بريدك الإلكتروني.
password-too-common = من السهل جدًا تخمين كلمة المرور هذه. يُرجى اختيار كلمة أخرى.
password-used-before = سبق أن استخدمت كلمة المرور هذه. يُرجى اختيار كلمة أخرى.
password-same = يجب أن تختلف كلمة المرور الجديدة عن الحالية.
password-wrong = كلمة المرور الحالية غير صحيحة.

## الموافقة

consent-title = يطلب { $app } الوصول إلى حسابك
consent-switch = لست أنت؟
consent-scopes = سيتمكن التطبيق من
consent-policies = كيف يتعامل { $app } مع بياناتك:
consent-privacy = سياسة الخصوصية
consent-terms = شروط الخدمة
consent-allow = سماح
consent-deny = رفض
consent-destination = ستتابع بعد ذلك في { $destination }.
consent-remembered = سيُحفظ اختيارك، ويمكنك سحب حق الوصول في أي وقت من حسابك.
scope-openid = معرفة هويتك من خلال معرّف خاص بحسابك
scope-profile = الاطلاع على ملفك الشخصي، مثل اسمك وصورتك
scope-email = الاطلاع على بريدك الإلكتروني
scope-address = الاطلاع على عنوانك البريدي
scope-phone = الاطلاع على رقم هاتفك
scope-offline-access = الاحتفاظ بحق الوصول في غيابك

## تسجيل الخروج

logout-title = هل تريد تسجيل الخروج؟
logout-lead = سيُسجَّل خروجك من { $realm } في هذا المتصفح.
logout-app = يطلب { $app } تسجيل خروجك في هذا المتصفح.
logout-confirm = تسجيل الخروج
logout-stay = البقاء مسجّل الدخول
loggedout-title = تم تسجيل خروجك
loggedout-lead = إذا كان الجهاز مشتركًا، فأغلق هذه النافذة أيضًا.
loggedout-back = العودة إلى { $app }
loggedout-again = تسجيل الدخول مرة أخرى

## بعد الدخول، وفي الطريق، ولا مكان

signedin-title = تم تسجيل دخولك
signedin-lead = مرحبًا، { $name }.
signedin-account = الانتقال إلى حسابك
outcome-title = تم
outcome-go-on = متابعة
formpost-title = لحظة من فضلك
formpost-app = نعيدك الآن إلى { $app }. إذا لم يحدث شيء، فاختر «متابعة».
formpost-lead = نعيدك الآن إلى التطبيق. إذا لم يحدث شيء، فاختر «متابعة».
notfound-title = لا يوجد شيء هنا
notfound-lead = ربما كُتب العنوان بشكل خاطئ أو نُقلت الصفحة.
notfound-home = الانتقال إلى صفحة البداية

## الأخطاء

error-code = رمز الخطأ
error-detail = التفاصيل
error-reference = المرجع
error-request-title = لا يمكن إتمام هذا الطلب
error-unknown-app-what = التطبيق الذي أرسلك إلى هنا غير معروف لدينا.
error-redirect-uri-what = طلب منا التطبيق إرسالك إلى عنوان غير مسجّل له. لم نفعل ذلك حمايةً لحسابك.
error-request-what = أرسل التطبيق الذي وجّهك إلى هنا طلبًا لا يمكننا قبوله.
error-app-next = ارجع إلى التطبيق وحاول مرة أخرى. إذا تكرر ذلك، فأبلغ القائمين عليه بما يظهر أدناه.
error-expired-title = انتهت صلاحية عملية الدخول هذه
error-expired-what = استغرقت وقتًا طويلًا، أو اكتملت من قبل، أو بدأت في متصفح آخر.
error-expired-next = ارجع إلى التطبيق وابدأ من جديد.
error-csrf-title = يُرجى المحاولة مرة أخرى
error-csrf-what = لم نتمكن من التأكد من أنك أرسلت هذا النموذج، لذلك لم يتغير شيء.
error-csrf-next = ارجع إلى الخلف وأعد تحميل الصفحة وأرسل النموذج مرة أخرى. يجب السماح بملفات تعريف الارتباط.
error-link-title = لم يعد هذا الرابط صالحًا
error-link-what = سبق استخدامه، أو أنه قديم جدًا، أو لم يُنسخ كاملًا.
error-link-next = اطلب رابطًا جديدًا.
error-forbidden-title = لا يُسمح لك بهذا
error-forbidden-what = ليست لدى حسابك الصلاحيات اللازمة لهذه الصفحة.
error-forbidden-next = سجّل الدخول بحساب آخر أو اطلب حق الوصول من المسؤول لديك.
error-realm-title = تسجيل الدخول غير متاح
error-realm-what = تم إيقاف خدمة تسجيل الدخول هذه.
error-realm-next = يُرجى الاتصال بالمسؤول لديك.
error-internal-title = حدث خطأ من جانبنا
error-internal-what = تعذّر إتمام طلبك، والخطأ ليس منك.
error-internal-next = يُرجى المحاولة مرة أخرى. إذا تكرر ذلك، فأعطِ المسؤول لديك المرجع أدناه.

## ليس الآن

trouble-rate-limited-title = محاولات كثيرة جدًا
trouble-rate-limited-what = وردت طلبات كثيرة في وقت قصير، لذلك نتوقف قليلًا.
trouble-busy-title = الإقبال كبير الآن
trouble-busy-what = يسجّل كثيرون الدخول في هذه اللحظة. لم تفقد شيئًا.
trouble-unavailable-title = الخدمة غير متاحة حاليًا
trouble-unavailable-what = لا يمكن للخدمة الرد الآن. نعمل على حل ذلك.
trouble-retry-seconds =
    { $count ->
        [zero] يُرجى المحاولة مرة أخرى الآن.
        [one] يُرجى المحاولة مرة أخرى بعد ثانية واحدة.
        [two] يُرجى المحاولة مرة أخرى بعد ثانيتين.
        [few] يُرجى المحاولة مرة أخرى بعد { $count } ثوانٍ.
        [many] يُرجى المحاولة مرة أخرى بعد { $count } ثانية.
       *[other] يُرجى المحاولة مرة أخرى بعد { $count } ثانية.
    }
trouble-retry-minutes =
    { $count ->
        [one] يُرجى المحاولة مرة أخرى بعد دقيقة واحدة.
        [two] يُرجى المحاولة مرة أخرى بعد دقيقتين.
        [few] يُرجى المحاولة مرة أخرى بعد { $count } دقائق.
        [many] يُرجى المحاولة مرة أخرى بعد { $count } دقيقة.
       *[other] يُرجى المحاولة مرة أخرى بعد { $count } دقيقة.
    }
trouble-retry = المحاولة مرة أخرى

## الحساب

account-nav = الحساب
account-overview = نظرة عامة
account-sessions = الأجهزة والجلسات
account-password = كلمة المرور
account-apps = التطبيقات المسموح لها
account-since = عضو منذ { $date }
account-about = معلوماتك
account-verified = مؤكَّد
account-not-verified = غير مؤكَّد
account-sessions-count =
    { $count ->
        [zero] لم تسجّل الدخول على أي جهاز
        [one] سجّلت الدخول على جهاز واحد
        [two] سجّلت الدخول على جهازين
        [few] سجّلت الدخول على { $count } أجهزة
        [many] سجّلت الدخول على { $count } جهازًا
       *[other] سجّلت الدخول على { $count } جهاز
    }
account-password-changed = تم تغييرها في { $date }
account-password-never = تغيير كلمة المرور
account-password-expires =
    { $count ->
        [0] يجب تغيير كلمة مرورك عند تسجيل الدخول القادم.
        [zero] يجب تغيير كلمة مرورك عند تسجيل الدخول القادم.
        [one] يجب تغيير كلمة مرورك خلال يوم واحد.
        [two] يجب تغيير كلمة مرورك خلال يومين.
        [few] يجب تغيير كلمة مرورك خلال { $count } أيام.
        [many] يجب تغيير كلمة مرورك خلال { $count } يومًا.
       *[other] يجب تغيير كلمة مرورك خلال { $count } يوم.
    }
account-apps-count =
    { $count ->
        [zero] لا يملك أي تطبيق حق الوصول
        [one] يملك تطبيق واحد حق الوصول
        [two] يملك تطبيقان حق الوصول
        [few] تملك { $count } تطبيقات حق الوصول
        [many] يملك { $count } تطبيقًا حق الوصول
       *[other] يملك { $count } تطبيق حق الوصول
    }
sessions-lead = هذه هي الأماكن التي سجّلت الدخول فيها. أنهِ أي جلسة لا تعرفها، ثم غيّر كلمة المرور.
sessions-current = هذا الجهاز
sessions-seen = آخر نشاط: { $when }
sessions-started = تسجيل الدخول: { $when }
sessions-end = إنهاء الجلسة
sessions-end-others = إنهاء كل الجلسات الأخرى
sessions-remembered = المتصفحات التي تتذكرك
sessions-remembered-lead = لا تحتاج إلى كلمة المرور فيها. انسَ ما لم تعد تستخدمه.
sessions-remembered-since = تم التذكر: { $when }
sessions-remembered-used = استُخدم: { $when }
sessions-forget = نسيان
sessions-forgotten = لم يعد المتصفح يتذكرك.
sessions-ended = تم إنهاء الجلسة.
sessions-others-ended =
    { $count ->
        [zero] لم تكن هناك جلسات أخرى.
        [one] تم إنهاء جلسة أخرى واحدة.
        [two] تم إنهاء جلستين أخريين.
        [few] تم إنهاء { $count } جلسات أخرى.
        [many] تم إنهاء { $count } جلسة أخرى.
       *[other] تم إنهاء { $count } جلسة أخرى.
    }
device-browser-system = { $browser } على { $system }
device-unknown = جهاز غير معروف
password-lead = اختر كلمة لا تستخدمها في أي مكان آخر. بضع كلمات لا رابط بينها تكون قوية وسهلة التذكر.
password-present = كلمة المرور الحالية
password-new = كلمة المرور الجديدة
password-submit = تغيير كلمة المرور
password-changed = تم تغيير كلمة المرور وإنهاء جلساتك الأخرى.
apps-lead = سمحت لهذه التطبيقات باستخدام حسابك. اسحب حق الوصول من أي تطبيق لم تعد تستخدمه.
apps-none = لا يملك أي تطبيق حق الوصول إلى حسابك.
apps-granted = مُنح حق الوصول في { $date }
apps-withdraw = سحب حق الوصول
apps-withdrawn = لم يعد { $app } يملك حق الوصول إلى حسابك.

## الإعداد الأول

setup-title = إنشاء المسؤول الأول
setup-lead = يمكن لهذا الحساب إدارة كل شيء. الرابط الذي أوصلك إلى هنا يعمل مرة واحدة فقط.
setup-submit = إنشاء المسؤول
setup-username-taken = اسم المستخدم هذا محجوز.
setup-username-invalid = يُرجى استخدام حروف أو أرقام أو نقاط أو واصلات أو شرطات سفلية.
setup-email-invalid = يُرجى إدخال بريد إلكتروني، مثل name@example.com.

## صفحة البداية

start-title = Durward يعمل
start-lead = منصتك للهوية والوصول: يسجّل الناس الدخول هنا، وتعرف التطبيقات من هم.
start-pending = لا يوجد مسؤول بعد. افتح رابط الإعداد لمرة واحدة الذي ظهر عند تشغيل الخادم.
start-apply-title = صِف نطاقك
start-apply-lead = يضم النطاق أشخاصه وتطبيقاته. احفظ هذا باسم { $file } وعدّله ثم طبّقه كلما أردت:
start-connect-title = اربط تطبيقًا
start-connect-lead = تجد أي مكتبة OpenID Connect كل ما تحتاج إليه انطلاقًا من أحد هذين العنوانين:
start-issuer = جهة الإصدار
start-discovery = مستند الاكتشاف
start-account-title = اطّلع على حسابك
start-account-lead = جلساتك وكلمة مرورك والتطبيقات المسموح لها، كما يراها كل شخص.
start-account = فتح صفحة الحساب
start-docs = للمزيد من القراءة
start-docs-getting-started = البدء
start-docs-concepts = المفاهيم
start-docs-operations = التشغيل
