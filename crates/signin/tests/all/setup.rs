//! The first administrator.

use std::sync::Arc;

use durward_access::{Privilege, require};
use durward_model::text::{Email, Username};
use durward_model::user::User;
use durward_model::{Actor, Secret};
use durward_signin::setup::{create_link, is_good, is_needed, redeem};
use durward_store::{Error, ErrorKind};

use crate::base::{House, PASSWORD, done, on_every_database, read, show};

on_every_database!(
    a_link_makes_the_first_administrator_once,
    attack_a_link_is_good_in_root_only,
    attack_of_two_links_redeemed_at_once_one_counts,
    a_refused_password_leaves_the_link_good,
    a_link_works_for_a_day,
    a_forged_link_is_refused,
);

async fn try_out(
    house: &House,
    token: &str,
    username: &str,
    password: &str,
) -> Result<User, Error> {
    redeem(
        &house.in_root(),
        house.engine.passwords(),
        token,
        Username::parse(username).unwrap(),
        Some(Email::parse("root@acme.example").unwrap()),
        &Secret::new(password.to_owned()),
    )
    .await
}

async fn a_link_makes_the_first_administrator_once(house: House) {
    let cx = house.in_root();
    assert!(is_needed(&cx).await.unwrap());
    let link = create_link(&cx).await.unwrap();
    let spare = create_link(&cx).await.unwrap();
    assert!(is_good(&cx, link.expose()).await.unwrap());
    let user = try_out(&house, link.expose(), "root", PASSWORD)
        .await
        .unwrap();
    assert!(!is_needed(&cx).await.unwrap());
    let admin = cx.clone().acting(Actor::User(user.id));
    let mut tx = cx.db().read().await.unwrap();
    require(&admin, &mut tx, Privilege::RealmAdmin)
        .await
        .unwrap();
    drop(tx);
    for used in [&link, &spare] {
        assert!(!is_good(&cx, used.expose()).await.unwrap());
        let refused = try_out(&house, used.expose(), "second", PASSWORD)
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ErrorKind::NotFound);
    }
    assert_eq!(
        create_link(&cx).await.unwrap_err().kind,
        ErrorKind::Conflict
    );
    let running = show(house.engine.start(&cx, Default::default()).await.unwrap());
    let end = house
        .engine
        .submit(&cx, running.token.expose(), |step| {
            read(step, &["root", PASSWORD])
        })
        .await;
    assert_eq!(done(end.unwrap()).session.user, user.id);
}

async fn attack_a_link_is_good_in_root_only(house: House) {
    let link = create_link(&house.in_root()).await.unwrap();
    let cx = house.cx();
    assert!(!is_good(&cx, link.expose()).await.unwrap());
    assert_eq!(
        create_link(&cx).await.unwrap_err().kind,
        ErrorKind::Forbidden
    );
    let refused = redeem(
        &cx,
        house.engine.passwords(),
        link.expose(),
        Username::parse("eve").unwrap(),
        None,
        &Secret::new(PASSWORD.to_owned()),
    )
    .await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Forbidden);
}

async fn attack_of_two_links_redeemed_at_once_one_counts(house: House) {
    let cx = house.in_root();
    let mut links = Vec::new();
    for _ in 0..4 {
        links.push(create_link(&cx).await.unwrap().expose().clone());
    }
    links.push(links[0].clone());
    let house = Arc::new(house);
    let tasks: Vec<_> = links
        .into_iter()
        .enumerate()
        .map(|(place, link)| {
            let house = Arc::clone(&house);
            tokio::spawn(async move {
                let name = format!("root{place}");
                let email = Email::parse(&format!("{name}@acme.example")).unwrap();
                redeem(
                    &house.in_root(),
                    house.engine.passwords(),
                    &link,
                    Username::parse(&name).unwrap(),
                    Some(email),
                    &Secret::new(PASSWORD.to_owned()),
                )
                .await
                .is_ok()
            })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap());
    }
    assert_eq!(made, 1);
    let mut tx = cx.db().read().await.unwrap();
    let users = durward_store::users::page(&cx, &mut tx, None, "", 10)
        .await
        .unwrap();
    assert_eq!(users.len(), 1);
}

async fn a_refused_password_leaves_the_link_good(house: House) {
    let link = create_link(&house.in_root()).await.unwrap();
    let refused = try_out(&house, link.expose(), "root", "short")
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Invalid("password".to_owned()));
    try_out(&house, link.expose(), "root", PASSWORD)
        .await
        .unwrap();
}

async fn a_link_works_for_a_day(house: House) {
    let link = create_link(&house.in_root()).await.unwrap();
    house.world.clock.advance_seconds(86_400);
    assert!(!is_good(&house.in_root(), link.expose()).await.unwrap());
    let refused = try_out(&house, link.expose(), "root", PASSWORD)
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}

async fn a_forged_link_is_refused(house: House) {
    let link = create_link(&house.in_root()).await.unwrap();
    let (id, secret) = link.expose().split_once('.').unwrap();
    let flipped = if secret.starts_with('A') { "B" } else { "A" };
    for forged in ["", id, &format!("{id}.{flipped}{}", &secret[1..])] {
        assert!(!is_good(&house.in_root(), forged).await.unwrap());
        assert!(try_out(&house, forged, "eve", PASSWORD).await.is_err());
    }
}
