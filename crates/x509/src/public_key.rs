//! The key of a certificate, in the form in which clients register keys.

use data_encoding::BASE64URL_NOPAD;
use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::public_key::PublicKey as Parsed;
use x509_parser::x509::SubjectPublicKeyInfo;

const ED25519: Oid<'static> = oid!(1.3.101.112);
/// Curves with the length of their coordinates in bytes.
const CURVES: [(Oid<'static>, &str, usize); 3] = [
    (oid!(1.2.840.10045.3.1.7), "P-256", 32),
    (oid!(1.3.132.0.34), "P-384", 48),
    (oid!(1.3.132.0.35), "P-521", 66),
];

/// A public key by the members of its JWK (RFC 7518 6, RFC 8037 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(Vec<(&'static str, String)>);

impl PublicKey {
    /// The members, `kty` first.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The key of a certificate; none when it is of a kind that clients cannot register.
    pub(crate) fn of(info: &SubjectPublicKeyInfo<'_>) -> Option<Self> {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        if info.algorithm.algorithm == ED25519 {
            let x = text(&info.subject_public_key.data);
            return Some(Self(vec![
                ("kty", "OKP".to_owned()),
                ("crv", "Ed25519".to_owned()),
                ("x", x),
            ]));
        }
        match info.parsed().ok()? {
            Parsed::RSA(key) => Some(Self(vec![
                ("kty", "RSA".to_owned()),
                ("n", text(shortest(key.modulus))),
                ("e", text(shortest(key.exponent))),
            ])),
            Parsed::EC(point) => {
                let named = info.algorithm.parameters.as_ref()?.as_oid().ok()?;
                let mut curves = CURVES.into_iter();
                let (_, name, length) = curves.find(|(oid, ..)| *oid == named)?;
                let (format, coordinates) = point.data().split_first()?;
                // Uncompressed: x and y of full length (SEC 1 2.3.3).
                if *format != 4 || coordinates.len() != 2 * length {
                    return None;
                }
                let (x, y) = coordinates.split_at(length);
                Some(Self(vec![
                    ("kty", "EC".to_owned()),
                    ("crv", name.to_owned()),
                    ("x", text(x)),
                    ("y", text(y)),
                ]))
            }
            _ => None,
        }
    }
}

/// A big-endian number without leading zeros (RFC 7518 2, Base64urlUInt).
fn shortest(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|&byte| byte != 0);
    start.map_or(&[], |start| &number[start..])
}
