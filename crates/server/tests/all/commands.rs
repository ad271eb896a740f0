//! Commands, alone and through the server that has the database open.

use super::running::{Home, exists};

const ACME: &str = "kind: realm\nname: acme\n---\nkind: user\nrealm: acme\nusername: ana\npassword: correct horse battery staple\n";

/// Runs `check` on a deployment nobody serves, and on one that is served.
fn both(check: impl Fn(&Home)) {
    let home = Home::new();
    check(&home);
    let home = Home::new();
    let server = home.serve(&[]);
    check(&home);
    assert!(exists(&home.data().join("control.sock")));
    drop(server);
}

#[test]
fn files_are_applied_whether_or_not_a_server_runs() {
    both(|home| {
        assert_eq!(home.apply(ACME), "+ realm acme\n+ user ana in acme\n");
        assert_eq!(home.apply(ACME), "  2 unchanged\n");
        assert!(
            home.printed(&["user", "list", "--realm", "acme"])
                .contains("\tana\tActive")
        );
    });
}

#[test]
fn diff_says_what_would_change_and_changes_nothing() {
    both(|home| {
        let path = home.file("acme.yaml", ACME);
        let output = home.run(&["diff", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stdout).contains("+ user ana in acme"));
        assert!(
            home.complaint(&["export", "--realm", "acme"])
                .contains("no such realm")
        );
        home.apply(ACME);
        assert_eq!(
            home.run(&["diff", path.to_str().unwrap()]).status.code(),
            Some(0)
        );
        let broken = home.file("broken.yaml", "kind: castle");
        assert_eq!(
            home.run(&["diff", broken.to_str().unwrap()]).status.code(),
            Some(1)
        );
        let broken = home.file("broken.yaml", "{{{");
        assert_eq!(
            home.run(&["diff", broken.to_str().unwrap()]).status.code(),
            Some(2)
        );
    });
}

#[test]
fn what_is_exported_can_be_applied_elsewhere() {
    both(|home| {
        home.apply(ACME);
        let text = home.printed(&["export", "--realm", "acme"]);
        assert!(!text.contains("horse"));
        let other = Home::new();
        other.apply(&text);
        assert_eq!(other.printed(&["export", "--realm", "acme"]), text);
    });
}

#[test]
fn users_are_made_locked_out_and_let_in_again() {
    both(|home| {
        home.apply("kind: realm\nname: acme");
        let password = home.file("password", "the weather of next week\n");
        let password = password.to_str().unwrap();
        home.printed(&[
            "user",
            "create",
            "--realm",
            "acme",
            "ben",
            "--email",
            "ben@acme.example",
            "--password-file",
            password,
            "--administrator",
        ]);
        assert!(
            home.complaint(&["user", "create", "--realm", "acme", "BEN"])
                .contains("username")
        );
        home.printed(&["user", "deactivate", "--realm", "acme", "ben"]);
        assert!(
            home.printed(&["user", "list", "--realm", "acme"])
                .contains("ben\tInactive\tben@acme.example")
        );
        home.printed(&["user", "activate", "--realm", "acme", "ben"]);
        home.printed(&[
            "user",
            "set-password",
            "--realm",
            "acme",
            "ben",
            "--password-file",
            password,
        ]);
        home.printed(&["user", "unlock", "--realm", "acme", "ben"]);
        assert_eq!(
            home.printed(&["user", "reset-factors", "--realm", "acme", "ben"]),
            "0 removed\n"
        );
        assert!(
            home.complaint(&["user", "pass", "--realm", "acme", "ben"])
                .contains("no second factor")
        );
        let app = "kind: user\nrealm: acme\nusername: ben\ntotp: {secret: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP}";
        home.apply(app);
        let pass = home.printed(&["user", "pass", "--realm", "acme", "--minutes", "5", "ben"]);
        assert_eq!(pass.trim().len(), 11, "{pass}");
        let reset = [
            "user",
            "reset-factors",
            "--realm",
            "acme",
            "--kind",
            "totp",
            "ben",
        ];
        assert_eq!(home.printed(&reset), "2 removed\n");
        assert_eq!(
            home.printed(&["user", "end-sessions", "--realm", "acme", "ben"]),
            "0 sessions ended\n"
        );
        assert!(
            home.complaint(&["user", "unlock", "--realm", "acme", "nobody"])
                .contains("no such user")
        );
    });
}

#[test]
fn the_root_key_can_be_rotated_and_the_old_one_taken_away() {
    both(|home| {
        home.apply(ACME);
        let told = home.printed(&["keys", "rotate-root"]);
        assert!(told.starts_with("2 data keys"), "{told}");
        let key = home.data().join("root.key");
        let text = std::fs::read_to_string(&key).unwrap();
        assert_eq!(text.lines().count(), 2);
        home.apply("kind: realm\nname: later");
    });
    let home = Home::new();
    home.apply(ACME);
    home.printed(&["keys", "rotate-root"]);
    let key = home.data().join("root.key");
    let text = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, text.lines().next().unwrap()).unwrap();
    home.printed(&["export", "--realm", "acme"]);
}

