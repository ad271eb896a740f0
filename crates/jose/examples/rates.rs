//! How many tokens one core signs and verifies in a second of its time, per algorithm:
//! `cargo run --profile ci -p durward-jose --example rates`.
//!
//! Time is what the kernel says this thread ran (Linux), so that other work on the machine counts
//! for little.

#![expect(clippy::print_stdout, reason = "the figures are its purpose")]

use durward_jose::jwt::{self, Claims, Validation};
use durward_jose::{Algorithm, JoseError, KeySet, Signer, SigningKey, jws};
use std::error::Error;

const NOW: i64 = 1_790_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:>6} {:>10} {:>10} {:>6}",
        "alg", "sign/s", "verify/s", "bytes"
    );
    for algorithm in Algorithm::ALL {
        let key = if algorithm.is_symmetric() {
            SigningKey::from_secret(algorithm, &[7; 64])?
        } else {
            SigningKey::generate(algorithm)?
        };
        let keys = KeySet::single(key.verifying_key()?);
        let signer = Signer::new(key, Some("2026-11"), Some("at+jwt"));
        let claims = claims();
        let token = signer.sign_json(&claims)?;
        let allowed = [algorithm];
        let policy = jws::Policy::new(&allowed, &keys).typ(jws::Typ::OneOf(&["at+jwt"]));
        let sign = per_second(|| signer.sign_json(&claims).map(drop))?;
        let validation = Validation::at(NOW);
        let verify = per_second(|| jwt::decode(&token, &policy, &validation).map(drop))?;
        println!(
            "{algorithm:>6} {sign:>10.0} {verify:>10.0} {:>6}",
            token.len()
        );
    }
    Ok(())
}

/// The claims of an access token (RFC 9068 2.2), eleven of them.
fn claims() -> Claims {
    let text = |text: &str| Some(text.to_owned());
    let mut claims = Claims {
        iss: text("https://id.example.com/realms/acme"),
        sub: text("usr_01jc9qk2v8f3w6m4n7x0y5z1ab"),
        aud: vec!["https://api.example.com".to_owned()],
        exp: Some(NOW + 3600),
        nbf: Some(NOW),
        iat: Some(NOW),
        jti: text("tok_01jc9qk2v8f3w6m4n7x0y5z1ac"),
        ..Claims::default()
    };
    for (name, value) in [
        ("client_id", "app_01jc9qk2v8f3w6m4n7x0y5z1ad"),
        ("scope", "openid profile email orders:read orders:write"),
        ("sid", "ses_01jc9qk2v8f3w6m4n7x0y5z1ae"),
        ("acr", "urn:acr:password"),
    ] {
        claims.extra.insert(name.to_owned(), value.into());
    }
    claims
}

fn per_second(mut once: impl FnMut() -> Result<(), JoseError>) -> Result<f64, Box<dyn Error>> {
    const ENOUGH: f64 = 1.0;
    for _ in 0..100 {
        once()?;
    }
    let start = thread_seconds()?;
    let mut count = 0.0;
    loop {
        for _ in 0..100 {
            once()?;
        }
        count += 100.0;
        let spent = thread_seconds()? - start;
        if spent >= ENOUGH {
            return Ok(count / spent);
        }
    }
}

/// Seconds this thread has run on a processor.
fn thread_seconds() -> Result<f64, Box<dyn Error>> {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = schedstat.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}
