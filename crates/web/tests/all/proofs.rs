//! A key of an app, and the proofs that show it (RFC 9449).

use data_encoding::BASE64URL_NOPAD;
use durward_jose::{Algorithm, SigningKey};
use durward_testkit::{App, Browser, Page};
use serde_json::{Value, json};

use crate::support::{CALLBACK, VERIFIER};

pub(crate) const TOKEN: &str = "http://localhost:8080/realms/acme/oauth2/token";
pub(crate) const USERINFO: &str = "http://localhost:8080/realms/acme/oauth2/userinfo";

pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn new() -> Self {
        Self(SigningKey::generate(Algorithm::ES256).unwrap())
    }

    /// `jkt`.
    pub(crate) fn thumbprint(&self) -> String {
        self.0.public_jwk(None).unwrap().thumbprint()
    }

    /// A proof for `method` at `url`, with `more` claims.
    pub(crate) fn proof(&self, app: &App, method: &str, url: &str, more: Value) -> String {
        let jwk = self.0.public_jwk(None).unwrap().to_value();
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        let mut claims = json!({"jti": jti().to_string(), "htm": method, "htu": url,
            "iat": durward_model::Clock::now(app.world.clock.as_ref()).seconds()});
        if let Value::Object(more) = more {
            claims.as_object_mut().unwrap().extend(more);
        }
        let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let input = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.0.sign(input.as_bytes()).unwrap();
        format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// A proof for the token endpoint.
    pub(crate) fn for_token(&self, app: &App) -> String {
        self.proof(app, "POST", TOKEN, Value::Null)
    }

    /// A proof for UserInfo with `token`.
    pub(crate) fn for_userinfo(&self, app: &App, token: &str) -> String {
        self.proof(app, "GET", USERINFO, json!({"ath": ath(token)}))
    }
}

/// A name that no other proof has.
fn jti() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The hash of an access token (RFC 9449 4.2).
pub(crate) fn ath(token: &str) -> String {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
    BASE64URL_NOPAD.encode(hash.as_ref())
}

/// Asks the token endpoint, as the public app `spa` unless the headers say who asks.
pub(crate) async fn ask(
    browser: &mut Browser,
    headers: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> Page {
    let mut fields = fields.to_vec();
    if headers.iter().all(|(name, _)| *name != "authorization") {
        fields.push(("client_id", "spa"));
    }
    browser
        .post("/realms/acme/oauth2/token", headers, &fields)
        .await
}

/// The fields that exchange a code.
pub(crate) fn for_code(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}
