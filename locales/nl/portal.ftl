# De pagina’s in het Nederlands.

## Elke pagina

title-error = Fout:
language = Taal:
skip = Naar de inhoud
continue = Doorgaan
sign-out = Afmelden
new-window = (opent in een nieuw venster)
email = E-mailadres
phone = Telefoonnummer

## Momenten

ago-now = zojuist
ago-minutes =
    { $count ->
        [one] { $count } minuut geleden
       *[other] { $count } minuten geleden
    }
ago-hours =
    { $count ->
        [one] { $count } uur geleden
       *[other] { $count } uur geleden
    }
ago-days =
    { $count ->
        [one] gisteren
       *[other] { $count } dagen geleden
    }
date =
    { $month ->
        [1] { $day } januari { $year }
        [2] { $day } februari { $year }
        [3] { $day } maart { $year }
        [4] { $day } april { $year }
        [5] { $day } mei { $year }
        [6] { $day } juni { $year }
        [7] { $day } juli { $year }
        [8] { $day } augustus { $year }
        [9] { $day } september { $year }
        [10] { $day } oktober { $year }
        [11] { $day } november { $year }
       *[12] { $day } december { $year }
    }

## Aanmelden: de pagina

signin-title = Aanmelden
signin-for-app = om door te gaan naar { $app }
signin-submit = Aanmelden
password-show = Wachtwoord tonen

## Aanmelden: wat wordt gevraagd en gezegd

signin-username = Gebruikersnaam
signin-username-or-email = Gebruikersnaam of e-mailadres
signin-password = Wachtwoord
signin-new-password = Nieuw wachtwoord
signin-one-time-code = Eenmalige code
signin-register = Een account aanmaken
signin-recover = Wachtwoord vergeten?
signin-cancel = Annuleren
signin-yes = Ja
signin-no = Nee
signin-failed = De gebruikersnaam of het wachtwoord is onjuist. Probeer het opnieuw.
signin-locked = Te veel pogingen zijn mislukt. Dit account is voorlopig vergrendeld; probeer het later opnieuw.
signin-locked-minutes =
    { $minutes ->
        [one] Te veel pogingen zijn mislukt. Probeer het over { $minutes } minuut opnieuw.
       *[other] Te veel pogingen zijn mislukt. Probeer het over { $minutes } minuten opnieuw.
    }
signin-attempts-left =
    { $count ->
        [one] U hebt nog { $count } poging.
       *[other] U hebt nog { $count } pogingen.
    }
signin-inactive = Dit account is niet actief. Neem contact op met uw beheerder.
signin-no-access = U hebt geen toegang tot deze toepassing.
signin-session-quota = U bent op te veel apparaten aangemeld. Meld u op een ervan af en probeer het opnieuw.
signin-expired = Dit duurde te lang. Begin opnieuw.
signin-interrupted = Deze stap was al verzonden. Ga hier verder.
signin-required = Vul dit veld in.
signin-choose = Kies een van de mogelijkheden.
signin-password-expired = Uw wachtwoord is verlopen. Kies een nieuw wachtwoord.
signin-password-change = Kies een nieuw wachtwoord om door te gaan.
signin-username-invalid = Gebruik een gebruikersnaam met letters, cijfers, punten, koppeltekens of lage streepjes.
signin-password-refused = Dit wachtwoord voldoet niet aan de eisen. Kies een ander.
signin-failed-title = Aanmelden mislukt
signin-failed-what = Het aanmelden is niet gelukt.
signin-failed-next = Controleer uw gegevens en begin opnieuw. Bent u ze vergeten, neem dan contact op met uw beheerder.
signin-again = Opnieuw beginnen

## Waaraan een wachtwoord moet voldoen

password-too-short =
    { $count ->
        [one] Gebruik minstens { $count } teken.
       *[other] Gebruik minstens { $count } tekens.
    }
password-too-long =
    { $count ->
        [one] Gebruik hoogstens { $count } teken.
       *[other] Gebruik hoogstens { $count } tekens.
    }
password-needs-upper = Gebruik een hoofdletter.
password-needs-lower = Gebruik een kleine letter.
password-needs-digit = Gebruik een cijfer.
password-needs-symbol = Gebruik een symbool, zoals ! of #.
password-no-username = Gebruik er niet uw naam, gebruikersnaam of e-mailadres in.
password-too-common = Dit wachtwoord is te makkelijk te raden. Kies een ander.
password-used-before = U hebt dit wachtwoord al eerder gebruikt. Kies een ander.
password-same = Het nieuwe wachtwoord moet anders zijn dan het huidige.
password-wrong = Het huidige wachtwoord is onjuist.

