//! Enrolling an authenticator app: its seed as a QR code, and a first code that proves the app has it.

use durward_identity::authenticators::oath::{Algorithm, Profile};
use durward_identity::authenticators::totp::{self, Seed};
use durward_journey::callback::{Callback, MessageKind};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Invalid;
use durward_model::id::UserId;
use durward_store::Error;
use durward_store::users;
use serde::Deserialize;
use serde_json::{Value, json};

use super::options::Options;
use super::{Act, Acting, Effect, Node, Scene, Settings, Turn, factor};

/// Name under which the secure state holds the seed until a code has proved it.
const SEED: &str = "oathSeed";
/// Name under which the secure state holds the address that tells an app the seed.
const ADDRESS: &str = "oathAddress";
/// What clients of the callback API know the address by.
pub(crate) const REGISTRATION: &str = "mfaDeviceRegistration";

const SUCCESS: &str = "successOutcome";
const FAILURE: &str = "failureOutcome";
const SKIP: &str = "skip";

/// Digits of a code, as existing journeys write them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Digits {
    #[default]
    SixDigits,
    EightDigits,
}

/// Shows a new seed and asks for a code of it. The seed is kept with the run, sealed, until the code is right.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct OathRegistrationNode {
    issuer: String,
    password_length: Digits,
    totp_time_interval: i64,
    totp_hash_algorithm: Algorithm,
    totp_time_steps: i64,
    generate_recovery_codes: bool,
    skippable: bool,
    auth_level: i64,
}

impl Default for OathRegistrationNode {
    fn default() -> Self {
        let usual = Profile::default();
        Self {
            issuer: String::new(),
            password_length: Digits::SixDigits,
            totp_time_interval: usual.period,
            totp_hash_algorithm: usual.algorithm,
            totp_time_steps: 1,
            generate_recovery_codes: true,
            skippable: false,
            auth_level: 0,
        }
    }
}

impl Node for OathRegistrationNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let address = scene.state.secure.read(ADDRESS);
        let mut asked = vec![
            Callback::TextOutput {
                message: Message::key("totp-scan"),
                kind: MessageKind::Information,
            },
            Callback::HiddenValue {
                id: REGISTRATION.to_owned(),
                value: address
                    .map(|address| address.expose().clone())
                    .unwrap_or_default(),
            },
            Callback::OneTimeCode {
                prompt: Message::key("totp-first-code"),
                sent: None,
            },
        ];
        asked.extend(self.options().ask("totp-add"));
        asked
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(async move {
            let Some(user) = turn.state.subject else {
                return Ok(Act::Leave(FAILURE.into()));
            };
            if turn.state.secure.read(SEED).is_none() {
                self.propose(turn, user).await?;
            }
            Ok(Act::Again)
        })
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.enrol(turn, input))
    }
}

impl OathRegistrationNode {
    fn options(&self) -> Options {
        Options::default().when(self.skippable, SKIP, "signin-not-now")
    }

    fn profile(&self) -> Profile {
        Profile {
            algorithm: self.totp_hash_algorithm,
            digits: match self.password_length {
                Digits::SixDigits => 6,
                Digits::EightDigits => 8,
            },
            period: self.totp_time_interval,
        }
    }

    /// Makes a seed and the address that tells it to an app.
    async fn propose(&self, turn: &mut Turn<'_>, user: UserId) -> Result<(), Error> {
        let cx = turn.cx;
        let user = users::by_id(cx, &mut cx.db().read().await?, user).await?;
        let account = user.map(|user| user.username.to_string());
        let issuer = match self.issuer.as_str() {
            "" => cx.realm.display_name.as_str(),
            issuer => issuer,
        };
        let seed = Seed::generate(cx);
        let account = account.unwrap_or_default();
        let address = totp::address(issuer, &account, &seed, &self.profile());
        turn.state.secure.put(SEED, seed.text().clone());
        turn.state.secure.put(ADDRESS, address);
        Ok(())
    }

    async fn enrol(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        if let Some(outcome) = self.options().chosen(input, 3) {
            turn.state.secure.take(SEED);
            turn.state.secure.take(ADDRESS);
            return Ok(Act::Leave(outcome.into()));
        }
        let (Some(user), Some(seed)) = (turn.state.subject, turn.state.secure.read(SEED)) else {
            return Ok(Act::Leave(FAILURE.into()));
        };
        let seed = Seed::parse(seed.expose())
            .map_err(|_| Error::internal("a seed of ours does not read"))?;
        let profile = self.profile();
        let code = input.secret(2).map_or("", |code| code.expose().as_str());
        let Some(step) = totp::proves(turn.cx, &seed, &profile, code, self.totp_time_steps) else {
            turn.state.notice = Some(Message::key("totp-first-code-wrong"));
            return Ok(Act::Again);
        };
        let new = totp::enrolled(turn.cx, "", &seed, &profile, step).await?;
        turn.state.secure.take(SEED);
        turn.state.secure.take(ADDRESS);
        turn.effects.push(Effect::Enrol {
            user,
            authenticator: Box::new(new),
        });
        factor::passed(turn, "otp", self.auth_level);
        if self.generate_recovery_codes {
            factor::issue_recovery_codes(turn, user).await?;
        }
        Ok(Act::Leave(SUCCESS.into()))
    }
}

impl Settings for OathRegistrationNode {
    const NAME: &'static str = "OathRegistrationNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "issuer": {"title": "Name in the app", "description": "What the app shows above the code; the realm's name when empty.", "type": "string", "maxLength": 100, "default": ""},
                "passwordLength": {"title": "Digits of a code", "type": "string", "enum": ["SIX_DIGITS", "EIGHT_DIGITS"], "default": "SIX_DIGITS"},
                "totpTimeInterval": {"title": "Seconds a code is shown", "type": "integer", "minimum": 10, "maximum": 300, "default": 30},
                "totpHashAlgorithm": {"title": "Hash", "description": "Many apps know SHA1 only.", "type": "string", "enum": ["SHA1", "SHA256", "SHA512", "HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"], "default": "SHA1"},
                "totpTimeSteps": {"title": "Drift", "description": "Codes before and after the present one that are taken, too.", "type": "integer", "minimum": 0, "maximum": 10, "default": 1},
                "generateRecoveryCodes": {"title": "Make recovery codes", "description": "For somebody who has none; show them with the node that displays recovery codes.", "type": "boolean", "default": true},
                "skippable": {"title": "Offer to skip", "description": "Adds the outcome `skip`.", "type": "boolean", "default": false},
                "authLevel": {"title": "Authentication level", "description": "The session reaches at least this level.", "type": "integer", "minimum": 0, "maximum": 1000, "default": 0}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        self.profile()
            .check()
            .map_err(|_| Invalid::new("totpTimeInterval", "must be from 10 to 300 seconds"))?;
        super::bounds::drift(self.totp_time_steps)?;
        super::bounds::level(self.auth_level)?;
        if self.issuer.chars().count() > 100 {
            return Err(Invalid::new("issuer", "must have at most 100 characters"));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        let own = [SUCCESS, FAILURE];
        Facts::decision(own.into_iter().chain(self.options().outcomes())).waiting()
    }
}
