//! The command line: what is asked for, and where its answers go.

mod arguments;
mod given;
mod print;

pub(crate) use print::line;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use durward_model::authenticator::AuthenticatorKind;
use tokio::runtime::{Builder, Runtime};

use crate::commands::{Command, Ending, PreviewAsked};
use crate::config::{self, Config};
use crate::declarations::{self, Places};
use crate::{backup, control, doctor, jose, reference, serve};
use arguments::{Arguments, Asked, JoseAsked, KeysAsked, TemplateAsked, UserAsked};

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let differs = matches!(arguments.asked, Asked::Diff { .. });
    run(arguments).unwrap_or_else(|error| {
        print::complaint(&format!("{error:#}"));
        if differs {
            ExitCode::from(2)
        } else {
            ExitCode::FAILURE
        }
    })
}

/// The command line as it is defined, for the book.
pub(crate) fn definition() -> clap::Command {
    Arguments::command()
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.asked {
        Asked::Version => {
            line(&format!("durward {}", env!("CARGO_PKG_VERSION")));
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Reference { page } => {
            print::text(&reference::page(*page)?);
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Jose {
            asked: JoseAsked::Verify,
        } => return jose::verify_lines().map(|()| ExitCode::SUCCESS),
        _ => {}
    }
    let config = config::load(arguments.common.config.as_deref(), arguments.flags())?;
    match arguments.asked {
        Asked::Serve(_) => serve_until_told(config),
        Asked::Restore { input } => backup::restore(&config, &input).map(|()| ExitCode::SUCCESS),
        Asked::Doctor => small_runtime()?.block_on(doctor::run(&config)),
        asked => {
            let (command, places) = command(asked)?;
            small_runtime()?.block_on(carry_out(&config, command, &places))
        }
    }
}

/// Serves. The log is written to the end before the process is left.
fn serve_until_told(config: Config) -> anyhow::Result<ExitCode> {
    let _log = crate::log::start(&config.log)?;
    let runtime = serve::runtime(&config)?;
    let result = runtime.block_on(serve::run(config));
    runtime.shutdown_timeout(std::time::Duration::from_millis(500));
    result.map(|()| ExitCode::SUCCESS)
}

/// A runtime for one command.
fn small_runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}

/// The command, and where its declarations stand in their files.
fn command(asked: Asked) -> anyhow::Result<(Command, Places)> {
    let no_places = Places::default();
    let command = match asked {
        Asked::Apply {
            files,
            prune,
            dry_run,
        } => return apply(&files, prune, dry_run),
        Asked::Diff { files, prune } => return apply(&files, prune, true),
        Asked::Export { realm } => Command::Export { realm: realm.realm },
        Asked::Keys {
            asked: KeysAsked::List { realm },
        } => Command::ListKeys { realm: realm.realm },
        Asked::Keys {
            asked: KeysAsked::Rotate { realm },
        } => Command::RotateKeys { realm: realm.realm },
        Asked::Keys {
            asked: KeysAsked::RotateRoot,
        } => Command::RotateRoot,
        Asked::User { asked } => user(asked)?,
        Asked::Template { asked } => return template(asked),
        Asked::Backup { output } => Command::Backup {
            output: std::path::absolute(output)?,
        },
        _ => Command::Migrate,
    };
    Ok((command, no_places))
}

fn apply(
    files: &[std::path::PathBuf],
    prune: bool,
    dry_run: bool,
) -> anyhow::Result<(Command, Places)> {
    let (declarations, places) = declarations::read_files(files)?;
    Ok((
        Command::Apply {
            declarations,
            prune,
            dry_run,
        },
        places,
    ))
}

fn template(asked: TemplateAsked) -> anyhow::Result<(Command, Places)> {
    let TemplateAsked::Preview {
        realm,
        template,
        app,
        locale,
        medium,
        part,
        files,
    } = asked;
    let (declarations, places) = declarations::read_files(&files)?;
    let asked = PreviewAsked {
        realm: realm.realm,
        template,
        app,
        locale,
        medium: medium.into(),
        part,
        declarations,
    };
    Ok((Command::PreviewTemplate(asked), places))
}

fn user(asked: UserAsked) -> anyhow::Result<Command> {
    Ok(match asked {
        UserAsked::List { realm } => Command::ListUsers { realm: realm.realm },
        UserAsked::Create {
            user,
            email,
            password_file,
            temporary,
            administrator,
        } => Command::CreateUser {
            user: user.into(),
            email,
            password: password_file.as_deref().map(given::secret).transpose()?,
            temporary,
            administrator,
        },
        UserAsked::SetPassword {
            user,
            password_file,
            temporary,
        } => Command::SetPassword {
            user: user.into(),
            password: given::secret(&password_file)?,
            temporary,
        },
        UserAsked::RequirePasswordChange { user } => {
            Command::RequirePasswordChange { user: user.into() }
        }
        UserAsked::Invite { user, email } => Command::Invite {
            user: user.into(),
            email,
        },
        UserAsked::Requests { realm } => Command::ListRequests { realm: realm.realm },
        UserAsked::Recover { user } => Command::Recover { user: user.into() },
        UserAsked::DismissRequest { user } => Command::DismissRequest { user: user.into() },
        UserAsked::ResetFactors { user, kind } => Command::ResetFactors {
            user: user.into(),
            kinds: kind.into_iter().map(AuthenticatorKind::from).collect(),
        },
        UserAsked::Pass { user, minutes } => Command::Pass {
            user: user.into(),
            minutes,
        },
        UserAsked::Unlock { user } => Command::Unlock { user: user.into() },
        UserAsked::Activate { user } => Command::SetActive {
            user: user.into(),
            active: true,
        },
        UserAsked::Deactivate { user } => Command::SetActive {
            user: user.into(),
            active: false,
        },
        UserAsked::EndSessions { user } => Command::EndSessions { user: user.into() },
    })
}

/// Has `command` carried out by the process that serves the deployment, or else here, and prints its answers.
async fn carry_out(config: &Config, command: Command, places: &Places) -> anyhow::Result<ExitCode> {
    let mut replies = control::send(config, command).await?;
    while let Some(reply) = replies.recv().await {
        if let Some(ending) = print::reply(reply) {
            return Ok(match ending {
                Ending::Done => ExitCode::SUCCESS,
                Ending::Differs => ExitCode::FAILURE,
                Ending::Refused(refusal) => {
                    print::complaint(&refusal.explained(places));
                    ExitCode::FAILURE
                }
            });
        }
    }
    anyhow::bail!(
        "the server went away before it answered; whether the command was carried out is not known"
    )
}
