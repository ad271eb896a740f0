# Die Seiten auf Deutsch.

## Jede Seite

title-error = Fehler:
language = Sprache:
skip = Zum Inhalt springen
continue = Weiter
sign-out = Abmelden
new-window = (öffnet ein neues Fenster)
email = E-Mail-Adresse
phone = Telefonnummer

## Zeitpunkte

ago-now = gerade eben
ago-minutes =
    { $count ->
        [one] vor { $count } Minute
       *[other] vor { $count } Minuten
    }
ago-hours =
    { $count ->
        [one] vor { $count } Stunde
       *[other] vor { $count } Stunden
    }
ago-days =
    { $count ->
        [one] gestern
       *[other] vor { $count } Tagen
    }
date =
    { $month ->
        [1] { $day }. Januar { $year }
        [2] { $day }. Februar { $year }
        [3] { $day }. März { $year }
        [4] { $day }. April { $year }
        [5] { $day }. Mai { $year }
        [6] { $day }. Juni { $year }
        [7] { $day }. Juli { $year }
        [8] { $day }. August { $year }
        [9] { $day }. September { $year }
        [10] { $day }. Oktober { $year }
        [11] { $day }. November { $year }
       *[12] { $day }. Dezember { $year }
    }

## Anmelden: die Seite

signin-title = Anmelden
signin-for-app = um mit { $app } fortzufahren
signin-submit = Anmelden
password-show = Passwort anzeigen

## Anmelden: was Abläufe fragen und sagen

signin-username = Benutzername
signin-username-or-email = Benutzername oder E-Mail-Adresse
signin-password = Passwort
signin-new-password = Neues Passwort
signin-one-time-code = Einmalcode
signin-register = Konto erstellen
signin-recover = Passwort vergessen?
signin-cancel = Abbrechen
signin-yes = Ja
signin-no = Nein
signin-failed = Benutzername oder Passwort ist falsch. Bitte versuchen Sie es erneut.
signin-locked = Zu viele Versuche sind fehlgeschlagen. Dieses Konto ist vorübergehend gesperrt; bitte versuchen Sie es später erneut.
signin-locked-minutes =
    { $minutes ->
        [one] Zu viele Versuche sind fehlgeschlagen. Bitte versuchen Sie es in { $minutes } Minute erneut.
       *[other] Zu viele Versuche sind fehlgeschlagen. Bitte versuchen Sie es in { $minutes } Minuten erneut.
    }
signin-attempts-left =
    { $count ->
        [one] Sie haben noch { $count } Versuch.
       *[other] Sie haben noch { $count } Versuche.
    }
signin-inactive = Dieses Konto ist nicht aktiv. Bitte wenden Sie sich an Ihre Administration.
signin-no-access = Sie haben keinen Zugriff auf diese Anwendung.
signin-session-quota = Sie sind auf zu vielen Geräten angemeldet. Melden Sie sich auf einem davon ab und versuchen Sie es erneut.
signin-expired = Das hat zu lange gedauert. Bitte beginnen Sie von vorn.
signin-interrupted = Dieser Schritt wurde bereits abgeschickt. Bitte fahren Sie hier fort.
signin-required = Bitte füllen Sie dieses Feld aus.
signin-choose = Bitte wählen Sie eine der Möglichkeiten.
signin-password-expired = Ihr Passwort ist abgelaufen. Bitte wählen Sie ein neues.
signin-password-change = Bitte wählen Sie ein neues Passwort, um fortzufahren.
signin-username-invalid = Bitte verwenden Sie einen Benutzernamen aus Buchstaben, Ziffern, Punkten, Bindestrichen oder Unterstrichen.
signin-password-refused = Dieses Passwort erfüllt die Anforderungen nicht. Bitte wählen Sie ein anderes.
signin-failed-title = Anmeldung fehlgeschlagen
signin-failed-what = Die Anmeldung war nicht erfolgreich.
signin-failed-next = Prüfen Sie Ihre Angaben und beginnen Sie neu. Wenn Sie sie vergessen haben, wenden Sie sich an Ihre Administration.
signin-again = Neu beginnen

