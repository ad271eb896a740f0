//! What a certificate says.

use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64URL_NOPAD;
use x509_parser::asn1_rs::{FromDer, Oid, TaggedExplicit, Utf8String, oid};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::x509::AttributeTypeAndValue;

use crate::{DistinguishedName, PublicKey, Refusal};

/// Longest certificate that is looked at, in bytes.
const BYTES: usize = 16 * 1024;
/// Longest name that is taken from one, in characters.
const NAME_CHARS: usize = 320;

/// `otherName` of a user principal name in a directory of Windows.
const UPN: Oid<'static> = oid!(1.3.6.1.4.1.311.20.2.3);
/// `userId` (RFC 4519 2.39).
const UID: Oid<'static> = oid!(0.9.2342.19200300.100.1.1);

/// What a certificate says of its owner, and where to ask whether it is still good. Whether any of it is true is for
/// [`Verifier`](crate::Verifier).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the whole, base64url without padding: `x5t#S256` of RFC 8705.
    pub fingerprint: String,
    /// The name of the subject; none when it is empty or cannot be compared.
    pub subject: Option<DistinguishedName>,
    /// Its key; none when it is of a kind that clients cannot register.
    pub public_key: Option<PublicKey>,
    /// Common names of the subject.
    pub common_names: Vec<String>,
    /// User identifiers of the subject.
    pub user_ids: Vec<String>,
    /// Mail addresses in the subject.
    pub subject_emails: Vec<String>,
    /// Mail addresses among the alternative names (`rfc822Name`).
    pub emails: Vec<String>,
    /// Names of hosts among the alternative names (`dNSName`).
    pub dns_names: Vec<String>,
    /// Addresses among the alternative names (`uniformResourceIdentifier`).
    pub uris: Vec<String>,
    /// Network addresses among the alternative names (`iPAddress`).
    pub ip_addresses: Vec<IpAddr>,
    /// User principal names among the alternative names.
    pub principal_names: Vec<String>,
    /// Addresses of revocation lists that it points to.
    pub(crate) list_addresses: Vec<String>,
    /// Whether its key may be used for signatures, which a client proves itself by (RFC 5280 4.2.1.3).
    pub(crate) signs: bool,
    /// Whether it says what it is for (extended key usage, RFC 5280 4.2.1.12).
    pub(crate) says_usage: bool,
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// [`Refusal::Unreadable`].
    pub fn read(der: &[u8]) -> Result<Self, Refusal> {
        if der.len() > BYTES {
            return Err(Refusal::Unreadable);
        }
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| Refusal::Unreadable)?;
        if !rest.is_empty() {
            return Err(Refusal::Unreadable);
        }
        let usage = parsed.key_usage().map_err(|_| Refusal::Unreadable)?;
        let subject = parsed.subject();
        let mut read = Self {
            fingerprint: BASE64URL_NOPAD.encode(digest(&SHA256, der).as_ref()),
            subject: DistinguishedName::of(subject),
            public_key: PublicKey::of(parsed.public_key()),
            common_names: texts(subject.iter_common_name()),
            user_ids: texts(subject.iter_by_oid(&UID)),
            subject_emails: texts(subject.iter_email()),
            emails: Vec::new(),
            dns_names: Vec::new(),
            uris: Vec::new(),
            ip_addresses: Vec::new(),
            principal_names: Vec::new(),
            list_addresses: Vec::new(),
            says_usage: matches!(parsed.extended_key_usage(), Ok(Some(_))),
            signs: usage.is_none_or(|usage| usage.value.digital_signature()),
        };
        for extension in parsed.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => {
                    read.take_names(&names.general_names);
                }
                ParsedExtension::CRLDistributionPoints(points) => {
                    let names = points
                        .iter()
                        .filter_map(|point| point.distribution_point.as_ref());
                    for name in names {
                        if let DistributionPointName::FullName(names) = name {
                            read.list_addresses.extend(addresses(names));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(read)
    }

    fn take_names(&mut self, names: &[GeneralName<'_>]) {
        for name in names {
            match name {
                GeneralName::RFC822Name(email) => self.emails.extend(plain(email)),
                GeneralName::DNSName(host) => self.dns_names.extend(plain(host)),
                GeneralName::URI(uri) => self.uris.extend(plain(uri)),
                GeneralName::IPAddress(bytes) => self.ip_addresses.extend(ip_address(bytes)),
                GeneralName::OtherName(kind, value) if *kind == UPN => {
                    self.principal_names.extend(principal_name(value));
                }
                _ => {}
            }
        }
    }
}

fn texts<'a>(attributes: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>) -> Vec<String> {
    let texts = attributes.filter_map(|attribute| attribute.as_str().ok());
    texts.filter_map(plain).collect()
}

/// A name that can be compared: nothing in it that is not seen, which a reader of names might stop at.
pub(crate) fn plain(name: &str) -> Option<String> {
    let good = !name.is_empty()
        && name.chars().count() <= NAME_CHARS
        && !name.chars().any(char::is_control);
    good.then(|| name.to_owned())
}

/// Four bytes or sixteen (RFC 5280 4.2.1.6).
fn ip_address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let v6 = || <[u8; 16]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| v6()).ok()
}

/// `[0] EXPLICIT UTF8String`.
fn principal_name(value: &[u8]) -> Option<String> {
    type Tagged<'a> = TaggedExplicit<Utf8String<'a>, x509_parser::asn1_rs::Error, 0>;
    let (rest, tagged) = Tagged::from_der(value).ok()?;
    let name = tagged.into_inner().string();
    plain(&name).filter(|_| rest.is_empty())
}

/// The addresses that can be asked; a directory's cannot.
fn addresses(names: &[GeneralName<'_>]) -> Vec<String> {
    let address = |name: &GeneralName<'_>| match name {
        GeneralName::URI(uri) if uri.starts_with("http://") || uri.starts_with("https://") => {
            Some((*uri).to_owned())
        }
        _ => None,
    };
    names.iter().filter_map(address).collect()
}
