//! The certificate of a client: of our own TLS connection, or from the header in which a trusted proxy passes it on.
//!
//! A proxy that does not know of a header passes on whatever a client writes into it. So one header counts alone, the one
//! that the settings name, and on connections from a listed proxy only; what such a proxy presents itself is its own.

use std::net::IpAddr;
use std::sync::Arc;

use data_encoding::BASE64;
use durward_model::http::{CertificateSource, ClientCertificate};
use http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};

/// `Client-Cert` (RFC 9440 2.2).
const OWN: HeaderName = HeaderName::from_static("client-cert");
/// `Client-Cert-Chain` (RFC 9440 2.3).
const CHAIN: HeaderName = HeaderName::from_static("client-cert-chain");
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-client-cert");
const PEM: HeaderName = HeaderName::from_static("x-ssl-client-cert");

/// How a proxy passes certificates on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum CertificateHeader {
    /// `Client-Cert` and `Client-Cert-Chain` (RFC 9440).
    #[serde(rename = "client-cert")]
    Standard,
    /// `X-Forwarded-Client-Cert` (Envoy).
    #[serde(rename = "x-forwarded-client-cert")]
    Elements,
    /// `X-SSL-Client-Cert`: PEM, percent-encoded (nginx, `$ssl_client_escaped_cert`).
    #[serde(rename = "x-ssl-client-cert")]
    Pem,
}

/// The certificate behind a request that came from `from`; `own` is that of the connection.
pub(crate) fn resolve(
    from: IpAddr,
    own: Option<Arc<ClientCertificate>>,
    headers: &HeaderMap,
    header: Option<CertificateHeader>,
    trusted: &[IpNet],
) -> Option<Arc<ClientCertificate>> {
    if !trusted.iter().any(|network| network.contains(&from)) {
        return own;
    }
    let chain = match header? {
        CertificateHeader::Standard => standard(headers),
        CertificateHeader::Elements => forwarded(headers),
        CertificateHeader::Pem => encoded_pem(only(headers, &PEM)?),
    }?;
    Some(Arc::new(ClientCertificate {
        chain,
        source: CertificateSource::Proxy,
    }))
}

/// What the client of a connection presented.
pub(crate) fn of_connection(
    presented: Option<&[CertificateDer<'_>]>,
) -> Option<Arc<ClientCertificate>> {
    let presented = presented.filter(|chain| !chain.is_empty())?;
    Some(Arc::new(ClientCertificate {
        chain: presented.iter().map(|der| der.to_vec()).collect(),
        source: CertificateSource::Connection,
    }))
}

/// The value of a header that is there once. Of two, one may be the client's own.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn standard(headers: &HeaderMap) -> Option<Vec<Vec<u8>>> {
    let mut chain = vec![bytes(only(headers, &OWN)?)?];
    for value in headers.get_all(&CHAIN) {
        for item in value.to_str().ok()?.split(',') {
            chain.push(bytes(item)?);
        }
    }
    Some(chain)
}

/// A byte sequence (RFC 9651 3.3.5).
fn bytes(item: &str) -> Option<Vec<u8>> {
    let inner = item.trim().strip_prefix(':')?.strip_suffix(':')?;
    BASE64.decode(inner.as_bytes()).ok()
}

/// `Hash=…;Cert="…";Chain="…"`, one element for each proxy: the last is what the nearest one saw.
fn forwarded(headers: &HeaderMap) -> Option<Vec<Vec<u8>>> {
    let last = headers.get_all(&FORWARDED).iter().next_back()?;
    let element = split(last.to_str().ok()?, ',').pop()?;
    let member = |wanted: &str| {
        split(element, ';').into_iter().find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            let value = value.trim().trim_matches('"');
            name.eq_ignore_ascii_case(wanted).then_some(value)
        })
    };
    let own = member("Cert").and_then(encoded_pem);
    let chain = member("Chain").and_then(encoded_pem);
    match (own, chain) {
        (Some(mut own), Some(chain)) => {
            let others = chain.into_iter().filter(|der| !own.contains(der));
            let others: Vec<_> = others.collect();
            own.extend(others);
            Some(own)
        }
        (own, chain) => own.or(chain),
    }
}

/// The parts of `text` between `separator`, but for those inside quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"';
        character == separator && !quoted
    })
    .collect()
}

