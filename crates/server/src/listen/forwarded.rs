//! Who the client is when proxies stand in between (RFC 7239, and the older `X-Forwarded-*`). A header counts only when
//! the connection comes from a listed proxy, and of the addresses in it only those that listed proxies added.

use std::net::IpAddr;

use durward_web::Peer;
use http::header::{FORWARDED, HOST, HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// One step of the way, as the proxy behind it saw it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Hop {
    ip: Option<IpAddr>,
    proto: Option<String>,
    host: Option<String>,
}

/// The client of a request that came from `from`. Where a trusted proxy says that it was asked for another host, that
/// takes the place of `Host`.
pub(crate) fn resolve(from: IpAddr, tls: bool, headers: &mut HeaderMap, trusted: &[IpNet]) -> Peer {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(&ip));
    if trusted.is_empty() || !is_trusted(from) {
        return Peer { ip: from, tls };
    }
    let hops = if headers.contains_key(FORWARDED) {
        forwarded(headers)
    } else {
        x_forwarded(headers)
    };
    let mut peer = Peer { ip: from, tls };
    // From the nearest proxy outwards; what the first untrusted address says of those before it is hearsay.
    for hop in hops.iter().rev() {
        if let Some(proto) = &hop.proto {
            peer.tls = proto.eq_ignore_ascii_case("https");
        }
        if let Some(host) = hop.host.as_deref().and_then(valid_host) {
            headers.insert(HOST, host);
        }
        let Some(ip) = hop.ip else { break };
        peer.ip = ip;
        if !is_trusted(ip) {
            break;
        }
    }
    peer
}

fn valid_host(text: &str) -> Option<HeaderValue> {
    text.parse::<http::uri::Authority>().ok()?;
    HeaderValue::from_str(text).ok()
}

/// The values of all headers `name`, parts between commas, in order.
fn parts<'a>(headers: &'a HeaderMap, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// `Forwarded: for=192.0.2.43;proto=https, for="[2001:db8::1]:4711"`.
fn forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let mut hops = Vec::new();
    for part in parts(headers, &FORWARDED) {
        let mut hop = Hop::default();
        for pair in part.split(';') {
            let (name, value) = pair.trim().split_once('=').unwrap_or_default();
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "for" => hop.ip = address(value),
                "proto" => hop.proto = Some(value.to_owned()),
                "host" => hop.host = Some(value.to_owned()),
                _ => {}
            }
        }
        hops.push(hop);
    }
    hops
}

/// `X-Forwarded-For: client, proxy`. Protocol and host stand for the whole way; of several the outermost proxy's, which
/// is the first.
fn x_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let mut hops: Vec<Hop> = parts(headers, &FOR)
        .map(|part| Hop {
            ip: address(part),
            ..Hop::default()
        })
        .collect();
    let proto = parts(headers, &PROTO).next().map(str::to_owned);
    let host = parts(headers, &FORWARDED_HOST).next().map(str::to_owned);
    if hops.is_empty() && (proto.is_some() || host.is_some()) {
        hops.push(Hop::default());
    }
    if let Some(nearest) = hops.last_mut() {
        (nearest.proto, nearest.host) = (proto, host);
    }
    hops
}

/// An address, perhaps with a port, perhaps in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = text.parse::<IpAddr>().ok();
    let with_port = || {
        text.parse::<std::net::SocketAddr>()
            .ok()
            .map(|address| address.ip())
    };
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    plain
        .or_else(with_port)
        .or_else(bracketed)
        .map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(from: &str, given: &[(&'static str, &'static str)]) -> (Peer, HeaderMap) {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        (
            resolve(from.parse().unwrap(), false, &mut headers, &trusted),
            headers,
        )
    }

    fn ip(from: &str, given: &[(&'static str, &'static str)]) -> String {
        peer(from, given).0.ip.to_string()
    }

    #[test]
    fn a_client_cannot_say_it_is_somebody_else() {
        assert_eq!(
            ip("203.0.113.9", &[("x-forwarded-for", "198.51.100.1")]),
            "203.0.113.9"
        );
        assert!(!peer("203.0.113.9", &[("x-forwarded-proto", "https")]).0.tls);
    }

    #[test]
    fn a_client_behind_a_proxy_cannot_put_an_address_in_front_of_its_own() {
        let chain = [("x-forwarded-for", "198.51.100.1, 203.0.113.9, 10.0.0.7")];
        assert_eq!(ip("10.0.0.1", &chain), "203.0.113.9");
        assert_eq!(
            ip(
                "10.0.0.1",
                &[
                    ("x-forwarded-for", "198.51.100.1"),
                    ("x-forwarded-for", "203.0.113.9")
                ]
            ),
            "203.0.113.9"
        );
        assert_eq!(
            ip(
                "10.0.0.1",
                &[("forwarded", "for=198.51.100.1, for=203.0.113.9;proto=https")]
            ),
            "203.0.113.9"
        );
    }

    #[test]
    fn a_proxy_is_believed_about_address_protocol_and_host() {
        let (peer, headers) = peer(
            "10.0.0.1",
            &[
                ("x-forwarded-for", "203.0.113.9"),
                ("x-forwarded-proto", "https"),
                ("x-forwarded-host", "id.acme.example, inner"),
                ("host", "inner"),
            ],
        );
        assert_eq!(
            (peer.ip.to_string().as_str(), peer.tls),
            ("203.0.113.9", true)
        );
        assert_eq!(headers[HOST], "id.acme.example");
    }

    #[test]
    fn the_standard_header_is_read_with_ports_and_quotes() {
        let (peer, headers) = peer(
            "::1",
            &[(
                "forwarded",
                "for=\"[2001:db8::1]:4711\";proto=https;host=id.acme.example",
            )],
        );
        assert_eq!(
            (peer.ip.to_string().as_str(), peer.tls),
            ("2001:db8::1", true)
        );
        assert_eq!(headers[HOST], "id.acme.example");
        assert_eq!(ip("::1", &[("forwarded", "for=_hidden")]), "::1");
    }

    #[test]
    fn a_missing_protocol_is_that_of_the_connection() {
        assert!(
            !peer("10.0.0.1", &[("x-forwarded-for", "203.0.113.9")])
                .0
                .tls
        );
    }

    #[test]
    fn a_host_that_is_none_is_ignored() {
        let (_, headers) = peer(
            "10.0.0.1",
            &[
                ("x-forwarded-for", "203.0.113.9"),
                ("x-forwarded-host", "a b"),
                ("host", "inner"),
            ],
        );
        assert_eq!(headers[HOST], "inner");
    }
}
