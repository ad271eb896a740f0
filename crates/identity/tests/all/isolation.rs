//! Walls between realms: what is another realm's is not found, by any door.

use durward_identity::{groups, lockouts, organizations, roles, users};
use durward_model::role::Subject;
use durward_model::user::UserStatus;
use durward_store::testing::World;
use durward_store::{Error, ErrorKind};

use crate::base::{fields, give, group, in_root, label, on_every_database, role, user, within};

on_every_database!(
    attack_an_identifier_of_another_realm_is_not_found_by_any_use_case,
    one_username_exists_once_in_each_realm,
    attack_a_role_of_another_realm_gives_nothing_here,
);

async fn attack_an_identifier_of_another_realm_is_not_found_by_any_use_case(world: World) {
    let home = world.cx();
    let away = in_root(&world);
    let ana = user(&home, "ana").await.id;
    let (crew, buyer, firm) = within(&home, async |tx| {
        let firm = organizations::OrganizationFields::named(label("firm"));
        Ok((
            group(&home, tx, "crew", None).await,
            role(&home, tx, "buyer", &[], &[]).await,
            organizations::create(&home, tx, firm).await?.id,
        ))
    })
    .await
    .unwrap();
    let here = user(&away, "eve").await.id;
    let mine = within(&away, async |tx| Ok(group(&away, tx, "mine", None).await))
        .await
        .unwrap();
    let mut refusals: Vec<Result<(), Error>> = Vec::new();
    macro_rules! attempt {
        ($($call:expr),+ $(,)?) => {$(
            let call = $call;
            let mut tx = away.db().begin().await.unwrap();
            refusals.push(call(&mut tx).await);
            drop(tx);
        )+};
    }
    attempt!(
        async |tx| users::load(&away, tx, ana).await.map(drop),
        async |tx| users::update(&away, tx, ana, None, fields("x"))
            .await
            .map(drop),
        async |tx| users::set_status(&away, tx, ana, UserStatus::Inactive)
            .await
            .map(drop),
        async |tx| users::delete(&away, tx, ana).await,
        async |tx| lockouts::unlock(&away, tx, ana).await,
        async |tx| groups::load(&away, tx, crew).await.map(drop),
        async |tx| groups::delete(&away, tx, crew).await,
        async |tx| groups::add_member(&away, tx, crew, here).await,
        async |tx| groups::add_member(&away, tx, mine, ana).await,
        async |tx| groups::members(&away, tx, crew, None, 10).await.map(drop),
        async |tx| roles::load(&away, tx, buyer).await.map(drop),
        async |tx| roles::delete(&away, tx, buyer).await,
        async |tx| roles::assign(&away, tx, buyer, Subject::User(here)).await,
        async |tx| organizations::load(&away, tx, firm).await.map(drop),
        async |tx| organizations::delete(&away, tx, firm).await,
        async |tx| organizations::add_member(&away, tx, firm, here).await,
    );
    for (number, refusal) in refusals.into_iter().enumerate() {
        let kind = refusal.map_err(|error| error.kind);
        assert_eq!(kind, Err(ErrorKind::NotFound), "attempt {number}");
    }
}

async fn one_username_exists_once_in_each_realm(world: World) {
    let here = user(&world.cx(), "ana").await;
    let there = user(&in_root(&world), "ana").await;
    assert_ne!(here.id, there.id);
}

async fn attack_a_role_of_another_realm_gives_nothing_here(world: World) {
    let (home, away) = (world.cx(), in_root(&world));
    let ana = user(&home, "ana").await.id;
    give(&home, "admin", &["realm:admin"], Subject::User(ana)).await;
    let mut tx = away.db().read().await.unwrap();
    let there = durward_access::effective_roles(&away, &mut tx, Subject::User(ana)).await;
    assert!(there.unwrap().is_empty());
}
