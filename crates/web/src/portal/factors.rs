//! What journeys ask about second factors and passkeys, as fields of a page.

use durward_journey::callback::Callback as Asking;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Map, Value};

use super::messages::text;
use crate::html::pages::{Callback, Purpose};

/// What the address of an authenticator app's seed begins with.
const OTPAUTH: &str = "otpauth://";
/// Light modules around a QR code (ISO/IEC 18004 6.3.8).
const QUIET: usize = 4;

/// The field that asks what `asking` asks, if it is about factors.
pub(super) fn callback(asking: &Asking) -> Option<Callback> {
    match asking {
        Asking::OneTimeCode { prompt, .. } => Some(Callback::TextInput {
            label: text(prompt),
            purpose: Purpose::OneTimeCode,
            value: None,
            problem: None,
        }),
        Asking::Metadata { data } if data.get("_type") == Some(&Value::from("WebAuthn")) => {
            Some(ceremony(data))
        }
        Asking::HiddenValue { value, .. } if value.starts_with(OTPAUTH) => Some(picture(value)),
        Asking::RecoveryCodes { message, codes } => Some(Callback::RecoveryCodes {
            text: text(message),
            codes: codes.clone(),
            file: data_address(codes),
        }),
        _ => None,
    }
}

fn ceremony(data: &Map<String, Value>) -> Callback {
    let is = |member: &str, wanted: &str| data.get(member).and_then(Value::as_str) == Some(wanted);
    Callback::Passkey {
        data: Value::Object(data.clone()).to_string(),
        conditional: is("mediation", "conditional"),
    }
}

/// The seed of an authenticator app as a picture, and as text in groups of four.
fn picture(address: &str) -> Callback {
    let (path, size) = drawn(address).unwrap_or_default();
    let secret = address.split_once("secret=").map_or("", |(_, rest)| rest);
    let secret = secret.split('&').next().unwrap_or_default();
    let groups: Vec<&str> = secret
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    Callback::QrCode {
        address: address.to_owned(),
        path,
        size,
        secret: groups.join(" "),
    }
}

/// The dark modules of a QR code as the path of a picture of so many units each way.
fn drawn(address: &str) -> Option<(String, usize)> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..]
                .iter()
                .take_while(|module| **module == Color::Dark)
                .count();
            if run > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            column += run + 1;
        }
    }
    Some((path, width + 2 * QUIET))
}

/// The codes as a text file inside an address: it can be saved without a script, and is sent to nobody.
fn data_address(codes: &[String]) -> String {
    let lines = codes.join("%0D%0A");
    format!("data:text/plain;charset=utf-8,{lines}%0D%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_three_corners_of_a_qr_code() {
        let (path, size) = drawn("otpauth://totp/Acme:ana?secret=JBSWY3DPEHPK3PXP").unwrap();
        let inner = size - 2 * QUIET;
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        assert!(path.contains(&format!("M{} 4h7v1h-7z", QUIET + inner - 7)));
        assert!(path.contains(&format!("M4 {}h7v1h-7z", QUIET + inner - 7)));
    }
}
