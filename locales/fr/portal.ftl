# Les pages hébergées en français. Une espace insécable précède : ; ? ! et suit «.

## Toutes les pages

title-error = Erreur :
language = Langue :
skip = Aller au contenu
continue = Continuer
sign-out = Se déconnecter
new-window = (s’ouvre dans une nouvelle fenêtre)
email = Adresse e-mail
phone = Numéro de téléphone

## Moments

ago-now = à l’instant
ago-minutes =
    { $count ->
        [one] il y a { $count } minute
       *[other] il y a { $count } minutes
    }
ago-hours =
    { $count ->
        [one] il y a { $count } heure
       *[other] il y a { $count } heures
    }
ago-days =
    { $count ->
        [1] hier
        [one] il y a { $count } jour
       *[other] il y a { $count } jours
    }
date =
    { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }

## Connexion : la page

signin-title = Connexion
signin-for-app = pour accéder à { $app }
signin-submit = Se connecter
password-show = Afficher le mot de passe

## Connexion : ce que les parcours demandent et disent

signin-username = Nom d’utilisateur
signin-username-or-email = Nom d’utilisateur ou adresse e-mail
signin-password = Mot de passe
signin-new-password = Nouveau mot de passe
signin-one-time-code = Code à usage unique
signin-register = Créer un compte
signin-recover = Mot de passe oublié ?
signin-cancel = Annuler
signin-yes = Oui
signin-no = Non
signin-failed = Le nom d’utilisateur ou le mot de passe est incorrect. Veuillez réessayer.
signin-locked = Trop de tentatives ont échoué. Ce compte est bloqué pour le moment ; veuillez réessayer plus tard.
signin-locked-minutes =
    { $minutes ->
        [one] Trop de tentatives ont échoué. Veuillez réessayer dans { $minutes } minute.
       *[other] Trop de tentatives ont échoué. Veuillez réessayer dans { $minutes } minutes.
    }
signin-attempts-left =
    { $count ->
        [one] Il vous reste { $count } tentative.
       *[other] Il vous reste { $count } tentatives.
    }
signin-inactive = Ce compte n’est pas actif. Veuillez contacter votre administrateur.
signin-no-access = Vous n’avez pas accès à cette application.
signin-session-quota = Vous êtes connecté sur trop d’appareils. Déconnectez-vous de l’un d’eux, puis réessayez.
signin-expired = Le délai est dépassé. Veuillez recommencer.
signin-interrupted = Cette étape a déjà été envoyée. Veuillez continuer à partir d’ici.
signin-required = Veuillez remplir ce champ.
signin-choose = Veuillez choisir l’une des options.
signin-password-expired = Votre mot de passe a expiré. Veuillez en choisir un nouveau.
signin-password-change = Veuillez choisir un nouveau mot de passe pour continuer.
signin-username-invalid = Veuillez choisir un nom d’utilisateur composé de lettres, chiffres, points, traits d’union ou tirets bas.
signin-password-refused = Ce mot de passe ne remplit pas les conditions. Veuillez en choisir un autre.
signin-failed-title = Échec de la connexion
signin-failed-what = La connexion n’a pas abouti.
signin-failed-next = Vérifiez vos identifiants et recommencez. Si vous les avez oubliés, adressez-vous à votre administrateur.
signin-again = Recommencer

## Ce que doit être un mot de passe

password-too-short =
    { $count ->
        [one] Utilisez au moins { $count } caractère.
       *[other] Utilisez au moins { $count } caractères.
    }
password-too-long =
    { $count ->
        [one] Utilisez au plus { $count } caractère.
       *[other] Utilisez au plus { $count } caractères.
    }
password-needs-upper = Ajoutez une lettre majuscule.
password-needs-lower = Ajoutez une lettre minuscule.
password-needs-digit = Ajoutez un chiffre.
password-needs-symbol = Ajoutez un symbole, par exemple ! ou #.
password-no-username = N’y mettez ni votre nom, ni votre nom d’utilisateur, ni votre adresse e-mail.
password-too-common = Ce mot de passe est trop facile à deviner. Veuillez en choisir un autre.
password-used-before = Vous avez déjà utilisé ce mot de passe. Veuillez en choisir un autre.
password-same = Le nouveau mot de passe doit être différent de l’actuel.
password-wrong = Le mot de passe actuel est incorrect.

## Consentement