#[test]
fn a_backup_comes_back_in_an_empty_folder_only() {
    both(|home| {
        home.apply(ACME);
        let backup = home.folder.path().join("backup");
        let backup = backup.to_str().unwrap();
        home.printed(&["backup", "--output", backup]);
        assert!(
            home.complaint(&["backup", "--output", backup])
                .contains("cannot be made")
        );
        assert!(
            home.complaint(&["restore", "--input", backup])
                .contains("exists already")
        );
        let other = Home::new();
        other.printed(&["restore", "--input", backup]);
        assert_eq!(
            other.printed(&["export", "--realm", "acme"]),
            home.printed(&["export", "--realm", "acme"])
        );
    });
}

#[test]
fn half_a_backup_is_refused() {
    let home = Home::new();
    home.apply(ACME);
    let backup = home.folder.path().join("backup");
    home.printed(&["backup", "--output", backup.to_str().unwrap()]);
    std::fs::remove_file(backup.join("manifest.json")).unwrap();
    let other = Home::new();
    assert!(
        other
            .complaint(&["restore", "--input", backup.to_str().unwrap()])
            .contains("not a whole backup")
    );
}

#[test]
fn a_folder_with_a_long_name_has_a_control_socket_too() {
    let inside = Home {
        folder: tempfile::Builder::new()
            .prefix(&"y".repeat(110))
            .tempdir()
            .unwrap(),
    };
    let server = inside.serve(&[]);
    inside.apply(ACME);
    drop(server);
}

#[test]
fn doctor_says_what_to_mend() {
    both(|home| {
        home.apply(ACME);
        let found = home.printed(&["doctor"]);
        assert!(
            found.contains("takes writes") && !found.contains("mend"),
            "{found}"
        );
        let output = home.run(&["doctor", "--public-url", "http://id.acme.example"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stdout).contains("use https"));
    });
}

const TEMPLATES: &str = r#"
kind: app
realm: acme
name: Shop
logo_uri: https://shop.example/logo.png
oauth: {client_id: shop, redirect_uris: ["https://shop.example/cb"]}
---
kind: message-template
realm: acme
_id: code
subject: {en: Acme code, fr: Code Acme}
message: {en: "<p>{{ code }}</p>", fr: "<p>Le code : {{ code }}</p>"}
text: {en: "{{ code }}"}
---
kind: message-template
realm: acme
_id: code
app: shop
subject: {en: "Your code for %app%"}
message: {en: "<p><img src='{{ logo_uri }}'>{{ code }}</p>"}
text: {en: "{{ app }}: {{ code }}"}
"#;

#[test]
fn templates_are_shown_by_app_and_language_before_anybody_gets_them() {
    both(|home| {
        home.apply(ACME);
        let preview = |more: &[&str]| {
            let mut asked = vec!["template", "preview", "--realm", "acme"];
            asked.extend(more);
            asked.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let printed = |more: &[&str]| {
            let asked = preview(more);
            home.printed(&asked.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let complaint = |more: &[&str]| {
            let asked = preview(more);
            home.complaint(&asked.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let own = printed(&["code", "--locale", "de"]);
        assert!(own.starts_with("Words:    the product's own\nLanguage: de\n"));
        assert!(
            own.contains("--- plain\n") && own.contains("--- html\n") && own.contains("492039")
        );

        let path = home.file("templates.yaml", TEMPLATES);
        let file = ["code", "--file", path.to_str().unwrap()];
        assert!(printed(&file).contains("Subject:  Acme code\n"));
        assert!(
            printed(&["code"]).contains("the product's own"),
            "nothing was saved"
        );
        home.apply(TEMPLATES);
        assert_eq!(home.apply(TEMPLATES), "  3 unchanged\n");
        assert_eq!(
            printed(&["code", "--locale", "fr-BE", "--part", "subject"]),
            "Code Acme\n"
        );
        let of_app = printed(&["code", "--app", "shop", "--locale", "fr"]);
        assert!(of_app.starts_with("Words:    message-template code@shop in acme\nLanguage: en\nSubject:  Your code for Shop\n"), "{of_app}");
        assert!(of_app.contains("--- plain\nShop: 492039\n"), "{of_app}");
        assert!(
            of_app.contains("https:&#x2f;&#x2f;shop.example&#x2f;logo.png"),
            "{of_app}"
        );
        let text = printed(&[
            "code", "--app", "shop", "--medium", "sms", "--part", "plain",
        ]);
        assert_eq!(text, "Shop: 492039\n");
        let other = printed(&["link", "--app", "shop"]);
        assert!(other.starts_with("Words:    the product's own\n"));

        assert!(complaint(&["code", "--app", "bank"]).contains("no app 'bank'"));
        assert!(complaint(&["nonsense"]).contains("There is no template 'nonsense'"));
        let broken = "kind: message-template\nrealm: acme\n_id: code\nmessage:\n  en: |\n    <p>\n    {% if code %}\n";
        let path = home.file("broken.yaml", broken);
        let file = path.to_str().unwrap();
        let why = complaint(&["code", "--file", file]);
        assert!(why.contains("broken.yaml:5: message-template code: message.en: It is no template: line 2: syntax error"), "{why}");
        assert_eq!(home.complaint(&["apply", file]), why);
        let loud = broken.replace("{% if code %}", "{{ code|loud }}");
        let path = home.file("loud.yaml", &loud);
        let why = complaint(&["code", "--file", path.to_str().unwrap()]);
        assert!(why.contains("line 2: unknown filter"), "{why}");
    });
}
