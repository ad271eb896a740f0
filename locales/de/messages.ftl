# Was Nachrichten an Menschen mit sich bringen: Codes, Links, Hinweise, das Postfach für die Entwicklung.

## Codes

code-title = Code eingeben
code-sent-email = Wir haben einen Code an { $address } gesendet. Es kann eine Minute dauern; sehen Sie auch im Spam-Ordner nach.
code-sent-sms = Wir haben eine SMS mit einem Code an { $address } gesendet.
code-sent-whatsapp = Wir haben einen Code per WhatsApp an { $address } gesendet.
code-sent-perhaps = Falls das Konto eine passende Adresse hat, haben wir einen Code dorthin gesendet.
code-resend = Noch einmal senden
code-resent = Der Code wurde noch einmal gesendet. Benutzen Sie die neueste Nachricht.
code-resend-wait =
    { $seconds ->
        [one] Bitte warten Sie noch { $seconds } Sekunde, bevor der Code noch einmal gesendet wird.
       *[other] Bitte warten Sie noch { $seconds } Sekunden, bevor der Code noch einmal gesendet wird.
    }
code-expired = Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.
code-wrong =
    { $count ->
        [one] Dieser Code stimmt nicht. Sie haben noch { $count } Versuch.
       *[other] Dieser Code stimmt nicht. Sie haben noch { $count } Versuche.
    }
code-failed = Der Code stimmte nicht. Bitte beginnen Sie von vorn, um einen neuen zu bekommen.
email-invalid = Bitte geben Sie eine E-Mail-Adresse an, etwa name@example.com.
phone-invalid = Bitte geben Sie eine Telefonnummer mit Landesvorwahl an, etwa +32 470 12 34 56.

## Links

link-sent = Wir haben einen Link an { $address } gesendet. Öffnen Sie ihn, um fortzufahren, in diesem oder einem anderen Browser.
link-sent-perhaps = Falls das Konto eine Adresse hat, haben wir einen Link dorthin gesendet. Öffnen Sie ihn, um fortzufahren.
link-not-opened = Bitte öffnen Sie zuerst den Link in der Nachricht.
resume-title = Fortfahren?
resume-lead = Sie haben den Link aus unserer Nachricht geöffnet.
resume-other-browser = Der Link wurde in einem anderen Browser oder auf einem anderen Gerät angefordert. Fahren Sie nur fort, wenn Sie ihn selbst angefordert haben: Sie werden hier angemeldet, nicht dort.

## Das war ich nicht

notme-title = Waren Sie das nicht?
notme-lead = Wir beenden alle Sitzungen Ihres Kontos. Das Passwort gilt dann nicht mehr, damit niemand hineinkommt, der es kennt; ein neues wählen Sie über eine Nachricht an Ihre eigene Adresse.
notme-confirm = Mein Konto schützen
notme-done-title = Ihr Konto ist geschützt
notme-done-lead = Alle Sitzungen sind beendet, und das Passwort gilt nicht mehr. Wählen Sie jetzt ein neues.
notme-recover = Neues Passwort wählen

## Das Postfach für die Entwicklung

mailbox-title = Postfach für die Entwicklung
mailbox-lead = Nachrichten, die noch kein Kanal befördert. Sie sind eine Stunde lang lesbar, nur hier und nur auf diesem Rechner.
mailbox-none = Es gibt keine Nachrichten.
mailbox-to = An
mailbox-medium = Kanal
mailbox-realm = Realm
mailbox-open-link = Link öffnen
mailbox-as-html = Als HTML anzeigen
mailbox-back = Alle Nachrichten
start-mailbox-title = Nachrichten lesen
start-mailbox-lead = Codes und Links werden erst versendet, wenn Sie einen Kanal einrichten. Bis dahin lesen Sie sie hier.
start-mailbox = Postfach öffnen
