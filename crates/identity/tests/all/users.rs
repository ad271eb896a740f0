//! Users, created, changed, found and deleted.

use std::collections::BTreeMap;

use durward_identity::credentials::set_password;
use durward_identity::declare::{Declaration, Options, Source, apply};
use durward_identity::passwords::Passwords;
use durward_identity::users::{self, UserFields};
use durward_model::id::{AppId, GrantId, SessionId, UserId};
use durward_model::role::Subject;
use durward_model::service::Authentication;
use durward_model::session::Session;
use durward_model::text::Email;
use durward_model::user::{User, UserStatus};
use durward_store::grants::{self, Grant};
use durward_store::testing::World;
use durward_store::{Cx, ErrorKind, credentials as rows, roles, sessions};
use serde_json::json;

use crate::base::{
    audited, fields, give, hashing, in_root, on_every_database, secret, user, with_email, within,
};

on_every_database!(
    two_creations_of_one_username_at_once_leave_one_user,
    a_taken_email_address_is_a_conflict_that_names_it,
    attack_a_username_that_is_somebody_elses_email_address_is_refused,
    a_user_is_found_by_the_identifiers_the_realm_lists,
    a_stale_update_is_a_conflict_and_changes_nothing,
    an_update_that_changes_nothing_leaves_no_trace,
    every_change_is_audited_without_values,
    what_does_not_fit_names_its_field,
    search_finds_beginnings_of_names_however_they_are_spelled,
    pages_follow_each_other_without_gap_or_repetition,
    deleting_a_user_takes_all_that_was_its_own,
    attack_sessions_and_grants_end_with_the_account_and_with_a_new_password,
);

async fn two_creations_of_one_username_at_once_leave_one_user(world: World) {
    let create = |name: &'static str| {
        let cx = world.cx();
        tokio::spawn(async move {
            within(&cx, async |tx| users::create(&cx, tx, fields(name)).await).await
        })
    };
    let (one, other) = tokio::join!(create("Ana"), create("ana"));
    let (one, other) = (one.unwrap(), other.unwrap());
    let refused = match (one, other) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        both => panic!("one of the two is created: {both:?}"),
    };
    assert_eq!(refused.kind, ErrorKind::Conflict);
    assert!(refused.public.contains("username"), "{refused}");
}

async fn a_taken_email_address_is_a_conflict_that_names_it(world: World) {
    let cx = world.cx();
    let create = async |name: &str, email: &str| {
        within(&cx, async |tx| {
            users::create(&cx, tx, with_email(name, email)).await
        })
        .await
    };
    create("ana", "ana@acme.example").await.unwrap();
    let refused = create("bob", "ANA@acme.example").await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict);
    assert!(refused.public.contains("email"), "{refused}");
}

async fn attack_a_username_that_is_somebody_elses_email_address_is_refused(world: World) {
    let cx = world.cx();
    let create = async |fields: UserFields| {
        within(&cx, async |tx| users::create(&cx, tx, fields).await).await
    };
    create(with_email("ana", "ana@acme.example")).await.unwrap();
    let shadow = create(fields("Ana@Acme.example")).await.unwrap_err();
    assert_eq!(shadow.kind, ErrorKind::Conflict);
    create(fields("bob@acme.example")).await.unwrap();
    let shadow = create(with_email("eve", "bob@acme.example")).await;
    assert_eq!(shadow.unwrap_err().kind, ErrorKind::Conflict);
}

async fn a_user_is_found_by_the_identifiers_the_realm_lists(world: World) {
    let cx = world.cx();
    within(&cx, async |tx| {
        users::create(&cx, tx, with_email("ana", "ana@acme.example")).await
    })
    .await
    .unwrap();
    let found = async |identifiers: &[&str], text: &str| {
        let settings = Authentication {
            identifiers: identifiers.iter().map(|&name| name.to_owned()).collect(),
            ..Authentication::default()
        };
        let mut tx = cx.db().read().await.unwrap();
        users::by_identifier(&cx, &mut tx, &settings, text)
            .await
            .unwrap()
            .is_some()
    };
    assert!(found(&["username", "email"], " ANA ").await);
    assert!(found(&["username", "email"], "Ana@Acme.Example").await);
    assert!(!found(&["username"], "ana@acme.example").await);
    assert!(!found(&["email"], "ana").await);
    assert!(!found(&["username", "email"], "").await);
}

