//! `apply`, `diff` and `export`.

use std::sync::Arc;
use std::time::Duration;

use durward_identity::credentials::verify_password;
use durward_identity::declare::{
    Action, Change, Declaration, Options, Refused, Source, apply, export,
};
use durward_identity::passwords::{Passwords, Settings};
use durward_identity::realms::context;
use durward_identity::{authenticators, groups, roles};
use durward_model::role::Subject;
use durward_model::text::RealmPath;
use durward_model::user::User;
use durward_store::testing::World;
use durward_store::{
    Cx, ErrorKind, credentials, documents, organizations, realms, services, users,
};
use serde_json::{Value, json};

use crate::base::{PASSWORD, audited, by, give, hashing, in_root, on_every_database, secret, user};

on_every_database!(
    everything_declared_is_there_and_the_second_time_nothing_changes,
    the_order_of_declarations_does_not_matter,
    one_wrong_declaration_leaves_nothing_done,
    a_file_waits_for_busy_password_threads,
    a_dry_run_says_the_same_and_does_nothing,
    mistakes_name_file_line_thing_and_member,
    an_app_without_a_client_id_is_known_by_its_name,
    what_is_left_out_stays_and_null_takes_away,
    prune_removes_the_documents_that_are_not_named,
    what_is_exported_can_be_applied_elsewhere,
    attack_secrets_and_passwords_are_not_exported,
    an_imported_password_stays_upgraded_when_applied_again,
    a_declared_password_may_have_to_be_changed,
    a_declared_policy_holds_for_declared_passwords,
    a_new_realm_is_filled_in_the_same_transaction,
    attack_only_administrators_of_a_realm_declare_in_it,
    many_users_take_few_statements,
    attack_one_email_address_for_two_users_of_a_file_is_refused,
    an_authenticator_app_is_declared_once_and_never_exported,
);

const PLAIN: Options = Options {
    dry_run: false,
    prune: false,
    fill_realm: |_, _| Box::pin(async { Ok(()) }),
};

fn written(values: Vec<Value>) -> Vec<Result<Declaration, Refused>> {
    let one = |(index, value)| {
        Ok(Declaration {
            source: Source {
                file: "acme.yaml".into(),
                line: 1 + 10 * u32::try_from(index).unwrap(),
            },
            value,
        })
    };
    values.into_iter().enumerate().map(one).collect()
}

async fn run(cx: &Cx, passwords: &Passwords, values: Vec<Value>) -> Result<Vec<Change>, Refused> {
    apply(cx, passwords, written(values), PLAIN).await
}

fn whole() -> Vec<Value> {
    vec![
        json!({"kind": "realm", "name": "acme", "displayName": "Acme", "hosts": ["id.acme.example"],
               "services": {"session": {"maxIdleTime": 15}}}),
        json!({"kind": "realm", "name": "acme/emea"}),
        json!({"kind": "app", "realm": "acme", "name": "Shop",
               "oauth": {"client_id": "shop", "client_secret": "s3cr3t-s3cr3t-s3cr3t"}}),
        json!({"kind": "journey", "realm": "acme", "_id": "Login", "inner": "Inner"}),
        json!({"kind": "journey", "realm": "acme", "_id": "Inner"}),
        json!({"kind": "role", "realm": "acme", "name": "lead", "composites": ["admin", {"app": "shop", "name": "editor"}]}),
        json!({"kind": "role", "realm": "acme", "name": "admin", "description": "All", "privileges": ["realm:admin"]}),
        json!({"kind": "role", "realm": "acme", "name": "editor", "app": "shop"}),
        json!({"kind": "group", "realm": "acme", "name": "buyers", "parent": "staff", "attributes": {"floor": 3}}),
        json!({"kind": "group", "realm": "acme", "name": "staff", "roles": ["lead"]}),
        json!({"kind": "organization", "realm": "acme", "name": "firm", "displayName": "The Firm", "members": ["ana"], "roles": ["lead"]}),
        json!({"kind": "user", "realm": "acme", "username": "ana", "email": "ana@acme.example", "emailVerified": true,
               "profile": {"givenName": "Ana", "sn": "Diaz", "locale": "en"}, "password": PASSWORD,
               "groups": ["buyers"], "roles": [{"app": "Shop", "name": "editor"}]}),
        json!({"kind": "user", "realm": "acme/emea", "username": "ana", "passwordHash": "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A="}),
    ]
}

