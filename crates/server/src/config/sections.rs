//! The settings, by section. A field here has its row in [`super::table`].

use std::net::SocketAddr;
use std::path::PathBuf;

use durward_model::http::CertificateDoor;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::values::{Network, Origin};
use crate::listen::client_certificate::CertificateHeader;

/// Everything a process can be told before it starts.
#[derive(Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) data_dir: PathBuf,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<String>,
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: Origin,
    pub(crate) workers: usize,
    pub(crate) tls: Tls,
    pub(crate) metrics: Metrics,
    pub(crate) proxies: Proxies,
    pub(crate) client_certificates: ClientCertificates,
    pub(crate) outbound: Outbound,
    pub(crate) limits: Limits,
    pub(crate) log: Log,
    pub(crate) passwords: Passwords,
    pub(crate) root_key: RootKeySource,
    pub(crate) sqlite: Sqlite,
    pub(crate) postgres: Postgres,
    pub(crate) admin: Admin,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            database: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: Origin::default(),
            workers: 0,
            tls: Tls::default(),
            metrics: Metrics::default(),
            proxies: Proxies::default(),
            client_certificates: ClientCertificates::default(),
            outbound: Outbound::default(),
            limits: Limits::default(),
            log: Log::default(),
            passwords: Passwords::default(),
            root_key: RootKeySource::default(),
            sqlite: Sqlite::default(),
            postgres: Postgres::default(),
            admin: Admin::default(),
        }
    }
}

impl Config {
    /// Whether nobody but this machine can reach us: then messages may be read in the browser before there is a channel.
    pub(crate) fn is_development(&self) -> bool {
        let url: Option<url::Url> = self.public_url.as_str().parse().ok();
        let here = match url.as_ref().and_then(url::Url::host) {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        here && self.listen.ip().is_loopback()
    }

    /// Where clients can present certificates: the listener that asks for them is reached at the port it listens on,
    /// unless it is said otherwise.
    pub(crate) fn certificate_door(&self) -> CertificateDoor {
        let own = &self.client_certificates;
        match (&own.public_url, own.listen, own.header) {
            (Some(origin), ..) => CertificateDoor::At(origin.as_str().to_owned()),
            (None, Some(listen), _) => {
                let url: Option<url::Url> = self.public_url.as_str().parse().ok();
                let host = url.as_ref().and_then(url::Url::host_str);
                let host = host.unwrap_or("localhost");
                CertificateDoor::At(format!("https://{host}:{}", listen.port()))
            }
            (None, None, Some(_)) => CertificateDoor::Everywhere,
            (None, None, None) => CertificateDoor::Nowhere,
        }
    }
}

/// `[tls]`: both files, or neither for plain HTTP.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tls {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<PathBuf>,
}

/// `[metrics]`.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Metrics {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
}

/// `[proxies]`.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Proxies {
    pub(crate) trusted: Vec<Network>,
}

impl Proxies {
    /// The networks whose word about the client is taken.
    pub(crate) fn networks(&self) -> Vec<IpNet> {
        self.trusted.iter().map(|network| network.0).collect()
    }
}

/// `[client_certificates]`: where certificates of clients come from.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ClientCertificates {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<CertificateHeader>,
}

/// `[outbound]`: requests that leave the process. Times in seconds.
#[derive(Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Outbound {
    pub(crate) allow: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) timeout: u64,
}

impl Default for Outbound {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            ca_file: None,
            timeout: 5,
        }
    }
}

/// `[limits]`: what one client, or all of them, may take. Sizes in bytes, times in seconds.
#[derive(Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limits {
    pub(crate) connections: usize,
    pub(crate) header_bytes: usize,
    pub(crate) header_timeout: u64,
    pub(crate) request_timeout: u64,
    pub(crate) body: usize,
    pub(crate) sign_in_rate: u32,
    pub(crate) sign_in_burst: u32,
    pub(crate) failed_client_rate: u32,
    pub(crate) failed_client_burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        let web = durward_web::Limits::default();
        Self {
            connections: 10_000,
            header_bytes: 32 * 1024,
            header_timeout: 30,
            request_timeout: 60,
            body: web.body,
            sign_in_rate: web.sign_in.0,
            sign_in_burst: web.sign_in.1,
            failed_client_rate: web.failed_clients.0,
            failed_client_burst: web.failed_clients.1,
        }
    }
}

impl Limits {
    /// The part that the doors keep themselves.
    pub(crate) fn of_web(&self) -> durward_web::Limits {
        durward_web::Limits {
            sign_in: (self.sign_in_rate, self.sign_in_burst),
            failed_clients: (self.failed_client_rate, self.failed_client_burst),
            body: self.body,
        }
    }
}

/// `[log]`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: "info".to_owned(),
        }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Text where a person looks on, JSON otherwise.
    Auto,
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// `[passwords]`: how much of the machine password hashing may take. The wait is in milliseconds.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Passwords {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) threads: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) queue: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wait: Option<u64>,
}

/// `[root_key]`: where the key that wraps all others comes from; a file in the data folder unless told.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RootKeySource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variable: Option<String>,
    pub(crate) command: Vec<String>,
}

/// `[sqlite]`. Caches in KiB.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sqlite {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) readers: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) writer_cache: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reader_cache: Option<u32>,
}

/// `[postgres]`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Postgres {
    pub(crate) connections: usize,
    pub(crate) prepare: bool,
    pub(crate) notify: bool,
}

impl Default for Postgres {
    fn default() -> Self {
        let defaults = durward_db::Settings::default();
        Self {
            connections: defaults.pg_pool,
            prepare: defaults.pg_prepare,
            notify: defaults.pg_listen,
        }
    }
}

/// `[admin]`: the first administrator, made at the first start without a link.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Admin {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password_file: Option<PathBuf>,
}