## Was ein Passwort erfüllen muss

password-too-short =
    { $count ->
        [one] Verwenden Sie mindestens { $count } Zeichen.
       *[other] Verwenden Sie mindestens { $count } Zeichen.
    }
password-too-long =
    { $count ->
        [one] Verwenden Sie höchstens { $count } Zeichen.
       *[other] Verwenden Sie höchstens { $count } Zeichen.
    }
password-needs-upper = Verwenden Sie einen Großbuchstaben.
password-needs-lower = Verwenden Sie einen Kleinbuchstaben.
password-needs-digit = Verwenden Sie eine Ziffer.
password-needs-symbol = Verwenden Sie ein Sonderzeichen, zum Beispiel ! oder #.
password-no-username = Verwenden Sie darin weder Ihren Namen noch Ihren Benutzernamen oder Ihre E-Mail-Adresse.
password-too-common = Dieses Passwort ist zu leicht zu erraten. Bitte wählen Sie ein anderes.
password-used-before = Sie haben dieses Passwort schon einmal verwendet. Bitte wählen Sie ein anderes.
password-same = Das neue Passwort muss sich vom bisherigen unterscheiden.
password-wrong = Das bisherige Passwort ist falsch.

## Zustimmung

consent-title = { $app } bittet um Zugriff auf Ihr Konto
consent-switch = Sind Sie das nicht?
consent-scopes = Die Anwendung darf dann
consent-policies = Wie { $app } mit Ihren Daten umgeht:
consent-privacy = Datenschutzerklärung
consent-terms = Nutzungsbedingungen
consent-allow = Erlauben
consent-deny = Ablehnen
consent-destination = Danach geht es auf { $destination } weiter.
consent-remembered = Ihre Entscheidung wird gespeichert; Sie können den Zugriff jederzeit in Ihrem Konto widerrufen.
scope-openid = Sie anhand einer Kennung Ihres Kontos erkennen
scope-profile = Ihr Profil sehen, etwa Ihren Namen und Ihr Bild
scope-email = Ihre E-Mail-Adresse sehen
scope-address = Ihre Postanschrift sehen
scope-phone = Ihre Telefonnummer sehen
scope-offline-access = Den Zugriff behalten, auch wenn Sie nicht da sind

## Abmelden

logout-title = Abmelden?
logout-lead = Sie werden in diesem Browser von { $realm } abgemeldet.
logout-app = { $app } möchte Sie in diesem Browser abmelden.
logout-confirm = Abmelden
logout-stay = Angemeldet bleiben
loggedout-title = Sie sind abgemeldet
loggedout-lead = Schließen Sie auf einem gemeinsam genutzten Computer auch dieses Fenster.
loggedout-back = Zurück zu { $app }
loggedout-again = Erneut anmelden

## Angemeldet, unterwegs, nirgendwo

signedin-title = Sie sind angemeldet
signedin-lead = Willkommen, { $name }.
signedin-account = Zu Ihrem Konto
outcome-title = Erledigt
outcome-go-on = Weiter
formpost-title = Einen Moment
formpost-app = Sie werden zu { $app } zurückgeleitet. Falls nichts geschieht, wählen Sie bitte „Weiter“.
formpost-lead = Sie werden zur Anwendung zurückgeleitet. Falls nichts geschieht, wählen Sie bitte „Weiter“.
notfound-title = Hier ist nichts
notfound-lead = Vielleicht enthält die Adresse einen Tippfehler, oder die Seite wurde verschoben.
notfound-home = Zur Startseite

## Fehler