async fn in_realm(world: &World, path: &str) -> Cx {
    let cx = world.cx();
    let mut tx = cx.db().read().await.unwrap();
    let path = RealmPath::parse(path).unwrap();
    let realm = realms::by_path(&mut tx, &path).await.unwrap().unwrap();
    cx.platform.documents.forget_all();
    context(&cx, realm)
}

async fn named(cx: &Cx, username: &str) -> Option<User> {
    let mut tx = cx.db().read().await.unwrap();
    users::by_username_key(cx, &mut tx, username).await.unwrap()
}

fn differing(changes: &[Change]) -> Vec<&Change> {
    changes
        .iter()
        .filter(|change| change.action != Action::Unchanged)
        .collect()
}

async fn everything_declared_is_there_and_the_second_time_nothing_changes(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let changes = run(&root, &passwords, whole()).await.unwrap();
    assert_eq!(changes.len(), 14);
    let updated: Vec<_> = changes
        .iter()
        .filter(|change| change.action == Action::Updated)
        .collect();
    assert_eq!(updated.len(), 1);
    assert_eq!(updated[0].fields, ["displayName", "hosts"]);
    let acme = in_realm(&world, "acme").await;
    let session = services::settings::<durward_model::service::SessionService>(&acme).await;
    assert_eq!(session.unwrap().max_idle_time, 15);
    let ana = named(&acme, "ana").await.unwrap();
    assert!(ana.email_verified);
    let mut tx = acme.db().read().await.unwrap();
    let held = groups::names_for(&acme, &mut tx, ana.id).await.unwrap();
    assert_eq!(held, ["buyers", "staff"]);
    let held = roles::names_for(&acme, &mut tx, ana.id).await.unwrap();
    assert_eq!(held, ["admin", "lead"]);
    let firms = organizations::all_of_user(&acme, &mut tx, ana.id)
        .await
        .unwrap();
    assert_eq!(firms[0].display_name, "The Firm");
    drop(tx);
    let right = verify_password(&acme, &passwords, Some(&ana), &secret(PASSWORD)).await;
    assert!(right.unwrap().is_right());
    let emea = in_realm(&world, "acme/emea").await;
    assert_ne!(named(&emea, "ana").await.unwrap().id, ana.id);

    let before = audited(&acme).await;
    let again = run(&root, &passwords, whole()).await.unwrap();
    assert_eq!(again.len(), 14);
    assert_eq!(differing(&again), Vec::<&Change>::new());
    assert_eq!(audited(&acme).await, before);
}

async fn the_order_of_declarations_does_not_matter(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let mut backwards = whole();
    backwards.reverse();
    run(&root, &passwords, backwards).await.unwrap();
    let again = run(&root, &passwords, whole()).await.unwrap();
    assert_eq!(differing(&again), Vec::<&Change>::new());
}

async fn one_wrong_declaration_leaves_nothing_done(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    for wrong in [
        json!({"kind": "user", "realm": "acme", "username": "bob", "groups": ["nobody"]}),
        json!({"kind": "user", "realm": "acme", "username": "bob", "email": "ana@acme.example"}),
        json!({"kind": "organization", "realm": "acme", "name": "other", "members": ["nobody"]}),
        json!({"kind": "journey", "realm": "acme", "_id": "Odd", "inner": "Missing"}),
        json!({"kind": "role", "realm": "acme", "name": "odd", "privileges": ["x"]}),
    ] {
        let mut all = whole();
        all.push(wrong);
        run(&root, &passwords, all).await.unwrap_err();
        let acme = in_realm(&world, "acme").await;
        assert_eq!(acme.realm.display_name, "acme");
        assert_eq!(named(&acme, "ana").await, None);
        assert!(audited(&acme).await.is_empty());
    }
}

