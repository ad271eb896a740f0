//! What `outbound.allow` lists.

use std::net::IpAddr;

use anyhow::bail;
use ipnet::IpNet;

use crate::config::Network;

/// Hosts and networks that may be asked although they are ours.
#[derive(Debug, Default)]
pub(crate) struct Allowed {
    /// In lower case.
    hosts: Vec<String>,
    /// Hosts below these, which begin with a dot.
    below: Vec<String>,
    networks: Vec<IpNet>,
}

impl Allowed {
    /// Reads the entries: networks, addresses, host names, and `*.` with a domain for all hosts below it.
    ///
    /// # Errors
    /// The first entry that is none of these.
    pub(crate) fn parse(entries: &[String]) -> anyhow::Result<Self> {
        let mut allowed = Self::default();
        for entry in entries {
            if let Ok(Network(network)) = entry.parse() {
                allowed.networks.push(network);
                continue;
            }
            let name = entry.strip_prefix("*.").unwrap_or(entry);
            let is_name = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
            if !is_name {
                bail!("outbound.allow: {entry} is not a host, an address or a network");
            }
            let name = name.to_ascii_lowercase();
            if entry.starts_with("*.") {
                allowed.below.push(format!(".{name}"));
            } else {
                allowed.hosts.push(name);
            }
        }
        Ok(allowed)
    }

    /// Whether the host called `name` is listed.
    pub(crate) fn lists_host(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        self.hosts.contains(&name) || self.below.iter().any(|end| name.ends_with(end.as_str()))
    }

    /// Whether `address` is in a network that is listed.
    pub(crate) fn lists_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks
            .iter()
            .any(|network| network.contains(&address))
    }
}
