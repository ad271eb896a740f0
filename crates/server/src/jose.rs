//! `jose …`: tokens without server or database. JSON lines in, one JSON verdict a line out.

use std::io::{BufRead, Write};

use durward_jose::{Algorithm, Jwk, JwkSet, KeySet, jws};
use serde::Deserialize;
use serde_json::{Value, json};

/// What to verify.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Given back with the verdict.
    #[serde(default)]
    id: Value,
    /// Compact form.
    jws: String,
    jwk: Option<Value>,
    jwks: Option<Value>,
    /// Those that are accepted; all when absent.
    algorithms: Option<Vec<String>>,
}

/// Verifies what standard input asks for, line by line.
///
/// # Errors
/// When standard input or output breaks.
pub(crate) fn verify_lines() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", verdict(&line))?;
        }
    }
    Ok(())
}

fn verdict(line: &str) -> Value {
    let asked: Asked = match serde_json::from_str(line) {
        Ok(asked) => asked,
        Err(error) => {
            return json!({"valid": false, "error": format!("the line does not read: {error}")});
        }
    };
    let id = asked.id.clone();
    let mut verdict = match verify(&asked) {
        Ok(verified) => {
            let payload = match String::from_utf8(verified.payload) {
                Ok(text) => json!({"payload": text}),
                Err(bytes) => {
                    json!({"payload_base64url": data_encoding::BASE64URL_NOPAD.encode(bytes.as_bytes())})
                }
            };
            let mut valid = json!({"valid": true, "alg": verified.header.alg.as_str(), "kid": verified.header.kid, "typ": verified.header.typ});
            merge(&mut valid, payload);
            valid
        }
        Err(error) => json!({"valid": false, "error": error}),
    };
    if !id.is_null() {
        merge(&mut verdict, json!({"id": id}));
    }
    verdict
}

fn verify(asked: &Asked) -> Result<jws::Verified, String> {
    let algorithms: Vec<Algorithm> = match &asked.algorithms {
        Some(names) => names
            .iter()
            .map(|name| {
                name.parse()
                    .map_err(|_| format!("unknown algorithm {name}"))
            })
            .collect::<Result<_, _>>()?,
        None => Algorithm::ALL.to_vec(),
    };
    let set = match (&asked.jwk, &asked.jwks) {
        (Some(jwk), None) => JwkSet::new(vec![Jwk::parse(jwk).map_err(|error| error.to_string())?]),
        (None, Some(jwks)) => JwkSet::parse(jwks).map_err(|error| error.to_string())?,
        _ => return Err("give either jwk or jwks".to_owned()),
    };
    let keys = KeySet::from_jwks(&set, &algorithms);
    jws::verify(&asked.jws, &jws::Policy::new(&algorithms, &keys))
        .map_err(|error| error.to_string())
}

fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::verdict;
    use serde_json::json;

    // RFC 7515 A.1, the key as a JWK.
    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const KEY: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    #[test]
    fn a_line_gets_its_verdict_and_its_id_back() {
        let line = json!({"id": 7, "jws": TOKEN, "jwk": {"kty": "oct", "k": KEY}}).to_string();
        let good = verdict(&line);
        assert_eq!(
            (
                good["valid"].as_bool(),
                good["id"].as_i64(),
                good["alg"].as_str()
            ),
            (Some(true), Some(7), Some("HS256"))
        );
        let line = json!({"jws": TOKEN, "jwk": {"kty": "oct", "k": KEY}, "algorithms": ["RS256"]})
            .to_string();
        assert_eq!(verdict(&line)["valid"], false);
        assert_eq!(verdict("nonsense")["valid"], false);
    }
}
