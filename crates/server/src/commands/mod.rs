//! What the command line does to a deployment, in the process that has its database open: the one that serves it
//! (reached through [`crate::control`]) or the one of the command itself.

mod apply;
mod backup;
mod export;
mod keys;
mod recovery;
mod templates;
mod users;

use std::future::Future;
use std::pin::Pin;

use durward_model::authenticator::AuthenticatorKind;
use durward_model::{Actor, Secret};
use durward_store::cx::Origin;
use durward_store::{Cx, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::sync::mpsc::Sender;

use crate::declarations::{Refusal, Written};
use crate::wiring::Parts;

pub(crate) use templates::{Part, PreviewAsked};

/// A secret on its way to the process that has the database open.
#[derive(Debug, Clone)]
pub(crate) struct Given(pub(crate) Secret<String>);

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

/// A user of a realm.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) realm: String,
    pub(crate) username: String,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Command {
    Apply {
        declarations: Vec<Written>,
        prune: bool,
        dry_run: bool,
    },
    Export {
        realm: String,
    },
    PreviewTemplate(PreviewAsked),
    ListUsers {
        realm: String,
    },
    CreateUser {
        user: Named,
        email: Option<String>,
        password: Option<Given>,
        temporary: bool,
        administrator: bool,
    },
    Invite {
        user: Named,
        email: String,
    },
    ListRequests {
        realm: String,
    },
    Recover {
        user: Named,
    },
    DismissRequest {
        user: Named,
    },
    SetPassword {
        user: Named,
        password: Given,
        temporary: bool,
    },
    RequirePasswordChange {
        user: Named,
    },
    /// With no kinds, all of them.
    ResetFactors {
        user: Named,
        kinds: Vec<AuthenticatorKind>,
    },
    Pass {
        user: Named,
        minutes: i64,
    },
    SetActive {
        user: Named,
        active: bool,
    },
    Unlock {
        user: Named,
    },
    EndSessions {
        user: Named,
    },
    ListKeys {
        realm: String,
    },
    RotateKeys {
        realm: String,
    },
    RotateRoot,
    Migrate,
    Inspect,
    Backup {
        output: std::path::PathBuf,
    },
}

/// What is answered, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reply {
    /// One line of what was asked for.
    Line(String),
    /// Something the operator should know.
    Note(String),
    /// The last.
    End(Ending),
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ending {
    /// Well.
    Done,
    /// Well: there are differences.
    Differs,
    /// Nothing was done.
    Refused(Refusal),
}

/// Where replies go.
pub(crate) type Out = Sender<Reply>;

/// Why a command did not go on.
pub(crate) struct Stopped(Refusal);

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self(Refusal::of(&error))
    }
}

impl From<durward_db::DbError> for Stopped {
    fn from(error: durward_db::DbError) -> Self {
        Error::from(error).into()
    }
}

impl From<durward_model::Invalid> for Stopped {
    fn from(invalid: durward_model::Invalid) -> Self {
        Error::from(invalid).into()
    }
}

impl From<anyhow::Error> for Stopped {
    fn from(error: anyhow::Error) -> Self {
        Self(Refusal::because(format!("{error:#}")))
    }
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

/// Carries `command` out. The last reply is an [`Ending`].
pub(crate) fn run<'a>(
    parts: &'a Parts,
    command: Command,
    out: Out,
) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
    Box::pin(async move {
        let ending = match carry_out(parts, command, &out).await {
            Ok(ending) => ending,
            Err(Stopped(refusal)) => Ending::Refused(refusal),
        };
        // Whoever asked may have gone.
        drop(out.send(Reply::End(ending)).await);
    })
}

async fn carry_out(parts: &Parts, command: Command, out: &Out) -> Result<Ending, Stopped> {
    match command {
        Command::Apply {
            declarations,
            prune,
            dry_run,
        } => return apply::run(parts, declarations, prune, dry_run, out).await,
        Command::Export { realm } => export::run(&parts.operator(&realm).await?, out).await?,
        Command::PreviewTemplate(asked) => templates::preview(parts, asked, out).await?,
        Command::ListUsers { realm } => users::list(&parts.operator(&realm).await?, out).await?,
        Command::CreateUser {
            user,
            email,
            password,
            temporary,
            administrator,
        } => {
            let password = password.map(|given| users::Chosen { given, temporary });
            users::create(parts, user, email, password, administrator, out).await?
        }
        Command::Invite { user, email } => recovery::invite(parts, user, email, out).await?,
        Command::ListRequests { realm } => recovery::list(parts, &realm, out).await?,
        Command::Recover { user } => recovery::help(parts, user, out).await?,
        Command::DismissRequest { user } => recovery::dismiss(parts, user).await?,
        Command::SetPassword {
            user,
            password: given,
            temporary,
        } => users::set_password(parts, user, users::Chosen { given, temporary }).await?,
        Command::RequirePasswordChange { user } => {
            users::require_password_change(parts, user).await?
        }
        Command::ResetFactors { user, kinds } => {
            recovery::reset_factors(parts, user, kinds, out).await?
        }
        Command::Pass { user, minutes } => recovery::pass(parts, user, minutes, out).await?,
        Command::SetActive { user, active } => users::set_active(parts, user, active).await?,
        Command::Unlock { user } => users::unlock(parts, user).await?,
        Command::EndSessions { user } => users::end_sessions(parts, user, out).await?,
        Command::ListKeys { realm } => keys::list(&parts.operator(&realm).await?, out).await?,
        Command::RotateKeys { realm } => keys::rotate(parts, &realm, out).await?,
        Command::RotateRoot => keys::rotate_root(parts, out).await?,
        Command::Migrate => {
            say(
                out,
                format!(
                    "the schema is at version {}",
                    parts.platform.db.migrated_version().await?
                ),
            )
            .await
        }
        Command::Inspect => crate::doctor::inspect(parts, out).await?,
        Command::Backup { output } => backup::run(parts, &output, out).await?,
    }
    Ok(Ending::Done)
}

/// One line of what was asked for.
async fn say(out: &Out, line: String) {
    // Whoever asked may have gone; what was begun is finished all the same.
    drop(out.send(Reply::Line(line)).await);
}

impl Parts {
    /// The operator at work in the realm at `path`.
    ///
    /// # Errors
    /// Not found; database failures.
    pub(crate) async fn operator(&self, path: &str) -> Result<Cx, Error> {
        let platform = &self.platform;
        let realm = platform
            .realms
            .at_path(&platform.db, path)
            .await?
            .ok_or_else(|| Error::not_found("realm").because(path))?;
        Ok(Cx::new(
            std::sync::Arc::clone(platform),
            realm,
            Actor::Operator,
            Origin::default(),
        ))
    }
}
