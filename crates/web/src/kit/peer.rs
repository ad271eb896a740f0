//! Who is at the other end of the connection.

use std::net::{IpAddr, Ipv4Addr};

/// The client of a request, found out by the listener: behind trusted proxies, who they say it is.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// Network address.
    pub ip: IpAddr,
    /// Whether the client speaks TLS.
    pub tls: bool,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            tls: false,
        }
    }
}

impl Peer {
    /// What rate limits count together: an IPv4 address, or the /64 network of an IPv6 address.
    pub(crate) fn network(self) -> u128 {
        match self.ip {
            IpAddr::V4(address) => u128::from(u32::from(address)),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(address) => u128::from(u32::from(address)),
                None => u128::from(address) >> 64 << 64,
            },
        }
    }
}
