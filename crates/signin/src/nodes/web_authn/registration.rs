//! Registering a passkey.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Invalid;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::user::User;
use durward_store::Error;
use durward_store::authenticators as rows;
use durward_store::users;
use durward_webauthn::attestation::{Attestation, Policy};
use durward_webauthn::registration::{Rules, register};
use durward_webauthn::response::{Answer, Failure, Registration};
use durward_webauthn::{Algorithm, Expected};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::options::Options;
use super::super::{Act, Acting, Effect, Node, Reason, Scene, Settings, Turn, bounds, factor};
use super::metadata::Credentials;
use super::passkey::Passkey;
use super::relying_party::{self, RelyingParty, UserVerification};
use super::{answer, ceremony, challenge, note, take_challenge};

const SKIP: &str = "skip";
/// Bytes of the settings' certificate authorities, all together.
const ANCHOR_BYTES: usize = 16 * 1024;

/// What devices are asked to prove about themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Preference {
    #[default]
    None,
    Indirect,
    Direct,
    Enterprise,
}

/// Which devices are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Attachment {
    #[default]
    Unspecified,
    Platform,
    CrossPlatform,
}

/// Has the device make a key for somebody who is known, and keeps its public half.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in super::super) struct WebAuthnRegistrationNode {
    relying_party_name: String,
    relying_party_domain: String,
    origins: Vec<String>,
    user_verification_requirement: UserVerification,
    attestation_preference: Preference,
    require_attestation: bool,
    trust_anchors: Vec<String>,
    allowed_models: Vec<String>,
    denied_models: Vec<String>,
    accepted_signing_algorithms: Vec<Algorithm>,
    authenticator_attachment: Attachment,
    requires_resident_key: bool,
    exclude_credentials: bool,
    timeout: i64,
    generate_recovery_codes: bool,
    skippable: bool,
    auth_level: i64,
}

impl Default for WebAuthnRegistrationNode {
    fn default() -> Self {
        Self {
            relying_party_name: String::new(),
            relying_party_domain: String::new(),
            origins: Vec::new(),
            user_verification_requirement: UserVerification::Preferred,
            attestation_preference: Preference::None,
            require_attestation: false,
            trust_anchors: Vec::new(),
            allowed_models: Vec::new(),
            denied_models: Vec::new(),
            accepted_signing_algorithms: vec![Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256],
            authenticator_attachment: Attachment::Unspecified,
            requires_resident_key: true,
            exclude_credentials: true,
            timeout: 60,
            generate_recovery_codes: false,
            skippable: false,
            auth_level: 0,
        }
    }
}

impl Node for WebAuthnRegistrationNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let asked = ceremony(scene.state).into_iter();
        asked.chain(self.options().ask("passkey-add")).collect()
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(async move {
            let cx = turn.cx;
            let user = match turn.state.subject {
                Some(user) => users::by_id(cx, &mut cx.db().read().await?, user).await?,
                None => None,
            };
            let Some(user) = user else {
                return Ok(Act::Leave("failure".into()));
            };
            let told = self.told(turn, &user).await?;
            note(turn.state, told);
            Ok(Act::Again)
        })
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.take(turn, input))
    }
}

impl WebAuthnRegistrationNode {
    fn options(&self) -> Options {
        Options::default().when(self.skippable, SKIP, "signin-not-now")
    }

