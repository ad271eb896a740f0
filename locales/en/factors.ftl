# Second factors, passkeys and the page of sign-in methods.

## What journeys ask and say

signin-code-wrong = That code is not right, or was used already. Please try the one shown now.
signin-not-now = Not now
signin-never-ask = Do not ask me again
signin-other-way = Try another way
signin-use-recovery-code = Use a recovery code
signin-choose-factor = Choose one of your sign-in methods
signin-choose-method = What would you like to add?
signin-choose-authenticator = Which one do you want to remove?
signin-choose-replaced = Which one do you want to change?

totp-code = Code of your authenticator app
totp-scan = Scan this picture with your authenticator app, then type the code that the app shows.
totp-picture = QR code for your authenticator app
totp-open = Open the app on this device
totp-typed = Or type this key into the app:
totp-first-code = Code shown by the app
totp-first-code-wrong = That code is not right. Check that the clock of your device is right, and type the code shown now.
totp-add = Add the app

passkey-use = Use passkey
passkey-add = Create passkey
passkey-nothing = The passkey was not used. Please try again, or choose another way.
passkey-cancelled = This was cancelled or took too long. Please try again, or choose another way.
passkey-unsupported = This browser cannot use passkeys. Please choose another way, or use another browser.
passkey-needs-script = Passkeys need JavaScript, which is switched off in this browser. Switch it on and reload the page, or choose another way.
passkey-known = This device has a passkey for your account already.
passkey-refused = This passkey could not be accepted. Please try again, or choose another way.

certificate-missing = No certificate came with the request. Choose one when the browser asks, or sign in another way.
certificate-refused = This certificate does not sign anybody in. Please use another one, or sign in another way.

recovery-code = Recovery code
recovery-code-wrong = That recovery code is not right, or was used already.
recovery-codes = Each of these codes signs you in once when you do not have your device. They are shown only now: print or save them, and keep them in a safe place.
recovery-codes-download = Download
recovery-codes-file = Recovery codes of { $name }

## Sign-in methods, by kind

method-totp = Authenticator app
method-totp-named = Authenticator app “{ $name }”
method-totp-use = Code of an authenticator app
method-totp-add = Authenticator app: a code from an app on your phone
method-passkey = Passkey
method-passkey-named = Passkey “{ $name }”
method-passkey-use = Passkey
method-passkey-add = Passkey: fingerprint, face, PIN or security key
method-recovery-codes = Recovery codes
method-recovery-codes-use = Recovery code

## The page of sign-in methods

account-methods = Sign-in methods
account-methods-count =
    { $count ->
        [0] Only your password
        [one] { $count } method besides your password
       *[other] { $count } methods besides your password
    }
methods-lead = These are the ways you prove that it is you. Two are better than one: add another, so that you can sign in when you lose a device.
methods-none = You have no method besides your password.
methods-added = Added on { $date }
methods-used = last used { $when }
methods-never-used = not used yet
methods-synced = Synced
methods-device-bound = On one device
methods-copied = Copied: no longer accepted
methods-left =
    { $count ->
        [one] { $count } code left
       *[other] { $count } codes left
    }
methods-add = Add a method
methods-name = Name
methods-rename = Rename
methods-rename-submit = Save name
methods-change = Change
methods-remove = Remove
methods-new-codes = New recovery codes
methods-renamed = The name was changed.
methods-was-added = The method was added.
methods-was-changed = The method was changed. The old one no longer works.
methods-was-removed = The method was removed.
methods-codes-renewed = Your old recovery codes no longer work.
methods-name-missing = Please enter a name.
methods-last-way-in = This is the only way to sign in to your account. Add another one first.
