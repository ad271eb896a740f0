//! What can be asked for.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use durward_messaging::Medium;
use durward_model::authenticator::AuthenticatorKind;
use toml::Value;

use crate::commands::{Named, Part};
use crate::config::Flags;

/// Identity and access in one process.
#[derive(Debug, Parser)]
#[command(
    name = "durward",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) asked: Asked,
}

/// Flags of every command. Each is also a key of the configuration file and an environment variable.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Configuration file (TOML) [env: DURWARD_CONFIG]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Deployment")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the database, the root key and the control socket [env: DURWARD_DATA_DIR] [default: data]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Deployment")]
    data_dir: Option<PathBuf>,
    /// sqlite:PATH or postgres://… [env: DURWARD_DATABASE] [default: durward.db in the data folder]
    #[arg(long, global = true, value_name = "URL", help_heading = "Deployment")]
    database: Option<String>,
    /// Address people and applications reach the service at [env: DURWARD_PUBLIC_URL] [default: http://localhost:8080]
    #[arg(long, global = true, value_name = "URL", help_heading = "Deployment")]
    public_url: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Asked {
    /// Serves, until SIGTERM or SIGINT.
    Serve(ServeAsked),
    /// Makes a deployment what files say: all of it, or nothing.
    Apply {
        /// YAML or JSON files; - for standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Also removes documents of the realms that the files do not name, after printing them.
        #[arg(long)]
        prune: bool,
        /// Says what would change, and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Says what applying files would change. Exit status: 0 nothing, 1 something, 2 an error.
    Diff {
        /// YAML or JSON files; - for standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Counts documents that the files do not name as removed.
        #[arg(long)]
        prune: bool,
    },
    /// Prints a realm as `apply` takes it, without passwords and secrets.
    Export {
        #[command(flatten)]
        realm: InRealm,
    },
    /// Looks after users.
    User {
        #[command(subcommand)]
        asked: UserAsked,
    },
    /// Looks after keys.
    Keys {
        #[command(subcommand)]
        asked: KeysAsked,
    },
    /// Looks after the templates of messages.
    Template {
        #[command(subcommand)]
        asked: TemplateAsked,
    },
    /// Brings the database schema up to date.
    Migrate,
    /// Checks a deployment and says what to mend.
    Doctor,
    /// Copies the database and the root key, as they are at one moment, into a new folder.
    Backup {
        /// Folder to make.
        #[arg(long, value_name = "DIR")]
        output: PathBuf,
    },
    /// Brings a backup back into an empty data folder.
    Restore {
        /// Folder that `backup` made.
        #[arg(long, value_name = "DIR")]
        input: PathBuf,
    },
    /// Works with tokens, without server or database: JSON lines in, one JSON verdict a line out.
    Jose {
        #[command(subcommand)]
        asked: JoseAsked,
    },
    /// Prints a generated page of the book.
    #[command(hide = true)]
    Reference {
        /// Which page.
        page: crate::reference::Page,
    },
    /// Prints the version.
    Version,
}

/// How to serve.
#[derive(Debug, Args)]
pub(crate) struct ServeAsked {
    /// Address and port to listen on [env: DURWARD_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Threads that serve requests [env: DURWARD_WORKERS] [default: as many as there are cores]
    #[arg(long, value_name = "COUNT")]
    workers: Option<u32>,
    /// First administrator, made without a link [env: DURWARD_ADMIN_EMAIL]
    #[arg(long, value_name = "EMAIL")]
    admin_email: Option<String>,
    /// File with the first administrator's password [env: DURWARD_ADMIN_PASSWORD_FILE]
    #[arg(long, value_name = "FILE")]
    admin_password_file: Option<PathBuf>,
}

/// In which realm.
#[derive(Debug, Args)]
pub(crate) struct InRealm {
    /// Path of the realm: root, acme, acme/emea.
    #[arg(long, value_name = "PATH")]
    pub(crate) realm: String,
}

/// A user of a realm.
#[derive(Debug, Args)]
pub(crate) struct OneUser {
    #[command(flatten)]
    pub(crate) realm: InRealm,
    /// Name of the user.
    pub(crate) username: String,
}

/// What to do with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserAsked {
    /// Lists them: id, username, status, e-mail address.
    List {
        #[command(flatten)]
        realm: InRealm,
    },
    /// Makes one.
    Create {
        #[command(flatten)]
        user: OneUser,
        /// E-mail address; taken as verified.
        #[arg(long)]
        email: Option<String>,
        /// File with the password; - for standard input.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        /// Has the person choose another password at the first sign-in.
        #[arg(long, requires = "password_file")]
        temporary: bool,
        /// Lets the user administer this realm and those below it.
        #[arg(long)]
        administrator: bool,
    },
    /// Makes one without a password, mails a link by which the person chooses it, and prints the link.
    Invite {
        #[command(flatten)]
        user: OneUser,
        /// E-mail address of the person.
        #[arg(long)]
        email: String,
    },
    /// Lists those who cannot get in and asked for help: time, username, what was lost, from where.
    Requests {
        #[command(flatten)]
        realm: InRealm,
    },
    /// Mails a link by which the user chooses a new password, and prints the link.
    Recover {
        #[command(flatten)]
        user: OneUser,
    },
    /// Takes what the user asked for off the list, without doing anything.
    DismissRequest {
        #[command(flatten)]
        user: OneUser,
    },
    /// Sets the password, and ends locks.
    SetPassword {
        #[command(flatten)]
        user: OneUser,
        /// File with the password; - for standard input.
        #[arg(long, value_name = "FILE", default_value = "-")]
        password_file: PathBuf,
        /// Has the person choose another password at the next sign-in.
        #[arg(long)]
        temporary: bool,
    },
    /// Has the person choose another password at the next sign-in.
    RequirePasswordChange {
        #[command(flatten)]
        user: OneUser,
    },
    /// Removes second factors of somebody who lost them.
    ResetFactors {
        #[command(flatten)]
        user: OneUser,
        /// Only these.
        #[arg(long, value_name = "KIND", value_enum)]
        kind: Vec<Factor>,
    },
    /// Prints a code that is good once in place of the second factor, and tells the person.
    Pass {
        #[command(flatten)]
        user: OneUser,
        /// How long it is good for.
        #[arg(long, value_name = "MINUTES", default_value_t = 60)]
        minutes: i64,
    },
    /// Ends locks after wrong passwords.
    Unlock {
        #[command(flatten)]
        user: OneUser,
    },
    /// Lets the user sign in again.
    Activate {
        #[command(flatten)]
        user: OneUser,
    },
    /// Keeps the user from signing in, and ends the sessions.
    Deactivate {
        #[command(flatten)]
        user: OneUser,
    },
    /// Ends all sessions of the user.
    EndSessions {
        #[command(flatten)]
        user: OneUser,
    },
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysAsked {
    /// Lists the signing keys of a realm.
    List {
        #[command(flatten)]
        realm: InRealm,
    },
    /// Makes new keys sign now; the old ones verify until their tokens have expired.
    Rotate {
        #[command(flatten)]
        realm: InRealm,
    },
    /// Makes a new root key and wraps every realm's data key with it.
    RotateRoot,
}

/// What to do with templates of messages.
#[derive(Debug, Subcommand)]
pub(crate) enum TemplateAsked {
    /// Shows a message as somebody would get it, with values made up: whose words, subject, plain text, HTML.
    Preview {
        #[command(flatten)]
        realm: InRealm,
        /// Name of the template: code, link, reset-password …
        template: String,
        /// client_id of the app the person comes from.
        #[arg(long, value_name = "CLIENT_ID")]
        app: Option<String>,
        /// Language of the person.
        #[arg(long, value_name = "TAG")]
        locale: Option<String>,
        /// What carries the message.
        #[arg(long, value_enum, default_value = "email")]
        medium: Carrier,
        /// Prints that alone, to look at it elsewhere.
        #[arg(long, value_enum)]
        part: Option<Part>,
        /// YAML or JSON file whose templates count as if they were applied; - for standard input.
        #[arg(long = "file", value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// What carries a message.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Carrier {
    Email,
    Sms,
    Whatsapp,
}

impl From<Carrier> for Medium {
    fn from(carrier: Carrier) -> Self {
        match carrier {
            Carrier::Email => Self::Email,
            Carrier::Sms => Self::Sms,
            Carrier::Whatsapp => Self::Whatsapp,
        }
    }
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum JoseAsked {
    /// Verifies signatures: lines of {"jws": …, "jwks": … or "jwk": …, "algorithms": […]}.
    Verify,
}

impl From<OneUser> for Named {
    fn from(user: OneUser) -> Self {
        Self {
            realm: user.realm.realm,
            username: user.username,
        }
    }
}

impl Arguments {
    /// The settings that were given as flags.
    pub(crate) fn flags(&self) -> Flags {
        let mut flags = Flags::new();
        let common = &self.common;
        let path = |path: &PathBuf| Value::String(path.display().to_string());
        flags.extend(
            common
                .data_dir
                .as_ref()
                .map(|dir| ("--data-dir", "data_dir", path(dir))),
        );
        flags.extend(
            common
                .database
                .clone()
                .map(|url| ("--database", "database", Value::String(url))),
        );
        flags.extend(
            common
                .public_url
                .clone()
                .map(|url| ("--public-url", "public_url", Value::String(url))),
        );
        if let Asked::Serve(asked) = &self.asked {
            flags.extend(
                asked
                    .listen
                    .map(|address| ("--listen", "listen", Value::String(address.to_string()))),
            );
            flags.extend(
                asked
                    .workers
                    .map(|count| ("--workers", "workers", Value::Integer(count.into()))),
            );
            flags.extend(
                asked
                    .admin_email
                    .clone()
                    .map(|email| ("--admin-email", "admin.email", Value::String(email))),
            );
            flags.extend(
                asked
                    .admin_password_file
                    .as_ref()
                    .map(|file| ("--admin-password-file", "admin.password_file", path(file))),
            );
        }
        flags
    }
}

/// A kind of second factor, or what stands in for one.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Factor {
    /// Authenticator apps.
    Totp,
    /// Passkeys.
    Passkey,
    /// Recovery codes.
    RecoveryCodes,
}

impl From<Factor> for AuthenticatorKind {
    fn from(factor: Factor) -> Self {
        match factor {
            Factor::Totp => Self::Totp,
            Factor::Passkey => Self::Passkey,
            Factor::RecoveryCodes => Self::RecoveryCodes,
        }
    }
}
