//! Clients that prove who they are by the certificate of their connection (RFC 8705 2).
//!
//! With `tls_client_auth` an authority that the realm trusts stands behind it, and it names the client; with
//! `self_signed_tls_client_auth` its key is one that the client has registered.

use std::net::IpAddr;
use std::sync::Arc;

use durward_jose::Jwk;
use durward_model::Invalid;
use durward_model::app::OauthClient;
use durward_model::id::RealmId;
use durward_model::service::Certificates as Settings;
use durward_oauth::ClientAuthMethod;
use durward_store::{Cx, Error, services};
use durward_x509::{Certificate, DistinguishedName, Policy, Verifier};
use serde_json::{Map, Value};

use super::{Client, ClientKeys};
use crate::{Failure, Provider};

/// The one name by which a certificate is known to be the client's (RFC 8705 2.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateName {
    /// The subject.
    Subject(DistinguishedName),
    /// A `dNSName` among the alternative names.
    Dns(String),
    /// A `uniformResourceIdentifier` among them.
    Uri(String),
    /// An `iPAddress` among them.
    Ip(IpAddr),
    /// An `rfc822Name` among them.
    Email(String),
}

impl CertificateName {
    /// The name that an app registers; none when it has none.
    ///
    /// # Errors
    /// More than one, or one that does not read.
    pub(super) fn of(oauth: &OauthClient) -> Result<Option<Self>, Invalid> {
        let fields = [
            (
                "tls_client_auth_subject_dn",
                &oauth.tls_client_auth_subject_dn,
            ),
            ("tls_client_auth_san_dns", &oauth.tls_client_auth_san_dns),
            ("tls_client_auth_san_uri", &oauth.tls_client_auth_san_uri),
            ("tls_client_auth_san_ip", &oauth.tls_client_auth_san_ip),
            (
                "tls_client_auth_san_email",
                &oauth.tls_client_auth_san_email,
            ),
        ];
        let mut given = fields
            .into_iter()
            .filter_map(|(field, value)| Some((field, value.as_deref()?)));
        let Some((field, value)) = given.next() else {
            return Ok(None);
        };
        let invalid = |text: &str| Invalid::new(format!("oauth.{field}"), text);
        if given.next().is_some() {
            return Err(invalid(
                "Give one of the tls_client_auth names (RFC 8705 2.1.2).",
            ));
        }
        if value.is_empty() || value.len() > 2048 || value.contains(char::is_control) {
            return Err(invalid("Give 1 to 2048 characters."));
        }
        let name = match field {
            "tls_client_auth_subject_dn" => DistinguishedName::parse(value)
                .map(Self::Subject)
                .map_err(|_| invalid("Give a name such as CN=client,O=Example,C=DE (RFC 4514)."))?,
            "tls_client_auth_san_dns" => Self::Dns(value.to_ascii_lowercase()),
            "tls_client_auth_san_uri" => Self::Uri(value.to_owned()),
            "tls_client_auth_san_ip" => value
                .parse()
                .map(Self::Ip)
                .map_err(|_| invalid("Give a network address such as 192.0.2.7."))?,
            _ => Self::Email(email(value)),
        };
        Ok(Some(name))
    }

    fn is_in(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Subject(name) => certificate.subject.as_ref() == Some(name),
            Self::Dns(name) => {
                let mut names = certificate.dns_names.iter();
                names.any(|known| known.eq_ignore_ascii_case(name))
            }
            Self::Uri(uri) => certificate.uris.contains(uri),
            Self::Ip(address) => certificate.ip_addresses.contains(address),
            Self::Email(address) => {
                let mut addresses = certificate.emails.iter();
                addresses.any(|known| email(known) == *address)
            }
        }
    }
}

/// A mail address as it is compared: the host's case does not count (RFC 5280 7.5).
fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, host)) => format!("{local}@{}", host.to_ascii_lowercase()),
        None => address.to_owned(),
    }
}

/// What verifies certificates of clients: one per process.
pub struct ClientCertificates {
    verifier: Verifier,
    /// What each realm asks of certificates, with the settings it was read from.
    policies: moka::sync::Cache<RealmId, (Arc<Settings>, Arc<Policy>)>,
}

impl std::fmt::Debug for ClientCertificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClientCertificates({})", self.policies.entry_count())
    }
}

