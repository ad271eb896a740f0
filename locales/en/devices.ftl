## A device that cannot show a sign-in

device-title = Connect a device
device-lead = Type the code that your device shows.
device-lead-filled = Compare this code with the one your device shows. Continue only if they are the same.
device-code = Code
device-code-hint = Capitals, spaces and dashes do not matter.
device-code-unknown = This code does not work. It may be mistyped, used already or too old. Check it, or have your device show a new one.
device-confirm-title = Let a device use { $app } with your account?
device-warning = Continue only if you started this yourself, on a device you have in front of you. If somebody sent you this code or a link, do not connect: they would get into your account.
device-shows = Your device shows
device-asks = Asked by
device-allow = Connect
device-deny = Do not connect
device-remembered = You can withdraw access at any time in your account.
device-allowed-title = Your device is connected
device-allowed-lead = Go on with { $app } on your device. You can close this page.
device-denied-title = The device was not connected
device-denied-lead = { $app } on that device has no access to your account. You can close this page.
device-account = Apps with access
