//! Signing in with a passkey: as a second factor, or instead of name and password.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Invalid;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_model::session::MULTI_FACTOR;
use durward_store::Error;
use durward_store::authenticators::{self as rows, Authenticator};
use durward_webauthn::authentication::{Verified, authenticate};
use durward_webauthn::response::{Answer, Assertion, Failure};
use durward_webauthn::{Expected, Refused};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::options::Options;
use super::super::password::PASSWORD;
use super::super::username::USERNAME;
use super::super::{
    Act, Acting, Claim, Effect, Node, Reason, Scene, Settings, Turn, bounds, factor,
};
use super::metadata::Credentials;
use super::passkey::{self, Passkey};
use super::relying_party::{self, RelyingParty, UserVerification};
use super::{answer, ceremony, challenge, note, take_challenge};

const RECOVERY_CODE: &str = "recoveryCode";
/// Outcome beside other fields when those were filled in instead.
const NOT_USED: &str = "notUsed";
const FAILURE: &str = "failure";

/// Asks for a signature by a passkey: by one of somebody who is known, or (`requiresResidentKey`) by one that says itself
/// whose it is. With `conditionalMediation` it stands beside the fields for name and password: browsers then offer
/// passkeys where a username is typed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in super::super) struct WebAuthnAuthenticationNode {
    relying_party_domain: String,
    origins: Vec<String>,
    user_verification_requirement: UserVerification,
    timeout: i64,
    is_recovery_code_allowed: bool,
    requires_resident_key: bool,
    conditional_mediation: bool,
    other_way: bool,
    auth_level: i64,
}

impl Default for WebAuthnAuthenticationNode {
    fn default() -> Self {
        Self {
            relying_party_domain: String::new(),
            origins: Vec::new(),
            user_verification_requirement: UserVerification::Preferred,
            timeout: 60,
            is_recovery_code_allowed: false,
            requires_resident_key: false,
            conditional_mediation: false,
            other_way: false,
            auth_level: 0,
        }
    }
}

impl Node for WebAuthnAuthenticationNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let asked = ceremony(scene.state).into_iter();
        asked.chain(self.options().ask("passkey-use")).collect()
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(self.propose(turn))
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.take(turn, input))
    }
}

/// Why a signature signs nobody in.
enum No {
    /// For this reason, which concerns this user.
    Because(Option<UserId>, Reason),
    /// The key was copied.
    Copied(UserId, Box<Authenticator>),
}

/// A signature that was made by somebody's passkey.
struct Yes {
    user: UserId,
    username: String,
    row: Authenticator,
    passkey: Passkey,
    verified: Verified,
}

impl WebAuthnAuthenticationNode {
    fn options(&self) -> Options {
        Options::default()
            .when(
                self.is_recovery_code_allowed,
                RECOVERY_CODE,
                "signin-use-recovery-code",
            )
            .when(self.other_way, factor::OTHER_WAY, "signin-other-way")
    }

    /// Whether the passkey says whose it is.
    fn is_usernameless(&self) -> bool {
        self.requires_resident_key || self.conditional_mediation
    }

    /// What the browser is told (5.5).
    async fn propose(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let cx = turn.cx;
        let party = RelyingParty::of(cx, &self.relying_party_domain, &self.origins);
        let mut allowed = Credentials::default();
        if !self.is_usernameless() {
            let Some(user) = turn.state.subject else {
                return Ok(Act::Leave(FAILURE.into()));
            };
            let mine = factor::usable(turn, user, AuthenticatorKind::Passkey).await?;
            if mine.is_empty() {
                return Ok(Act::Leave("noDevice".into()));
            }
            allowed = Credentials::of(&mine);
        }
        let mut told = json!({
            "_type": "WebAuthn",
            "_action": "webauthn_authentication",
            "challenge": challenge(cx),
            "relyingPartyId": party.id,
            "_relyingPartyId": party.id,
            "timeout": self.timeout * 1000,
            "userVerification": self.user_verification_requirement.as_str(),
            "allowCredentials": allowed.text(),
            "_allowCredentials": allowed.list(),
            "supportsJsonResponse": true,
        });
        if self.conditional_mediation {
            told["mediation"] = json!("conditional");
        }
        if let Value::Object(told) = told {
            note(turn.state, told);
        }
        Ok(Act::Again)
    }

    async fn take(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let challenge = take_challenge(turn.state);
        if let Some(outcome) = self.options().chosen(input, 2) {
            return Ok(Act::Leave(outcome.into()));
        }
        let given = match Assertion::read(answer(input)) {
            Ok(Answer::Nothing | Answer::Failed(_)) if self.conditional_mediation => {
                return Ok(Act::Leave(NOT_USED.into()));
            }
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
            Ok(Answer::Given(given)) => self.judge(turn, &given, &challenge).await?,
            Err(refused) => Err(No::Because(None, Reason::Passkey(refused.as_str()))),
        };
        match given {
            Ok(yes) => self.accept(turn, yes),
            Err(no) => {
                let (user, reason) = match no {
                    No::Because(user, reason) => (user, reason),
                    No::Copied(user, row) => {
                        turn.effects.push(Effect::Copied {
                            user,
                            authenticator: row.id,
                        });
                        (Some(user), Reason::Passkey(Refused::Counter.as_str()))
                    }
                };
                factor::refuse(turn, user, reason, "passkey-refused");
                Ok(Act::Leave(FAILURE.into()))
            }
        }
    }