consent-title = { $app } demande l’accès à votre compte
consent-switch = Ce n’est pas vous ?
consent-scopes = Cette application pourra
consent-policies = Comment { $app } traite vos données :
consent-privacy = Politique de confidentialité
consent-terms = Conditions d’utilisation
consent-allow = Autoriser
consent-deny = Refuser
consent-destination = Vous continuerez sur { $destination }.
consent-remembered = Votre choix est mémorisé ; vous pouvez retirer l’accès à tout moment dans votre compte.
scope-openid = Savoir qui vous êtes, grâce à un identifiant de votre compte
scope-profile = Voir votre profil, comme votre nom et votre photo
scope-email = Voir votre adresse e-mail
scope-address = Voir votre adresse postale
scope-phone = Voir votre numéro de téléphone
scope-offline-access = Garder l’accès en votre absence

## Déconnexion

logout-title = Se déconnecter ?
logout-lead = Vous serez déconnecté de { $realm } dans ce navigateur.
logout-app = { $app } demande à vous déconnecter dans ce navigateur.
logout-confirm = Se déconnecter
logout-stay = Rester connecté
loggedout-title = Vous êtes déconnecté
loggedout-lead = Sur un ordinateur partagé, fermez aussi cette fenêtre.
loggedout-back = Retour à { $app }
loggedout-again = Se reconnecter

## Connecté, en chemin, nulle part

signedin-title = Vous êtes connecté
signedin-lead = Bienvenue, { $name }.
signedin-account = Accéder à votre compte
outcome-title = C’est fait
outcome-go-on = Continuer
formpost-title = Un instant
formpost-app = Nous vous ramenons à { $app }. Si rien ne se passe, veuillez choisir « Continuer ».
formpost-lead = Nous vous ramenons à l’application. Si rien ne se passe, veuillez choisir « Continuer ».
notfound-title = Il n’y a rien ici
notfound-lead = L’adresse contient peut-être une erreur, ou la page a été déplacée.
notfound-home = Aller à la page d’accueil

## Erreurs

error-code = Code d’erreur
error-detail = Détails
error-reference = Référence
error-request-title = Cette demande ne peut pas aboutir
error-unknown-app-what = Nous ne connaissons pas l’application qui vous a envoyé ici.
error-redirect-uri-what = L’application nous a demandé de vous envoyer à une adresse qui n’est pas enregistrée pour elle. Pour protéger votre compte, nous ne l’avons pas fait.
error-request-what = L’application qui vous a envoyé ici a fait une demande que nous ne pouvons pas accepter.
error-app-next = Retournez à l’application et réessayez. Si cela se reproduit, communiquez à ses concepteurs les informations ci-dessous.
error-expired-title = Cette connexion a expiré
error-expired-what = Elle a pris trop de temps, était déjà terminée ou a été commencée dans un autre navigateur.
error-expired-next = Retournez à l’application et recommencez.
error-csrf-title = Veuillez réessayer
error-csrf-what = Nous n’avons pas pu vérifier que ce formulaire venait de vous ; rien n’a donc été modifié.
error-csrf-next = Revenez en arrière, rechargez la page et renvoyez le formulaire. Les cookies doivent être autorisés.
error-link-title = Ce lien ne fonctionne plus
error-link-what = Il a déjà été utilisé, est trop ancien ou n’a pas été copié en entier.
error-link-next = Demandez un nouveau lien.
error-forbidden-title = Vous n’avez pas le droit de faire cela
error-forbidden-what = Votre compte n’a pas les droits nécessaires pour cette page.
error-forbidden-next = Connectez-vous avec un autre compte ou demandez l’accès à votre administrateur.
error-realm-title = La connexion n’est pas possible
error-realm-what = Ce service de connexion a été désactivé.
error-realm-next = Veuillez contacter votre administrateur.
error-internal-title = Un problème est survenu de notre côté
error-internal-what = Votre demande n’a pas pu aboutir. Vous n’y êtes pour rien.
error-internal-next = Veuillez réessayer. Si cela se reproduit, communiquez la référence ci-dessous à votre administrateur.

## Pas maintenant

trouble-rate-limited-title = Trop de tentatives
trouble-rate-limited-what = Il y a eu trop de demandes en peu de temps ; nous faisons une courte pause.
trouble-busy-title = Nous sommes très sollicités
trouble-busy-what = De nombreuses personnes se connectent en ce moment. Vous n’avez rien perdu.
trouble-unavailable-title = Indisponible pour le moment
trouble-unavailable-what = Le service ne peut pas répondre actuellement. Nous y travaillons.
trouble-retry-seconds =
    { $count ->
        [one] Veuillez réessayer dans { $count } seconde.
       *[other] Veuillez réessayer dans { $count } secondes.
    }
