## Ein Gerät, das keine Anmeldung zeigen kann

device-title = Ein Gerät verbinden
device-lead = Geben Sie den Code ein, den Ihr Gerät anzeigt.
device-lead-filled = Vergleichen Sie diesen Code mit dem auf Ihrem Gerät. Fahren Sie nur fort, wenn beide gleich sind.
device-code = Code
device-code-hint = Groß- und Kleinschreibung, Leerzeichen und Striche spielen keine Rolle.
device-code-unknown = Dieser Code funktioniert nicht. Vielleicht ist er falsch abgetippt, schon benutzt oder zu alt. Prüfen Sie ihn, oder lassen Sie Ihr Gerät einen neuen anzeigen.
device-confirm-title = Darf ein Gerät { $app } mit Ihrem Konto nutzen?
device-warning = Fahren Sie nur fort, wenn Sie das selbst begonnen haben, auf einem Gerät, das vor Ihnen steht. Hat Ihnen jemand diesen Code oder einen Link geschickt, verbinden Sie nicht: Diese Person käme in Ihr Konto.
device-shows = Ihr Gerät zeigt
device-asks = Angefragt von
device-allow = Verbinden
device-deny = Nicht verbinden
device-remembered = Sie können den Zugriff jederzeit in Ihrem Konto entziehen.
device-allowed-title = Ihr Gerät ist verbunden
device-allowed-lead = Machen Sie mit { $app } auf Ihrem Gerät weiter. Sie können diese Seite schließen.
device-denied-title = Das Gerät wurde nicht verbunden
device-denied-lead = { $app } auf jenem Gerät hat keinen Zugriff auf Ihr Konto. Sie können diese Seite schließen.
device-account = Apps mit Zugriff
