//! `cargo xtask layers`: only the arrows of `docs/ARCHITECTURE.md`.
//!
//! Three tables say it all: which room may use which ([`ARROWS`]), which outside crate stays in which rooms ([`CONFINED`]), and what
//! may not be in the shipped binary at all ([`BANNED`]). A fourth check looks for SQL text outside the rooms that own it.

use anyhow::Result;

use crate::report::Report;
use crate::source::Source;
use crate::tree;
use crate::workspace::{Kind, Room, Workspace};

/// What each room may use. A room's first appearance is the moment to add its row, in the same change as its line in
/// `docs/ARCHITECTURE.md`.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("jose", &[]),
    ("oauth", &["jose"]),
    ("webauthn", &[]),
    ("x509", &["model"]),
    ("journey", &["model"]),
    ("db", &[]),
    ("store", &["model", "db"]),
    ("access", &["model", "db", "store"]),
    ("messaging", &["model", "db", "store"]),
    ("identity", &["model", "db", "store", "access", "messaging"]),
    (
        "signin",
        &[
            "model",
            "db",
            "store",
            "journey",
            "access",
            "identity",
            "messaging",
            "jose",
            "oauth",
            "webauthn",
            "x509",
        ],
    ),
    (
        "provider",
        &[
            "model", "db", "store", "access", "identity", "signin", "jose", "oauth", "x509",
        ],
    ),
    (
        "web",
        &[
            "model",
            "jose",
            "oauth",
            "journey",
            "db",
            "store",
            "access",
            "identity",
            "messaging",
            "signin",
            "provider",
        ],
    ),
    (
        "server",
        &[
            "model",
            "jose",
            "oauth",
            "journey",
            "db",
            "store",
            "access",
            "identity",
            "messaging",
            "signin",
            "provider",
            "web",
        ],
    ),
    (
        "testkit",
        &[
            "model",
            "jose",
            "oauth",
            "journey",
            "db",
            "store",
            "access",
            "identity",
            "messaging",
            "signin",
            "provider",
            "web",
            "server",
        ],
    ),
    ("xtask", &[]),
];

/// The room any other may use in its tests.
const TESTKIT: &str = "testkit";

/// Outside crates that only some rooms may name, and why.
struct Confined {
    crates: &'static [&'static str],
    rooms: &'static [&'static str],
    why: &'static str,
}

const CONFINED: &[Confined] = &[
    Confined {
        crates: &[
            "axum",
            "axum-extra",
            "axum-core",
            "hyper",
            "hyper-util",
            "tower-http",
        ],
        rooms: &["web", "server", TESTKIT],
        why: "a surface parses and renders, a use case decides; move the HTTP part to `web` and pass parsed values down",
    },
    Confined {
        crates: &[
            "rusqlite",
            "libsqlite3-sys",
            "tokio-postgres",
            "deadpool-postgres",
            "tokio-postgres-rustls",
            "sqlx",
        ],
        rooms: &["db"],
        why: "`db` alone knows there are two databases; use its `Db`, `Tx` and `Row`",
    },
    Confined {
        crates: &["reqwest", "hyper-rustls"],
        rooms: &["server", TESTKIT],
        why: "outbound calls go through the one guarded client, which refuses private targets and applies limits",
    },
    Confined {
        crates: &["lettre"],
        rooms: &["messaging"],
        why: "mail leaves through the outbox, which loses nothing and sends nothing twice",
    },
    Confined {
        crates: &["getrandom", "rand", "rand_core", "fastrand"],
        rooms: &["model"],
        why: "randomness comes from `model`'s `Entropy`, which tests can seed",
    },
    Confined {
        crates: &["clap", "config", "toml"],
        rooms: &["server"],
        why: "only `server` reads the command line, the configuration file and the environment; own a plain struct with `Default`",
    },
    Confined {
        crates: &["anyhow", "eyre"],
        rooms: &["server", TESTKIT, "xtask"],
        why: "a library's errors are types that say who is at fault",
    },
];

/// Crates that must not be in the shipped binary, and why.
const BANNED: &[(&str, &str)] = &[
    (
        "ring",
        "one cryptography provider: aws-lc-rs; choose the feature of the crate above that selects it",
    ),
    (
        "openssl",
        "one cryptography provider: aws-lc-rs; choose the `rustls` feature of the crate above",
    ),
    (
        "openssl-sys",
        "one cryptography provider: aws-lc-rs; choose the `rustls` feature of the crate above",
    ),
    (
        "native-tls",
        "TLS is rustls; turn off the default features of the crate above",
    ),
    ("jsonwebtoken", "JOSE is our own crate `jose`"),
    (
        "jose4rs",
        "JOSE is our own crate `jose`; this one is a test oracle and belongs in [dev-dependencies]",
    ),
    (
        "josekit",
        "JOSE is our own crate `jose`; this one is a test oracle and belongs in [dev-dependencies]",
    ),
];

/// The rooms that may hold SQL text, and the one that may for its own tests' sake.
const SQL_ROOMS: &[&str] = &["store", "db", TESTKIT, "xtask"];

/// Runs the check.
pub(crate) fn run(workspace: &Workspace, _args: &[String]) -> Result<Report> {
    let mut report = Report::default();
    for room in &workspace.rooms {
        check_arrows(room, &mut report);
        check_confined(room, &mut report);
        if !SQL_ROOMS.contains(&room.name.as_str()) {
            check_sql(workspace, room, &mut report)?;
        }
    }
    let shipped = tree::shipped(workspace)?;
    for package in shipped.keys() {
        check_banned(workspace, package, &mut report)?;
    }
    report.summarize(format!(
        "{} rooms, {} crates in the shipped tree",
        workspace.rooms.len(),
        shipped.len()
    ));
    Ok(report)
}