trouble-retry-minutes =
    { $count ->
        [one] Veuillez réessayer dans { $count } minute.
       *[other] Veuillez réessayer dans { $count } minutes.
    }
trouble-retry = Réessayer

## Compte

account-nav = Compte
account-overview = Vue d’ensemble
account-sessions = Appareils et sessions
account-password = Mot de passe
account-apps = Applications autorisées
account-since = Membre depuis le { $date }
account-about = À propos de vous
account-verified = Vérifiée
account-not-verified = Non vérifiée
account-sessions-count =
    { $count ->
        [one] Connecté sur { $count } appareil
       *[other] Connecté sur { $count } appareils
    }
account-password-changed = Modifié le { $date }
account-password-never = Modifier votre mot de passe
account-password-expires =
    { $count ->
        [0] Votre mot de passe devra être changé à la prochaine connexion.
        [one] Votre mot de passe doit être changé dans { $count } jour.
       *[other] Votre mot de passe doit être changé dans les { $count } jours.
    }
account-apps-count =
    { $count ->
        [0] Aucune application n’a accès
        [one] { $count } application a accès
       *[other] { $count } applications ont accès
    }
sessions-lead = Voici où vous êtes connecté. Fermez toute session que vous ne reconnaissez pas, puis modifiez votre mot de passe.
sessions-current = Cet appareil
sessions-seen = Dernière activité : { $when }
sessions-started = connexion : { $when }
sessions-end = Fermer la session
sessions-end-others = Fermer toutes les autres sessions
sessions-remembered = Navigateurs qui se souviennent de vous
sessions-remembered-lead = Vous n’avez pas à y saisir votre mot de passe. Oubliez ceux que vous n’utilisez plus.
sessions-remembered-since = Mémorisé : { $when }
sessions-remembered-used = utilisé : { $when }
sessions-forget = Oublier
sessions-forgotten = Le navigateur ne se souvient plus de vous.
sessions-ended = La session a été fermée.
sessions-others-ended =
    { $count ->
        [one] { $count } autre session a été fermée.
       *[other] { $count } autres sessions ont été fermées.
    }
device-browser-system = { $browser } sur { $system }
device-unknown = Appareil inconnu
password-lead = Choisissez-en un que vous n’utilisez nulle part ailleurs. Quelques mots sans rapport entre eux sont sûrs et faciles à retenir.
password-present = Mot de passe actuel
password-new = Nouveau mot de passe
password-submit = Modifier le mot de passe
password-changed = Votre mot de passe a été modifié. Vos autres sessions ont été fermées.
apps-lead = Vous avez autorisé ces applications à utiliser votre compte. Retirez l’accès à celles dont vous ne vous servez plus.
apps-none = Aucune application n’a accès à votre compte.
apps-granted = Accès accordé le { $date }
apps-withdraw = Retirer l’accès
apps-withdrawn = { $app } n’a plus accès à votre compte.

## Première mise en service

setup-title = Créer le premier administrateur
setup-lead = Ce compte peut tout gérer. Le lien qui vous a amené ici ne fonctionne qu’une fois.
setup-submit = Créer l’administrateur
setup-username-taken = Ce nom d’utilisateur est déjà pris.
setup-username-invalid = Veuillez utiliser des lettres, des chiffres, des points, des traits d’union ou des tirets bas.
setup-email-invalid = Veuillez saisir une adresse e-mail, par exemple nom@example.com.

## Page d’accueil

start-title = Durward fonctionne
start-lead = Votre plateforme d’identité et d’accès : les personnes se connectent ici et les applications apprennent qui elles sont.
start-pending = Il n’y a pas encore d’administrateur. Ouvrez le lien à usage unique affiché au démarrage du serveur.
start-apply-title = Décrivez votre domaine
start-apply-lead = Un domaine contient ses personnes et ses applications. Enregistrez ceci sous { $file }, adaptez-le et appliquez-le aussi souvent que vous le souhaitez :
start-connect-title = Connectez une application
start-connect-lead = Toute bibliothèque OpenID Connect trouve ce qu’il lui faut à partir de l’une de ces adresses :
start-issuer = Émetteur
start-discovery = Document de découverte
start-account-title = Consultez votre compte
start-account-lead = Vos sessions, votre mot de passe et les applications autorisées, tels que chacun les voit.
start-account = Ouvrir la page du compte
start-docs = Pour aller plus loin
start-docs-getting-started = Premiers pas
start-docs-concepts = Concepts
start-docs-operations = Exploitation
