//! Who may do what.

use durward_access::{Privilege, require};
use durward_identity::{credentials, groups, organizations, roles, users};
use durward_model::organization::OrganizationStatus;
use durward_model::role::Subject;
use durward_model::user::UserStatus;
use durward_model::{Actor, Secret};
use durward_store::testing::World;
use durward_store::{Cx, ErrorKind};

use crate::base::{
    PASSWORD, by, fields, give, group, hashing, in_root, label, on_every_database, role, user,
    within,
};

on_every_database!(
    the_operator_may_everything_and_nobody_nothing,
    without_any_privilege_the_realm_does_not_exist,
    a_privilege_allows_itself_and_seeing_what_it_may_change,
    an_administrator_of_a_realm_above_administers_those_below,
    attack_an_administrator_of_one_realm_is_nobody_in_its_neighbour,
    an_inactive_administrator_may_nothing,
    privileges_come_through_groups_organizations_and_composites,
    attack_who_may_write_users_cannot_take_over_an_administrator,
    attack_nobody_gives_a_role_that_brings_more_than_it_has,
    attack_nobody_lifts_itself_up_by_changing_a_role_it_holds,
    attack_nobody_joins_or_nests_into_a_group_of_administrators,
);

async fn may(cx: &Cx, privilege: Privilege) -> Result<(), ErrorKind> {
    let mut tx = cx.db().read().await.unwrap();
    require(cx, &mut tx, privilege)
        .await
        .map_err(|error| error.kind)
}

async fn the_operator_may_everything_and_nobody_nothing(world: World) {
    let cx = world.cx();
    assert_eq!(may(&cx, Privilege::RealmAdmin).await, Ok(()));
    let system = cx.clone().acting(Actor::System);
    assert_eq!(may(&system, Privilege::RealmAdmin).await, Ok(()));
    let nobody = cx.acting(Actor::Anonymous);
    let refused = may(&nobody, Privilege::UsersRead).await;
    assert_eq!(refused, Err(ErrorKind::Unauthenticated));
}

async fn without_any_privilege_the_realm_does_not_exist(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    let refused = may(&by(&cx, ana), Privilege::UsersRead).await;
    assert_eq!(refused, Err(ErrorKind::NotFound));
    give(&cx, "auditor", &["audit:read"], Subject::User(ana)).await;
    let refused = may(&by(&cx, ana), Privilege::UsersRead).await;
    assert_eq!(refused, Err(ErrorKind::Forbidden));
}

async fn a_privilege_allows_itself_and_seeing_what_it_may_change(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    give(&cx, "helpdesk", &["users:write"], Subject::User(ana)).await;
    let ana = by(&cx, ana);
    assert_eq!(may(&ana, Privilege::UsersWrite).await, Ok(()));
    assert_eq!(may(&ana, Privilege::UsersRead).await, Ok(()));
    for other in [
        Privilege::GroupsRead,
        Privilege::RealmAdmin,
        Privilege::RolesWrite,
    ] {
        assert_eq!(may(&ana, other).await, Err(ErrorKind::Forbidden));
    }
}

async fn an_administrator_of_a_realm_above_administers_those_below(world: World) {
    let root = in_root(&world);
    let boss = user(&root, "boss").await.id;
    give(&root, "admin", &["realm:admin"], Subject::User(boss)).await;
    assert_eq!(
        may(&by(&world.cx(), boss), Privilege::UsersWrite).await,
        Ok(())
    );
    let clerk = user(&root, "clerk").await.id;
    give(&root, "clerk", &["users:write"], Subject::User(clerk)).await;
    let refused = may(&by(&world.cx(), clerk), Privilege::UsersRead).await;
    assert_eq!(refused, Err(ErrorKind::NotFound));
}

