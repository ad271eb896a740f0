# Zweite Faktoren, Passkeys und die Seite der Anmeldemethoden.

## Was Abläufe fragen und sagen

signin-code-wrong = Dieser Code ist falsch oder wurde schon benutzt. Bitte versuchen Sie es mit dem Code, der jetzt angezeigt wird.
signin-not-now = Jetzt nicht
signin-never-ask = Nicht mehr fragen
signin-other-way = Anderen Weg versuchen
signin-use-recovery-code = Wiederherstellungscode verwenden
signin-choose-factor = Wählen Sie eine Ihrer Anmeldemethoden
signin-choose-method = Was möchten Sie hinzufügen?
signin-choose-authenticator = Welche möchten Sie entfernen?
signin-choose-replaced = Welche möchten Sie ändern?

totp-code = Code Ihrer Authenticator-App
totp-scan = Scannen Sie dieses Bild mit Ihrer Authenticator-App und geben Sie dann den Code ein, den die App anzeigt.
totp-picture = QR-Code für Ihre Authenticator-App
totp-open = App auf diesem Gerät öffnen
totp-typed = Oder geben Sie diesen Schlüssel in die App ein:
totp-first-code = Code, den die App anzeigt
totp-first-code-wrong = Dieser Code ist falsch. Prüfen Sie, ob die Uhr Ihres Geräts richtig geht, und geben Sie den Code ein, der jetzt angezeigt wird.
totp-add = App hinzufügen

passkey-use = Passkey verwenden
passkey-add = Passkey erstellen
passkey-nothing = Der Passkey wurde nicht verwendet. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
passkey-cancelled = Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
passkey-unsupported = Dieser Browser kann keine Passkeys verwenden. Bitte wählen Sie einen anderen Weg oder einen anderen Browser.
passkey-needs-script = Passkeys brauchen JavaScript, das in diesem Browser ausgeschaltet ist. Schalten Sie es ein und laden Sie die Seite neu, oder wählen Sie einen anderen Weg.
passkey-known = Dieses Gerät hat schon einen Passkey für Ihr Konto.
passkey-refused = Dieser Passkey konnte nicht angenommen werden. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.

certificate-missing = Mit der Anfrage kam kein Zertifikat. Wählen Sie eines, wenn der Browser fragt, oder melden Sie sich anders an.
certificate-refused = Dieses Zertifikat meldet niemanden an. Verwenden Sie ein anderes oder melden Sie sich anders an.

recovery-code = Wiederherstellungscode
recovery-code-wrong = Dieser Wiederherstellungscode ist falsch oder wurde schon benutzt.
recovery-codes = Mit jedem dieser Codes können Sie sich einmal anmelden, wenn Sie Ihr Gerät nicht haben. Sie werden nur jetzt angezeigt: Drucken oder speichern Sie sie und bewahren Sie sie sicher auf.
recovery-codes-download = Herunterladen
recovery-codes-file = Wiederherstellungscodes von { $name }

## Anmeldemethoden nach Art

method-totp = Authenticator-App
method-totp-named = Authenticator-App „{ $name }“
method-totp-use = Code einer Authenticator-App
method-totp-add = Authenticator-App: ein Code aus einer App auf Ihrem Telefon
method-passkey = Passkey
method-passkey-named = Passkey „{ $name }“
method-passkey-use = Passkey
method-passkey-add = Passkey: Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel
method-recovery-codes = Wiederherstellungscodes
method-recovery-codes-use = Wiederherstellungscode

## Die Seite der Anmeldemethoden

account-methods = Anmeldemethoden
account-methods-count =
    { $count ->
        [0] Nur Ihr Passwort
        [one] { $count } Methode neben Ihrem Passwort
       *[other] { $count } Methoden neben Ihrem Passwort
    }
methods-lead = So zeigen Sie, dass Sie es sind. Zwei sind besser als eine: Fügen Sie eine weitere hinzu, damit Sie sich auch anmelden können, wenn Sie ein Gerät verlieren.
methods-none = Sie haben neben Ihrem Passwort keine weitere Methode.
methods-added = Hinzugefügt am { $date }
methods-used = zuletzt verwendet { $when }
methods-never-used = noch nicht verwendet
methods-synced = Synchronisiert
methods-device-bound = Auf einem Gerät
methods-copied = Kopiert: wird nicht mehr angenommen
methods-left =
    { $count ->
        [one] Noch { $count } Code
       *[other] Noch { $count } Codes
    }
methods-add = Methode hinzufügen
methods-name = Name
methods-rename = Umbenennen
methods-rename-submit = Name speichern
methods-change = Ändern
methods-remove = Entfernen
methods-new-codes = Neue Wiederherstellungscodes
methods-renamed = Der Name wurde geändert.
methods-was-added = Die Methode wurde hinzugefügt.
methods-was-changed = Die Methode wurde geändert. Die bisherige gilt nicht mehr.
methods-was-removed = Die Methode wurde entfernt.
methods-codes-renewed = Ihre alten Wiederherstellungscodes gelten nicht mehr.
methods-name-missing = Bitte geben Sie einen Namen ein.
methods-last-way-in = Das ist der einzige Weg in Ihr Konto. Fügen Sie zuerst einen anderen hinzu.