impl Default for ClientCertificates {
    fn default() -> Self {
        Self {
            verifier: Verifier::default(),
            policies: moka::sync::Cache::new(2000),
        }
    }
}

impl ClientCertificates {
    /// What the realm of `cx` asks of certificates.
    async fn policy(&self, cx: &Cx) -> Result<Arc<Policy>, Error> {
        let settings = services::settings::<Settings>(cx).await?;
        if let Some((read_from, policy)) = self.policies.get(&cx.realm.id)
            && Arc::ptr_eq(&read_from, &settings)
        {
            return Ok(policy);
        }
        let policy = Policy::read(&settings).map_err(|error| Error::internal(error.to_string()))?;
        let policy = Arc::new(policy);
        let read = (settings, Arc::clone(&policy));
        self.policies.insert(cx.realm.id, read);
        Ok(policy)
    }
}

/// Whether the certificate of the connection proves that `client` sends the request.
pub(super) async fn proves(provider: &Provider, cx: &Cx, client: &Client) -> Result<bool, Failure> {
    let Some(presented) = cx.origin.client_certificate.as_deref() else {
        return Ok(false);
    };
    match client.auth_methods.as_slice() {
        [ClientAuthMethod::TlsClientAuth] => {
            let certificates = &provider.certificates;
            let policy = certificates.policy(cx).await?;
            let http = cx.platform.http.as_ref();
            let verifier = &certificates.verifier;
            let verified = verifier
                .verify(http, cx.now, &policy, &presented.chain)
                .await;
            Ok(match (verified, &client.certificate_name) {
                (Ok(certificate), Some(name)) => name.is_in(&certificate),
                (Ok(_), None) => false,
                (Err(refusal), _) => {
                    let client_id = client.client_id.as_str();
                    tracing::info!(client_id, %refusal, "a client certificate is not believed");
                    false
                }
            })
        }
        [ClientAuthMethod::SelfSignedTlsClientAuth] => {
            let own = presented.chain.first().and_then(|der| thumbprint(der));
            let Some(own) = own else { return Ok(false) };
            Ok(match &client.keys {
                ClientKeys::None => false,
                ClientKeys::Inline(_) => client.key_thumbprints.contains(&own),
                ClientKeys::Remote(uri) => provider.remote_keys.holds(cx, uri, &own).await,
            })
        }
        _ => Ok(false),
    }
}

/// The thumbprint (RFC 7638) of the key of a certificate in DER.
fn thumbprint(der: &[u8]) -> Option<String> {
    let key = Certificate::read(der).ok()?.public_key?;
    let members: Map<String, Value> = key
        .members()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect();
    Some(Jwk::parse(&Value::Object(members)).ok()?.thumbprint())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &Value) -> Result<Option<CertificateName>, String> {
        let oauth: OauthClient = serde_json::from_value(fields.clone()).unwrap();
        CertificateName::of(&oauth).map_err(|invalid| invalid.field)
    }

    #[test]
    fn a_client_registers_one_name() {
        use serde_json::json;
        assert_eq!(of(&json!({})), Ok(None));
        let ip = of(&json!({"tls_client_auth_san_ip": "2001:DB8::0:7"}));
        let same = CertificateName::Ip("2001:db8::7".parse().unwrap());
        assert_eq!(ip, Ok(Some(same)));
        let mail = of(&json!({"tls_client_auth_san_email": "Ana@ACME.example"}));
        let same = CertificateName::Email("Ana@acme.example".to_owned());
        assert_eq!(mail, Ok(Some(same)));
        for (fields, refused) in [
            (
                json!({"tls_client_auth_subject_dn": "CN=a", "tls_client_auth_san_dns": "a"}),
                "oauth.tls_client_auth_subject_dn",
            ),
            (
                json!({"tls_client_auth_subject_dn": "robot"}),
                "oauth.tls_client_auth_subject_dn",
            ),
            (
                json!({"tls_client_auth_san_ip": "robot"}),
                "oauth.tls_client_auth_san_ip",
            ),
            (
                json!({"tls_client_auth_san_uri": ""}),
                "oauth.tls_client_auth_san_uri",
            ),
        ] {
            assert_eq!(of(&fields), Err(refused.to_owned()), "{fields}");
        }
    }
}
