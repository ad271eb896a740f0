//! `doctor`: looks at a deployment as it would be served, and says what to mend.

mod checkup;
mod local;

use std::process::ExitCode;

use durward_db::Target;
use durward_store::{audit, migrations};

use crate::commands::{Command, Ending, Out, Reply, Stopped};
use crate::config::Config;
use crate::wiring::Parts;
use crate::{control, deployment};
use checkup::Checkup;

/// Looks at everything and prints it. The exit status says whether there is something to mend.
///
/// # Errors
/// When the settings do not say which database.
pub(crate) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut checkup = Checkup::default();
    local::look(config, &mut checkup);
    if let Target::Sqlite(path) = deployment::target(config)?
        && !path.exists()
    {
        checkup.fine(
            "database",
            format!("{} is made at the first start", path.display()),
        );
    } else {
        ask(config, &mut checkup).await;
    }
    for line in checkup.lines() {
        crate::cli::line(line);
    }
    Ok(if checkup.is_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Has the process that has the database open look at it.
async fn ask(config: &Config, checkup: &mut Checkup) {
    let mut replies = match control::send(config, Command::Inspect).await {
        Ok(replies) => replies,
        Err(error) => return checkup.mend("database", format!("{error:#}")),
    };
    while let Some(reply) = replies.recv().await {
        match reply {
            Reply::Line(line) => checkup.take(line),
            Reply::Note(_) | Reply::End(Ending::Done | Ending::Differs) => {}
            Reply::End(Ending::Refused(refusal)) => {
                checkup.mend("database", refusal.explained(&Default::default()))
            }
        }
    }
}

/// Looks at what only the process with the open database can see.
///
/// # Errors
/// Database failures.
pub(crate) async fn inspect(parts: &Parts, out: &Out) -> Result<(), Stopped> {
    let mut checkup = Checkup::default();
    let platform = &parts.platform;
    let db = &platform.db;
    match db.ready().await {
        Ok(()) => checkup.fine("database", format!("{} takes writes", db.kind())),
        Err(error) => checkup.mend("database", format!("it takes no writes: {error}")),
    }
    let (schema, known) = (
        db.migrated_version().await?,
        migrations::ALL
            .last()
            .map_or(0, |migration| migration.version),
    );
    match schema.cmp(&known) {
        std::cmp::Ordering::Less => checkup.mend(
            "schema",
            format!("it is at version {schema} of {known}: run durward migrate"),
        ),
        std::cmp::Ordering::Equal => checkup.fine("schema", format!("version {schema}")),
        std::cmp::Ordering::Greater => checkup.fine(
            "schema",
            format!("version {schema}, made by a newer Durward than this ({known})"),
        ),
    }
    let cx = parts.operator("root").await?;
    match cx.keys().await {
        Ok(_) => checkup.fine("root key", "it opens the keys of the realm root"),
        Err(error) => checkup.mend("root key", error.to_string()),
    }
    let newest = audit::newest(&cx, &mut db.read().await?, None, 1).await?;
    match newest
        .first()
        .map(|event| event.at - platform.clock.now().millis())
    {
        Some(ahead) if ahead > 5_000 => checkup.mend(
            "clock",
            format!(
                "it is {} seconds behind what was recorded already: set it by NTP",
                ahead / 1000
            ),
        ),
        _ => checkup.fine("clock", format!("{} UTC", platform.clock.now())),
    }
    for line in checkup.lines() {
        drop(out.send(Reply::Line(line.clone())).await);
    }
    Ok(())
}