    async fn judge(
        &self,
        turn: &Turn<'_>,
        given: &Assertion,
        challenge: &[u8],
    ) -> Result<Result<Yes, No>, Error> {
        let cx = turn.cx;
        let mut tx = cx.db().read().await?;
        let found = rows::by_credential(cx, &mut tx, &passkey::hash(&given.id)).await?;
        drop(tx);
        let subject = turn.state.subject;
        let only = turn.state.text(factor::AUTHENTICATOR);
        let unknown = No::Because(subject, Reason::UnknownPasskey);
        let Some((owner, row)) = found else {
            return Ok(Err(unknown));
        };
        let handle = given.user_handle.as_deref();
        let right_owner = match handle {
            Some(handle) => handle == owner.as_str().as_bytes(),
            None => !self.is_usernameless(),
        };
        let wanted = subject.is_none_or(|subject| subject == owner)
            && (only.is_empty() || row.id.as_str() == only)
            && right_owner;
        if !wanted {
            return Ok(Err(unknown));
        }
        let user = match factor::who(turn, owner).await? {
            None => return Ok(Err(unknown)),
            Some((_, Some(reason))) => return Ok(Err(No::Because(Some(owner), reason))),
            Some((user, None)) => user,
        };
        let passkey = Passkey::read(&row)?;
        let key = passkey.key();
        let party = RelyingParty::of(cx, &self.relying_party_domain, &self.origins);
        let expected = Expected {
            challenge,
            origins: &party.origins,
            rp_id: &party.id,
            user_verification: self.user_verification_requirement == UserVerification::Required,
        };
        Ok(
            match authenticate(given, &passkey.known(&key, &row), &expected) {
                Ok(verified) => Ok(Yes {
                    user: owner,
                    username: user.username.to_string(),
                    row,
                    passkey,
                    verified,
                }),
                Err(Refused::Counter) => Err(No::Copied(owner, Box::new(row))),
                Err(refused) => {
                    let reason = Reason::Passkey(refused.as_str());
                    Err(No::Because(Some(owner), reason))
                }
            },
        )
    }

    fn accept(&self, turn: &mut Turn<'_>, yes: Yes) -> Result<Act, Error> {
        let count = i64::from(yes.verified.sign_count);
        turn.effects.push(Effect::Use {
            user: yes.user,
            authenticator: yes.row.id,
            claim: match count {
                0 => Claim::Uncounted,
                count => Claim::Counter(count),
            },
        });
        turn.effects.push(Effect::Proved(yes.user));
        turn.state.subject = Some(yes.user);
        let name = Value::String(yes.username);
        turn.state.shared.insert(USERNAME.to_owned(), name);
        // What was typed beside it is not needed any more.
        turn.state.secure.take(PASSWORD);
        factor::passed(turn, yes.passkey.amr(), self.auth_level);
        if yes.verified.user_verified {
            // Something one has, and something one is or knows.
            turn.state.passed("user", turn.cx.now);
            turn.state.passed(MULTI_FACTOR, turn.cx.now);
        }
        Ok(Act::Leave("success".into()))
    }
}

impl Settings for WebAuthnAuthenticationNode {
    const NAME: &'static str = "WebAuthnAuthenticationNode";

    fn schema() -> Value {
        let mut properties = relying_party::properties();
        let own = [
            (
                "isRecoveryCodeAllowed",
                json!({"title": "Offer recovery codes", "description": "Adds the outcome `recoveryCode`.", "type": "boolean", "default": false}),
            ),
            (
                "requiresResidentKey",
                json!({"title": "Without a username", "description": "The passkey says whose it is.", "type": "boolean", "default": false}),
            ),
            (
                "conditionalMediation",
                json!({"title": "Offer passkeys while a username is typed", "description": "For a page that asks for a username. Adds the outcome `notUsed`, for those who fill in the page instead.", "type": "boolean", "default": false}),
            ),
            (
                "otherWay",
                json!({"title": "Offer another way", "description": "Adds the outcome `otherWay`.", "type": "boolean", "default": false}),
            ),
        ];
        for (name, schema) in own {
            properties[name] = schema;
        }
        json!({"type": "object", "additionalProperties": false, "properties": properties})
    }

    fn check(&self) -> Result<(), Invalid> {
        relying_party::check(&self.relying_party_domain, &self.origins, self.timeout)?;
        bounds::level(self.auth_level)
    }

    fn facts(&self) -> Facts {
        let mut outcomes = vec!["success", FAILURE];
        if self.conditional_mediation {
            outcomes.push(NOT_USED);
        } else {
            outcomes.extend(["unsupported", "error", "noDevice"]);
        }
        outcomes.extend(self.options().outcomes());
        Facts::decision(outcomes).waiting()
    }
}