error-code = Fehlercode
error-detail = Einzelheiten
error-reference = Referenz
error-request-title = Diese Anfrage kann nicht ausgeführt werden
error-unknown-app-what = Die Anwendung, die Sie hierher geschickt hat, ist uns nicht bekannt.
error-redirect-uri-what = Die Anwendung wollte Sie an eine Adresse schicken, die für sie nicht hinterlegt ist. Zum Schutz Ihres Kontos haben wir das nicht getan.
error-request-what = Die Anwendung, die Sie hierher geschickt hat, hat eine Anfrage gestellt, die wir nicht annehmen können.
error-app-next = Gehen Sie zur Anwendung zurück und versuchen Sie es erneut. Falls es wieder geschieht, teilen Sie deren Betreibern mit, was unten steht.
error-expired-title = Diese Anmeldung ist abgelaufen
error-expired-what = Sie hat zu lange gedauert, war bereits abgeschlossen oder wurde in einem anderen Browser begonnen.
error-expired-next = Gehen Sie zur Anwendung zurück und beginnen Sie von vorn.
error-csrf-title = Bitte versuchen Sie es erneut
error-csrf-what = Wir konnten nicht sicher feststellen, dass dieses Formular von Ihnen stammt. Deshalb wurde nichts geändert.
error-csrf-next = Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal. Cookies müssen erlaubt sein.
error-link-title = Dieser Link funktioniert nicht mehr
error-link-what = Er wurde bereits verwendet, ist zu alt oder wurde nicht vollständig kopiert.
error-link-next = Fordern Sie einen neuen Link an.
error-forbidden-title = Das dürfen Sie nicht
error-forbidden-what = Ihr Konto hat nicht die Rechte für diese Seite.
error-forbidden-next = Melden Sie sich mit einem anderen Konto an oder bitten Sie Ihre Administration um Zugriff.
error-realm-title = Die Anmeldung ist nicht möglich
error-realm-what = Dieser Anmeldedienst wurde deaktiviert.
error-realm-next = Bitte wenden Sie sich an Ihre Administration.
error-internal-title = Bei uns ist etwas schiefgegangen
error-internal-what = Ihre Anfrage konnte nicht ausgeführt werden. Es liegt nicht an Ihnen.
error-internal-next = Bitte versuchen Sie es erneut. Falls es wieder geschieht, geben Sie Ihrer Administration die Referenz unten an.

## Nicht jetzt

trouble-rate-limited-title = Zu viele Versuche
trouble-rate-limited-what = Es gab zu viele Anfragen in kurzer Zeit, deshalb machen wir eine kurze Pause.
trouble-busy-title = Gerade ist viel los
trouble-busy-what = Im Moment melden sich sehr viele Menschen an. Es ist nichts verloren gegangen.
trouble-unavailable-title = Im Moment nicht verfügbar
trouble-unavailable-what = Der Dienst kann gerade nicht antworten. Wir arbeiten daran.
trouble-retry-seconds =
    { $count ->
        [one] Bitte versuchen Sie es in { $count } Sekunde erneut.
       *[other] Bitte versuchen Sie es in { $count } Sekunden erneut.
    }
trouble-retry-minutes =
    { $count ->
        [one] Bitte versuchen Sie es in { $count } Minute erneut.
       *[other] Bitte versuchen Sie es in { $count } Minuten erneut.
    }
trouble-retry = Erneut versuchen

## Konto

account-nav = Konto
account-overview = Übersicht
account-sessions = Geräte und Sitzungen
account-password = Passwort
account-apps = Apps mit Zugriff
account-since = Mitglied seit { $date }
account-about = Über Sie
account-verified = Bestätigt
account-not-verified = Nicht bestätigt
account-sessions-count =
    { $count ->
        [one] Auf { $count } Gerät angemeldet
       *[other] Auf { $count } Geräten angemeldet
    }
account-password-changed = Geändert am { $date }
account-password-never = Passwort ändern
account-password-expires =
    { $count ->
        [0] Ihr Passwort muss bei der nächsten Anmeldung geändert werden.
        [one] Ihr Passwort muss innerhalb eines Tages geändert werden.
       *[other] Ihr Passwort muss innerhalb von { $count } Tagen geändert werden.
    }
