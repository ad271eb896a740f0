//! What browsers and client libraries send.
//!
//! Two encodings: the JSON that browsers make (`PublicKeyCredential.toJSON()`, 5.1.4), and the parts joined by `::` that
//! clients of the callback API send, bytes as signed decimal numbers, alone or as `legacyData` in a JSON object.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use crate::Refused;

/// A new credential, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// What the browser says about the page.
    pub client_data: Vec<u8>,
    /// What the device says.
    pub attestation_object: Vec<u8>,
    /// The identifier of the credential, when the client repeats it.
    pub id: Option<Vec<u8>>,
    /// How the device can be reached (`internal`, `usb` …), for the next ceremony.
    pub transports: Vec<String>,
    /// What the person calls it.
    pub name: Option<String>,
}

/// A signature, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The identifier of the credential.
    pub id: Vec<u8>,
    /// What the browser says about the page.
    pub client_data: Vec<u8>,
    /// What the device says.
    pub authenticator_data: Vec<u8>,
    /// The signature over both.
    pub signature: Vec<u8>,
    /// The user handle the device keeps; always there for a discoverable credential.
    pub user_handle: Option<Vec<u8>>,
}

/// A client that could not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The browser or the device knows no passkeys, or none of the kind.
    Unsupported,
    /// The person cancelled, it took too long, or something else went wrong.
    Error,
}

/// What a client answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    /// Nothing: no ceremony took place.
    Nothing,
    /// A credential or a signature.
    Given(T),
    /// It could not.
    Failed(Failure),
}

/// Parts of an answer, whatever the encoding.
const SEPARATOR: &str = "::";

impl Registration {
    /// Reads the answer to a registration.
    ///
    /// # Errors
    /// [`Refused::Malformed`].
    pub fn read(text: &str) -> Result<Answer<Self>, Refused> {
        read(text, Self::from_json, Self::from_parts)
    }

    fn from_json(json: &Value) -> Option<Self> {
        let response = json.get("response")?;
        let transports = response.get("transports").and_then(Value::as_array);
        let transports = transports.into_iter().flatten().filter_map(Value::as_str);
        Some(Self {
            client_data: bytes(response, "clientDataJSON")?,
            attestation_object: bytes(response, "attestationObject")?,
            id: Some(bytes(json, "rawId").or_else(|| bytes(json, "id"))?),
            transports: known(transports),
            name: json
                .get("deviceName")
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
    }

    /// `clientDataJSON::attestationObject::id[::name]`.
    fn from_parts(client_data: &str, parts: &str) -> Option<Self> {
        let mut parts = parts.splitn(3, SEPARATOR);
        Some(Self {
            client_data: client_data.as_bytes().to_vec(),
            attestation_object: numbers(parts.next()?)?,
            id: Some(decode(parts.next()?)?),
            transports: Vec::new(),
            name: parts.next().map(str::to_owned),
        })
    }
}

impl Assertion {
    /// Reads the answer to an authentication.
    ///
    /// # Errors
    /// [`Refused::Malformed`].
    pub fn read(text: &str) -> Result<Answer<Self>, Refused> {
        read(text, Self::from_json, Self::from_parts)
    }

    fn from_json(json: &Value) -> Option<Self> {
        let response = json.get("response")?;
        Some(Self {
            id: bytes(json, "rawId").or_else(|| bytes(json, "id"))?,
            client_data: bytes(response, "clientDataJSON")?,
            authenticator_data: bytes(response, "authenticatorData")?,
            signature: bytes(response, "signature")?,
            user_handle: bytes(response, "userHandle"),
        })
    }

    /// `clientDataJSON::authenticatorData::signature::id[::userHandle]`.
    fn from_parts(client_data: &str, parts: &str) -> Option<Self> {
        let mut parts = parts.splitn(4, SEPARATOR);
        Some(Self {
            client_data: client_data.as_bytes().to_vec(),
            authenticator_data: numbers(parts.next()?)?,
            signature: numbers(parts.next()?)?,
            id: decode(parts.next()?)?,
            user_handle: parts.next().map(|handle| handle.as_bytes().to_vec()),
        })
    }
}

fn read<T>(
    text: &str,
    from_json: fn(&Value) -> Option<T>,
    from_parts: fn(&str, &str) -> Option<T>,
) -> Result<Answer<T>, Refused> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Answer::Nothing);
    }
    if text == "unsupported" {
        return Ok(Answer::Failed(Failure::Unsupported));
    }
    if let Some(error) = text.strip_prefix("ERROR::") {
        let unsupported = error.starts_with("NotSupportedError");
        return Ok(Answer::Failed(if unsupported {
            Failure::Unsupported
        } else {
            Failure::Error
        }));
    }
    let malformed = Refused::Malformed("answer");
    // The client data are JSON and may hold the separator themselves (an IPv6 origin): their end is where the JSON
    // ends.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let first = values.next().and_then(Result::ok).ok_or(malformed)?;
    let (json, rest) = text.split_at(values.byte_offset());
    let found = if let Some(parts) = rest.strip_prefix(SEPARATOR) {
        from_parts(json, parts)
    } else if !rest.trim().is_empty() {
        None
    } else if let Some(legacy) = first.get("legacyData").and_then(Value::as_str) {
        // Once only: what is inside is not an object of the same kind again.
        return match legacy.contains("legacyData") {
            true => Err(malformed),
            false => read(legacy, from_json, from_parts),
        };
    } else {
        from_json(&first)
    };
    found.map(Answer::Given).ok_or(malformed)
}

fn bytes(json: &Value, member: &str) -> Option<Vec<u8>> {
    decode(json.get(member)?.as_str()?)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD
        .decode(text.trim_end_matches('=').as_bytes())
        .ok()
}

/// Bytes written as signed decimal numbers between commas.
fn numbers(text: &str) -> Option<Vec<u8>> {
    text.split(',')
        .map(|number| number.trim().parse::<i8>().ok().map(i8::cast_unsigned))
        .collect()
}

/// The transports browsers know (5.8.4); others are of no use to them.
fn known<'a>(transports: impl Iterator<Item = &'a str>) -> Vec<String> {
    const KNOWN: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];
    let mut found: Vec<String> = transports
        .filter(|one| KNOWN.contains(one))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}