    /// What the browser is told (5.4).
    async fn told(&self, turn: &Turn<'_>, user: &User) -> Result<Map<String, Value>, Error> {
        let cx = turn.cx;
        let party = RelyingParty::of(cx, &self.relying_party_domain, &self.origins);
        let mine = rows::of_user(cx, &mut cx.db().read().await?, user.id).await?;
        let excluded = mine
            .iter()
            .filter(|one| self.exclude_credentials && one.kind == AuthenticatorKind::Passkey);
        let excluded = Credentials::of(excluded);
        let algorithms = self.accepted_signing_algorithms.iter();
        let algorithms: Vec<Value> = algorithms
            .map(|one| json!({"type": "public-key", "alg": one.number()}))
            .collect();
        let resident = if self.requires_resident_key {
            "required"
        } else {
            "preferred"
        };
        let mut selection = json!({
            "userVerification": self.user_verification_requirement.as_str(),
            "residentKey": resident,
            "requireResidentKey": self.requires_resident_key,
        });
        match self.authenticator_attachment {
            Attachment::Unspecified => {}
            Attachment::Platform => selection["authenticatorAttachment"] = json!("platform"),
            Attachment::CrossPlatform => {
                selection["authenticatorAttachment"] = json!("cross-platform");
            }
        }
        let preference = match self.attestation_preference {
            Preference::None => "none",
            Preference::Indirect => "indirect",
            Preference::Direct => "direct",
            Preference::Enterprise => "enterprise",
        };
        let name = match self.relying_party_name.as_str() {
            "" => cx.realm.display_name.as_str(),
            name => name,
        };
        let told = json!({
            "_type": "WebAuthn",
            "_action": "webauthn_registration",
            "challenge": challenge(cx),
            "relyingPartyId": party.id,
            "_relyingPartyId": party.id,
            "relyingPartyName": name,
            "userId": user.id,
            "userName": user.username,
            "displayName": user.display_name(),
            "timeout": self.timeout * 1000,
            "userVerification": self.user_verification_requirement.as_str(),
            "attestationPreference": preference,
            "authenticatorSelection": selection.to_string(),
            "_authenticatorSelection": selection,
            "pubKeyCredParams": algorithms,
            "excludeCredentials": excluded.text(),
            "_excludeCredentials": excluded.list(),
            "supportsJsonResponse": true,
        });
        match told {
            Value::Object(told) => Ok(told),
            _ => Err(Error::internal("an object was expected")),
        }
    }

    async fn take(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let challenge = take_challenge(turn.state);
        if let Some(outcome) = self.options().chosen(input, 2) {
            return Ok(Act::Leave(outcome.into()));
        }
        let given = match Registration::read(answer(input)) {
            Ok(Answer::Nothing) => {
                turn.state.notice = Some(Message::key("passkey-nothing"));
                return Ok(Act::Again);
            }
            Ok(Answer::Failed(Failure::Unsupported)) => {
                return Ok(Act::Leave("unsupported".into()));
            }
            Ok(Answer::Failed(Failure::Error)) => {
                turn.state.notice = Some(Message::key("passkey-cancelled"));
                return Ok(Act::Leave("error".into()));
            }
            Ok(Answer::Given(given)) => Ok(given),
            Err(refused) => Err(refused),
        };
        let Some(user) = turn.state.subject else {
            return Ok(Act::Leave("failure".into()));
        };
        let party = RelyingParty::of(turn.cx, &self.relying_party_domain, &self.origins);
        let policy = self.policy();
        let rules = Rules {
            expected: Expected {
                challenge: &challenge,
                origins: &party.origins,
                rp_id: &party.id,
                user_verification: self.user_verification_requirement == UserVerification::Required,
            },
            algorithms: &self.accepted_signing_algorithms,
            policy: &policy,
        };
        let now = turn.cx.now.seconds();
        let made = given.and_then(|given| Ok((register(&given, &rules, now)?, given)));
        let (made, given) = match made {
            Ok(made) => made,
            Err(refused) => {
                tracing::debug!(%refused, "a passkey was not registered");
                let reason = Reason::Passkey(refused.as_str());
                factor::refuse(turn, Some(user), reason, "passkey-refused");
                return Ok(Act::Leave("failure".into()));
            }
        };
        let name = given.name.unwrap_or_default();
        let row = Passkey::row(turn.cx, &name, &made, given.transports)?;
        let amr = Passkey::read(&row)?.amr();
        turn.effects.push(Effect::Enrol {
            user,
            authenticator: Box::new(row),
        });
        factor::passed(turn, amr, self.auth_level);
        if self.generate_recovery_codes {
            factor::issue_recovery_codes(turn, user).await?;
        }
        Ok(Act::Leave("success".into()))
    }

    fn policy(&self) -> Policy {
        let least = match (self.require_attestation, self.trust_anchors.is_empty()) {
            (false, _) => None,
            (true, true) => Some(Attestation::Certified),
            (true, false) => Some(Attestation::Trusted),
        };
        let models = |models: &[String]| models.iter().filter_map(|text| model(text)).collect();
        let anchors = self.trust_anchors.iter();
        Policy {
            least,
            anchors: anchors.filter_map(|pem| der(pem)).collect(),
            allowed: models(&self.allowed_models),
            denied: models(&self.denied_models),
        }
    }
}

/// The sixteen bytes of a model, written as a UUID or as hexadecimal.
fn model(text: &str) -> Option<[u8; 16]> {
    let plain: String = text.chars().filter(|character| *character != '-').collect();
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(plain.as_bytes());
    bytes.ok()?.try_into().ok()
}