async fn a_stale_update_is_a_conflict_and_changes_nothing(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await;
    let mut first = UserFields::of(&ana);
    first.profile.given_name = Some("Ana".to_owned());
    let mut second = UserFields::of(&ana);
    second.profile.given_name = Some("Anna".to_owned());
    let update = async |fields: UserFields| {
        within(&cx, async |tx| {
            users::update(&cx, tx, ana.id, Some(ana.version), fields).await
        })
        .await
    };
    let updated = update(first).await.unwrap();
    assert_eq!(updated.version, 2);
    assert_eq!(update(second).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(load(&cx, ana.id).await, updated);
}

async fn an_update_that_changes_nothing_leaves_no_trace(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await;
    let same = within(&cx, async |tx| {
        users::update(&cx, tx, ana.id, None, UserFields::of(&ana)).await
    });
    assert_eq!(same.await.unwrap(), ana);
    assert_eq!(audited(&cx).await, ["user.created"]);
}

async fn every_change_is_audited_without_values(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await;
    let email = Email::parse("ana@acme.example").unwrap();
    within(&cx, async |tx| {
        users::set_email(&cx, tx, ana.id, Some(email), true).await?;
        users::set_status(&cx, tx, ana.id, UserStatus::Inactive).await?;
        users::delete(&cx, tx, ana.id).await
    })
    .await
    .unwrap();
    let expected = [
        "user.created",
        "user.deleted",
        "user.updated",
        "user.updated",
    ];
    assert_eq!(audited(&cx).await, expected);
    let mut tx = cx.db().read().await.unwrap();
    let events = durward_store::audit::newest(&cx, &mut tx, None, 10)
        .await
        .unwrap();
    assert!(events.iter().all(|event| !event.detail.contains("ana@")));
    assert!(
        events
            .iter()
            .all(|event| event.user == Some(ana.id.to_string()))
    );
    let told = |word: &str| events.iter().any(|event| event.detail.contains(word));
    assert!(told("emailVerified") && told("status"));
}

async fn what_does_not_fit_names_its_field(world: World) {
    let cx = world.cx();
    let field = async |change: fn(&mut UserFields)| {
        let mut fields = fields("ana");
        change(&mut fields);
        let refused = within(&cx, async |tx| users::create(&cx, tx, fields).await).await;
        match refused.unwrap_err().kind {
            ErrorKind::Invalid(field) => field,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(field(|f| f.phone = Some("0475".to_owned())).await, "phone");
    assert_eq!(field(|f| f.email_verified = true).await, "emailVerified");
    let birthdate = field(|f| f.profile.birthdate = Some("tomorrow".to_owned())).await;
    assert_eq!(birthdate, "profile.birthdate");
}

async fn search_finds_beginnings_of_names_however_they_are_spelled(world: World) {
    let cx = world.cx();
    let mut ana = with_email("ana", "a.diaz@acme.example");
    ana.profile.given_name = Some("Ána".to_owned());
    ana.profile.sn = Some("Diaz".to_owned());
    let ana = within(&cx, async |tx| users::create(&cx, tx, ana).await)
        .await
        .unwrap();
    user(&cx, "bob").await;
    let found = async |text: &str| {
        let mut tx = cx.db().read().await.unwrap();
        let found = users::search(&cx, &mut tx, text, 10).await.unwrap();
        found
            .iter()
            .map(|user| user.username.to_string())
            .collect::<Vec<_>>()
    };
    for text in ["AN", "a.di", "ána d", "DIA", "ｄｉａｚ", ana.id.as_str()] {
        assert_eq!(found(text).await, ["ana"], "{text}");
    }
    for text in ["", " ", "iaz", "%", "_", "ana' OR '1'='1"] {
        assert!(found(text).await.is_empty(), "{text}");
    }
}

async fn pages_follow_each_other_without_gap_or_repetition(world: World) {
    let cx = world.cx();
    for number in 0..7 {
        user(&cx, &format!("user{number}")).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let mut tx = cx.db().read().await.unwrap();
        let page = users::page(&cx, &mut tx, None, after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.extend(page.iter().map(|user| user.id));
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(seen.len(), 7);
    assert_eq!(unique, seen);
    let mut tx = cx.db().read().await.unwrap();
    let inactive = users::page(&cx, &mut tx, Some(UserStatus::Inactive), None, 3).await;
    assert!(inactive.unwrap().is_empty());
}

async fn deleting_a_user_takes_all_that_was_its_own(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await;
    give(&cx, "buyer", &[], Subject::User(ana.id)).await;
    within(&cx, async |tx| {
        rows::put_password(&cx, tx, ana.id, "$argon2id$…", &[], None).await?;
        users::delete(&cx, tx, ana.id).await
    })
    .await
    .unwrap();
    let mut tx = cx.db().read().await.unwrap();
    assert_eq!(rows::password(&cx, &mut tx, ana.id).await.unwrap(), None);
    let held = roles::effective(&cx, &mut tx, Subject::User(ana.id)).await;
    assert!(held.unwrap().is_empty());
    let gone = users::load(&cx, &mut tx, ana.id).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotFound);
}

async fn load(cx: &Cx, id: UserId) -> User {
    let mut tx = cx.db().read().await.unwrap();
    users::load(cx, &mut tx, id).await.unwrap()
}

/// A session of `user` and what it gave an app.
async fn signed_in(cx: &Cx, user: UserId) -> (SessionId, GrantId) {
    let session = Session {
        id: SessionId::new(cx.now, cx.entropy()),
        user,
        auth_time: cx.now,
        methods: Vec::new(),
        acr: None,
        auth_level: 0,
        journey: "Login".to_owned(),
        properties: BTreeMap::new(),
        ip: String::new(),
        user_agent: String::new(),
        created_at: cx.now,
        last_seen_at: cx.now,
        idle_expires_at: cx.now.plus_seconds(60),
        expires_at: cx.now.plus_seconds(60),
        revoked_at: None,
        version: 1,
        client_side: false,
    };
    let grant = Grant {
        id: GrantId::new(cx.now, cx.entropy()),
        app: AppId::new(cx.now, cx.entropy()),
        user,
        session: Some(session.id),
        scope: "openid".to_owned(),
        context: "{}".to_owned(),
        created_at: cx.now,
        expires_at: cx.now.plus_seconds(60),
        revoked_at: None,
    };
    within(cx, async |tx| {
        sessions::insert(cx, tx, &session, "hash").await?;
        grants::insert(cx, tx, &grant).await
    })
    .await
    .unwrap();
    (session.id, grant.id)
}

async fn attack_sessions_and_grants_end_with_the_account_and_with_a_new_password(world: World) {
    let cx = world.cx();
    let passwords = hashing(&world);
    for way in ["inactive", "deleted", "password", "declared"] {
        let ana = user(&cx, &format!("ana-{way}")).await;
        let (_, grant) = signed_in(&cx, ana.id).await;
        match way {
            "password" => {
                let new = secret("another good one");
                set_password(&cx, &passwords, ana.id, &new).await.unwrap();
            }
            "declared" => declare_inactive(&world, &passwords, &ana).await,
            "deleted" => within(&cx, async |tx| users::delete(&cx, tx, ana.id).await)
                .await
                .unwrap(),
            _ => {
                let inactive = UserStatus::Inactive;
                within(&cx, async |tx| {
                    users::set_status(&cx, tx, ana.id, inactive).await
                })
                .await
                .unwrap();
            }
        }
        let mut tx = cx.db().read().await.unwrap();
        let live = sessions::live_of(&cx, &mut tx, ana.id).await.unwrap();
        assert!(live.is_empty(), "{way}");
        let grant = grants::load(&cx, &mut tx, grant.as_str()).await.unwrap();
        assert!(grant.unwrap().revoked_at.is_some(), "{way}");
    }
}

async fn declare_inactive(world: &World, passwords: &Passwords, user: &User) {
    let declaration = Declaration {
        source: Source {
            file: "acme.yaml".into(),
            line: 1,
        },
        value: json!({"kind": "user", "realm": "acme", "username": user.username, "status": "Inactive"}),
    };
    let options = Options {
        dry_run: false,
        prune: false,
        fill_realm: |_, _| Box::pin(async { Ok(()) }),
    };
    apply(&in_root(world), passwords, [Ok(declaration)], options)
        .await
        .unwrap();
}
