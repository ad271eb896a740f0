//! Realms, nested.

use durward_identity::realms::{self, RealmFields};
use durward_model::realm::RealmStatus;
use durward_model::role::Subject;
use durward_model::text::RealmName;
use durward_store::testing::World;
use durward_store::{Cx, Error, ErrorKind};

use crate::base::{by, give, in_root, label, on_every_database, user, within};

on_every_database!(
    realms_nest_and_have_a_key_of_their_own,
    a_name_or_host_name_is_taken_once,
    attack_root_is_never_switched_off,
    what_is_no_host_name_is_refused,
    a_new_host_name_is_found_at_once,
    who_administers_a_realm_makes_realms_below_it_only,
);

fn named(name: &str) -> (RealmName, RealmFields) {
    let fields = RealmFields {
        display_name: label(name),
        status: RealmStatus::Active,
        hosts: Vec::new(),
    };
    (RealmName::parse(name).unwrap(), fields)
}

async fn make(cx: &Cx, name: &str, hosts: &[&str]) -> Result<Cx, Error> {
    let (name, mut fields) = named(name);
    fields.hosts = hosts.iter().map(|&host| host.to_owned()).collect();
    let realm = within(cx, async |tx| realms::create(cx, tx, &name, fields).await).await?;
    Ok(realms::context(cx, realm))
}

async fn realms_nest_and_have_a_key_of_their_own(world: World) {
    let emea = make(&world.cx(), "emea", &[]).await.unwrap();
    assert_eq!(emea.realm.path.as_str(), "acme/emea");
    let below = make(&emea, "be", &[]).await.unwrap();
    assert_eq!(below.realm.path.as_str(), "acme/emea/be");
    assert_eq!(below.realm.parent, Some(emea.realm.id));
    let sealed = emea.seal("test", b"secret").await.unwrap();
    assert!(below.open("test", &sealed).await.is_err());
    let other = make(&in_root(&world), "other", &[]).await.unwrap();
    assert_eq!(other.realm.path.as_str(), "other");
}

async fn a_name_or_host_name_is_taken_once(world: World) {
    let root = in_root(&world);
    make(&root, "one", &["ID.one.example"]).await.unwrap();
    let again = make(&root, "one", &[]).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::Conflict);
    let again = make(&root, "two", &["id.one.example"]).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::Conflict);
    assert!(again.public.contains("host name"), "{again}");
}

async fn attack_root_is_never_switched_off(world: World) {
    let root = in_root(&world);
    let mut fields = RealmFields::of(&root.realm).unwrap();
    fields.status = RealmStatus::Inactive;
    let off = within(&root, async |tx| {
        realms::update(&root, tx, None, fields).await
    });
    let field = "status".to_owned();
    assert_eq!(off.await.unwrap_err().kind, ErrorKind::Invalid(field));
}

async fn what_is_no_host_name_is_refused(world: World) {
    let root = in_root(&world);
    for host in [
        "",
        "https://a.example",
        "a.example:8443",
        "-a.example",
        "a..example",
        "*.example",
        "a b",
    ] {
        let refused = make(&root, "one", &["fine.example", host])
            .await
            .unwrap_err();
        let field = "hosts[1]".to_owned();
        assert_eq!(refused.kind, ErrorKind::Invalid(field), "{host}");
    }
}

async fn a_new_host_name_is_found_at_once(world: World) {
    let platform = &world.platform;
    let follow = tokio::spawn(durward_store::documents::follow_changes(platform.clone()));
    tokio::task::yield_now().await;
    let host = "id.acme.example";
    let found = platform.realms.at_host(&platform.db, host).await.unwrap();
    assert!(found.is_none());
    make(&in_root(&world), "one", &[host]).await.unwrap();
    for _ in 0..200 {
        if platform
            .realms
            .at_host(&platform.db, host)
            .await
            .unwrap()
            .is_some()
        {
            follow.abort();
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the host name is not found");
}

async fn who_administers_a_realm_makes_realms_below_it_only(world: World) {
    let acme = world.cx();
    let ana = user(&acme, "ana").await.id;
    give(&acme, "admin", &["realm:admin"], Subject::User(ana)).await;
    let below = make(&by(&acme, ana), "emea", &[]).await.unwrap();
    make(&by(&below, ana), "be", &[]).await.unwrap();
    let beside = make(&by(&in_root(&world), ana), "mine", &[])
        .await
        .unwrap_err();
    assert_eq!(beside.kind, ErrorKind::NotFound);
}
