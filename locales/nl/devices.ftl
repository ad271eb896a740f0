## Een apparaat dat geen aanmelding kan tonen

device-title = Een apparaat verbinden
device-lead = Typ de code die uw apparaat toont.
device-lead-filled = Vergelijk deze code met die op uw apparaat. Ga alleen verder als ze gelijk zijn.
device-code = Code
device-code-hint = Hoofdletters, spaties en streepjes maken niet uit.
device-code-unknown = Deze code werkt niet. Misschien is ze verkeerd getypt, al gebruikt of te oud. Kijk ze na, of laat uw apparaat een nieuwe tonen.
device-confirm-title = Een apparaat { $app } laten gebruiken met uw account?
device-warning = Ga alleen verder als u hier zelf mee begonnen bent, op een apparaat dat u voor u hebt. Heeft iemand u deze code of een link gestuurd, verbind dan niet: die persoon zou in uw account komen.
device-shows = Uw apparaat toont
device-asks = Gevraagd door
device-allow = Verbinden
device-deny = Niet verbinden
device-remembered = U kunt de toegang op elk moment intrekken in uw account.
device-allowed-title = Uw apparaat is verbonden
device-allowed-lead = Ga op uw apparaat verder met { $app }. U kunt deze pagina sluiten.
device-denied-title = Het apparaat is niet verbonden
device-denied-lead = { $app } op dat apparaat heeft geen toegang tot uw account. U kunt deze pagina sluiten.
device-account = Apps met toegang
