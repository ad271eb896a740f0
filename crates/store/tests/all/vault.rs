//! Secrets at rest.

use std::sync::Arc;

use durward_model::entropy::{OsEntropy, SeededEntropy};
use durward_model::{Clock, Entropy};
use durward_store::vault::{RootKey, RootKeys, Sealed, Vault};

use crate::support::{On, on_both, world};

async fn a_sealed_value_opens_only_in_its_realm_and_context(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let sealed = cx.seal("pin", b"1234").await.unwrap();
    assert_eq!(cx.open("pin", &sealed).await.unwrap().expose(), b"1234");
    assert!(
        cx.open("other", &sealed).await.is_err(),
        "sealed for something else"
    );
    let mut there = world.cx();
    there.realm = Arc::clone(&world.root);
    assert!(
        there.open("pin", &sealed).await.is_err(),
        "sealed in another realm"
    );
    let mut tampered = sealed.0.clone();
    let last = tampered.pop().unwrap();
    tampered.push(if last == 'A' { 'Q' } else { 'A' });
    assert!(
        cx.open("pin", &Sealed(tampered)).await.is_err(),
        "tampered with"
    );
    assert_ne!(
        sealed,
        cx.seal("pin", b"1234").await.unwrap(),
        "no nonce is used twice"
    );
}

async fn a_rotated_root_key_opens_everything_and_the_old_one_nothing(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let sealed = cx.seal("pin", b"1234").await.unwrap();
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(42));
    let old = RootKey::generate(world.clock.now(), entropy.as_ref());
    let new = RootKey {
        id: "root-new".to_owned(),
        ..RootKey::generate(world.clock.now(), &OsEntropy)
    };
    let both = RootKeys {
        active: new.clone(),
        previous: vec![old.clone()],
    };
    let vault = Vault::new(
        RootKeys {
            active: old.clone(),
            previous: Vec::new(),
        },
        Arc::clone(&entropy),
    );
    assert_eq!(
        vault.rotate_root(cx.db(), both).await.unwrap(),
        2,
        "one data key a realm"
    );
    let only_new = Vault::new(
        RootKeys {
            active: new,
            previous: Vec::new(),
        },
        Arc::clone(&entropy),
    );
    let keys = only_new.realm_keys(cx.db(), cx.realm.id).await.unwrap();
    assert_eq!(keys.open("pin", &sealed).unwrap().expose(), b"1234");
    let only_old = Vault::new(
        RootKeys {
            active: old,
            previous: Vec::new(),
        },
        entropy,
    );
    assert!(only_old.realm_keys(cx.db(), cx.realm.id).await.is_err());
}

on_both! {
    a_sealed_value_opens_only_in_its_realm_and_context
    a_rotated_root_key_opens_everything_and_the_old_one_nothing
}
