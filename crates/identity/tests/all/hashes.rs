//! Hashes that other software made.

use std::sync::Arc;

use durward_identity::passwords::{Passwords, Settings, check_hash};
use durward_model::entropy::SeededEntropy;
use durward_model::service::PasswordHashing;

use crate::base::secret;

/// Made with OpenSSL and libxcrypt; all of the password `correct horse`.
const FOREIGN: &[&str] = &[
    "$2a$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "{BCRYPT}$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "{CRYPT}$2a$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M",
    "$pbkdf2-sha1$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$aUfE2vx5Q7zgbb0jx49AaNpXUQQ",
    "$pbkdf2$1000$MDEyMzQ1Njc4OWFiY2RlZg$aUfE2vx5Q7zgbb0jx49AaNpXUQQ",
    "{PBKDF2}1000$MDEyMzQ1Njc4OWFiY2RlZg$aUfE2vx5Q7zgbb0jx49AaNpXUQQ",
    "{PBKDF2}1000:aUfE2vx5Q7zgbb0jx49AaNpXUQQwMTIzNDU2Nzg5YWJjZGVm",
    "$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
    "{PBKDF2-SHA256}1000$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
    "{PBKDF2-HMAC-SHA256}1000:cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4MwMTIzNDU2Nzg5YWJjZGVm",
    "$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$OM0FAoIqCVK1sWtxDiffVlBejtLa.ks4TP71JiecwuSZCG8iLbnlIEPOMoVX.i2B2wkSxjQ8CRGR9OkNGuIPMQ",
    "{PBKDF2-HMAC-SHA512}1000:OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuSZCG8iLbnlIEPOMoVX+i2B2wkSxjQ8CRGR9OkNGuIPMTAxMjM0NTY3ODlhYmNkZWY=",
    "pbkdf2_sha256$1000$saltysalt$ogyELkenhssjo9YzB+hLx2dedTg0guGJUM+KVU08H9I=",
    "{SSHA}awc/Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA==",
    "{ssha256}YflVcOMs6k7tbGkQbQNVn6/ehAnUAVltiLPKHBWGi2tzYWx0c2FsdA==",
    "{SSHA384}rPNf5wu9raqOYyrDpEXtTWzU9J8yYxdna88Zv3VPM7t8wAY2Wum1UGOWoZRj523lc2FsdHNhbHQ=",
    "{SSHA512}50rsRNBf8j3I5xE+QwaHdFyMhOzITssZ8BB3UxwQ+SI1JKygYm6ZeRYTDuUyFZIIqDonoTuXwB0Z/MAPhgQCFHNhbHRzYWx0",
    "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=",
];

/// The reference implementation's own; of the password `password`.
const ARGON2: &[&str] = &[
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
    "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
    "{ARGON2}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
];

const REFUSED: &[&str] = &[
    "",
    "correct horse",
    "$1$salt$hash",
    "$2x$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
    "$2b$05$tooshort",
    "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
    "$argon2id$v=20$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
    "$argon2id$v=19$m=65536,t=2$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
    "$scrypt$ln=40,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M",
    "$pbkdf2-sha256$i=0$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
    "$pbkdf2-sha256$i=4000000000$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
    "$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$",
    "{SSHA}L55TUjtiq8FBorTWAZ0jy6g129A=",
    "{SSHA}AAAA",
    "{SHA}AAAA",
    "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
    "{CLEAR}correct horse",
    "{SSHA}é",
];

fn hashing() -> Passwords {
    let settings = Settings {
        threads: 1,
        ..Settings::default()
    };
    Passwords::start(settings, Arc::new(SeededEntropy::new(1))).unwrap()
}

#[tokio::test]
async fn hashes_of_other_software_verify_and_ask_for_a_better_one() {
    let passwords = hashing();
    let cost = PasswordHashing::default();
    let of = [(FOREIGN, "correct horse"), (ARGON2, "password")];
    for (hash, right) in of
        .iter()
        .flat_map(|(list, right)| list.iter().map(move |hash| (hash, right)))
    {
        check_hash(hash).unwrap();
        let verdict = passwords
            .verify(&cost, Some(hash), &secret(right))
            .await
            .unwrap();
        assert!(verdict.ok && verdict.needs_rehash, "{hash}");
        for wrong in ["Correct horse", "", "correct horse "] {
            let verdict = passwords
                .verify(&cost, Some(hash), &secret(wrong))
                .await
                .unwrap();
            assert!(!verdict.ok && !verdict.needs_rehash, "{hash} {wrong}");
        }
    }
}

#[test]
fn attack_hashes_that_are_broken_too_costly_or_no_hash_are_refused() {
    for hash in REFUSED {
        let refused = check_hash(hash).unwrap_err();
        assert_eq!(refused.field, "passwordHash", "{hash}");
    }
}

#[tokio::test]
async fn our_own_hash_is_current_until_the_cost_changes() {
    let passwords = hashing();
    let cost = PasswordHashing::default();
    let hash = passwords
        .hash(&cost, &secret("correct horse"))
        .await
        .unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    let verdict = passwords
        .verify(&cost, Some(&hash), &secret("correct horse"))
        .await
        .unwrap();
    assert!(verdict.ok && !verdict.needs_rehash);
    let dearer = PasswordHashing {
        iterations: 3,
        ..cost
    };
    let verdict = passwords
        .verify(&dearer, Some(&hash), &secret("correct horse"))
        .await
        .unwrap();
    assert!(verdict.ok && verdict.needs_rehash);
}

#[tokio::test]
async fn the_same_password_is_hashed_differently_each_time() {
    let passwords = hashing();
    let cost = PasswordHashing::default();
    let one = passwords
        .hash(&cost, &secret("correct horse"))
        .await
        .unwrap();
    let other = passwords
        .hash(&cost, &secret("correct horse"))
        .await
        .unwrap();
    assert_ne!(one, other);
}

#[tokio::test]
async fn a_password_typed_in_another_unicode_form_is_the_same() {
    let passwords = hashing();
    let cost = PasswordHashing::default();
    let hash = passwords
        .hash(&cost, &secret("crème brûlée"))
        .await
        .unwrap();
    let decomposed = secret("cre\u{300}me bru\u{302}le\u{301}e");
    let verdict = passwords
        .verify(&cost, Some(&hash), &decomposed)
        .await
        .unwrap();
    assert!(verdict.ok);
}

#[tokio::test]
async fn a_password_longer_than_any_policy_is_refused_and_never_matches() {
    let passwords = hashing();
    let cost = PasswordHashing::default();
    let long = secret(&"x".repeat(5000));
    assert!(passwords.hash(&cost, &long).await.is_err());
    let hash = passwords.hash(&cost, &secret("x")).await.unwrap();
    let verdict = passwords.verify(&cost, Some(&hash), &long).await.unwrap();
    assert!(!verdict.ok);
    assert_eq!(passwords.statistics().done, 2);
}