/// Certificates in PEM, percent-encoded.
fn encoded_pem(text: &str) -> Option<Vec<Vec<u8>>> {
    let pem: Vec<u8> = percent_decode_str(text).collect();
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem)
        .map(|der| der.map(|der| der.to_vec()))
        .collect();
    chain.ok().filter(|chain| !chain.is_empty())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::CertificateHeader::{Elements, Pem, Standard};
    use super::*;

    fn certificate(name: &str) -> (Vec<u8>, String) {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let pem = utf8_percent_encode(&made.cert.pem(), NON_ALPHANUMERIC).to_string();
        (made.cert.der().to_vec(), pem)
    }

    fn chain(
        from: &str,
        header: Option<CertificateHeader>,
        given: &[(&'static str, String)],
    ) -> Option<Vec<Vec<u8>>> {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let found = resolve(from.parse().unwrap(), None, &headers, header, &trusted)?;
        assert_eq!(found.source, CertificateSource::Proxy);
        Some(found.chain.clone())
    }

    #[test]
    fn each_kind_of_header_is_read() {
        let (own, own_pem) = certificate("ana");
        let (above, above_pem) = certificate("staff");
        let both = Some(vec![own.clone(), above.clone()]);
        let standard = [
            ("client-cert", format!(":{}:", BASE64.encode(&own))),
            ("client-cert-chain", format!(":{}:", BASE64.encode(&above))),
        ];
        assert_eq!(chain("10.0.0.1", Some(Standard), &standard), both);
        let text = format!("Hash=ab;Cert=\"{own_pem}\";Chain=\"{own_pem}{above_pem}\"");
        let envoy = [("x-forwarded-client-cert", text)];
        assert_eq!(chain("10.0.0.1", Some(Elements), &envoy), both);
        let nginx = [("x-ssl-client-cert", own_pem)];
        let alone = Some(vec![own]);
        assert_eq!(chain("10.0.0.1", Some(Pem), &nginx), alone);
    }

    #[test]
    fn attack_a_header_from_whoever_is_no_proxy_is_ignored() {
        let (own, pem) = certificate("ana");
        let standard = [("client-cert", format!(":{}:", BASE64.encode(&own)))];
        assert_eq!(chain("203.0.113.9", Some(Standard), &standard), None);
        let nginx = [("x-ssl-client-cert", pem)];
        assert_eq!(chain("203.0.113.9", Some(Pem), &nginx), None);
    }

    #[test]
    fn attack_a_header_that_the_proxy_does_not_write_itself_is_ignored() {
        let (own, pem) = certificate("ana");
        let passed_through = [
            ("client-cert", format!(":{}:", BASE64.encode(&own))),
            ("x-forwarded-client-cert", format!("Cert=\"{pem}\"")),
        ];
        assert_eq!(chain("10.0.0.1", None, &passed_through), None);
        assert_eq!(chain("10.0.0.1", Some(Pem), &passed_through), None);
    }

    #[test]
    fn attack_a_second_value_beside_the_proxys_makes_neither_count() {
        let (own, _) = certificate("ana");
        let (other, _) = certificate("eve");
        let value = |der: &[u8]| ("client-cert", format!(":{}:", BASE64.encode(der)));
        let twice = [value(&other), value(&own)];
        assert_eq!(chain("10.0.0.1", Some(Standard), &twice), None);
    }

    #[test]
    fn attack_an_element_in_front_of_the_proxys_is_ignored() {
        let (own, own_pem) = certificate("ana");
        let (_, forged_pem) = certificate("eve");
        let text = format!("Cert=\"{forged_pem}\";By=\"a,b\",By=proxy;Cert=\"{own_pem}\"");
        let appended = [("x-forwarded-client-cert", text)];
        let found = chain("10.0.0.1", Some(Elements), &appended);
        assert_eq!(found, Some(vec![own]));
    }

    #[test]
    fn what_does_not_read_is_no_certificate() {
        for text in ["", "(null)", ":!:", "::", "-----BEGIN CERTIFICATE-----"] {
            for (name, header) in [
                ("client-cert", Standard),
                ("x-forwarded-client-cert", Elements),
                ("x-ssl-client-cert", Pem),
            ] {
                let found = chain("10.0.0.1", Some(header), &[(name, text.to_owned())]);
                let empty = found.is_none() || found == Some(vec![Vec::new()]);
                assert!(empty, "{name}: {text}");
            }
        }
    }

    #[test]
    fn attack_the_certificate_of_a_proxy_is_not_that_of_its_client() {
        let own = of_connection(Some(&[CertificateDer::from(vec![1])]));
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let headers = HeaderMap::new();
        let seen = |from: &str| {
            let from = from.parse().unwrap();
            resolve(from, own.clone(), &headers, Some(Standard), &trusted)
        };
        assert_eq!(seen("10.0.0.1"), None);
        assert_eq!(seen("203.0.113.9"), own);
    }
}
