//! Groups and their nesting.

use durward_identity::groups::{self, GroupFields};
use durward_model::id::GroupId;
use durward_store::testing::World;
use durward_store::{Cx, Error, ErrorKind};

use crate::base::{group, label, on_every_database, user, within};

on_every_database!(
    names_for_claims_include_the_groups_above,
    attack_a_group_cannot_be_nested_in_itself_at_any_depth,
    two_nestings_at_once_cannot_make_a_circle,
    deleting_a_group_moves_those_below_it_up,
    membership_twice_is_the_same_as_once,
    members_come_in_pages,
    a_taken_name_is_a_conflict,
);

async fn nest(cx: &Cx, id: GroupId, parent: GroupId) -> Result<(), Error> {
    within(cx, async |tx| {
        let mut fields = GroupFields::of(&groups::load(cx, tx, id).await?);
        fields.parent = Some(parent);
        groups::update(cx, tx, id, None, fields).await.map(drop)
    })
    .await
}

async fn chain(cx: &Cx) -> [GroupId; 3] {
    within(cx, async |tx| {
        let company = group(cx, tx, "company", None).await;
        let team = group(cx, tx, "team", Some(company)).await;
        Ok([company, team, group(cx, tx, "crew", Some(team)).await])
    })
    .await
    .unwrap()
}

async fn names_for_claims_include_the_groups_above(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    let [_, _, crew] = chain(&cx).await;
    within(&cx, async |tx| groups::add_member(&cx, tx, crew, ana).await)
        .await
        .unwrap();
    let mut tx = cx.db().read().await.unwrap();
    let names = groups::names_for(&cx, &mut tx, ana).await.unwrap();
    assert_eq!(names, ["company", "crew", "team"]);
}

async fn attack_a_group_cannot_be_nested_in_itself_at_any_depth(world: World) {
    let cx = world.cx();
    let [company, team, crew] = chain(&cx).await;
    for below in [company, team, crew] {
        let refused = nest(&cx, company, below).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Invalid("parent".to_owned()));
    }
}

async fn two_nestings_at_once_cannot_make_a_circle(world: World) {
    let cx = world.cx();
    let (a, b) = within(&cx, async |tx| {
        Ok((
            group(&cx, tx, "a", None).await,
            group(&cx, tx, "b", None).await,
        ))
    })
    .await
    .unwrap();
    let spawn = |id, parent| {
        let cx = cx.clone();
        tokio::spawn(async move { nest(&cx, id, parent).await })
    };
    let (one, other) = tokio::join!(spawn(a, b), spawn(b, a));
    let nested = [one.unwrap(), other.unwrap()];
    assert_eq!(
        nested.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{nested:?}"
    );
}

async fn deleting_a_group_moves_those_below_it_up(world: World) {
    let cx = world.cx();
    let [company, team, crew] = chain(&cx).await;
    within(&cx, async |tx| groups::delete(&cx, tx, team).await)
        .await
        .unwrap();
    let mut tx = cx.db().read().await.unwrap();
    let crew = groups::load(&cx, &mut tx, crew).await.unwrap();
    assert_eq!(crew.parent, Some(company));
}

async fn membership_twice_is_the_same_as_once(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await.id;
    let [company, ..] = chain(&cx).await;
    within(&cx, async |tx| {
        groups::add_member(&cx, tx, company, ana).await?;
        groups::add_member(&cx, tx, company, ana).await?;
        groups::remove_member(&cx, tx, company, ana).await?;
        groups::remove_member(&cx, tx, company, ana).await
    })
    .await
    .unwrap();
    let mut tx = cx.db().read().await.unwrap();
    assert!(
        groups::names_for(&cx, &mut tx, ana)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn members_come_in_pages(world: World) {
    let cx = world.cx();
    let [company, ..] = chain(&cx).await;
    for number in 0..5 {
        let id = user(&cx, &format!("user{number}")).await.id;
        within(&cx, async |tx| {
            groups::add_member(&cx, tx, company, id).await
        })
        .await
        .unwrap();
    }
    let mut tx = cx.db().read().await.unwrap();
    let first = groups::members(&cx, &mut tx, company, None, 3)
        .await
        .unwrap();
    let rest = groups::members(&cx, &mut tx, company, Some(first[2].id), 3)
        .await
        .unwrap();
    let names: Vec<_> = first
        .iter()
        .chain(&rest)
        .map(|user| user.username.as_str())
        .collect();
    assert_eq!(names.len(), 5);
    assert!(
        groups::members(&cx, &mut tx, company, Some(rest[1].id), 3)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_taken_name_is_a_conflict(world: World) {
    let cx = world.cx();
    chain(&cx).await;
    let again = within(&cx, async |tx| {
        groups::create(&cx, tx, GroupFields::named(label("TEAM"))).await
    });
    assert_eq!(again.await.unwrap_err().kind, ErrorKind::Conflict);
}