/// The bytes of one certificate in PEM.
fn der(pem: &str) -> Option<Vec<u8>> {
    let body = pem.trim().strip_prefix("-----BEGIN CERTIFICATE-----")?;
    let body = body.strip_suffix("-----END CERTIFICATE-----")?;
    let plain: String = body.split_whitespace().collect();
    data_encoding::BASE64.decode(plain.as_bytes()).ok()
}

impl Settings for WebAuthnRegistrationNode {
    const NAME: &'static str = "WebAuthnRegistrationNode";

    fn schema() -> Value {
        let mut properties = relying_party::properties();
        let models = |title: &str| json!({"title": title, "description": "Each by its AAGUID.", "type": "array", "items": {"type": "string", "pattern": "^[0-9a-fA-F-]{32,36}$"}, "default": []});
        let own = [
            (
                "relyingPartyName",
                json!({"title": "Name shown by devices", "description": "The realm's name when empty.", "type": "string", "maxLength": 100, "default": ""}),
            ),
            (
                "attestationPreference",
                json!({"title": "Ask devices what they are", "type": "string", "enum": ["NONE", "INDIRECT", "DIRECT", "ENTERPRISE"], "default": "NONE"}),
            ),
            (
                "requireAttestation",
                json!({"title": "Require proof", "description": "Refuse devices that do not prove what they are: by a certificate, and where trust anchors are given, by one that leads to them.", "type": "boolean", "default": false}),
            ),
            (
                "trustAnchors",
                json!({"title": "Trust anchors", "description": "Certificate authorities of makers, PEM.", "type": "array", "items": {"type": "string"}, "default": []}),
            ),
            ("allowedModels", models("Only these models")),
            ("deniedModels", models("Not these models")),
            (
                "acceptedSigningAlgorithms",
                json!({"title": "Algorithms", "type": "array", "minItems": 1, "uniqueItems": true, "items": {"type": "string", "enum": ["ES256", "EdDSA", "RS256"]}, "default": ["ES256", "EdDSA", "RS256"]}),
            ),
            (
                "authenticatorAttachment",
                json!({"title": "Devices", "description": "The device itself, or one beside it.", "type": "string", "enum": ["UNSPECIFIED", "PLATFORM", "CROSS_PLATFORM"], "default": "UNSPECIFIED"}),
            ),
            (
                "requiresResidentKey",
                json!({"title": "For signing in without a username", "type": "boolean", "default": true}),
            ),
            (
                "excludeCredentials",
                json!({"title": "One passkey for each device", "type": "boolean", "default": true}),
            ),
            (
                "generateRecoveryCodes",
                json!({"title": "Make recovery codes", "description": "For somebody who has none; show them with the node that displays recovery codes.", "type": "boolean", "default": false}),
            ),
            (
                "skippable",
                json!({"title": "Offer to skip", "description": "Adds the outcome `skip`.", "type": "boolean", "default": false}),
            ),
        ];
        for (name, schema) in own {
            properties[name] = schema;
        }
        json!({"type": "object", "additionalProperties": false, "properties": properties})
    }

    fn check(&self) -> Result<(), Invalid> {
        relying_party::check(&self.relying_party_domain, &self.origins, self.timeout)?;
        bounds::level(self.auth_level)?;
        if self.accepted_signing_algorithms.is_empty() {
            return Err(Invalid::new(
                "acceptedSigningAlgorithms",
                "must list at least one algorithm",
            ));
        }
        let lists = [
            ("allowedModels", &self.allowed_models),
            ("deniedModels", &self.denied_models),
        ];
        for (field, models) in lists {
            if let Some(place) = models.iter().position(|text| model(text).is_none()) {
                return Err(Invalid::new(
                    format!("{field}[{place}]"),
                    "must be an AAGUID, such as `00000000-0000-0000-0000-000000000000`",
                ));
            }
        }
        let size: usize = self.trust_anchors.iter().map(String::len).sum();
        let broken = self.trust_anchors.iter().position(|pem| der(pem).is_none());
        if let Some(place) = broken.or((size > ANCHOR_BYTES).then_some(0)) {
            return Err(Invalid::new(
                format!("trustAnchors[{place}]"),
                "must be a certificate in PEM, all together at most 16 KiB",
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        let own = ["success", "failure", "unsupported", "error"];
        Facts::decision(own.into_iter().chain(self.options().outcomes())).waiting()
    }
}
