## Un dispositivo que no puede mostrar un inicio de sesión

device-title = Conectar un dispositivo
device-lead = Escriba el código que muestra su dispositivo.
device-lead-filled = Compare este código con el que muestra su dispositivo. Continúe solo si son iguales.
device-code = Código
device-code-hint = No importan las mayúsculas, los espacios ni los guiones.
device-code-unknown = Este código no funciona. Puede estar mal escrito, ya usado o ser demasiado antiguo. Compruébelo o pida uno nuevo en su dispositivo.
device-confirm-title = ¿Permitir que un dispositivo use { $app } con su cuenta?
device-warning = Continúe solo si lo ha empezado usted, en un dispositivo que tiene delante. Si alguien le envió este código o un enlace, no conecte el dispositivo: esa persona entraría en su cuenta.
device-shows = Su dispositivo muestra
device-asks = Lo pide
device-allow = Conectar
device-deny = No conectar
device-remembered = Puede retirar el acceso en cualquier momento en su cuenta.
device-allowed-title = Su dispositivo está conectado
device-allowed-lead = Siga con { $app } en su dispositivo. Puede cerrar esta página.
device-denied-title = El dispositivo no se ha conectado
device-denied-lead = { $app } en ese dispositivo no tiene acceso a su cuenta. Puede cerrar esta página.
device-account = Aplicaciones con acceso