async fn attack_an_administrator_of_one_realm_is_nobody_in_its_neighbour(world: World) {
    let acme = world.cx();
    let mallory = user(&acme, "mallory").await.id;
    give(&acme, "admin", &["realm:admin"], Subject::User(mallory)).await;
    let other = durward_store::testing::add_realm(&world.platform, "other", Some(world.root.id));
    let mut elsewhere = acme.clone();
    elsewhere.realm = other.await.unwrap();
    for cx in [elsewhere, in_root(&world)] {
        let refused = may(&by(&cx, mallory), Privilege::UsersRead).await;
        assert_eq!(refused, Err(ErrorKind::NotFound));
    }
}

async fn an_inactive_administrator_may_nothing(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    give(&cx, "admin", &["realm:admin"], Subject::User(ana)).await;
    assert_eq!(may(&by(&cx, ana), Privilege::RealmAdmin).await, Ok(()));
    within(&cx, async |tx| {
        users::set_status(&cx, tx, ana, UserStatus::Inactive).await
    })
    .await
    .unwrap();
    let refused = may(&by(&cx, ana), Privilege::RealmAdmin).await;
    assert_eq!(refused, Err(ErrorKind::NotFound));
}

async fn privileges_come_through_groups_organizations_and_composites(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    let bob = user(&cx, "bob").await.id;
    let firm = within(&cx, async |tx| {
        let auditor = role(&cx, tx, "auditor", &["audit:read"], &[]).await;
        let lead = role(&cx, tx, "lead", &["groups:read"], &[auditor]).await;
        let company = group(&cx, tx, "company", None).await;
        let team = group(&cx, tx, "team", Some(company)).await;
        roles::assign(&cx, tx, lead, Subject::Group(company)).await?;
        groups::add_member(&cx, tx, team, ana).await?;
        let firm = organizations::OrganizationFields::named(label("firm"));
        let firm = organizations::create(&cx, tx, firm).await?;
        roles::assign(&cx, tx, auditor, Subject::Organization(firm.id)).await?;
        organizations::add_member(&cx, tx, firm.id, bob).await?;
        Ok(firm)
    })
    .await
    .unwrap();
    assert_eq!(may(&by(&cx, ana), Privilege::GroupsRead).await, Ok(()));
    assert_eq!(may(&by(&cx, ana), Privilege::AuditRead).await, Ok(()));
    assert_eq!(may(&by(&cx, bob), Privilege::AuditRead).await, Ok(()));
    let mut closed = organizations::OrganizationFields::of(&firm);
    closed.status = OrganizationStatus::Inactive;
    within(&cx, async |tx| {
        organizations::update(&cx, tx, firm.id, None, closed).await
    })
    .await
    .unwrap();
    let refused = may(&by(&cx, bob), Privilege::AuditRead).await;
    assert_eq!(refused, Err(ErrorKind::NotFound));
}

async fn attack_who_may_write_users_cannot_take_over_an_administrator(world: World) {
    let cx = world.cx();
    let boss = user(&cx, "boss").await.id;
    let mallory = user(&cx, "mallory").await.id;
    let ana = user(&cx, "ana").await.id;
    give(&cx, "admin", &["realm:admin"], Subject::User(boss)).await;
    give(&cx, "helpdesk", &["users:write"], Subject::User(mallory)).await;
    let mallory = by(&cx, mallory);
    let passwords = hashing(&world);
    let password = Secret::new(PASSWORD.to_owned());
    let reset = credentials::set_password(&mallory, &passwords, boss, &password).await;
    assert_eq!(reset.unwrap_err().kind, ErrorKind::Forbidden);
    credentials::set_password(&mallory, &passwords, ana, &password)
        .await
        .unwrap();
    let hash = "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=";
    let imported = within(&mallory, async |tx| {
        credentials::set_imported_hash(&mallory, tx, boss, hash).await
    });
    assert_eq!(imported.await.unwrap_err().kind, ErrorKind::Forbidden);
    let renamed = within(&mallory, async |tx| {
        users::update(&mallory, tx, boss, None, fields("nobody")).await
    });
    assert_eq!(renamed.await.unwrap_err().kind, ErrorKind::Forbidden);
    let deleted = within(&mallory, async |tx| users::delete(&mallory, tx, boss).await);
    assert_eq!(deleted.await.unwrap_err().kind, ErrorKind::Forbidden);
}

