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
