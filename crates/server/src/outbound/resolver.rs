//! Looking names up. What is refused here is not connected to, and what is not refused is exactly what is connected to:
//! the addresses are not looked up a second time.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use durward_model::http::Failure;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Allowed, networks};

/// A resolver that leaves out addresses that may not be asked.
pub(super) struct Guard {
    allowed: Arc<Allowed>,
}

/// A name that leads nowhere we may go.
#[derive(Debug)]
pub(super) struct NotAllowed {
    name: String,
    network: &'static str,
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} leads to a {} address; list the host under outbound.allow if it may be asked",
            self.name, self.network
        )
    }
}

impl std::error::Error for NotAllowed {}

impl Guard {
    pub(super) fn new(allowed: Arc<Allowed>) -> Self {
        Self { allowed }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses = permitted(&allowed, &name, found)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The address to connect to for `host`, a name or a number.
///
/// # Errors
/// [`Failure::Refused`] when it may not be asked; [`Failure::Unreachable`] when there is none.
pub(super) async fn look_up(allowed: &Allowed, host: &str) -> Result<IpAddr, Failure> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::net::lookup_host((name, 0))
        .await
        .map_err(|error| Failure::Unreachable(format!("{name}: {error}")))?;
    let addresses =
        permitted(allowed, name, found).map_err(|refused| Failure::Refused(refused.to_string()))?;
    let first = addresses.first();
    first
        .map(SocketAddr::ip)
        .ok_or_else(|| Failure::Unreachable(format!("{name} has no address")))
}

/// Those of `found` that may be asked.
fn permitted(
    allowed: &Allowed,
    name: &str,
    found: impl Iterator<Item = SocketAddr>,
) -> Result<Vec<SocketAddr>, NotAllowed> {
    if allowed.lists_host(name) {
        return Ok(found.collect());
    }
    let mut refused = None;
    let mut addresses = Vec::new();
    for address in found {
        match networks::special(address.ip()) {
            Some(network) if !allowed.lists_address(address.ip()) => refused = Some(network),
            _ => addresses.push(address),
        }
    }
    match refused {
        Some(network) if addresses.is_empty() => Err(NotAllowed {
            name: name.to_owned(),
            network,
        }),
        _ => Ok(addresses),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts
            .iter()
            .map(|text| SocketAddr::new(text.parse().unwrap(), 0))
            .collect()
    }

    #[test]
    fn a_public_name_that_leads_to_a_private_address_is_refused() {
        let none = Allowed::default();
        let refused = permitted(
            &none,
            "rebind.attacker.example",
            addresses(&["127.0.0.1"]).into_iter(),
        )
        .unwrap_err();
        assert!(refused.to_string().contains("loopback"));
    }

    #[test]
    fn a_name_with_a_public_and_a_private_address_never_leads_to_the_private_one() {
        let none = Allowed::default();
        let kept = permitted(
            &none,
            "both.attacker.example",
            addresses(&["10.0.0.1", "1.1.1.1", "::1"]).into_iter(),
        )
        .unwrap();
        assert_eq!(kept, addresses(&["1.1.1.1"]));
    }

    #[test]
    fn a_listed_host_may_be_private() {
        let allowed = Allowed::parse(&["*.internal".to_owned()]).unwrap();
        assert_eq!(
            permitted(
                &allowed,
                "idp.internal",
                addresses(&["10.0.0.1"]).into_iter()
            )
            .unwrap()
            .len(),
            1
        );
        assert!(permitted(&allowed, "internal", addresses(&["10.0.0.1"]).into_iter()).is_err());
    }
}
