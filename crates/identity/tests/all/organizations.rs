//! Organizations and their members.

use durward_identity::organizations::{self, OrganizationFields};
use durward_store::testing::World;
use durward_store::{ErrorKind, organizations as rows};

use crate::base::{audited, label, on_every_database, user, within};

on_every_database!(an_organization_is_made_changed_joined_and_deleted);

async fn an_organization_is_made_changed_joined_and_deleted(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    let firm = within(&cx, async |tx| {
        let firm = organizations::create(&cx, tx, OrganizationFields::named(label("Firm"))).await?;
        organizations::add_member(&cx, tx, firm.id, ana).await?;
        organizations::add_member(&cx, tx, firm.id, ana).await?;
        let mut fields = OrganizationFields::of(&firm);
        fields.display_name = label("The Firm");
        organizations::update(&cx, tx, firm.id, Some(1), fields).await
    })
    .await
    .unwrap();
    let again = within(&cx, async |tx| {
        organizations::create(&cx, tx, OrganizationFields::named(label("FIRM"))).await
    });
    assert_eq!(again.await.unwrap_err().kind, ErrorKind::Conflict);
    let mut tx = cx.db().read().await.unwrap();
    let members = organizations::members(&cx, &mut tx, firm.id, None, 10)
        .await
        .unwrap();
    assert_eq!(members[0].id, ana);
    let mine = rows::all_of_user(&cx, &mut tx, ana).await.unwrap();
    assert_eq!(mine.first(), Some(&firm));
    drop(tx);
    within(&cx, async |tx| {
        organizations::delete(&cx, tx, firm.id).await
    })
    .await
    .unwrap();
    let mut tx = cx.db().read().await.unwrap();
    assert!(
        rows::all_of_user(&cx, &mut tx, ana)
            .await
            .unwrap()
            .is_empty()
    );
    let expected = [
        "organization.created",
        "organization.deleted",
        "organization.member_added",
        "organization.updated",
        "user.created",
    ];
    assert_eq!(audited(&cx).await, expected);
}
