//! Roles and what they include.

use durward_identity::roles::{self, RoleFields};
use durward_model::id::AppId;
use durward_model::role::Subject;
use durward_store::documents::{Expect, save};
use durward_store::testing::World;
use durward_store::{Error, ErrorKind};
use serde_json::json;

use crate::base::{label, on_every_database, role, user, within};

on_every_database!(
    names_for_claims_are_of_the_realm_or_of_one_app,
    attack_a_role_cannot_include_itself_at_any_depth,
    an_unknown_privilege_names_its_place,
    a_deleted_role_is_gone_from_everybody_and_everywhere,
    an_app_has_roles_of_its_own_under_the_same_name,
);

async fn names_for_claims_are_of_the_realm_or_of_one_app(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    let app = within(&cx, async |tx| {
        let kind = cx.platform.kinds.named("app")?;
        let app = save(
            &cx,
            tx,
            kind.as_ref(),
            None,
            json!({"name": "Shop"}),
            Expect::Absent,
        )
        .await?;
        let app: AppId = app.document().id.parse().unwrap();
        let buyer = role(&cx, tx, "buyer", &[], &[]).await;
        let lead = role(&cx, tx, "lead", &[], &[buyer]).await;
        let editor = roles::create(&cx, tx, Some(app), RoleFields::named(label("editor"))).await?;
        roles::assign(&cx, tx, lead, Subject::User(ana)).await?;
        roles::assign(&cx, tx, editor.id, Subject::User(ana)).await?;
        Ok(app)
    })
    .await
    .unwrap();
    let mut tx = cx.db().read().await.unwrap();
    let of_realm = roles::names_for(&cx, &mut tx, ana).await.unwrap();
    assert_eq!(of_realm, ["buyer", "lead"]);
    let of_app = roles::app_names_for(&cx, &mut tx, ana, app).await.unwrap();
    assert_eq!(of_app, ["editor"]);
}

async fn attack_a_role_cannot_include_itself_at_any_depth(world: World) {
    let cx = world.cx();
    let [one, two, three] = within(&cx, async |tx| {
        let three = role(&cx, tx, "three", &[], &[]).await;
        let two = role(&cx, tx, "two", &[], &[three]).await;
        Ok([role(&cx, tx, "one", &[], &[two]).await, two, three])
    })
    .await
    .unwrap();
    for included in [one, two, three] {
        let refused: Result<_, Error> = within(&cx, async |tx| {
            let mut fields = RoleFields::named(label("three"));
            fields.composites = vec![included];
            roles::update(&cx, tx, three, None, fields).await
        })
        .await;
        let field = "composites[0]".to_owned();
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Invalid(field));
    }
}

async fn an_unknown_privilege_names_its_place(world: World) {
    let cx = world.cx();
    let refused = within(&cx, async |tx| {
        let mut fields = RoleFields::named(label("odd"));
        fields.privileges = vec!["users:read".to_owned(), "users:eat".to_owned()];
        roles::create(&cx, tx, None, fields).await
    });
    let field = "privileges[1]".to_owned();
    assert_eq!(refused.await.unwrap_err().kind, ErrorKind::Invalid(field));
}

async fn a_deleted_role_is_gone_from_everybody_and_everywhere(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    within(&cx, async |tx| {
        let inner = role(&cx, tx, "inner", &[], &[]).await;
        let outer = role(&cx, tx, "outer", &[], &[inner]).await;
        roles::assign(&cx, tx, outer, Subject::User(ana)).await?;
        roles::delete(&cx, tx, inner).await?;
        let names = roles::names_for(&cx, tx, ana).await?;
        assert_eq!(names, ["outer"]);
        assert!(roles::load(&cx, tx, outer).await?.composites.is_empty());
        roles::delete(&cx, tx, outer).await?;
        assert!(roles::names_for(&cx, tx, ana).await?.is_empty());
        Ok(())
    })
    .await
    .unwrap();
}

async fn an_app_has_roles_of_its_own_under_the_same_name(world: World) {
    let cx = world.cx();
    within(&cx, async |tx| {
        let kind = cx.platform.kinds.named("app")?;
        let app = save(
            &cx,
            tx,
            kind.as_ref(),
            None,
            json!({"name": "Shop"}),
            Expect::Absent,
        )
        .await?;
        let app: AppId = app.document().id.parse().unwrap();
        role(&cx, tx, "editor", &[], &[]).await;
        roles::create(&cx, tx, Some(app), RoleFields::named(label("editor"))).await
    })
    .await
    .unwrap();
    let again = within(&cx, async |tx| {
        roles::create(&cx, tx, None, RoleFields::named(label("Editor"))).await
    });
    assert_eq!(again.await.unwrap_err().kind, ErrorKind::Conflict);
    let nowhere = within(&cx, async |tx| {
        let app = AppId::new(cx.now, cx.entropy());
        roles::create(&cx, tx, Some(app), RoleFields::named(label("editor"))).await
    });
    let field = "app".to_owned();
    assert_eq!(nowhere.await.unwrap_err().kind, ErrorKind::Invalid(field));
}
