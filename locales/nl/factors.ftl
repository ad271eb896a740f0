# Tweede factoren, passkeys en de pagina met inlogmethoden.

## Wat stappen vragen en zeggen

signin-code-wrong = Die code klopt niet of is al gebruikt. Probeer de code die nu wordt getoond.
signin-not-now = Nu niet
signin-never-ask = Vraag dit niet meer
signin-other-way = Andere manier proberen
signin-use-recovery-code = Herstelcode gebruiken
signin-choose-factor = Kies een van je inlogmethoden
signin-choose-method = Wat wil je toevoegen?
signin-choose-authenticator = Welke wil je verwijderen?
signin-choose-replaced = Welke wil je wijzigen?

totp-code = Code van je authenticator-app
totp-scan = Scan deze afbeelding met je authenticator-app en typ daarna de code die de app toont.
totp-picture = QR-code voor je authenticator-app
totp-open = App op dit apparaat openen
totp-typed = Of typ deze sleutel in de app:
totp-first-code = Code die de app toont
totp-first-code-wrong = Die code klopt niet. Controleer of de klok van je apparaat goed staat en typ de code die nu wordt getoond.
totp-add = App toevoegen

passkey-use = Passkey gebruiken
passkey-add = Passkey maken
passkey-nothing = De passkey is niet gebruikt. Probeer het opnieuw of kies een andere manier.
passkey-cancelled = Dit is geannuleerd of duurde te lang. Probeer het opnieuw of kies een andere manier.
passkey-unsupported = Deze browser kan geen passkeys gebruiken. Kies een andere manier of gebruik een andere browser.
passkey-needs-script = Passkeys hebben JavaScript nodig, en dat staat uit in deze browser. Zet het aan en laad de pagina opnieuw, of kies een andere manier.
passkey-known = Dit apparaat heeft al een passkey voor je account.
passkey-refused = Deze passkey kon niet worden aanvaard. Probeer het opnieuw of kies een andere manier.

certificate-missing = Er kwam geen certificaat met het verzoek mee. Kies er een als de browser erom vraagt, of log op een andere manier in.
certificate-refused = Met dit certificaat wordt niemand ingelogd. Gebruik een ander of log op een andere manier in.

recovery-code = Herstelcode
recovery-code-wrong = Die herstelcode klopt niet of is al gebruikt.
recovery-codes = Met elk van deze codes kun je één keer inloggen als je je apparaat niet bij je hebt. Ze worden alleen nu getoond: druk ze af of sla ze op, en bewaar ze op een veilige plek.
recovery-codes-download = Downloaden
recovery-codes-file = Herstelcodes van { $name }

## Inlogmethoden per soort

method-totp = Authenticator-app
method-totp-named = Authenticator-app ‘{ $name }’
method-totp-use = Code van een authenticator-app
method-totp-add = Authenticator-app: een code uit een app op je telefoon
method-passkey = Passkey
method-passkey-named = Passkey ‘{ $name }’
method-passkey-use = Passkey
method-passkey-add = Passkey: vingerafdruk, gezicht, pincode of beveiligingssleutel
method-recovery-codes = Herstelcodes
method-recovery-codes-use = Herstelcode

## De pagina met inlogmethoden

account-methods = Inlogmethoden
account-methods-count =
    { $count ->
        [0] Alleen je wachtwoord
        [one] { $count } methode naast je wachtwoord
       *[other] { $count } methoden naast je wachtwoord
    }
methods-lead = Zo laat je zien dat jij het bent. Twee is beter dan één: voeg er nog een toe, zodat je kunt inloggen als je een apparaat verliest.
methods-none = Je hebt geen andere methode dan je wachtwoord.
methods-added = Toegevoegd op { $date }
methods-used = laatst gebruikt { $when }
methods-never-used = nog niet gebruikt
methods-synced = Gesynchroniseerd
methods-device-bound = Op één apparaat
methods-copied = Gekopieerd: niet meer geldig
methods-left =
    { $count ->
        [one] Nog { $count } code
       *[other] Nog { $count } codes
    }
methods-add = Methode toevoegen
methods-name = Naam
methods-rename = Naam wijzigen
methods-rename-submit = Naam opslaan
methods-change = Wijzigen
methods-remove = Verwijderen
methods-new-codes = Nieuwe herstelcodes
methods-renamed = De naam is gewijzigd.
methods-was-added = De methode is toegevoegd.
methods-was-changed = De methode is gewijzigd. De oude werkt niet meer.
methods-was-removed = De methode is verwijderd.
methods-codes-renewed = Je oude herstelcodes werken niet meer.
methods-name-missing = Vul een naam in.
methods-last-way-in = Dit is de enige manier om in te loggen op je account. Voeg eerst een andere toe.
