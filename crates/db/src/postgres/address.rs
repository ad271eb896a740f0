//! A PostgreSQL address: what the driver reads, and what it leaves to us.

use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use super::tls::Trust;
use crate::error::DbError;

/// What is assumed when the address does not say.
const CONNECT: Duration = Duration::from_secs(5);
const KEEPALIVE: Duration = Duration::from_secs(30);
const UNACKNOWLEDGED: Duration = Duration::from_secs(15);

/// Where to connect, and whom to believe to be there.
pub(crate) struct Address {
    pub(crate) config: Config,
    pub(crate) trust: Trust,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, DbError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (ours, theirs): (Vec<&str>, Vec<&str>) = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .partition(|pair| pair.starts_with("sslmode=") || pair.starts_with("sslrootcert="));
        let option = |name: &str| {
            let found = ours
                .iter()
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            found.map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        let rest = if theirs.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{}", theirs.join("&"))
        };
        let mut config: Config = rest
            .parse()
            .map_err(|error: tokio_postgres::Error| invalid(&error.to_string()))?;
        let root = option("sslrootcert").map(PathBuf::from);
        let (mode, trust) = security(option("sslmode").as_deref(), root)?;
        config.ssl_mode(mode);
        complete(&mut config);
        Ok(Self { config, trust })
    }
}

/// The modes of libpq: `prefer` and `require` encrypt without asking who is there, unless given an authority to trust.
fn security(mode: Option<&str>, root: Option<PathBuf>) -> Result<(SslMode, Trust), DbError> {
    Ok(match (mode.unwrap_or("prefer"), root) {
        ("disable", _) => (SslMode::Disable, Trust::Anyone),
        ("prefer", None) => (SslMode::Prefer, Trust::Anyone),
        ("require", None) => (SslMode::Require, Trust::Anyone),
        ("prefer", Some(root)) => (SslMode::Prefer, Trust::Authority(Some(root))),
        ("require", Some(root)) => (SslMode::Require, Trust::Authority(Some(root))),
        ("verify-ca", root) => (SslMode::Require, Trust::Authority(root)),
        ("verify-full", root) => (SslMode::Require, Trust::Name(root)),
        _ => {
            return Err(invalid(
                "sslmode is disable, prefer, require, verify-ca or verify-full",
            ));
        }
    })
}

fn complete(config: &mut Config) {
    if config.get_application_name().is_none() {
        config.application_name("durward");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNACKNOWLEDGED);
    }
    config.keepalives_idle(KEEPALIVE);
}

fn invalid(reason: &str) -> DbError {
    DbError::Other(format!("the database address is not valid: {reason}"))
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::{Host, TargetSessionAttrs};

    use super::*;

    #[test]
    fn several_hosts_a_primary_and_a_trusted_authority() {
        let address = Address::parse(
            "postgres://ana:pw@db1:5432,db2:5433/durward?sslmode=verify-full&target_session_attrs=read-write&sslrootcert=%2Fca.pem",
        )
        .expect("parses");
        let hosts = [Host::Tcp("db1".to_owned()), Host::Tcp("db2".to_owned())];
        assert_eq!(address.config.get_hosts(), hosts);
        assert_eq!(
            address.config.get_target_session_attrs(),
            TargetSessionAttrs::ReadWrite
        );
        assert_eq!(address.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(address.trust, Trust::Name(Some("/ca.pem".into())));
    }

    #[test]
    fn an_unknown_mode_is_refused() {
        assert!(Address::parse("postgres://db1/durward?sslmode=perhaps").is_err());
    }
}
