//! What a password must be.

use durward_identity::policy::{Owner, check};
use durward_model::service::PasswordPolicy;

fn refusal(policy: &PasswordPolicy, owner: &Owner<'_>, password: &str) -> Option<String> {
    let refused = check(policy, owner, password).err()?;
    assert_eq!(refused.field, "password");
    Some(refused.message)
}

#[test]
fn length_is_counted_in_characters() {
    let policy = PasswordPolicy::default();
    let nobody = Owner::default();
    let short = refusal(&policy, &nobody, "ßß漢字ééé");
    assert_eq!(short.as_deref(), Some("Minimum password length is 8."));
    assert_eq!(refusal(&policy, &nobody, "ßß漢字éééé"), None);
    let long = refusal(&policy, &nobody, &"xy".repeat(129));
    assert_eq!(long.as_deref(), Some("Maximum password length is 256."));
}

#[test]
fn each_class_of_characters_can_be_asked_for() {
    let policy = PasswordPolicy {
        minimum_uppercase: 1,
        minimum_lowercase: 1,
        minimum_digits: 2,
        minimum_symbols: 1,
        ..PasswordPolicy::default()
    };
    let nobody = Owner::default();
    let message = |password: &str| refusal(&policy, &nobody, password).unwrap_or_default();
    assert_eq!(
        message("sesam öffne dich"),
        "Use at least 1 upper-case letter in the password."
    );
    assert_eq!(
        message("SESAM ÖFFNE DICH"),
        "Use at least 1 lower-case letter in the password."
    );
    assert_eq!(
        message("Sesam öffne dich 1"),
        "Use at least 2 digits in the password."
    );
    assert_eq!(
        message("Sesamöffnedich11"),
        "Use at least 1 symbol in the password."
    );
    assert_eq!(message("Sesam öffne dich 11"), "");
}

#[test]
fn the_owners_names_stay_out_of_it() {
    let policy = PasswordPolicy::default();
    let ana = Owner {
        username: Some("Ana"),
        email: Some("anastasia.diaz@acme.example"),
    };
    assert!(refusal(&policy, &ana, "xxANASTASIA.DIAZxx").is_some());
    assert_eq!(refusal(&policy, &ana, "banana split please"), None);
    let long = Owner {
        username: Some("longname"),
        email: None,
    };
    assert!(refusal(&policy, &long, "LongName1234").is_some());
    let lenient = PasswordPolicy {
        forbid_identity: false,
        ..policy
    };
    assert_eq!(refusal(&lenient, &long, "LongName1234"), None);
}

#[test]
fn attack_what_everybody_uses_is_refused_however_it_is_spelled() {
    let policy = PasswordPolicy::default();
    let nobody = Owner::default();
    for common in [
        "password",
        "PASSWORD",
        "Password1",
        "ｐａｓｓｗｏｒｄ",
        "12345678",
        "qwertyuiop",
        "iloveyou",
    ] {
        let message = refusal(&policy, &nobody, common);
        let expected = "Many people use this password. Choose another.";
        assert_eq!(message.as_deref(), Some(expected), "{common}");
    }
    let lenient = PasswordPolicy {
        forbid_common: false,
        ..policy
    };
    assert_eq!(refusal(&lenient, &nobody, "password"), None);
}
