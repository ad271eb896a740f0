# Seconds facteurs, clés d’accès et page des méthodes de connexion.

## Ce que les parcours demandent et disent

signin-code-wrong = Ce code est incorrect ou a déjà été utilisé. Veuillez essayer celui qui s’affiche maintenant.
signin-not-now = Pas maintenant
signin-never-ask = Ne plus me demander
signin-other-way = Essayer autrement
signin-use-recovery-code = Utiliser un code de récupération
signin-choose-factor = Choisissez une de vos méthodes de connexion
signin-choose-method = Que voulez-vous ajouter ?
signin-choose-authenticator = Laquelle voulez-vous supprimer ?
signin-choose-replaced = Laquelle voulez-vous changer ?

totp-code = Code de votre application d’authentification
totp-scan = Scannez cette image avec votre application d’authentification, puis saisissez le code qu’elle affiche.
totp-picture = Code QR pour votre application d’authentification
totp-open = Ouvrir l’application sur cet appareil
totp-typed = Ou saisissez cette clé dans l’application :
totp-first-code = Code affiché par l’application
totp-first-code-wrong = Ce code est incorrect. Vérifiez que votre appareil est à l’heure et saisissez le code qui s’affiche maintenant.
totp-add = Ajouter l’application

passkey-use = Utiliser la clé d’accès
passkey-add = Créer une clé d’accès
passkey-nothing = La clé d’accès n’a pas été utilisée. Veuillez réessayer ou choisir une autre méthode.
passkey-cancelled = L’opération a été annulée ou a pris trop de temps. Veuillez réessayer ou choisir une autre méthode.
passkey-unsupported = Ce navigateur ne peut pas utiliser de clés d’accès. Veuillez choisir une autre méthode ou un autre navigateur.
passkey-needs-script = Les clés d’accès ont besoin de JavaScript, désactivé dans ce navigateur. Activez-le et rechargez la page, ou choisissez une autre méthode.
passkey-known = Cet appareil a déjà une clé d’accès pour votre compte.
passkey-refused = Cette clé d’accès n’a pas pu être acceptée. Veuillez réessayer ou choisir une autre méthode.

certificate-missing = Aucun certificat n’accompagnait la demande. Choisissez-en un lorsque le navigateur le demande, ou connectez-vous autrement.
certificate-refused = Ce certificat ne permet à personne de se connecter. Utilisez-en un autre ou connectez-vous autrement.

recovery-code = Code de récupération
recovery-code-wrong = Ce code de récupération est incorrect ou a déjà été utilisé.
recovery-codes = Chacun de ces codes vous connecte une fois lorsque vous n’avez pas votre appareil. Ils ne s’affichent que maintenant : imprimez-les ou enregistrez-les, et gardez-les en lieu sûr.
recovery-codes-download = Télécharger
recovery-codes-file = Codes de récupération de { $name }

## Méthodes de connexion, par type

method-totp = Application d’authentification
method-totp-named = Application d’authentification « { $name } »
method-totp-use = Code d’une application d’authentification
method-totp-add = Application d’authentification : un code d’une application sur votre téléphone
method-passkey = Clé d’accès
method-passkey-named = Clé d’accès « { $name } »
method-passkey-use = Clé d’accès
method-passkey-add = Clé d’accès : empreinte, visage, code PIN ou clé de sécurité
method-recovery-codes = Codes de récupération
method-recovery-codes-use = Code de récupération

## La page des méthodes de connexion

account-methods = Méthodes de connexion
account-methods-count =
    { $count ->
        [0] Votre mot de passe seulement
        [one] { $count } méthode en plus de votre mot de passe
       *[other] { $count } méthodes en plus de votre mot de passe
    }
methods-lead = Voici comment vous prouvez votre identité. Deux valent mieux qu’une : ajoutez-en une autre pour pouvoir vous connecter si vous perdez un appareil.
methods-none = Vous n’avez pas d’autre méthode que votre mot de passe.
methods-added = Ajoutée le { $date }
methods-used = dernière utilisation { $when }
methods-never-used = pas encore utilisée
methods-synced = Synchronisée
methods-device-bound = Sur un seul appareil
methods-copied = Copiée : plus acceptée
methods-left =
    { $count ->
        [one] { $count } code restant
       *[other] { $count } codes restants
    }
methods-add = Ajouter une méthode
methods-name = Nom
methods-rename = Renommer
methods-rename-submit = Enregistrer le nom
methods-change = Changer
methods-remove = Supprimer
methods-new-codes = Nouveaux codes de récupération
methods-renamed = Le nom a été modifié.
methods-was-added = La méthode a été ajoutée.
methods-was-changed = La méthode a été changée. L’ancienne ne fonctionne plus.
methods-was-removed = La méthode a été supprimée.
methods-codes-renewed = Vos anciens codes de récupération ne fonctionnent plus.
methods-name-missing = Veuillez saisir un nom.
methods-last-way-in = C’est le seul moyen de vous connecter à votre compte. Ajoutez-en d’abord un autre.
