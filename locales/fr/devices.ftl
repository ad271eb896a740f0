## Un appareil qui ne peut pas afficher de connexion

device-title = Connecter un appareil
device-lead = Saisissez le code affiché par votre appareil.
device-lead-filled = Comparez ce code à celui qu’affiche votre appareil. Ne continuez que s’ils sont identiques.
device-code = Code
device-code-hint = Les majuscules, les espaces et les tirets n’ont pas d’importance.
device-code-unknown = Ce code ne fonctionne pas. Il est peut-être mal saisi, déjà utilisé ou trop ancien. Vérifiez-le, ou demandez-en un nouveau sur votre appareil.
device-confirm-title = Autoriser un appareil à utiliser { $app } avec votre compte ?
device-warning = Ne continuez que si vous avez commencé vous-même, sur un appareil que vous avez devant vous. Si quelqu’un vous a envoyé ce code ou un lien, ne connectez pas l’appareil : cette personne entrerait dans votre compte.
device-shows = Votre appareil affiche
device-asks = Demandé par
device-allow = Connecter
device-deny = Ne pas connecter
device-remembered = Vous pouvez retirer l’accès à tout moment dans votre compte.
device-allowed-title = Votre appareil est connecté
device-allowed-lead = Continuez avec { $app } sur votre appareil. Vous pouvez fermer cette page.
device-denied-title = L’appareil n’a pas été connecté
device-denied-lead = { $app } sur cet appareil n’a pas accès à votre compte. Vous pouvez fermer cette page.
device-account = Applications autorisées