account-apps-count =
    { $count ->
        [0] Keine App hat Zugriff
        [one] { $count } App hat Zugriff
       *[other] { $count } Apps haben Zugriff
    }
sessions-lead = Hier sind Sie angemeldet. Beenden Sie jede Sitzung, die Sie nicht erkennen, und ändern Sie danach Ihr Passwort.
sessions-current = Dieses Gerät
sessions-seen = Zuletzt aktiv: { $when }
sessions-started = angemeldet: { $when }
sessions-end = Sitzung beenden
sessions-end-others = Alle anderen Sitzungen beenden
sessions-remembered = Browser, die Sie kennen
sessions-remembered-lead = In diesen müssen Sie kein Passwort eingeben. Entfernen Sie, was Sie nicht mehr benutzen.
sessions-remembered-since = Gemerkt: { $when }
sessions-remembered-used = benutzt: { $when }
sessions-forget = Vergessen
sessions-forgotten = Der Browser kennt Sie nicht mehr.
sessions-ended = Die Sitzung wurde beendet.
sessions-others-ended =
    { $count ->
        [one] { $count } andere Sitzung wurde beendet.
       *[other] { $count } andere Sitzungen wurden beendet.
    }
device-browser-system = { $browser } auf { $system }
device-unknown = Unbekanntes Gerät
password-lead = Wählen Sie eines, das Sie nirgendwo sonst verwenden. Einige Wörter ohne Zusammenhang sind sicher und leicht zu merken.
password-present = Bisheriges Passwort
password-new = Neues Passwort
password-submit = Passwort ändern
password-changed = Ihr Passwort wurde geändert. Ihre anderen Sitzungen wurden beendet.
apps-lead = Diesen Apps haben Sie erlaubt, Ihr Konto zu verwenden. Widerrufen Sie den Zugriff der Apps, die Sie nicht mehr nutzen.
apps-none = Keine App hat Zugriff auf Ihr Konto.
apps-granted = Zugriff erteilt am { $date }
apps-withdraw = Zugriff widerrufen
apps-withdrawn = { $app } hat keinen Zugriff mehr auf Ihr Konto.

## Ersteinrichtung

setup-title = Erstes Admin-Konto erstellen
setup-lead = Dieses Konto kann alles verwalten. Der Link, der Sie hierher geführt hat, funktioniert nur einmal.
setup-submit = Admin-Konto erstellen
setup-username-taken = Dieser Benutzername ist vergeben.
setup-username-invalid = Bitte verwenden Sie Buchstaben, Ziffern, Punkte, Bindestriche oder Unterstriche.
setup-email-invalid = Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.

## Startseite

start-title = Durward läuft
start-lead = Ihre Plattform für Identität und Zugriff: Hier melden sich Menschen an, und Anwendungen erfahren, wer sie sind.
start-pending = Es gibt noch kein Admin-Konto. Öffnen Sie den einmaligen Einrichtungslink, der beim Start des Servers ausgegeben wurde.
start-apply-title = Beschreiben Sie Ihren Realm
start-apply-lead = Ein Realm enthält seine Menschen und Anwendungen. Speichern Sie dies als { $file }, passen Sie es an und wenden Sie es an, so oft Sie möchten:
start-connect-title = Verbinden Sie eine Anwendung
start-connect-lead = Jede OpenID-Connect-Bibliothek findet alles Nötige über eine dieser Adressen:
start-issuer = Aussteller
start-discovery = Discovery-Dokument
start-account-title = Sehen Sie Ihr Konto an
start-account-lead = Ihre Sitzungen, Ihr Passwort und die Apps mit Zugriff, so wie alle sie sehen.
start-account = Kontoseite öffnen
start-docs = Weiterlesen
start-docs-getting-started = Erste Schritte
start-docs-concepts = Konzepte
start-docs-operations = Betrieb
