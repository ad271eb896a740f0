# Segundos factores, claves de acceso y la página de métodos de acceso.

## Lo que preguntan y dicen los recorridos

signin-code-wrong = Ese código no es correcto o ya se usó. Prueba con el que se muestra ahora.
signin-not-now = Ahora no
signin-never-ask = No volver a preguntar
signin-other-way = Probar de otra manera
signin-use-recovery-code = Usar un código de recuperación
signin-choose-factor = Elige uno de tus métodos de acceso
signin-choose-method = ¿Qué quieres añadir?
signin-choose-authenticator = ¿Cuál quieres quitar?
signin-choose-replaced = ¿Cuál quieres cambiar?

totp-code = Código de tu aplicación de autenticación
totp-scan = Escanea esta imagen con tu aplicación de autenticación y escribe después el código que muestra.
totp-picture = Código QR para tu aplicación de autenticación
totp-open = Abrir la aplicación en este dispositivo
totp-typed = O escribe esta clave en la aplicación:
totp-first-code = Código que muestra la aplicación
totp-first-code-wrong = Ese código no es correcto. Comprueba que el reloj de tu dispositivo va bien y escribe el código que se muestra ahora.
totp-add = Añadir la aplicación

passkey-use = Usar la clave de acceso
passkey-add = Crear una clave de acceso
passkey-nothing = No se usó la clave de acceso. Inténtalo de nuevo o elige otra manera.
passkey-cancelled = Se canceló o tardó demasiado. Inténtalo de nuevo o elige otra manera.
passkey-unsupported = Este navegador no puede usar claves de acceso. Elige otra manera o usa otro navegador.
passkey-needs-script = Las claves de acceso necesitan JavaScript, que está desactivado en este navegador. Actívalo y vuelve a cargar la página, o elige otra manera.
passkey-known = Este dispositivo ya tiene una clave de acceso para tu cuenta.
passkey-refused = No se pudo aceptar esta clave de acceso. Inténtalo de nuevo o elige otra manera.

certificate-missing = La petición llegó sin certificado. Elige uno cuando el navegador lo pida o accede de otra forma.
certificate-refused = Este certificado no da acceso a nadie. Usa otro o accede de otra forma.

recovery-code = Código de recuperación
recovery-code-wrong = Ese código de recuperación no es correcto o ya se usó.
recovery-codes = Cada uno de estos códigos te permite acceder una vez cuando no tienes tu dispositivo. Solo se muestran ahora: imprímelos o guárdalos en un lugar seguro.
recovery-codes-download = Descargar
recovery-codes-file = Códigos de recuperación de { $name }

## Métodos de acceso, por tipo

method-totp = Aplicación de autenticación
method-totp-named = Aplicación de autenticación «{ $name }»
method-totp-use = Código de una aplicación de autenticación
method-totp-add = Aplicación de autenticación: un código de una aplicación de tu teléfono
method-passkey = Clave de acceso
method-passkey-named = Clave de acceso «{ $name }»
method-passkey-use = Clave de acceso
method-passkey-add = Clave de acceso: huella, rostro, PIN o llave de seguridad
method-recovery-codes = Códigos de recuperación
method-recovery-codes-use = Código de recuperación

## La página de métodos de acceso

account-methods = Métodos de acceso
account-methods-count =
    { $count ->
        [0] Solo tu contraseña
        [one] { $count } método además de tu contraseña
       *[other] { $count } métodos además de tu contraseña
    }
methods-lead = Así demuestras que eres tú. Dos son mejor que uno: añade otro para poder acceder si pierdes un dispositivo.
methods-none = No tienes ningún método además de tu contraseña.
methods-added = Añadido el { $date }
methods-used = usado por última vez { $when }
methods-never-used = sin usar todavía
methods-synced = Sincronizada
methods-device-bound = En un solo dispositivo
methods-copied = Copiada: ya no se acepta
methods-left =
    { $count ->
        [one] Queda { $count } código
       *[other] Quedan { $count } códigos
    }
methods-add = Añadir un método
methods-name = Nombre
methods-rename = Cambiar el nombre
methods-rename-submit = Guardar el nombre
methods-change = Cambiar
methods-remove = Quitar
methods-new-codes = Nuevos códigos de recuperación
methods-renamed = Se cambió el nombre.
methods-was-added = Se añadió el método.
methods-was-changed = Se cambió el método. El anterior ya no funciona.
methods-was-removed = Se quitó el método.
methods-codes-renewed = Tus códigos de recuperación anteriores ya no funcionan.
methods-name-missing = Escribe un nombre.
methods-last-way-in = Es la única manera de acceder a tu cuenta. Añade otra primero.
