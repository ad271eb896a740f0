//! What people agree to share.

use durward_model::id::UserId;
use durward_store::mapping_consents::{self, Given};
use serde_json::{Value, json};

use crate::base::{
    House, PASSWORD, done, journey, on_every_database, show, signing_in, then, types,
};

on_every_database!(
    what_somebody_agrees_to_is_kept_with_its_time,
    what_is_required_is_asked_until_it_is_given,
    who_agreed_before_is_not_asked_again_until_more_is_shared,
    who_no_longer_agrees_ends_it,
    who_signs_up_agrees_before_there_is_an_account,
);

fn mappings(fields: &[&str], required: bool) -> Value {
    json!({"mappings": [
        {"name": "Partner", "displayName": {"en": "Our partner"}, "fields": fields, "isRequired": required},
        {"name": "News", "fields": ["mail"]}
    ]})
}

async fn asking(house: &House, config: Value) {
    let after = [("consent", "ConsentNode", then("success"), config)];
    house.journey(signing_in("Sharing", &after)).await.unwrap();
}

async fn given(house: &House, user: UserId) -> Vec<Given> {
    let cx = house.cx();
    mapping_consents::all(&cx, &mut cx.db().read().await.unwrap(), user)
        .await
        .unwrap()
}

fn names(given: &[Given]) -> Vec<&str> {
    given.iter().map(|one| one.mapping.name.as_str()).collect()
}

async fn what_somebody_agrees_to_is_kept_with_its_time(house: House) {
    let ana = house.user("ana").await;
    asking(&house, mappings(&["mail", "givenName"], false)).await;
    let running = house.run_of("Sharing").await;
    let token = running.token.expose();
    let running = show(house.submit(token, &["ana", PASSWORD]).await);
    assert_eq!(
        types(&running.step),
        ["ConsentMappingCallback", "ConsentMappingCallback"]
    );
    let now = house.cx().now;
    done(
        house
            .submit(running.token.expose(), &["true", "false"])
            .await,
    );
    let kept = given(&house, ana).await;
    assert_eq!(names(&kept), ["Partner"]);
    assert_eq!(kept[0].mapping.fields, ["mail", "givenName"]);
    assert_eq!(kept[0].mapping.display_name["en"], "Our partner");
    assert_eq!(kept[0].since, now);
    let events = house.audited().await;
    assert!(events.iter().any(|(name, _)| name == "consent.given"));
}

async fn what_is_required_is_asked_until_it_is_given(house: House) {
    let ana = house.user("ana").await;
    asking(&house, mappings(&["mail"], true)).await;
    let running = house.run_of("Sharing").await;
    let token = running.token.expose();
    let running = show(house.submit(token, &["ana", PASSWORD]).await);
    let again = show(
        house
            .submit(running.token.expose(), &["false", "true"])
            .await,
    );
    assert!(again.step.notice.is_some());
    assert!(given(&house, ana).await.is_empty(), "all of it or nothing");
    done(house.submit(again.token.expose(), &["true", "false"]).await);
    assert_eq!(names(&given(&house, ana).await), ["Partner"]);
}

async fn who_agreed_before_is_not_asked_again_until_more_is_shared(house: House) {
    let ana = house.user("ana").await;
    asking(&house, mappings(&["mail"], false)).await;
    let credentials = ["ana", PASSWORD];
    let running = house.run_of("Sharing").await;
    let running = show(house.submit(running.token.expose(), &credentials).await);
    done(
        house
            .submit(running.token.expose(), &["true", "true"])
            .await,
    );
    let before = given(&house, ana).await;
    house.world.clock.advance_seconds(60);
    let running = house.run_of("Sharing").await;
    done(house.submit(running.token.expose(), &credentials).await);
    asking(&house, mappings(&["mail", "telephoneNumber"], false)).await;
    let running = house.run_of("Sharing").await;
    let running = show(house.submit(running.token.expose(), &credentials).await);
    done(
        house
            .submit(running.token.expose(), &["true", "true"])
            .await,
    );
    let after = given(&house, ana).await;
    assert_eq!(names(&after), ["News", "Partner"]);
    assert_eq!(after[0].since, before[0].since, "nothing changed there");
    assert!(
        after[1].since > before[1].since,
        "this is another agreement"
    );
}

async fn who_no_longer_agrees_ends_it(house: House) {
    let ana = house.user("ana").await;
    asking(&house, mappings(&["mail"], false)).await;
    for (answers, left) in [(["true", "false"], 1), (["false", "false"], 0)] {
        let running = house.run_of("Sharing").await;
        let token = running.token.expose();
        let running = show(house.submit(token, &["ana", PASSWORD]).await);
        done(house.submit(running.token.expose(), &answers).await);
        assert_eq!(given(&house, ana).await.len(), left);
    }
    let events = house.audited().await;
    assert!(events.iter().any(|(name, _)| name == "consent.withdrawn"));
}

async fn who_signs_up_agrees_before_there_is_an_account(house: House) {
    let joining = journey(
        "Joining",
        &[
            (
                "name",
                "ValidatedUsernameNode",
                then("secret"),
                json!({"validateInput": true}),
            ),
            (
                "secret",
                "ValidatedPasswordNode",
                then("consent"),
                json!({"validateInput": true}),
            ),
            (
                "consent",
                "ConsentNode",
                then("create"),
                mappings(&["mail"], true),
            ),
            (
                "create",
                "CreateObjectNode",
                json!({"CREATED": "success", "FAILURE": "failure"}),
                json!({}),
            ),
        ],
    );
    house.journey(joining).await.unwrap();
    let running = house.run_of("Joining").await;
    let running = show(house.submit(running.token.expose(), &["carla"]).await);
    let running = show(house.submit(running.token.expose(), &[PASSWORD]).await);
    let end = done(
        house
            .submit(running.token.expose(), &["true", "false"])
            .await,
    );
    assert_eq!(names(&given(&house, end.session.user).await), ["Partner"]);
}
