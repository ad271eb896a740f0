//! Every key there is, for the environment and for the book.

/// What a value of the environment is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As it stands.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
    /// Parts between commas.
    List,
}

/// A key.
#[derive(Debug)]
pub(crate) struct Setting {
    /// Where it stands in the file: `section.key`.
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    /// What it does, and what is done without it where it has no default.
    pub(crate) about: &'static str,
}

const fn setting(key: &'static str, kind: Kind, about: &'static str) -> Setting {
    Setting { key, kind, about }
}

use Kind::{List, Number, Switch, Text};

/// All keys, in the order of the book.
pub(crate) const SETTINGS: &[Setting] = &[
    setting(
        "data_dir",
        Text,
        "Folder of the SQLite database, the root key and the control socket; made with mode 0700.",
    ),
    setting(
        "database",
        Text,
        "`sqlite:PATH` or `postgres://user:password@host1,host2/name?option=value`. Not set: `durward.db` in the data folder.",
    ),
    setting("listen", Text, "Address and port to listen on."),
    setting(
        "public_url",
        Text,
        "Scheme, host and port that browsers and applications see. Part of every issuer: choose it for good.",
    ),
    setting(
        "workers",
        Number,
        "Threads that serve requests; 0 for as many as there are cores.",
    ),
    setting(
        "tls.certificate",
        Text,
        "PEM file with the certificate chain. With `tls.key`, the listener speaks TLS.",
    ),
    setting(
        "tls.key",
        Text,
        "PEM file with the private key. Both files are read again when they change.",
    ),
    setting(
        "metrics.listen",
        Text,
        "Address and port of a listener for `/metrics` alone. Not set: `/metrics` is on the main listener.",
    ),
    setting(
        "proxies.trusted",
        List,
        "Networks of the proxies whose `Forwarded` and `X-Forwarded-*` headers are believed.",
    ),
    setting(
        "client_certificates.listen",
        Text,
        "Address and port of a second TLS listener, which asks clients for a certificate; one without is served all the same. Not set: nobody is asked.",
    ),
    setting(
        "client_certificates.public_url",
        Text,
        "Origin at which clients reach a place that asks for certificates, told to them as `mtls_endpoint_aliases`. Not set: the host of `public_url` with the port of `client_certificates.listen`.",
    ),
    setting(
        "client_certificates.header",
        Text,
        "Header in which trusted proxies pass on the certificate of a client: `client-cert` (RFC 9440), `x-forwarded-client-cert` (Envoy) or `x-ssl-client-cert` (percent-encoded PEM, nginx). They must remove what clients write into it. Not set: none is believed.",
    ),
    setting(
        "outbound.allow",
        List,
        "Hosts (`idp.internal`, `*.internal`) and networks (`10.1.0.0/16`) that requests may go to although they are private or speak plain HTTP.",
    ),
    setting(
        "outbound.ca_file",
        Text,
        "PEM file with certificate authorities trusted besides the system's.",
    ),
    setting(
        "outbound.timeout",
        Number,
        "Seconds an outbound request may take in all.",
    ),
    setting(
        "limits.connections",
        Number,
        "Connections open at once; more wait to be accepted.",
    ),
    setting(
        "limits.header_bytes",
        Number,
        "Bytes of a request's header, at least 8192.",
    ),
    setting(
        "limits.header_timeout",
        Number,
        "Seconds a connection may take to send the header of its next request.",
    ),
    setting(
        "limits.request_timeout",
        Number,
        "Seconds a request may take, its body included.",
    ),
    setting("limits.body", Number, "Bytes of a request's body."),
    setting(
        "limits.sign_in_rate",
        Number,
        "Sign-in forms a network address may submit per second, and a fifth of the sign-ins it may begin; 0 for no limit.",
    ),
    setting(
        "limits.sign_in_burst",
        Number,
        "Sign-in forms it may submit at once.",
    ),
    setting(
        "limits.failed_client_rate",
        Number,
        "Failed client authentications per second from a network address; 0 for no limit.",
    ),
    setting(
        "limits.failed_client_burst",
        Number,
        "Failed client authentications at once.",
    ),
    setting(
        "log.format",
        Text,
        "`json`, `text`, or `auto`: text on a terminal, JSON otherwise.",
    ),
    setting(
        "log.level",
        Text,
        "`error`, `warn`, `info`, `debug` or `trace`; by target: `info,durward_db=debug`.",
    ),
    setting(
        "passwords.threads",
        Number,
        "Threads that hash passwords. Not set: as many as there are cores.",
    ),
    setting(
        "passwords.queue",
        Number,
        "Passwords that may wait for a thread. Not set: 24 for each thread.",
    ),
    setting(
        "passwords.wait",
        Number,
        "Milliseconds a password may wait before the answer is 503. Not set: 700.",
    ),
    setting(
        "root_key.file",
        Text,
        "File of the root key, mode 0600. Not set: `root.key` in the data folder, made at the first start.",
    ),
    setting(
        "root_key.variable",
        Text,
        "Name of an environment variable that holds the root key, in place of a file.",
    ),
    setting(
        "root_key.command",
        List,
        "Program and arguments that print the root key, in place of a file.",
    ),
    setting(
        "sqlite.readers",
        Number,
        "Connections that read. Not set: 4.",
    ),
    setting(
        "sqlite.writer_cache",
        Number,
        "Page cache of the connection that writes, in KiB. Not set: 8192.",
    ),
    setting(
        "sqlite.reader_cache",
        Number,
        "Page cache of each connection that reads, in KiB. Not set: 2048.",
    ),
    setting(
        "postgres.connections",
        Number,
        "Connections of this process.",
    ),
    setting(
        "postgres.prepare",
        Switch,
        "Prepare statements once per connection. Off behind a pooler in transaction mode.",
    ),
    setting(
        "postgres.notify",
        Switch,
        "Carry notices between nodes by `LISTEN` and `NOTIFY`; off, a table is polled. All nodes must agree.",
    ),
    setting(
        "admin.email",
        Text,
        "First administrator, made at the first start without a link; also the username.",
    ),
    setting(
        "admin.password_file",
        Text,
        "File with that administrator's password.",
    ),
];

impl Setting {
    /// Its environment variable: `DURWARD_LIMITS_BODY`.
    pub(crate) fn variable(&self) -> String {
        format!(
            "DURWARD_{}",
            self.key.replace('.', "_").to_ascii_uppercase()
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::config::Config;

    /// The keys serde knows in `section`, from what it says of one it does not know.
    fn known(section: &str) -> BTreeSet<String> {
        let text = if section.is_empty() {
            "zzz = 1".to_owned()
        } else {
            format!("[{section}]\nzzz = 1")
        };
        let error = toml::from_str::<Config>(&text)
            .map(|_| ())
            .unwrap_err()
            .message()
            .to_owned();
        let (_, list) = error
            .split_once("expected")
            .expect("serde lists what it knows");
        list.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_field_has_a_row_and_every_row_a_field() {
        let mut rows: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for setting in SETTINGS {
            let (section, key) = setting.key.rsplit_once('.').unwrap_or(("", setting.key));
            rows.entry(section).or_default().insert(key.to_owned());
        }
        for (section, keys) in rows.clone() {
            let sections = rows.keys().map(|name| (*name).to_owned()).collect();
            let fields: BTreeSet<String> = if section.is_empty() {
                known("").difference(&sections).cloned().collect()
            } else {
                known(section)
            };
            assert_eq!(fields, keys, "[{section}]");
        }
    }
}