## Toestemming

consent-title = { $app } vraagt toegang tot uw account
consent-switch = Bent u dit niet?
consent-scopes = De toepassing kan dan
consent-policies = Hoe { $app } met uw gegevens omgaat:
consent-privacy = Privacybeleid
consent-terms = Gebruiksvoorwaarden
consent-allow = Toestaan
consent-deny = Weigeren
consent-destination = U gaat daarna verder op { $destination }.
consent-remembered = Uw keuze wordt onthouden; u kunt de toegang op elk moment in uw account intrekken.
scope-openid = Weten wie u bent, aan de hand van een kenmerk van uw account
scope-profile = Uw profiel zien, zoals uw naam en foto
scope-email = Uw e-mailadres zien
scope-address = Uw postadres zien
scope-phone = Uw telefoonnummer zien
scope-offline-access = Toegang houden wanneer u er niet bent

## Afmelden

logout-title = Afmelden?
logout-lead = U wordt in deze browser afgemeld bij { $realm }.
logout-app = { $app } vraagt om u in deze browser af te melden.
logout-confirm = Afmelden
logout-stay = Aangemeld blijven
loggedout-title = U bent afgemeld
loggedout-lead = Sluit op een gedeelde computer ook dit venster.
loggedout-back = Terug naar { $app }
loggedout-again = Opnieuw aanmelden

## Aangemeld, onderweg, nergens

signedin-title = U bent aangemeld
signedin-lead = Welkom, { $name }.
signedin-account = Naar uw account
outcome-title = Klaar
outcome-go-on = Doorgaan
formpost-title = Een ogenblik
formpost-app = U gaat terug naar { $app }. Gebeurt er niets, kies dan ‘Doorgaan’.
formpost-lead = U gaat terug naar de toepassing. Gebeurt er niets, kies dan ‘Doorgaan’.
notfound-title = Hier is niets te vinden
notfound-lead = Misschien bevat het adres een typfout, of is de pagina verplaatst.
notfound-home = Naar de startpagina

## Fouten

error-code = Foutcode
error-detail = Details
error-reference = Referentie
error-request-title = Deze aanvraag kan niet worden voltooid
error-unknown-app-what = De toepassing die u hierheen stuurde, is bij ons niet bekend.
error-redirect-uri-what = De toepassing vroeg ons u naar een adres te sturen dat niet voor die toepassing is geregistreerd. Om uw account te beschermen hebben we dat niet gedaan.
error-request-what = De toepassing die u hierheen stuurde, deed een aanvraag die we niet kunnen aanvaarden.
error-app-next = Ga terug naar de toepassing en probeer het opnieuw. Gebeurt dit weer, geef dan aan de makers door wat hieronder staat.
error-expired-title = Deze aanmelding is verlopen
error-expired-what = De aanmelding duurde te lang, was al voltooid of werd in een andere browser begonnen.
error-expired-next = Ga terug naar de toepassing en begin opnieuw.
error-csrf-title = Probeer het opnieuw
error-csrf-what = We konden niet zeker weten dat u dit formulier hebt verzonden; er is daarom niets gewijzigd.
error-csrf-next = Ga terug, laad de pagina opnieuw en verzend het formulier nog eens. Cookies moeten zijn toegestaan.
error-link-title = Deze link werkt niet meer
error-link-what = De link is al gebruikt, te oud of niet volledig gekopieerd.
error-link-next = Vraag een nieuwe link aan.
error-forbidden-title = U mag dit niet doen
error-forbidden-what = Uw account heeft niet de rechten voor deze pagina.
error-forbidden-next = Meld u met een ander account aan of vraag uw beheerder om toegang.
error-realm-title = Aanmelden is niet mogelijk
error-realm-what = Deze aanmelddienst is uitgeschakeld.
error-realm-next = Neem contact op met uw beheerder.
error-internal-title = Er ging bij ons iets mis
error-internal-what = Uw aanvraag kon niet worden voltooid. Het ligt niet aan u.
error-internal-next = Probeer het opnieuw. Gebeurt dit weer, geef dan de referentie hieronder aan uw beheerder door.

## Niet nu

trouble-rate-limited-title = Te veel pogingen
trouble-rate-limited-what = Er kwamen te veel aanvragen in korte tijd, daarom pauzeren we even.
trouble-busy-title = Het is erg druk
trouble-busy-what = Er melden zich nu veel mensen aan. U bent niets kwijtgeraakt.
trouble-unavailable-title = Op dit moment niet beschikbaar
trouble-unavailable-what = De dienst kan nu niet antwoorden. We werken eraan.
trouble-retry-seconds =
    { $count ->
        [one] Probeer het over { $count } seconde opnieuw.
       *[other] Probeer het over { $count } seconden opnieuw.
    }