async fn attack_nobody_gives_a_role_that_brings_more_than_it_has(world: World) {
    let cx = world.cx();
    let mallory = user(&cx, "mallory").await.id;
    give(
        &cx,
        "officer",
        &["roles:write", "users:read"],
        Subject::User(mallory),
    )
    .await;
    let hidden = within(&cx, async |tx| {
        let admin = role(&cx, tx, "admin", &["realm:admin"], &[]).await;
        Ok(role(&cx, tx, "harmless", &[], &[admin]).await)
    })
    .await
    .unwrap();
    let as_mallory = by(&cx, mallory);
    let given = within(&as_mallory, async |tx| {
        roles::assign(&as_mallory, tx, hidden, Subject::User(mallory)).await
    });
    assert_eq!(given.await.unwrap_err().kind, ErrorKind::Forbidden);
    let made = within(&as_mallory, async |tx| {
        let mut fields = roles::RoleFields::named(label("mine"));
        fields.composites = vec![hidden];
        roles::create(&as_mallory, tx, None, fields).await
    });
    assert_eq!(made.await.unwrap_err().kind, ErrorKind::Forbidden);
    let lesser = within(&as_mallory, async |tx| {
        let mut fields = roles::RoleFields::named(label("reader"));
        fields.privileges = vec!["users:read".to_owned()];
        roles::create(&as_mallory, tx, None, fields).await
    });
    assert!(lesser.await.is_ok());
}

async fn attack_nobody_lifts_itself_up_by_changing_a_role_it_holds(world: World) {
    let cx = world.cx();
    let mallory = user(&cx, "mallory").await.id;
    let own = give(&cx, "officer", &["roles:write"], Subject::User(mallory)).await;
    let as_mallory = by(&cx, mallory);
    let lifted = within(&as_mallory, async |tx| {
        let mut fields = roles::RoleFields::of(&roles::load(&as_mallory, tx, own).await?);
        fields.privileges.push("realm:admin".to_owned());
        roles::update(&as_mallory, tx, own, None, fields).await
    });
    assert_eq!(lifted.await.unwrap_err().kind, ErrorKind::Forbidden);
}

async fn attack_nobody_joins_or_nests_into_a_group_of_administrators(world: World) {
    let cx = world.cx();
    let mallory = user(&cx, "mallory").await.id;
    give(&cx, "keeper", &["groups:write"], Subject::User(mallory)).await;
    let (admins, mine) = within(&cx, async |tx| {
        let admins = group(&cx, tx, "admins", None).await;
        let mine = group(&cx, tx, "mine", None).await;
        let admin = role(&cx, tx, "admin", &["realm:admin"], &[]).await;
        roles::assign(&cx, tx, admin, Subject::Group(admins)).await?;
        Ok((admins, mine))
    })
    .await
    .unwrap();
    let as_mallory = by(&cx, mallory);
    let joined = within(&as_mallory, async |tx| {
        groups::add_member(&as_mallory, tx, admins, mallory).await
    });
    assert_eq!(joined.await.unwrap_err().kind, ErrorKind::Forbidden);
    let nested = within(&as_mallory, async |tx| {
        groups::add_member(&as_mallory, tx, mine, mallory).await?;
        let mut fields = groups::GroupFields::named(label("mine"));
        fields.parent = Some(admins);
        groups::update(&as_mallory, tx, mine, None, fields).await
    });
    assert_eq!(nested.await.unwrap_err().kind, ErrorKind::Forbidden);
    assert_eq!(
        may(&as_mallory, Privilege::RealmAdmin).await,
        Err(ErrorKind::Forbidden)
    );
}
