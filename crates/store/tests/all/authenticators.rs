//! What of an authenticator works once, raced; and a passkey has one owner.

use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};
use durward_store::authenticators::{self, Authenticator, COPIED, CREDENTIAL};
use durward_store::error::is_duplicate;
use durward_store::{Cx, users};

use crate::claims::race;
use crate::support::{On, on_both, world};

fn authenticator(cx: &Cx, kind: AuthenticatorKind) -> Authenticator {
    Authenticator {
        id: AuthenticatorId::new(cx.now, cx.entropy()),
        kind,
        name: String::new(),
        credential_hash: None,
        sealed: None,
        data: "{}".to_owned(),
        counter: 7,
        created_at: cx.now,
        last_used_at: None,
        version: 1,
    }
}

async fn stored(cx: &Cx, user: UserId, one: &Authenticator) {
    let mut tx = cx.db().begin().await.unwrap();
    authenticators::insert(cx, &mut tx, user, one)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn a_time_step_used_by_many_at_once_works_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let user = UserId::new(cx.now, cx.entropy());
    let app = authenticator(&cx, AuthenticatorKind::Totp);
    stored(&cx, user, &app).await;
    let won = race(25, || {
        let (cx, id) = (cx.clone(), app.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let won = authenticators::advance(&cx, &mut tx, user, id, 8).await;
            tx.commit().await.unwrap();
            won.unwrap()
        }
    })
    .await;
    assert_eq!(won, 1);
    let mut tx = cx.db().begin().await.unwrap();
    for (counter, beyond) in [(7, false), (8, false), (9, true)] {
        let used = authenticators::advance(&cx, &mut tx, user, app.id, counter).await;
        assert_eq!(used.unwrap(), beyond, "{counter}");
    }
    authenticators::bar(&cx, &mut tx, user, app.id)
        .await
        .unwrap();
    let used = authenticators::advance(&cx, &mut tx, user, app.id, COPIED).await;
    assert!(!used.unwrap(), "a copied key is not good again");
}

async fn a_recovery_code_used_by_many_at_once_works_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let user = UserId::new(cx.now, cx.entropy());
    let set = authenticator(&cx, AuthenticatorKind::RecoveryCodes);
    stored(&cx, user, &set).await;
    let won = race(25, || {
        let (cx, id) = (cx.clone(), set.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let won = authenticators::spend(&cx, &mut tx, user, id, 1, "{\"hashes\":[]}").await;
            tx.commit().await.unwrap();
            won.unwrap()
        }
    })
    .await;
    assert_eq!(won, 1);
}

async fn a_passkey_has_one_owner_and_goes_with_them(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let [ana, ben] = [(); 2].map(|()| UserId::new(cx.now, cx.entropy()));
    let mut passkey = authenticator(&cx, AuthenticatorKind::Passkey);
    passkey.credential_hash = Some("hash".to_owned());
    stored(&cx, ana, &passkey).await;
    let mut tx = cx.db().begin().await.unwrap();
    let mut again = authenticator(&cx, AuthenticatorKind::Passkey);
    again.credential_hash = passkey.credential_hash.clone();
    let refused = authenticators::insert(&cx, &mut tx, ben, &again).await;
    assert!(is_duplicate(&refused.unwrap_err(), CREDENTIAL));
    drop(tx);
    let mut tx = cx.db().begin().await.unwrap();
    let found = authenticators::by_credential(&cx, &mut tx, "hash").await;
    assert_eq!(found.unwrap(), Some((ana, passkey.clone())));
    let stranger = authenticators::rename(&cx, &mut tx, ben, passkey.id, "Mine").await;
    assert!(!stranger.unwrap());
    let stranger = authenticators::remove(&cx, &mut tx, ben, passkey.id).await;
    assert!(!stranger.unwrap());
    users::delete(&cx, &mut tx, ana).await.unwrap();
    let found = authenticators::by_credential(&cx, &mut tx, "hash").await;
    assert_eq!(found.unwrap(), None);
}

on_both! {
    a_time_step_used_by_many_at_once_works_once
    a_recovery_code_used_by_many_at_once_works_once
    a_passkey_has_one_owner_and_goes_with_them
}
