# Ce que les messages apportent : codes, liens, avis, boîte de développement.

## Codes

code-title = Saisissez le code
code-sent-email = Nous avons envoyé un code à { $address }. Il peut mettre une minute à arriver ; regardez aussi dans les indésirables.
code-sent-sms = Nous avons envoyé un SMS avec un code à { $address }.
code-sent-whatsapp = Nous avons envoyé un code par WhatsApp à { $address }.
code-sent-perhaps = Si le compte a une adresse pour cela, nous y avons envoyé un code.
code-resend = Renvoyer le code
code-resent = Le code a été renvoyé. Utilisez le dernier message.
code-resend-wait =
    { $seconds ->
        [one] Veuillez attendre { $seconds } seconde avant de renvoyer le code.
       *[other] Veuillez attendre { $seconds } secondes avant de renvoyer le code.
    }
code-expired = Ce code n’est plus valable. Demandez-en un nouveau.
code-wrong =
    { $count ->
        [one] Ce code n’est pas correct. Il vous reste { $count } essai.
       *[other] Ce code n’est pas correct. Il vous reste { $count } essais.
    }
code-failed = Le code n’était pas correct. Veuillez recommencer pour en recevoir un nouveau.
email-invalid = Veuillez saisir une adresse e-mail, par exemple nom@example.com.
phone-invalid = Veuillez saisir un numéro de téléphone avec son pays, par exemple +32 470 12 34 56.

## Liens

link-sent = Nous avons envoyé un lien à { $address }. Ouvrez-le pour continuer, dans ce navigateur ou dans un autre.
link-sent-perhaps = Si le compte a une adresse, nous y avons envoyé un lien. Ouvrez-le pour continuer.
link-not-opened = Veuillez d’abord ouvrir le lien du message.
resume-title = Continuer ?
resume-lead = Vous avez ouvert le lien de notre message.
resume-other-browser = Le lien a été demandé dans un autre navigateur ou sur un autre appareil. Ne continuez que si vous l’avez demandé vous-même : vous serez connecté ici, pas là-bas.

## Ce n’était pas moi

notme-title = Ce n’était pas vous ?
notme-lead = Nous mettrons fin à toutes les sessions de votre compte. Le mot de passe ne fonctionnera plus, afin que personne qui le connaît ne puisse entrer ; vous en choisirez un nouveau par un message à votre propre adresse.
notme-confirm = Protéger mon compte
notme-done-title = Votre compte est protégé
notme-done-lead = Toutes les sessions sont terminées et le mot de passe ne fonctionne plus. Choisissez-en un nouveau maintenant.
notme-recover = Choisir un nouveau mot de passe

## La boîte de développement

mailbox-title = Boîte de développement
mailbox-lead = Messages qu’aucun canal ne transporte encore. On peut les lire pendant une heure, ici seulement et sur cet ordinateur seulement.
mailbox-none = Il n’y a pas de message.
mailbox-to = À
mailbox-medium = Canal
mailbox-realm = Domaine
mailbox-open-link = Ouvrir le lien
mailbox-as-html = Afficher en HTML
mailbox-back = Tous les messages
start-mailbox-title = Lisez les messages
start-mailbox-lead = Codes et liens ne sont pas envoyés tant que vous n’avez pas configuré de canal. D’ici là, lisez-les ici.
start-mailbox = Ouvrir la boîte
