# Las páginas en español.

## Todas las páginas

title-error = Error:
language = Idioma:
skip = Ir al contenido
continue = Continuar
sign-out = Cerrar sesión
new-window = (se abre en una ventana nueva)
email = Correo electrónico
phone = Número de teléfono

## Momentos

ago-now = ahora mismo
ago-minutes =
    { $count ->
        [one] hace { $count } minuto
       *[other] hace { $count } minutos
    }
ago-hours =
    { $count ->
        [one] hace { $count } hora
       *[other] hace { $count } horas
    }
ago-days =
    { $count ->
        [one] ayer
       *[other] hace { $count } días
    }
date =
    { $month ->
        [1] { $day } de enero de { $year }
        [2] { $day } de febrero de { $year }
        [3] { $day } de marzo de { $year }
        [4] { $day } de abril de { $year }
        [5] { $day } de mayo de { $year }
        [6] { $day } de junio de { $year }
        [7] { $day } de julio de { $year }
        [8] { $day } de agosto de { $year }
        [9] { $day } de septiembre de { $year }
        [10] { $day } de octubre de { $year }
        [11] { $day } de noviembre de { $year }
       *[12] { $day } de diciembre de { $year }
    }

## Iniciar sesión: la página

signin-title = Iniciar sesión
signin-for-app = para continuar en { $app }
signin-submit = Iniciar sesión
password-show = Mostrar la contraseña

## Iniciar sesión: lo que los recorridos preguntan y dicen

signin-username = Nombre de usuario
signin-username-or-email = Nombre de usuario o correo electrónico
signin-password = Contraseña
signin-new-password = Contraseña nueva
signin-one-time-code = Código de un solo uso
signin-register = Crear una cuenta
signin-recover = ¿Ha olvidado su contraseña?
signin-cancel = Cancelar
signin-yes = Sí
signin-no = No
signin-failed = El nombre de usuario o la contraseña no son correctos. Inténtelo de nuevo.
signin-locked = Ha habido demasiados intentos fallidos. Esta cuenta está bloqueada por ahora; inténtelo de nuevo más tarde.
signin-locked-minutes =
    { $minutes ->
        [one] Ha habido demasiados intentos fallidos. Inténtelo de nuevo dentro de { $minutes } minuto.
       *[other] Ha habido demasiados intentos fallidos. Inténtelo de nuevo dentro de { $minutes } minutos.
    }
signin-attempts-left =
    { $count ->
        [one] Le queda { $count } intento.
       *[other] Le quedan { $count } intentos.
    }
signin-inactive = Esta cuenta no está activa. Póngase en contacto con su administrador.
signin-no-access = No tiene acceso a esta aplicación.
signin-session-quota = Tiene la sesión iniciada en demasiados dispositivos. Ciérrela en uno de ellos e inténtelo de nuevo.
signin-expired = Ha pasado demasiado tiempo. Empiece de nuevo.
signin-interrupted = Este paso ya se había enviado. Continúe desde aquí.
signin-required = Rellene este campo.
signin-choose = Elija una de las opciones.
signin-password-expired = Su contraseña ha caducado. Elija una nueva.
signin-password-change = Elija una contraseña nueva para continuar.
signin-username-invalid = Use un nombre de usuario con letras, cifras, puntos, guiones o guiones bajos.
signin-password-refused = Esta contraseña no cumple los requisitos. Elija otra.
signin-failed-title = Error al iniciar sesión
signin-failed-what = No se ha podido iniciar la sesión.
signin-failed-next = Compruebe sus datos y vuelva a empezar. Si los ha olvidado, consulte a su administrador.
signin-again = Volver a empezar

## Cómo debe ser una contraseña

password-too-short =
    { $count ->
        [one] Use al menos { $count } carácter.
       *[other] Use al menos { $count } caracteres.
    }
password-too-long =
    { $count ->
        [one] Use como máximo { $count } carácter.
       *[other] Use como máximo { $count } caracteres.
    }
password-needs-upper = Incluya una letra mayúscula.
password-needs-lower = Incluya una letra minúscula.
password-needs-digit = Incluya una cifra.
password-needs-symbol = Incluya un símbolo, como ! o #.
password-no-username = No incluya su nombre, su nombre de usuario ni su correo electrónico.
password-too-common = Esta contraseña es demasiado fácil de adivinar. Elija otra.
password-used-before = Ya ha usado esta contraseña antes. Elija otra.
password-same = La contraseña nueva debe ser distinta de la actual.
password-wrong = La contraseña actual no es correcta.

## Consentimiento

