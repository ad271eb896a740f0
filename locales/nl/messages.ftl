# Wat berichten met zich meebrengen: codes, links, meldingen, de postbus voor ontwikkeling.

## Codes

code-title = Voer de code in
code-sent-email = We hebben een code gestuurd naar { $address }. Het kan een minuut duren; kijk ook in uw map met ongewenste mail.
code-sent-sms = We hebben een sms met een code gestuurd naar { $address }.
code-sent-whatsapp = We hebben een code via WhatsApp gestuurd naar { $address }.
code-sent-perhaps = Als het account er een adres voor heeft, hebben we daar een code naartoe gestuurd.
code-resend = Opnieuw sturen
code-resent = De code is opnieuw gestuurd. Gebruik het laatste bericht.
code-resend-wait =
    { $seconds ->
        [one] Wacht nog { $seconds } seconde voordat de code opnieuw wordt gestuurd.
       *[other] Wacht nog { $seconds } seconden voordat de code opnieuw wordt gestuurd.
    }
code-expired = Deze code is niet meer geldig. Vraag een nieuwe.
code-wrong =
    { $count ->
        [one] Deze code klopt niet. U hebt nog { $count } poging.
       *[other] Deze code klopt niet. U hebt nog { $count } pogingen.
    }
code-failed = De code klopte niet. Begin opnieuw om een nieuwe te krijgen.
email-invalid = Vul een e-mailadres in, zoals naam@example.com.
phone-invalid = Vul een telefoonnummer met landnummer in, zoals +32 470 12 34 56.

## Links

link-sent = We hebben een link gestuurd naar { $address }. Open hem om verder te gaan, in deze browser of in een andere.
link-sent-perhaps = Als het account een adres heeft, hebben we daar een link naartoe gestuurd. Open hem om verder te gaan.
link-not-opened = Open eerst de link in het bericht.
resume-title = Verdergaan?
resume-lead = U hebt de link uit ons bericht geopend.
resume-other-browser = De link is aangevraagd in een andere browser of op een ander apparaat. Ga alleen verder als u hem zelf hebt aangevraagd: u wordt hier ingelogd, niet daar.

## Dit was ik niet

notme-title = Was u dit niet?
notme-lead = We beëindigen alle sessies van uw account. Het wachtwoord werkt dan niet meer, zodat niemand die het kent binnenkomt; een nieuw wachtwoord kiest u via een bericht naar uw eigen adres.
notme-confirm = Mijn account beschermen
notme-done-title = Uw account is beschermd
notme-done-lead = Alle sessies zijn beëindigd en het wachtwoord werkt niet meer. Kies nu een nieuw.
notme-recover = Nieuw wachtwoord kiezen

## De postbus voor ontwikkeling

mailbox-title = Postbus voor ontwikkeling
mailbox-lead = Berichten die nog door geen kanaal worden verstuurd. Ze zijn een uur lang leesbaar, alleen hier en alleen op deze computer.
mailbox-none = Er zijn geen berichten.
mailbox-to = Aan
mailbox-medium = Kanaal
mailbox-realm = Realm
mailbox-open-link = Link openen
mailbox-as-html = Als HTML tonen
mailbox-back = Alle berichten
start-mailbox-title = Lees de berichten
start-mailbox-lead = Codes en links worden pas verstuurd als u een kanaal instelt. Tot dan leest u ze hier.
start-mailbox = Postbus openen
