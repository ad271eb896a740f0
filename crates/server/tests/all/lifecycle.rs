//! From the first start to the last answer.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use super::running::{Home, answer, exists, pause};

#[test]
fn the_first_start_makes_everything_and_prints_a_link_for_the_first_administrator() {
    let home = Home::new();
    let server = home.serve(&[]);
    let line = server.lines.recv().unwrap();
    let (_, link) = line.split_once("http://").expect("a link");
    let (_, path) = link.split_once('/').unwrap();
    assert!(server.get(&format!("/{path}")).starts_with("HTTP/1.1 200"));
    let data = home.data();
    for name in ["durward.db", "root.key", "control.sock"] {
        let mode = std::fs::symlink_metadata(data.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
    assert_eq!(
        std::fs::metadata(&data).unwrap().permissions().mode() & 0o777,
        0o700
    );
}

#[test]
fn the_first_administrator_can_be_made_without_a_link() {
    let home = Home::new();
    let password = home.file("password", "a quiet evening by the sea\n");
    let variables = [
        "--admin-email",
        "chief@acme.example",
        "--admin-password-file",
    ];
    let mut arguments = variables.to_vec();
    arguments.push(password.to_str().unwrap());
    let server = home.serve(&arguments);
    assert!(server.lines.try_recv().is_err(), "no link is printed");
    assert!(
        home.printed(&["user", "list", "--realm", "root"])
            .contains("chief@acme.example")
    );
    drop(server);
    let again = home.serve(&[]);
    assert!(again.lines.try_recv().is_err(), "nor later");
}

#[test]
fn a_second_server_on_the_same_database_is_refused_in_words() {
    let home = Home::new();
    let first = home.serve(&[]);
    let complaint = home.complaint(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(complaint.contains("in use by process"), "{complaint}");
    assert!(first.get("/health/ready").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_request_whose_header_is_half_there_is_answered_when_the_server_stops() {
    let home = Home::new();
    let mut server = home.serve(&[]);
    let mut stream = server.connect();
    write!(stream, "GET /health/live HTTP/1.1\r\nhost: x\r\n").unwrap();
    pause();
    server.signal("TERM");
    while server.is_listening() {}
    write!(stream, "\r\n").unwrap();
    let answered = answer(&mut stream).to_ascii_lowercase();
    assert!(answered.starts_with("http/1.1 200"), "{answered}");
    assert!(answered.contains("connection: close"), "{answered}");
    assert_eq!(server.ended(), Some(0));
    assert!(!exists(&home.data().join("control.sock")));
}

#[test]
fn a_server_without_connections_stops_at_once() {
    let home = Home::new();
    let mut server = home.serve(&[]);
    server.signal("INT");
    assert_eq!(server.ended(), Some(0));
    assert!(server.log().contains("stopped"));
}

#[test]
fn a_lost_root_key_is_missed_and_not_made_anew() {
    let home = Home::new();
    home.printed(&["migrate"]);
    let key = home.data().join("root.key");
    let text = std::fs::read_to_string(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    assert!(home.complaint(&["migrate"]).contains("is missing"));
    assert!(!key.exists());
    let other = Home::new();
    other.printed(&["migrate"]);
    std::fs::copy(other.data().join("root.key"), &key).unwrap();
    let complaint = home.complaint(&["migrate"]);
    assert!(
        complaint.contains("not the one this database was made with"),
        "{complaint}"
    );
    std::fs::write(&key, text).unwrap();
    home.printed(&["migrate"]);
}

#[test]
fn a_socket_that_a_dead_server_left_is_taken_over() {
    let home = Home::new();
    let mut server = home.serve(&[]);
    server.signal("KILL");
    server.ended();
    assert!(exists(&home.data().join("control.sock")));
    home.printed(&["export", "--realm", "root"]);
    let again = home.serve(&[]);
    home.printed(&["export", "--realm", "root"]);
    drop(again);
}
