//! Names of subjects (RFC 5280 4.1.2.6), and how people write them (RFC 4514).

use std::collections::BTreeSet;
use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;
use x509_parser::asn1_rs::{Any, FromDer};
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::certificate::plain;

/// Longest name that is read, in bytes.
const BYTES: usize = 2048;

/// Short names of attribute types (RFC 4514 3, RFC 4519, and what usual tools write), in lower case.
const TYPES: [(&str, &str); 24] = [
    ("cn", "2.5.4.3"),
    ("commonname", "2.5.4.3"),
    ("sn", "2.5.4.4"),
    ("surname", "2.5.4.4"),
    ("serialnumber", "2.5.4.5"),
    ("c", "2.5.4.6"),
    ("l", "2.5.4.7"),
    ("st", "2.5.4.8"),
    ("s", "2.5.4.8"),
    ("street", "2.5.4.9"),
    ("o", "2.5.4.10"),
    ("ou", "2.5.4.11"),
    ("title", "2.5.4.12"),
    ("businesscategory", "2.5.4.15"),
    ("postalcode", "2.5.4.17"),
    ("gn", "2.5.4.42"),
    ("givenname", "2.5.4.42"),
    ("organizationidentifier", "2.5.4.97"),
    ("dc", "0.9.2342.19200300.100.1.25"),
    ("uid", "0.9.2342.19200300.100.1.1"),
    ("userid", "0.9.2342.19200300.100.1.1"),
    ("e", "1.2.840.113549.1.9.1"),
    ("email", "1.2.840.113549.1.9.1"),
    ("emailaddress", "1.2.840.113549.1.9.1"),
];

/// A distinguished name, to be compared: its parts in the order of certificates, each a set of attribute types and values.
/// Values differ neither by case nor by how many spaces stand together (RFC 4517 4.2.15, RFC 5280 7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinguishedName(Vec<BTreeSet<(String, String)>>);

/// A text is no distinguished name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAName;

impl fmt::Display for NotAName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a distinguished name such as CN=client,O=Example,C=DE")
    }
}

impl std::error::Error for NotAName {}

impl DistinguishedName {
    /// Reads a name as RFC 4514 writes it: the last part of the certificate first. Spaces around parts do not count.
    ///
    /// # Errors
    /// When it is empty, longer than 2048 bytes, or of another form.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        if text.trim().is_empty() || text.len() > BYTES {
            return Err(NotAName);
        }
        let mut parts = Vec::new();
        for part in split(text, ',') {
            let mut attributes = BTreeSet::new();
            for attribute in split(part, '+') {
                let (name, value) = attribute.split_once('=').ok_or(NotAName)?;
                attributes.insert((oid(name.trim())?, folded(&written(value)?)));
            }
            parts.push(attributes);
        }
        parts.reverse();
        Ok(Self(parts))
    }

    /// The name in a certificate; none when a value of it is no text that can be compared.
    pub(crate) fn of(name: &X509Name<'_>) -> Option<Self> {
        let attribute = |attribute: &AttributeTypeAndValue<'_>| {
            let value = plain(attribute.as_str().ok()?)?;
            Some((attribute.attr_type().to_id_string(), folded(&value)))
        };
        let part = |part: &x509_parser::x509::RelativeDistinguishedName<'_>| {
            part.iter().map(attribute).collect::<Option<BTreeSet<_>>>()
        };
        let parts: Option<Vec<_>> = name.iter_rdn().map(part).collect();
        parts.filter(|parts| !parts.is_empty()).map(Self)
    }
}

/// The parts of `text` between `separator`, but for those that are escaped.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(move |character| {
        let separates = character == separator && !escaped;
        escaped = character == '\\' && !escaped;
        separates
    })
    .collect()
}

/// An attribute type by its number.
fn oid(name: &str) -> Result<String, NotAName> {
    let lower = name.to_ascii_lowercase();
    let number = lower.strip_prefix("oid.").unwrap_or(&lower);
    let mut arcs = number.split('.');
    if number.contains('.')
        && arcs.all(|arc| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Ok(number.to_owned());
    }
    let mut known = TYPES.iter();
    let known = known.find(|(known, _)| *known == lower);
    known.map(|(_, oid)| (*oid).to_owned()).ok_or(NotAName)
}

/// A value as it was meant: escapes undone, or the text of `#` and its DER in hexadecimal (RFC 4514 2.4).
fn written(value: &str) -> Result<String, NotAName> {
    let value = value.trim_start_matches(' ');
    if let Some(hex) = value.strip_prefix('#') {
        let der = HEXLOWER_PERMISSIVE.decode(hex.trim_end().as_bytes());
        let der = der.map_err(|_| NotAName)?;
        let (rest, any) = Any::from_der(&der).map_err(|_| NotAName)?;
        let text = any.as_any_string().map_err(|_| NotAName)?;
        return plain(text).filter(|_| rest.is_empty()).ok_or(NotAName);
    }
    let (mut bytes, mut kept) = (Vec::new(), 0);
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => {
                bytes.push(escape(&mut rest)?);
                kept = bytes.len();
            }
            b'"' | b';' | b'<' | b'>' => return Err(NotAName),
            b' ' => bytes.push(byte),
            _ => {
                bytes.push(byte);
                kept = bytes.len();
            }
        }
    }
    // Spaces at the end count when they are escaped.
    bytes.truncate(kept);
    let text = String::from_utf8(bytes).map_err(|_| NotAName)?;
    plain(&text).ok_or(NotAName)
}

/// What follows a backslash: a special character, or two hexadecimal digits.
fn escape(rest: &mut std::str::Bytes<'_>) -> Result<u8, NotAName> {
    let first = rest.next().ok_or(NotAName)?;
    if b" \"#+,;<=>\\".contains(&first) {
        return Ok(first);
    }
    let digits = [first, rest.next().ok_or(NotAName)?];
    let decoded = HEXLOWER_PERMISSIVE.decode(&digits).map_err(|_| NotAName)?;
    decoded.first().copied().ok_or(NotAName)
}

/// As values are compared.
fn folded(value: &str) -> String {
    let words: Vec<String> = value.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
