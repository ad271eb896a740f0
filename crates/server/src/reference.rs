//! Pages of the book that say what the program says of itself.

use clap::ValueEnum;
use toml::Value;

use crate::cli;
use crate::config::Config;
use crate::config::table::{Kind, SETTINGS, Setting};

/// The pages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Page {
    /// Every command and flag.
    Cli,
    /// Every key of the configuration file.
    Settings,
    /// Every route.
    Endpoints,
}

/// The text of `page`.
///
/// # Errors
/// When the defaults cannot be written.
pub(crate) fn page(page: Page) -> anyhow::Result<String> {
    match page {
        Page::Cli => Ok(commands()),
        Page::Settings => settings(),
        Page::Endpoints => Ok(endpoints()),
    }
}

fn commands() -> String {
    let mut text = String::from(
        "# Command line\n\nWhere a server runs on a SQLite database, commands are carried out by it, through a socket in the data folder; \
         otherwise they open the database themselves. Flags win over environment variables, and those over the configuration file.\n",
    );
    let mut root = cli::definition().term_width(100);
    root.build();
    describe(&mut text, &mut root);
    text
}

fn describe(text: &mut String, command: &mut clap::Command) {
    let name = command
        .get_bin_name()
        .unwrap_or(command.get_name())
        .to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!(
        "\n## {name}\n\n```text\n{}\n```\n",
        help.join("\n").trim_end()
    ));
    for inner in command
        .get_subcommands_mut()
        .filter(|inner| !inner.is_hide_set() && inner.get_name() != "help")
    {
        describe(text, inner);
    }
}

fn settings() -> anyhow::Result<String> {
    let defaults = Value::try_from(Config::default())?;
    let mut text = String::from(
        "# Settings\n\nSettings of the process. Each is a key of the configuration file (TOML, `--config FILE` or `DURWARD_CONFIG`) and an environment \
         variable; lists are given there with commas between. An unknown key is an error. What a realm does is set \
         [in the realm](realm-settings.md).\n\n| key | variable | default | what |\n|---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let default = default_of(&defaults, setting.key)
            .map_or_else(String::new, |value| format!("`{value}`"));
        text.push_str(&format!(
            "| `{}` | `{}` | {default} | {} |\n",
            setting.key,
            setting.variable(),
            described(setting)
        ));
    }
    text.push_str("\n`packaging/durward.toml` is a file to begin with.\n");
    Ok(text)
}

fn described(setting: &Setting) -> String {
    let kind = match setting.kind {
        Kind::Text | Kind::Number => "",
        Kind::Switch => " (`true` or `false`)",
        Kind::List => " (list)",
    };
    format!("{}{kind}", setting.about.replace('|', "\\|"))
}

fn default_of(defaults: &Value, key: &str) -> Option<String> {
    let value = key
        .split('.')
        .try_fold(defaults, |value, part| value.get(part))?;
    match value {
        Value::Array(items) if items.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

fn endpoints() -> String {
    let mut text = String::from(
        "# Endpoints\n\nPaths inside a realm: below `/realms/NAME`, or below `/` on a host name of the realm. Outside of realms there are \
         `/health/live`, `/health/ready` and `/metrics`.\n\n| path | methods | who | audit events |\n|---|---|---|---|\n",
    );
    for row in durward_web::routes::rows() {
        let audit = row
            .audit
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ");
        text.push_str(&format!(
            "| `{}` | {} | {} | {audit} |\n",
            row.path,
            row.methods.join(", "),
            who(row.access)
        ));
    }
    text
}

fn who(access: durward_web::routes::Access) -> &'static str {
    use durward_web::routes::Access;
    match access {
        Access::Anyone => "anyone",
        Access::Attempt => "anyone who brings credentials, or the token of a sign-in or session",
        Access::OwnForm => "anyone, with a form of ours",
        Access::Person => "the person of the session",
        Access::Client => "a client that authenticates",
        Access::Bearer => "the bearer of an access token",
        Access::Link => "the holder of a one-time link",
    }
}