trouble-retry-minutes =
    { $count ->
        [one] Probeer het over { $count } minuut opnieuw.
       *[other] Probeer het over { $count } minuten opnieuw.
    }
trouble-retry = Opnieuw proberen

## Account

account-nav = Account
account-overview = Overzicht
account-sessions = Apparaten en sessies
account-password = Wachtwoord
account-apps = Apps met toegang
account-since = Lid sinds { $date }
account-about = Over u
account-verified = Bevestigd
account-not-verified = Niet bevestigd
account-sessions-count =
    { $count ->
        [one] Aangemeld op { $count } apparaat
       *[other] Aangemeld op { $count } apparaten
    }
account-password-changed = Gewijzigd op { $date }
account-password-never = Uw wachtwoord wijzigen
account-password-expires =
    { $count ->
        [0] Uw wachtwoord moet bij de volgende keer inloggen worden gewijzigd.
        [one] Uw wachtwoord moet binnen { $count } dag worden gewijzigd.
       *[other] Uw wachtwoord moet binnen { $count } dagen worden gewijzigd.
    }
account-apps-count =
    { $count ->
        [0] Geen enkele app heeft toegang
        [one] { $count } app heeft toegang
       *[other] { $count } apps hebben toegang
    }
sessions-lead = Op deze plaatsen bent u aangemeld. Beëindig elke sessie die u niet herkent en wijzig daarna uw wachtwoord.
sessions-current = Dit apparaat
sessions-seen = Laatst gezien: { $when }
sessions-started = aangemeld: { $when }
sessions-end = Sessie beëindigen
sessions-end-others = Alle andere sessies beëindigen
sessions-remembered = Browsers die je onthouden
sessions-remembered-lead = Hierin hoef je je wachtwoord niet op te geven. Vergeet wat je niet meer gebruikt.
sessions-remembered-since = Onthouden: { $when }
sessions-remembered-used = gebruikt: { $when }
sessions-forget = Vergeten
sessions-forgotten = De browser onthoudt je niet meer.
sessions-ended = De sessie is beëindigd.
sessions-others-ended =
    { $count ->
        [one] { $count } andere sessie is beëindigd.
       *[other] { $count } andere sessies zijn beëindigd.
    }
device-browser-system = { $browser } op { $system }
device-unknown = Onbekend apparaat
password-lead = Kies er een dat u nergens anders gebruikt. Enkele losse woorden zijn sterk en makkelijk te onthouden.
password-present = Huidig wachtwoord
password-new = Nieuw wachtwoord
password-submit = Wachtwoord wijzigen
password-changed = Uw wachtwoord is gewijzigd. Uw andere sessies zijn beëindigd.
apps-lead = U hebt deze apps toegestaan uw account te gebruiken. Trek de toegang in van apps die u niet meer gebruikt.
apps-none = Geen enkele app heeft toegang tot uw account.
apps-granted = Toegang gegeven op { $date }
apps-withdraw = Toegang intrekken
apps-withdrawn = { $app } heeft geen toegang meer tot uw account.

## Eerste installatie

setup-title = De eerste beheerder aanmaken
setup-lead = Dit account kan alles beheren. De link die u hierheen bracht, werkt maar één keer.
setup-submit = Beheerder aanmaken
setup-username-taken = Deze gebruikersnaam is al in gebruik.
setup-username-invalid = Gebruik letters, cijfers, punten, koppeltekens of lage streepjes.
setup-email-invalid = Vul een e-mailadres in, zoals naam@example.com.

## Startpagina

start-title = Durward draait
start-lead = Uw platform voor identiteit en toegang: mensen melden zich hier aan en toepassingen weten wie ze zijn.
start-pending = Er is nog geen beheerder. Open de eenmalige installatielink die bij het starten van de server werd getoond.
start-apply-title = Beschrijf uw realm
start-apply-lead = Een realm bevat zijn mensen en toepassingen. Bewaar dit als { $file }, pas het aan en pas het zo vaak toe als u wilt:
start-connect-title = Verbind een toepassing
start-connect-lead = Elke OpenID Connect-bibliotheek vindt alles wat nodig is via een van deze adressen:
start-issuer = Uitgever
start-discovery = Discovery-document
start-account-title = Bekijk uw account
start-account-lead = Uw sessies, uw wachtwoord en de apps met toegang, zoals iedereen ze ziet.
start-account = Accountpagina openen
start-docs = Lees verder
start-docs-getting-started = Aan de slag
start-docs-concepts = Begrippen
start-docs-operations = Beheer
