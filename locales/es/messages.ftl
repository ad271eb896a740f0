# Lo que traen los mensajes: códigos, enlaces, avisos, el buzón de desarrollo.

## Códigos

code-title = Introduzca el código
code-sent-email = Hemos enviado un código a { $address }. Puede tardar un minuto; mire también en el correo no deseado.
code-sent-sms = Hemos enviado un SMS con un código a { $address }.
code-sent-whatsapp = Hemos enviado un código por WhatsApp a { $address }.
code-sent-perhaps = Si la cuenta tiene una dirección para ello, hemos enviado un código allí.
code-resend = Enviarlo otra vez
code-resent = El código se ha enviado otra vez. Use el último mensaje.
code-resend-wait =
    { $seconds ->
        [one] Espere { $seconds } segundo antes de que el código se envíe otra vez.
       *[other] Espere { $seconds } segundos antes de que el código se envíe otra vez.
    }
code-expired = Este código ya no es válido. Pida uno nuevo.
code-wrong =
    { $count ->
        [one] Este código no es correcto. Le queda { $count } intento.
       *[other] Este código no es correcto. Le quedan { $count } intentos.
    }
code-failed = El código no era correcto. Empiece de nuevo para recibir otro.
email-invalid = Introduzca una dirección de correo, por ejemplo nombre@example.com.
phone-invalid = Introduzca un número de teléfono con su país, por ejemplo +32 470 12 34 56.

## Enlaces

link-sent = Hemos enviado un enlace a { $address }. Ábralo para continuar, en este navegador o en otro.
link-sent-perhaps = Si la cuenta tiene una dirección, hemos enviado un enlace allí. Ábralo para continuar.
link-not-opened = Abra primero el enlace del mensaje.
resume-title = ¿Continuar?
resume-lead = Ha abierto el enlace de nuestro mensaje.
resume-other-browser = El enlace se pidió en otro navegador o en otro dispositivo. Continúe solo si lo pidió usted: la sesión se iniciará aquí, no allí.

## No he sido yo

notme-title = ¿No ha sido usted?
notme-lead = Cerraremos todas las sesiones de su cuenta. La contraseña dejará de servir, para que no entre nadie que la conozca; elegirá otra mediante un mensaje a su propia dirección.
notme-confirm = Proteger mi cuenta
notme-done-title = Su cuenta está protegida
notme-done-lead = Se han cerrado todas las sesiones y la contraseña ya no sirve. Elija ahora una nueva.
notme-recover = Elegir una contraseña nueva

## El buzón de desarrollo

mailbox-title = Buzón de desarrollo
mailbox-lead = Mensajes que todavía no lleva ningún canal. Se pueden leer durante una hora, solo aquí y solo en este ordenador.
mailbox-none = No hay mensajes.
mailbox-to = Para
mailbox-medium = Canal
mailbox-realm = Dominio
mailbox-open-link = Abrir el enlace
mailbox-as-html = Mostrar como HTML
mailbox-back = Todos los mensajes
start-mailbox-title = Lea los mensajes
start-mailbox-lead = Los códigos y enlaces no se envían hasta que configure un canal. Hasta entonces, léalos aquí.
start-mailbox = Abrir el buzón