fn check_arrows(room: &Room, report: &mut Report) {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room.name) else {
        return report.problem(format!(
            "crate `{}` has no row in ARROWS (crates/xtask/src/layers.rs): add one there and in docs/ARCHITECTURE.md, naming the rooms it may use",
            room.name
        ));
    };
    for dependency in &room.dependencies {
        let Some(used) = dependency.room() else {
            continue;
        };
        let in_tests = dependency.kind == Kind::Dev;
        if allowed.contains(&used) || (in_tests && (used == TESTKIT || used == room.name)) {
            continue;
        }
        let may = if allowed.is_empty() {
            "no other room".to_owned()
        } else {
            allowed.join(", ")
        };
        report.problem(format!(
            "`{}` may not use `{used}`: it may use {may}. Either the code belongs in another room, or what both need belongs in a lower one; \
             when the house itself must change, change docs/ARCHITECTURE.md and ARROWS together and say why",
            room.name
        ));
    }
}

fn check_confined(room: &Room, report: &mut Report) {
    for dependency in room
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != Kind::Dev)
    {
        for rule in CONFINED
            .iter()
            .filter(|rule| rule.crates.contains(&dependency.package.as_str()))
        {
            if !rule.rooms.contains(&room.name.as_str()) {
                let rooms = rule.rooms.join(", ");
                report.problem(format!(
                    "`{}` may not use {} (allowed in: {rooms}): {}",
                    room.name, dependency.package, rule.why
                ));
            }
        }
    }
}

fn check_banned(workspace: &Workspace, package: &str, report: &mut Report) -> Result<()> {
    let name = package.split(' ').next().unwrap_or(package);
    if let Some((name, why)) = BANNED.iter().find(|(banned, _)| *banned == name) {
        let chain = tree::path_to(workspace, name)?;
        report.problem(format!(
            "{package} would be in the shipped binary: {why}. It comes in through:\n{chain}"
        ));
    }
    Ok(())
}

fn check_sql(workspace: &Workspace, room: &Room, report: &mut Report) -> Result<()> {
    let folder = workspace.relative(&room.folder.join("src"));
    for path in workspace.files(&folder, |path| {
        path.extension().is_some_and(|extension| extension == "rs")
    })? {
        let source = Source::read(&path)?;
        for literal in source.literals().filter(|literal| is_sql(&literal.text)) {
            report.problem(format!(
                "{}:{}: SQL text outside `store`: write a function named for what it does in the module of that aggregate and call it here",
                workspace.relative(&path),
                literal.line
            ));
        }
    }
    Ok(())
}

/// Whether a string literal is a statement: it starts with a verb in capitals and has the clause that verb needs.
fn is_sql(text: &str) -> bool {
    const STATEMENTS: &[(&str, &str)] = &[
        ("SELECT ", ""),
        ("INSERT INTO ", ""),
        ("UPDATE ", " SET "),
        ("DELETE FROM ", ""),
        ("WITH ", " AS "),
        ("CREATE TABLE ", ""),
        ("ALTER TABLE ", ""),
        ("DROP TABLE ", ""),
    ];
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    STATEMENTS
        .iter()
        .any(|(verb, clause)| flat.starts_with(verb) && flat.contains(clause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn room(name: &str, package: &str, kind: Kind) -> Room {
        let dependencies = vec![Dependency {
            package: package.to_owned(),
            kind,
        }];
        Room {
            name: name.to_owned(),
            folder: Default::default(),
            dependencies,
        }
    }

    fn problems(room: &Room) -> usize {
        let mut report = Report::default();
        check_arrows(room, &mut report);
        check_confined(room, &mut report);
        report.problems()
    }

    #[test]
    fn an_arrow_on_the_list_passes_and_any_other_fails() {
        assert_eq!(problems(&room("store", "durward-db", Kind::Normal)), 0);
        assert_eq!(problems(&room("db", "durward-store", Kind::Normal)), 1);
        assert_eq!(problems(&room("jose", "durward-model", Kind::Build)), 1);
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        assert_eq!(problems(&room("web", "durward-testkit", Kind::Dev)), 0);
        assert_eq!(problems(&room("web", "durward-testkit", Kind::Normal)), 1);
    }

    #[test]
    fn confined_crates_stay_in_their_rooms() {
        assert_eq!(problems(&room("web", "axum", Kind::Normal)), 0);
        assert_eq!(problems(&room("provider", "axum", Kind::Normal)), 1);
        assert_eq!(problems(&room("provider", "axum", Kind::Dev)), 0);
        assert_eq!(problems(&room("store", "rusqlite", Kind::Normal)), 1);
    }

    #[test]
    fn a_room_without_a_row_is_named() {
        assert_eq!(problems(&room("attic", "serde", Kind::Normal)), 1);
    }

    #[test]
    fn statements_are_told_from_prose() {
        assert!(is_sql("SELECT id\n FROM users"));
        assert!(is_sql("  UPDATE users\n SET name = $1"));
        assert!(is_sql("WITH x AS (SELECT 1) SELECT * FROM x"));
        assert!(!is_sql("UPDATE the client"));
        assert!(!is_sql("Select one"));
        assert!(!is_sql("DELETE"));
    }

    #[test]
    fn no_two_rooms_of_the_table_use_each_other() {
        for (name, uses) in ARROWS {
            for used in *uses {
                let back = ARROWS
                    .iter()
                    .find(|(other, _)| other == used)
                    .map(|(_, uses)| *uses)
                    .unwrap_or_default();
                assert!(!back.contains(name), "{name} and {used} use each other");
            }
        }
    }
}
