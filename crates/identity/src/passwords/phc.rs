//! The `$scheme$parameters$salt$hash` form, as PHC defines it and as older tools write it.

use data_encoding::BASE64_NOPAD;

/// The parts of a hash. Salt and hash are decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phc<'a> {
    pub(super) scheme: &'a str,
    pub(super) version: Option<u32>,
    /// `m=19456,t=2,p=1`, or a bare number.
    parameters: &'a str,
    pub(super) salt: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl<'a> Phc<'a> {
    /// None when `text` does not have that form.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.split('$');
        let scheme = parts.next()?;
        let mut rest: Vec<&str> = parts.collect();
        let hash = base64(rest.pop()?)?;
        let salt = base64(rest.pop()?)?;
        let version = match rest.first().and_then(|part| part.strip_prefix("v=")) {
            Some(number) => {
                rest.remove(0);
                Some(number.parse().ok()?)
            }
            None => None,
        };
        let parameters = match rest.as_slice() {
            [] => "",
            [one] => one,
            _ => return None,
        };
        (!salt.is_empty() && !hash.is_empty()).then_some(Self {
            scheme,
            version,
            parameters,
            salt,
            hash,
        })
    }

    /// The parameter `name`.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        let pair = |item: &'a str| item.split_once('=');
        let found = self
            .parameters
            .split(',')
            .filter_map(pair)
            .find(|(key, _)| *key == name);
        found.and_then(|(_, value)| value.parse().ok())
    }

    /// The parameters, when they are one bare number.
    pub(super) fn bare_number(&self) -> Option<u32> {
        self.parameters.parse().ok()
    }
}

/// Decodes base64 with or without padding, also with `.` in place of `+`.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('.', "+");
    BASE64_NOPAD.decode(text.as_bytes()).ok()
}