async fn a_file_waits_for_busy_password_threads(world: World) {
    let root = in_root(&world);
    let hurried = Settings {
        threads: 1,
        queue: 1,
        wait: Duration::from_millis(1),
    };
    let passwords = Passwords::start(hurried, Arc::clone(&world.platform.entropy)).unwrap();
    let users = (0..10).map(|number| {
        json!({"kind": "user", "realm": "acme", "username": format!("user{number}"), "password": "correct horse battery"})
    });
    let all = std::iter::once(json!({"kind": "realm", "name": "acme"})).chain(users);
    let changes = run(&root, &passwords, all.collect()).await.unwrap();
    assert_eq!(changes.len(), 11);
}

async fn a_dry_run_says_the_same_and_does_nothing(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let dry = Options {
        dry_run: true,
        ..PLAIN
    };
    let said = apply(&root, &passwords, written(whole()), dry)
        .await
        .unwrap();
    let acme = in_realm(&world, "acme").await;
    assert_eq!(named(&acme, "ana").await, None);
    let done = run(&root, &passwords, whole()).await.unwrap();
    assert_eq!(said, done);
}

async fn mistakes_name_file_line_thing_and_member(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let user = |members: Value| {
        let mut value = json!({"kind": "user", "realm": "acme", "username": "ana"});
        value
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        value
    };
    let cases = [
        (
            user(json!({"shoeSize": 42})),
            "user ana: shoeSize: Unknown field",
        ),
        (
            user(json!({"profile": {"nick": "x"}})),
            "user ana: profile.nick: Unknown field",
        ),
        (
            user(json!({"email": "no"})),
            "user ana: email: Give an email address",
        ),
        (
            user(json!({"profile": {"birthdate": "soon"}})),
            "user ana: profile.birthdate: Give a date",
        ),
        (
            user(json!({"groups": ["a"]})),
            "user ana: groups[0]: There is no group 'a'",
        ),
        (
            user(json!({"roles": ["a"]})),
            "user ana: roles[0]: There is no role a",
        ),
        (
            user(json!({"roles": [5]})),
            "user ana: roles[0]: The name of a role",
        ),
        (
            user(json!({"password": "short"})),
            "user ana: password: Minimum password length is 8.",
        ),
        (
            user(json!({"passwordHash": "x"})),
            "user ana: passwordHash: Give a hash",
        ),
        (
            user(json!({"realm": "nowhere"})),
            "realm nowhere: realm: There is no realm 'nowhere'",
        ),
        (
            json!({"kind": "user", "username": "ana"}),
            "user ana: realm: Name the realm",
        ),
        (json!({"realm": "acme"}), "kind: Name the kind"),
        (
            json!({"kind": "service", "realm": "acme"}),
            "kind: There is no kind 'service'",
        ),
        (
            json!({"kind": "wizard", "realm": "acme"}),
            "kind: There is no kind 'wizard'. Kinds are: realm, role",
        ),
        (
            json!({"kind": "realm", "name": "Acme"}),
            "realm Acme: name: A realm name has",
        ),
        (
            json!({"kind": "realm", "name": "no/where"}),
            "realm no/where: name: There is no realm 'no'",
        ),
        (
            json!({"kind": "realm", "name": "acme", "services": {"sess": {}}}),
            "realm acme: services: There is no service 'sess'",
        ),
        (
            json!({"kind": "realm", "name": "acme", "services": {"session": {"maxIdleTime": 0}}}),
            "realm acme: services.session.maxIdleTime: Give a number",
        ),
        (
            json!({"kind": "group", "realm": "acme", "name": "a", "parent": "a"}),
            "group a: parent: A group cannot",
        ),
        (
            json!({"kind": "role", "realm": "acme", "name": "a", "app": "x"}),
            "role a: app: There is no app 'x'",
        ),
        (json!([]), "A declaration is an object"),
    ];
    for (value, expected) in cases {
        let fine = json!({"kind": "group", "realm": "acme", "name": "fine"});
        let refused = run(&root, &passwords, vec![fine, value]).await.unwrap_err();
        let text = refused.to_string();
        assert!(
            text.starts_with(&format!("acme.yaml:11: {expected}")),
            "{text}\n{expected}"
        );
    }
    let twice = vec![
        user(json!({})),
        json!({"kind": "user", "realm": "acme", "username": "ANA"}),
    ];
    let refused = run(&root, &passwords, twice).await.unwrap_err().to_string();
    assert_eq!(refused, "acme.yaml:11: user ana: It is declared twice.");
}