consent-title = { $app } solicita acceso a su cuenta
consent-switch = ¿No es usted?
consent-scopes = La aplicación podrá
consent-policies = Cómo trata { $app } sus datos:
consent-privacy = Política de privacidad
consent-terms = Condiciones del servicio
consent-allow = Permitir
consent-deny = Denegar
consent-destination = Continuará en { $destination }.
consent-remembered = Se recordará su decisión; puede retirar el acceso en cualquier momento desde su cuenta.
scope-openid = Saber quién es usted mediante un identificador de su cuenta
scope-profile = Ver su perfil, como su nombre y su imagen
scope-email = Ver su correo electrónico
scope-address = Ver su dirección postal
scope-phone = Ver su número de teléfono
scope-offline-access = Mantener el acceso cuando usted no esté

## Cerrar sesión

logout-title = ¿Cerrar sesión?
logout-lead = Se cerrará su sesión de { $realm } en este navegador.
logout-app = { $app } solicita cerrar su sesión en este navegador.
logout-confirm = Cerrar sesión
logout-stay = Mantener la sesión iniciada
loggedout-title = Ha cerrado la sesión
loggedout-lead = Si el equipo es compartido, cierre también esta ventana.
loggedout-back = Volver a { $app }
loggedout-again = Iniciar sesión de nuevo

## Con la sesión iniciada, de camino, en ninguna parte

signedin-title = Ha iniciado sesión
signedin-lead = Le damos la bienvenida, { $name }.
signedin-account = Ir a su cuenta
outcome-title = Listo
outcome-go-on = Continuar
formpost-title = Un momento
formpost-app = Volviendo a { $app }. Si no ocurre nada, elija «Continuar».
formpost-lead = Volviendo a la aplicación. Si no ocurre nada, elija «Continuar».
notfound-title = Aquí no hay nada
notfound-lead = Puede que la dirección contenga un error o que la página se haya movido.
notfound-home = Ir a la página de inicio

## Errores

error-code = Código de error
error-detail = Detalles
error-reference = Referencia
error-request-title = No se puede completar esta solicitud
error-unknown-app-what = No conocemos la aplicación que le ha enviado aquí.
error-redirect-uri-what = La aplicación nos pidió que le enviáramos a una dirección que no tiene registrada. Para proteger su cuenta, no lo hemos hecho.
error-request-what = La aplicación que le ha enviado aquí ha hecho una solicitud que no podemos aceptar.
error-app-next = Vuelva a la aplicación e inténtelo de nuevo. Si vuelve a ocurrir, comunique a sus responsables lo que aparece abajo.
error-expired-title = Este inicio de sesión ha caducado
error-expired-what = Ha tardado demasiado, ya había terminado o se empezó en otro navegador.
error-expired-next = Vuelva a la aplicación y empiece de nuevo.
error-csrf-title = Inténtelo de nuevo
error-csrf-what = No hemos podido comprobar que este formulario lo enviara usted, así que no se ha cambiado nada.
error-csrf-next = Vuelva atrás, recargue la página y envíe el formulario de nuevo. Las cookies deben estar permitidas.
error-link-title = Este enlace ya no funciona
error-link-what = Ya se ha usado, es demasiado antiguo o no se copió completo.
error-link-next = Solicite un enlace nuevo.
error-forbidden-title = No tiene permiso para hacer esto
error-forbidden-what = Su cuenta no tiene los permisos necesarios para esta página.
error-forbidden-next = Inicie sesión con otra cuenta o solicite acceso a su administrador.
error-realm-title = No es posible iniciar sesión
error-realm-what = Este servicio de inicio de sesión se ha desactivado.
error-realm-next = Póngase en contacto con su administrador.
error-internal-title = Algo ha fallado por nuestra parte
error-internal-what = No se ha podido completar su solicitud. No es culpa suya.
error-internal-next = Inténtelo de nuevo. Si vuelve a ocurrir, comunique a su administrador la referencia de abajo.

## Ahora no

trouble-rate-limited-title = Demasiados intentos
trouble-rate-limited-what = Ha habido demasiadas solicitudes en poco tiempo, así que hacemos una breve pausa.
trouble-busy-title = Hay mucha actividad
trouble-busy-what = Muchas personas están iniciando sesión en este momento. No ha perdido nada.
trouble-unavailable-title = No disponible en este momento
trouble-unavailable-what = El servicio no puede responder ahora. Estamos trabajando en ello.
trouble-retry-seconds =
    { $count ->
        [one] Inténtelo de nuevo dentro de { $count } segundo.
       *[other] Inténtelo de nuevo dentro de { $count } segundos.
    }
