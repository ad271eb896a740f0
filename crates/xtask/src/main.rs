//! Checks the compiler cannot make: `cargo xtask <command>`.
//!
//! Each command prints what it found in words that say how to mend it, and exits 1 when something must be mended. They read source
//! text and `cargo metadata` only, so they run in seconds and need nothing built but themselves.
#![expect(
    clippy::print_stdout,
    reason = "printing is what a command line tool does"
)]

mod docs;
mod layers;
mod licences;
mod reference;
mod report;
mod sizes;
mod source;
mod tree;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use crate::report::Report;
use crate::workspace::Workspace;

/// A command: its name, what it does, and the function that does it.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace, &[String]) -> Result<Report>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "layers",
        about: "dependency arrows, confined and banned crates, SQL outside `store` (docs/ARCHITECTURE.md)",
        run: layers::run,
    },
    Command {
        name: "sizes",
        about: "files over 500 lines fail, files over 300 and functions over 60 lines are listed",
        run: sizes::run,
    },
    Command {
        name: "licences",
        about: "every crate in the shipped binary has a licence on the accepted list",
        run: licences::run,
    },
    Command {
        name: "docs",
        about: "links, anchors, summary and named source paths of the book",
        run: docs::run,
    },
    Command {
        name: "reference",
        about: "generated pages of the book against the built binary; --update writes them",
        run: reference::run,
    },
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(name) = args.next() else {
        return usage();
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return usage();
    };
    let rest: Vec<String> = args.collect();
    match Workspace::load().and_then(|workspace| (command.run)(&workspace, &rest)) {
        Ok(report) => report.print(command.name),
        Err(error) => {
            println!("xtask {name}: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn usage() -> ExitCode {
    println!("cargo xtask <command>\n");
    for command in COMMANDS {
        println!("  {:<10} {}", command.name, command.about);
    }
    ExitCode::from(2)
}