async fn an_app_without_a_client_id_is_known_by_its_name(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let shop = |description: &str| {
        vec![json!({"kind": "app", "realm": "acme", "name": "Shop", "description": description})]
    };
    let first = run(&root, &passwords, shop("One")).await.unwrap();
    assert_eq!(first[0].action, Action::Created);
    let second = run(&root, &passwords, shop("Two")).await.unwrap();
    assert_eq!(second[0].action, Action::Updated);
    assert_eq!(second[0].fields, ["description"]);
    let acme = in_realm(&world, "acme").await;
    let mut tx = acme.db().read().await.unwrap();
    assert_eq!(
        documents::list(&acme, &mut tx, "app", "", 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn what_is_left_out_stays_and_null_takes_away(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    run(&root, &passwords, whole()).await.unwrap();
    let acme = in_realm(&world, "acme").await;
    let before = named(&acme, "ana").await.unwrap();
    let less = json!({"kind": "user", "realm": "acme", "username": "ana"});
    let changes = run(&root, &passwords, vec![less]).await.unwrap();
    assert_eq!(changes[0].action, Action::Unchanged);
    assert_eq!(named(&acme, "ana").await.unwrap(), before);
    let gone = vec![
        json!({"kind": "user", "realm": "acme", "username": "ana", "email": null, "groups": [], "roles": []}),
        json!({"kind": "realm", "name": "acme", "services": {"session": null}}),
    ];
    let changes = run(&root, &passwords, gone).await.unwrap();
    let user = changes
        .iter()
        .find(|change| change.kind.as_ref() == "user")
        .unwrap();
    assert_eq!(user.fields, ["email", "emailVerified", "groups", "roles"]);
    let service = changes
        .iter()
        .find(|change| change.kind.as_ref() == "service")
        .unwrap();
    assert_eq!(service.action, Action::Removed);
    let after = named(&acme, "ana").await.unwrap();
    assert_eq!(after.email, None);
    let mut tx = acme.db().read().await.unwrap();
    assert!(
        groups::names_for(&acme, &mut tx, after.id)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn prune_removes_the_documents_that_are_not_named(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    run(&root, &passwords, whole()).await.unwrap();
    let prune = Options {
        prune: true,
        ..PLAIN
    };
    let rest = vec![
        json!({"kind": "realm", "name": "acme"}),
        json!({"kind": "journey", "realm": "acme", "_id": "Inner"}),
    ];
    let changes = apply(&root, &passwords, written(rest), prune)
        .await
        .unwrap();
    let mut removed: Vec<_> = changes
        .iter()
        .filter(|change| change.action == Action::Removed)
        .map(|change| (change.kind.as_ref(), change.name.as_str()))
        .collect();
    removed.sort_unstable();
    assert_eq!(
        removed,
        [
            ("app", "Shop"),
            ("journey", "Login"),
            ("service", "session")
        ]
    );
    let acme = in_realm(&world, "acme").await;
    assert!(named(&acme, "ana").await.is_some());
}

async fn exported(cx: &Cx) -> Vec<Value> {
    let mut all = Vec::new();
    let mut sink = |value| {
        all.push(value);
        Ok(())
    };
    export(cx, &mut sink).await.unwrap();
    all
}

async fn what_is_exported_can_be_applied_elsewhere(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    run(&root, &passwords, whole()).await.unwrap();
    let original = exported(&in_realm(&world, "acme").await).await;
    let again = run(&root, &passwords, original.clone()).await.unwrap();
    assert_eq!(differing(&again), Vec::<&Change>::new());
    let mut copy = original.clone();
    for value in &mut copy {
        let member = if value["kind"] == "realm" {
            "name"
        } else {
            "realm"
        };
        value[member] = json!("copy");
        value.as_object_mut().unwrap().remove("hosts");
    }
    run(&root, &passwords, copy.clone()).await.unwrap();
    assert_eq!(exported(&in_realm(&world, "copy").await).await, copy);
}

async fn attack_secrets_and_passwords_are_not_exported(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    run(&root, &passwords, whole()).await.unwrap();
    let all = Value::from(exported(&in_realm(&world, "acme").await).await).to_string();
    for hidden in ["s3cr3t", "sealed", "client_secret", "argon2", "assword"] {
        assert!(!all.contains(hidden), "{hidden}: {all}");
    }
    let acme = in_realm(&world, "acme").await;
    let ana = user(&acme, "eve").await.id;
    give(&acme, "reader", &["users:read"], Subject::User(ana)).await;
    let mut sink = |_| Ok(());
    let refused = export(&by(&acme, ana), &mut sink).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Forbidden);
}

async fn an_imported_password_stays_upgraded_when_applied_again(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    run(&root, &passwords, whole()).await.unwrap();
    let emea = in_realm(&world, "acme/emea").await;
    let ana = named(&emea, "ana").await.unwrap();
    let right = verify_password(&emea, &passwords, Some(&ana), &secret("correct horse")).await;
    assert!(right.unwrap().is_right());
    let again = run(&root, &passwords, whole()).await.unwrap();
    assert_eq!(differing(&again), Vec::<&Change>::new());
    let mut tx = emea.db().read().await.unwrap();
    let stored = credentials::password(&emea, &mut tx, ana.id)
        .await
        .unwrap()
        .unwrap();
    assert!(stored.hash.starts_with("$argon2id$"));
}

async fn a_declared_password_may_have_to_be_changed(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let user = |more: Value| {
        let mut one = json!({"kind": "user", "realm": "acme", "username": "ana"});
        one.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        vec![one]
    };
    let none = run(&root, &passwords, user(json!({"mustChangePassword": true}))).await;
    let none = none.unwrap_err().error;
    assert_eq!(none.kind, ErrorKind::Invalid("mustChangePassword".into()));
    let given = || user(json!({"password": PASSWORD, "mustChangePassword": true}));
    run(&root, &passwords, given()).await.unwrap();
    let acme = in_realm(&world, "acme").await;
    let ana = named(&acme, "ana").await.unwrap();
    let must_change = async || {
        let mut tx = acme.db().read().await.unwrap();
        let password = credentials::password(&acme, &mut tx, ana.id).await.unwrap();
        password.unwrap().must_change
    };
    assert!(must_change().await);
    let again = run(&root, &passwords, given()).await.unwrap();
    assert_eq!(differing(&again), Vec::<&Change>::new());
    let taken_back = run(
        &root,
        &passwords,
        user(json!({"mustChangePassword": false})),
    )
    .await
    .unwrap();
    assert_eq!(taken_back[0].fields, ["mustChangePassword"]);
    assert!(!must_change().await);
    run(&root, &passwords, user(json!({"mustChangePassword": true})))
        .await
        .unwrap();
    assert!(must_change().await);
    run(
        &root,
        &passwords,
        user(json!({"password": "another horse another battery"})),
    )
    .await
    .unwrap();
    assert!(!must_change().await);
}

async fn a_declared_policy_holds_for_declared_passwords(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let all = vec![
        json!({"kind": "user", "realm": "new", "username": "ana", "password": "thirteen char"}),
        json!({"kind": "realm", "name": "new", "services": {"password-policy": {"minimumLength": 20}}}),
    ];
    let refused = run(&root, &passwords, all).await.unwrap_err();
    assert_eq!(refused.error.public, "Minimum password length is 20.");
}

async fn a_new_realm_is_filled_in_the_same_transaction(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let filled = Options {
        fill_realm: |cx, tx| {
            Box::pin(async move {
                let kind = cx.platform.kinds.named("app")?;
                let body = json!({"name": "Console", "oauth": {"client_id": "console", "client_secret": "0123456789abcdef"}});
                documents::save(cx, tx, kind.as_ref(), None, body, documents::Expect::Absent)
                    .await?;
                Ok(())
            })
        },
        ..PLAIN
    };
    let all = vec![
        json!({"kind": "realm", "name": "new"}),
        json!({"kind": "app", "realm": "new", "name": "Console", "oauth": {"client_id": "console"}}),
    ];
    let changes = apply(&root, &passwords, written(all), filled)
        .await
        .unwrap();
    let actions: Vec<_> = changes.iter().map(|change| change.action).collect();
    assert_eq!(actions, [Action::Created, Action::Unchanged]);
}

async fn attack_only_administrators_of_a_realm_declare_in_it(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let acme = world.cx();
    let ana = user(&acme, "ana").await.id;
    give(&acme, "admin", &["realm:admin"], Subject::User(ana)).await;
    let ana = by(&root, ana);
    let group = |realm: &str| vec![json!({"kind": "group", "realm": realm, "name": "crew"})];
    run(&ana, &passwords, group("acme")).await.unwrap();
    let refused = run(&ana, &passwords, group("root")).await.unwrap_err();
    assert_eq!(refused.error.kind, ErrorKind::NotFound);
    let made = run(
        &ana,
        &passwords,
        vec![json!({"kind": "realm", "name": "mine"})],
    )
    .await;
    assert_eq!(made.unwrap_err().error.kind, ErrorKind::NotFound);
}

async fn many_users_take_few_statements(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let people = |count: u32| {
        let person = |number: u32| {
            json!({"kind": "user", "realm": "acme", "username": format!("user{number}"), "email": format!("user{number}@acme.example"),
                   "passwordHash": "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=", "groups": ["crew"], "roles": ["member"]})
        };
        let mut all = vec![
            json!({"kind": "group", "realm": "acme", "name": "crew"}),
            json!({"kind": "role", "realm": "acme", "name": "member"}),
        ];
        all.extend((0..count).map(person));
        all
    };
    run(&root, &passwords, people(1)).await.unwrap();
    let before = root.db().statistics().statements;
    let changes = run(&root, &passwords, people(1500)).await.unwrap();
    let took = root.db().statistics().statements - before;
    assert_eq!(differing(&changes).len(), 1499);
    assert!(took < 100, "{took} statements");
    assert_eq!(passwords.statistics().done, 0);
    let again = run(&root, &passwords, people(1500)).await.unwrap();
    assert_eq!(differing(&again), Vec::<&Change>::new());
}

async fn attack_one_email_address_for_two_users_of_a_file_is_refused(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    let person = |name: &str, email: &str| json!({"kind": "user", "realm": "acme", "username": name, "email": email});
    for (first, second) in [
        (
            person("ana", "a@acme.example"),
            person("bob", "A@acme.example"),
        ),
        (
            person("ana", "a@acme.example"),
            person("a@acme.example", "b@acme.example"),
        ),
        (
            person("a@acme.example", "b@acme.example"),
            person("ana", "a@acme.example"),
        ),
    ] {
        let refused = run(&root, &passwords, vec![first, second])
            .await
            .unwrap_err();
        assert_eq!(refused.error.kind, ErrorKind::Conflict);
        assert_eq!(refused.source.as_ref().map(|source| source.line), Some(11));
    }
}

async fn an_authenticator_app_is_declared_once_and_never_exported(world: World) {
    let (root, passwords) = (in_root(&world), hashing(&world));
    run(&root, &passwords, whole()).await.unwrap();
    let with = |totp: Value| {
        vec![json!({"kind": "user", "realm": "acme", "username": "ana", "totp": totp})]
    };
    let seed = "JBSWY3DPEHPK3PXP";
    let changes = run(&root, &passwords, with(json!({"secret": seed})))
        .await
        .unwrap();
    assert_eq!(changes[0].fields, ["totp"]);
    let acme = in_realm(&world, "acme").await;
    let ana = named(&acme, "ana").await.unwrap().id;
    let count = || async { authenticators::list(&acme, ana).await.unwrap().len() };
    assert_eq!(count().await, 1);
    let spaced = with(json!({"secret": "jbsw y3dp ehpk 3pxp"}));
    let again = run(&root, &passwords, spaced).await.unwrap();
    assert_eq!(differing(&again), Vec::<&Change>::new());
    let all = Value::from(exported(&acme).await).to_string();
    assert!(!all.contains(seed) && !all.contains("totp"));
    let other = with(json!({"secret": "GEZDGNBVGY3TQOJQ"}));
    run(&root, &passwords, other).await.unwrap();
    assert_eq!(count().await, 1, "what the file says takes its place");
    let refused = run(&root, &passwords, with(json!({"secret": "no"}))).await;
    assert!(refused.unwrap_err().to_string().contains("totp.secret"));
    run(&root, &passwords, with(Value::Null)).await.unwrap();
    assert_eq!(count().await, 0);
}
