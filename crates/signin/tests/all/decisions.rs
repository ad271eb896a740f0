//! Nodes that decide without asking anybody.

use durward_identity::groups::{self, GroupFields};
use durward_identity::roles::{self, RoleFields};
use durward_identity::users::{self, UserFields, attributes};
use durward_journey::state::Aim;
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_model::text::Label;
use durward_signin::journeys::Start;
use serde_json::{Value, json};

use crate::base::{House, PASSWORD, done, journey, on_every_database, show, signing_in, then};

on_every_database!(
    a_role_decides_held_directly_or_through_a_group,
    a_group_decides_with_the_groups_inside_it,
    the_age_of_an_account_decides,
    an_attribute_decides_by_being_there,
    an_attribute_decides_by_its_value,
    a_filter_over_the_profile_decides,
    how_much_of_a_profile_is_filled_in_decides,
    a_cookie_decides_by_being_there,
    a_count_of_sign_ins_is_met_once_or_again_and_again,
    sign_ins_that_fail_are_not_counted,
    a_property_of_the_session_decides,
    attack_settings_that_make_no_sense_are_refused,
);

/// A journey in which a node of `node_type` decides, and the session remembers how.
fn deciding(name: &str, node_type: &str, config: Value, outcomes: &[&str]) -> Value {
    let connections: Value = outcomes
        .iter()
        .map(|outcome| ((*outcome).to_owned(), Value::from(format!("is-{outcome}"))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let ids: Vec<String> = outcomes.iter().map(|one| format!("is-{one}")).collect();
    let mut nodes = vec![("decide", node_type, connections, config)];
    for (id, outcome) in ids.iter().zip(outcomes) {
        let set = json!({"properties": {"decided": outcome}});
        nodes.push((id, "SetSessionPropertiesNode", then("success"), set));
    }
    signing_in(name, &nodes)
}

/// How it is decided for Ana.
async fn decided(house: &House, name: &str) -> String {
    let running = house.run_of(name).await;
    let end = house
        .submit(running.token.expose(), &["ana", PASSWORD])
        .await;
    done(end).session.properties["decided"].clone()
}

/// How a node of `node_type` with these settings decides for Ana.
async fn says(house: &House, node_type: &str, config: Value) -> bool {
    let journey = deciding("Deciding", node_type, config, &["true", "false"]);
    house.journey(journey).await.unwrap();
    decided(house, "Deciding").await == "true"
}

/// Fills in an attribute of somebody.
async fn fill_in(house: &House, user: UserId, name: &str, value: Value) {
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let mut fields = UserFields::of(&users::load(&cx, &mut tx, user).await.unwrap());
    attributes::put(&mut fields, name, &value).unwrap();
    users::amend(&cx, &mut tx, user, None, fields)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Puts Ana into the group `sellers` inside `staff`, which has the role `trader`.
async fn employ(house: &House, ana: UserId) {
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let label = |name| Label::parse(name).unwrap();
    let staff = groups::create(&cx, &mut tx, GroupFields::named(label("Staff")));
    let staff = staff.await.unwrap();
    let mut fields = GroupFields::named(label("Sellers"));
    fields.parent = Some(staff.id);
    let sellers = groups::create(&cx, &mut tx, fields).await.unwrap();
    groups::add_member(&cx, &mut tx, sellers.id, ana)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    give(house, "Trader", Subject::Group(staff.id)).await;
}

/// Makes the role `name` and gives it to `subject`.
async fn give(house: &House, name: &str, subject: Subject) {
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let fields = RoleFields::named(Label::parse(name).unwrap());
    let role = roles::create(&cx, &mut tx, None, fields).await.unwrap();
    roles::assign(&cx, &mut tx, role.id, subject).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_role_decides_held_directly_or_through_a_group(house: House) {
    let ana = house.user("ana").await;
    let wanted = json!({"roles": ["admin", "TRADER"]});
    assert!(!says(&house, "RoleDecisionNode", wanted.clone()).await);
    employ(&house, ana).await;
    assert!(says(&house, "RoleDecisionNode", wanted).await);
    assert!(!says(&house, "RoleDecisionNode", json!({"roles": ["admin"]})).await);
    give(&house, "Keeper", Subject::User(ana)).await;
    assert!(says(&house, "RoleDecisionNode", json!({"roles": ["keeper"]})).await);
}

async fn a_group_decides_with_the_groups_inside_it(house: House) {
    let ana = house.user("ana").await;
    let wanted = json!({"groups": ["staff"]});
    assert!(!says(&house, "GroupDecisionNode", wanted.clone()).await);
    employ(&house, ana).await;
    assert!(says(&house, "GroupDecisionNode", wanted).await);
    assert!(
        says(
            &house,
            "GroupDecisionNode",
            json!({"groups": ["none", "SELLERS"]})
        )
        .await
    );
    assert!(!says(&house, "GroupDecisionNode", json!({"groups": ["none"]})).await);
}

async fn the_age_of_an_account_decides(house: House) {
    house.user("ana").await;
    let wanted = json!({"elapsedTime": 60});
    house.world.clock.advance_seconds(3600);
    assert!(!says(&house, "TimeSinceDecisionNode", wanted.clone()).await);
    house.world.clock.advance_seconds(1);
    assert!(says(&house, "TimeSinceDecisionNode", wanted).await);
}

async fn an_attribute_decides_by_being_there(house: House) {
    let ana = house.user("ana").await;
    let wanted = json!({"presentAttribute": "telephoneNumber", "identityAttribute": "userName"});
    assert!(!says(&house, "AttributePresentDecisionNode", wanted.clone()).await);
    fill_in(&house, ana, "telephoneNumber", json!("+32470000012")).await;
    assert!(says(&house, "AttributePresentDecisionNode", wanted).await);
}

async fn an_attribute_decides_by_its_value(house: House) {
    let ana = house.user("ana").await;
    fill_in(&house, ana, "department", json!("sales")).await;
    fill_in(&house, ana, "newsletter", json!(true)).await;
    for (attribute, operation, value, expected) in [
        ("department", "EQUALS", "sales", true),
        ("department", "EQUALS", "Sales", false),
        ("newsletter", "EQUALS", "true", true),
        ("missing", "EQUALS", "", false),
        ("department", "PRESENT", "", true),
        ("missing", "PRESENT", "", false),
    ] {
        let config = json!({"comparisonAttribute": attribute, "comparisonOperation": operation, "comparisonValue": value});
        let said = says(&house, "AttributeValueDecisionNode", config).await;
        assert_eq!(said, expected, "{attribute} {operation} {value}");
    }
}

async fn a_filter_over_the_profile_decides(house: House) {
    let ana = house.user("ana").await;
    fill_in(&house, ana, "department", json!("sales")).await;
    for (filter, expected) in [
        (r#"/department eq "sales" and !(telephoneNumber pr)"#, true),
        (r#"mail co "@ACME." and accountStatus eq "Active""#, true),
        ("emailVerified eq true", false),
        (r#"passwordHash pr or password pr"#, false),
    ] {
        let config = json!({"queryFilter": filter});
        let said = says(&house, "QueryFilterDecisionNode", config).await;
        assert_eq!(said, expected, "{filter}");
    }
}

async fn how_much_of_a_profile_is_filled_in_decides(house: House) {
    let ana = house.user("ana").await;
    let half =
        json!({"threshold": 50, "attributes": ["userName", "mail", "givenName", "sn", "country"]});
    assert!(!says(&house, "ProfileCompletenessDecisionNode", half.clone()).await);
    fill_in(&house, ana, "country", json!("Belgium")).await;
    assert!(says(&house, "ProfileCompletenessDecisionNode", half).await);
    let usual = json!({"threshold": 30});
    assert!(!says(&house, "ProfileCompletenessDecisionNode", usual).await);
}

async fn a_cookie_decides_by_being_there(house: House) {
    house.user("ana").await;
    let config = json!({"cookieName": "beta"});
    let journey = deciding(
        "Cookie",
        "CookiePresenceDecisionNode",
        config,
        &["true", "false"],
    );
    house.journey(journey).await.unwrap();
    assert_eq!(decided(&house, "Cookie").await, "false");
    let mut cx = house.cx();
    cx.origin.cookies = vec!["alpha".to_owned(), "beta".to_owned()];
    let running = house.run_of("Cookie").await;
    let read = |step: &_| crate::base::read(step, &["ana", PASSWORD]);
    let end = house.engine.submit(&cx, running.token.expose(), read).await;
    assert_eq!(done(end.unwrap()).session.properties["decided"], "true");
}

/// Counts, decides, and remembers how.
fn counting(name: &str, config: Value) -> Value {
    let mut document = deciding(name, "LoginCountDecisionNode", config, &["true", "false"]);
    document["nodes"]["count"] =
        json!({"nodeType": "IncrementLoginCountNode", "connections": {"outcome": "decide"}});
    document["nodes"]["check"]["connections"]["TRUE"] = json!("count");
    document
}

async fn a_count_of_sign_ins_is_met_once_or_again_and_again(house: House) {
    house.user("ana").await;
    house.user("bo").await;
    let every = json!({"interval": "EVERY", "amount": 2});
    house.journey(counting("Every", every)).await.unwrap();
    let mut met = Vec::new();
    for _ in 0..4 {
        met.push(decided(&house, "Every").await);
    }
    assert_eq!(met, ["false", "true", "false", "true"]);
    let at = json!({"interval": "AT", "amount": 6});
    house.journey(counting("At", at)).await.unwrap();
    let mut met = Vec::new();
    for _ in 0..3 {
        met.push(decided(&house, "At").await);
    }
    assert_eq!(met, ["false", "true", "false"]);
}

async fn sign_ins_that_fail_are_not_counted(house: House) {
    house.user("ana").await;
    house
        .journey(counting("Third", json!({"amount": 1})))
        .await
        .unwrap();
    for _ in 0..2 {
        let running = house.run_of("Third").await;
        house
            .submit(running.token.expose(), &["ana", "not it"])
            .await;
    }
    assert_eq!(decided(&house, "Third").await, "true");
}

async fn a_property_of_the_session_decides(house: House) {
    house.user("ana").await;
    let set = json!({"properties": {"department": "sales"}});
    let first = [("set", "SetSessionPropertiesNode", then("success"), set)];
    house.journey(signing_in("First", &first)).await.unwrap();
    let config = json!({"sessionDataKey": "department", "sharedStateKey": "team"});
    let compare = json!({"comparisonAttribute": "session.team", "comparisonOperation": "EQUALS", "comparisonValue": "sales"});
    let ask = json!({"message": {"en": "Go on?"}});
    let more = journey(
        "More",
        &[
            ("look", "GetSessionDataNode", then("decide"), config),
            (
                "decide",
                "AttributeValueDecisionNode",
                json!({"true": "ask", "false": "failure"}),
                compare,
            ),
            (
                "ask",
                "MessageNode",
                json!({"true": "success", "false": "failure"}),
                ask,
            ),
        ],
    );
    house.journey(more).await.unwrap();
    let running = house.run_of("First").await;
    let end = house
        .submit(running.token.expose(), &["ana", PASSWORD])
        .await;
    let start = Start {
        journey: Some("More".to_owned()),
        session: Some(done(end).session),
        aim: Aim::Upgrade,
        ..Start::default()
    };
    show(house.engine.start(&house.cx(), start).await.unwrap());
    let plain = house.session("ana").await.session;
    let start = Start {
        journey: Some("More".to_owned()),
        session: Some(plain),
        aim: Aim::Upgrade,
        ..Start::default()
    };
    crate::base::failed(house.engine.start(&house.cx(), start).await.unwrap());
}

async fn attack_settings_that_make_no_sense_are_refused(house: House) {
    let yes_no: &[&str] = &["true", "false"];
    for (node_type, config, outcomes) in [
        ("RoleDecisionNode", json!({"roles": []}), yes_no),
        ("GroupDecisionNode", json!({"groups": []}), yes_no),
        ("TimeSinceDecisionNode", json!({"elapsedTime": -1}), yes_no),
        (
            "AttributePresentDecisionNode",
            json!({"presentAttribute": "passwordHash"}),
            yes_no,
        ),
        (
            "AttributeValueDecisionNode",
            json!({"comparisonAttribute": "userPassword"}),
            yes_no,
        ),
        (
            "CookiePresenceDecisionNode",
            json!({"cookieName": "a;b"}),
            yes_no,
        ),
        ("LoginCountDecisionNode", json!({"amount": 0}), yes_no),
        (
            "ProfileCompletenessDecisionNode",
            json!({"threshold": 101}),
            yes_no,
        ),
        (
            "QueryFilterDecisionNode",
            json!({"queryFilter": "mail eq"}),
            yes_no,
        ),
        (
            "SetSuccessUrlNode",
            json!({"successUrl": "javascript:alert(1)"}),
            &["outcome"],
        ),
        (
            "SetFailureUrlNode",
            json!({"failureUrl": "//evil.example"}),
            &["outcome"],
        ),
        (
            "SetSuccessUrlNode",
            json!({"successUrl": "https:///evil.example"}),
            &["outcome"],
        ),
        (
            "GetSessionDataNode",
            json!({"sessionDataKey": "x", "sharedStateKey": "a b"}),
            &["outcome"],
        ),
    ] {
        let refused = house
            .journey(deciding("Wrong", node_type, config.clone(), outcomes))
            .await;
        assert!(refused.is_err(), "{node_type} {config}");
    }
}
