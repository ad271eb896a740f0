//! The command line.

mod arguments;
mod print;

use std::process::ExitCode;

use clap::Parser;

use crate::{commands, control, declarations, home::Home, serve};
use arguments::{Arguments, Asked, KeysAsked, UserAsked};
use commands::Command;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(arguments.workers()).enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => Err(anyhow::anyhow!("no runtime: {error}")),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            print::complaint(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let home = Home::from(&arguments)?;
    let command = match arguments.asked {
        Asked::Serve(ref asked) => return serve::run(&home, asked).await.map(|()| ExitCode::SUCCESS),
        Asked::Apply { files, prune, dry_run } => Command::Apply { declarations: declarations::read(&files)?, prune, dry_run },
        Asked::Diff { files } => Command::Apply { declarations: declarations::read(&files)?, prune: false, dry_run: true },
        Asked::Export { realm } => Command::Export { realm },
        Asked::Keys { asked: KeysAsked::List { realm } } => Command::ListKeys { realm },
        Asked::Keys { asked: KeysAsked::Rotate { realm } } => Command::RotateKeys { realm },
        Asked::User { asked } => user(asked)?,
        Asked::Migrate => Command::Migrate,
    };
    let outcome = match control::send(&home, &command).await? {
        Some(outcome) => outcome,
        None => commands::alone(&home, command).await?,
    };
    Ok(print::outcome(&outcome))
}

fn user(asked: UserAsked) -> anyhow::Result<Command> {
    Ok(match asked {
        UserAsked::List { realm } => Command::ListUsers { realm },
        UserAsked::SetPassword { realm, username, password_file } => {
            Command::SetPassword { realm, username, password: declarations::secret_file(&password_file)? }
        }
        UserAsked::Unlock { realm, username } => Command::Unlock { realm, username },
    })
}
