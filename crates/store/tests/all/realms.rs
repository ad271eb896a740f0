//! Realms and their directory.

use durward_db::DbError;
use durward_model::realm::RealmStatus;
use durward_store::realms;
use durward_store::testing::add_realm;

use crate::support::{On, on_both, world};

async fn a_path_and_a_host_name_belong_to_one_realm(on: On) {
    let world = world(on).await;
    assert!(
        add_realm(&world.platform, "acme", Some(world.root.id))
            .await
            .is_err()
    );
    let globex = add_realm(&world.platform, "globex", Some(world.root.id))
        .await
        .unwrap();
    let mut acme = (*world.acme).clone();
    acme.hosts = vec!["id.acme.example".to_owned()];
    let mut tx = world.platform.db.begin().await.unwrap();
    assert!(realms::update(&mut tx, &acme).await.unwrap());
    tx.commit().await.unwrap();
    let mut thief = (*globex).clone();
    thief.hosts.clone_from(&acme.hosts);
    let mut tx = world.platform.db.begin().await.unwrap();
    let refused = realms::update(&mut tx, &thief).await.unwrap_err();
    assert!(
        matches!(&refused, DbError::Unique { constraint } if constraint == "pk_realm_hosts"),
        "{refused:?}"
    );
    drop(tx);
    let mut tx = world.platform.db.read().await.unwrap();
    let found = realms::by_host(&mut tx, "id.acme.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, world.acme.id);
}

async fn a_change_made_on_an_old_version_is_refused(on: On) {
    let world = world(on).await;
    let mut tx = world.platform.db.begin().await.unwrap();
    let mut first = (*world.acme).clone();
    first.status = RealmStatus::Inactive;
    assert!(realms::update(&mut tx, &first).await.unwrap());
    let mut second = (*world.acme).clone();
    second.display_name = "Other".to_owned();
    assert!(!realms::update(&mut tx, &second).await.unwrap());
}

async fn the_directory_finds_what_is_there_and_forgets_when_told(on: On) {
    let world = world(on).await;
    let (directory, db) = (&world.platform.realms, &world.platform.db);
    assert_eq!(
        directory.at_path(db, "acme").await.unwrap().unwrap().id,
        world.acme.id
    );
    for absent in ["nobody", "Acme", "acme/", "../root", ""] {
        assert!(
            directory.at_path(db, absent).await.unwrap().is_none(),
            "{absent:?}"
        );
    }
    assert!(
        directory
            .at_host(db, "id.acme.example")
            .await
            .unwrap()
            .is_none()
    );
    let mut acme = (*world.acme).clone();
    acme.hosts = vec!["id.acme.example".to_owned()];
    let mut tx = db.begin().await.unwrap();
    realms::update(&mut tx, &acme).await.unwrap();
    tx.commit().await.unwrap();
    directory.forget();
    assert_eq!(
        directory
            .at_host(db, "id.acme.example")
            .await
            .unwrap()
            .unwrap()
            .id,
        world.acme.id
    );
    let mut tx = db.read().await.unwrap();
    let page = realms::page(&mut tx, "", 10).await.unwrap();
    let paths: Vec<&str> = page.iter().map(|realm| realm.path.as_str()).collect();
    assert_eq!(paths, ["acme", "root"]);
}

on_both! {
    a_path_and_a_host_name_belong_to_one_realm
    a_change_made_on_an_old_version_is_refused
    the_directory_finds_what_is_there_and_forgets_when_told
}