trouble-retry-minutes =
    { $count ->
        [one] Inténtelo de nuevo dentro de { $count } minuto.
       *[other] Inténtelo de nuevo dentro de { $count } minutos.
    }
trouble-retry = Intentar de nuevo

## Cuenta

account-nav = Cuenta
account-overview = Resumen
account-sessions = Dispositivos y sesiones
account-password = Contraseña
account-apps = Aplicaciones con acceso
account-since = Miembro desde el { $date }
account-about = Sus datos
account-verified = Verificado
account-not-verified = Sin verificar
account-sessions-count =
    { $count ->
        [one] Sesión iniciada en { $count } dispositivo
       *[other] Sesión iniciada en { $count } dispositivos
    }
account-password-changed = Cambiada el { $date }
account-password-never = Cambiar su contraseña
account-password-expires =
    { $count ->
        [0] Tendrá que cambiar su contraseña la próxima vez que acceda.
        [one] Su contraseña debe cambiarse en { $count } día.
       *[other] Su contraseña debe cambiarse en { $count } días.
    }
account-apps-count =
    { $count ->
        [0] Ninguna aplicación tiene acceso
        [one] { $count } aplicación tiene acceso
       *[other] { $count } aplicaciones tienen acceso
    }
sessions-lead = Estos son los lugares donde ha iniciado sesión. Cierre cualquier sesión que no reconozca y cambie después su contraseña.
sessions-current = Este dispositivo
sessions-seen = Última actividad: { $when }
sessions-started = inicio de sesión: { $when }
sessions-end = Cerrar la sesión
sessions-end-others = Cerrar todas las demás sesiones
sessions-remembered = Navegadores que te recuerdan
sessions-remembered-lead = En ellos no tienes que escribir tu contraseña. Olvida los que ya no uses.
sessions-remembered-since = Recordado: { $when }
sessions-remembered-used = usado: { $when }
sessions-forget = Olvidar
sessions-forgotten = El navegador ya no te recuerda.
sessions-ended = La sesión se ha cerrado.
sessions-others-ended =
    { $count ->
        [one] Se ha cerrado otra sesión.
       *[other] Se han cerrado otras { $count } sesiones.
    }
device-browser-system = { $browser } en { $system }
device-unknown = Dispositivo desconocido
password-lead = Elija una que no use en ningún otro sitio. Unas cuantas palabras sin relación entre sí son seguras y fáciles de recordar.
password-present = Contraseña actual
password-new = Contraseña nueva
password-submit = Cambiar la contraseña
password-changed = Su contraseña se ha cambiado. Sus demás sesiones se han cerrado.
apps-lead = Ha permitido que estas aplicaciones usen su cuenta. Retire el acceso a las que ya no utilice.
apps-none = Ninguna aplicación tiene acceso a su cuenta.
apps-granted = Acceso concedido el { $date }
apps-withdraw = Retirar el acceso
apps-withdrawn = { $app } ya no tiene acceso a su cuenta.

## Primera puesta en marcha

setup-title = Crear el primer administrador
setup-lead = Esta cuenta puede gestionarlo todo. El enlace que le ha traído aquí solo funciona una vez.
setup-submit = Crear el administrador
setup-username-taken = Este nombre de usuario ya está en uso.
setup-username-invalid = Use letras, cifras, puntos, guiones o guiones bajos.
setup-email-invalid = Escriba una dirección de correo electrónico, como nombre@example.com.

## Página de inicio

start-title = Durward está en marcha
start-lead = Su plataforma de identidad y acceso: las personas inician sesión aquí y las aplicaciones saben quiénes son.
start-pending = Todavía no hay ningún administrador. Abra el enlace de un solo uso que se mostró al iniciar el servidor.
start-apply-title = Describa su dominio
start-apply-lead = Un dominio contiene sus personas y sus aplicaciones. Guarde esto como { $file }, adáptelo y aplíquelo tantas veces como quiera:
start-connect-title = Conecte una aplicación
start-connect-lead = Cualquier biblioteca de OpenID Connect encuentra lo que necesita a partir de una de estas direcciones:
start-issuer = Emisor
start-discovery = Documento de descubrimiento
start-account-title = Consulte su cuenta
start-account-lead = Sus sesiones, su contraseña y las aplicaciones con acceso, tal como las ve cada persona.
start-account = Abrir la página de la cuenta
start-docs = Siga leyendo
start-docs-getting-started = Primeros pasos
start-docs-concepts = Conceptos
start-docs-operations = Operación
