//! What connections may and may not do.

use std::io::{Read, Write};

use super::running::{Home, answer};

#[test]
fn a_slow_header_does_not_hold_a_connection_for_long() {
    let home = Home::new();
    let config = home.file("durward.toml", "[limits]\nheader_timeout = 1\n");
    let server = home.serve(&["--config", config.to_str().unwrap()]);
    let mut stream = server.connect();
    write!(stream, "GET / HTTP/1.1\r\nx: ").unwrap();
    let answered = answer(&mut stream);
    assert!(
        answered.is_empty() || answered.starts_with("HTTP/1.1 408"),
        "{answered}"
    );
}

#[test]
fn a_long_header_is_refused() {
    let home = Home::new();
    let server = home.serve(&[]);
    let mut stream = server.connect();
    write!(
        stream,
        "GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "y".repeat(40_000)
    )
    .unwrap();
    assert!(answer(&mut stream).starts_with("HTTP/1.1 431"));
}

#[test]
fn a_slow_body_does_not_hold_a_connection_for_long() {
    let home = Home::new();
    home.apply("kind: realm\nname: acme");
    let config = home.file("durward.toml", "[limits]\nrequest_timeout = 1\n");
    let server = home.serve(&["--config", config.to_str().unwrap()]);
    let mut stream = server.connect();
    write!(stream, "POST /realms/acme/oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\ngrant").unwrap();
    assert!(answer(&mut stream).starts_with("HTTP/1.1 408"));
}

#[test]
fn more_connections_than_there_is_room_for_wait_their_turn() {
    let home = Home::new();
    let config = home.file("durward.toml", "[limits]\nconnections = 2\n");
    let server = home.serve(&["--config", config.to_str().unwrap()]);
    let held = [server.connect(), server.connect()];
    let mut waiting = server.connect();
    write!(
        waiting,
        "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    waiting
        .set_read_timeout(Some(std::time::Duration::from_millis(300)))
        .unwrap();
    assert!(waiting.read(&mut [0; 1]).is_err(), "no answer yet");
    drop(held);
    waiting
        .set_read_timeout(Some(std::time::Duration::from_secs(30)))
        .unwrap();
    assert!(answer(&mut waiting).starts_with("HTTP/1.1 200"));
}

#[test]
fn metrics_can_have_a_listener_of_their_own() {
    let home = Home::new();
    let server = home.serve(&[]);
    let text = server.get("/metrics");
    assert!(
        text.contains("durward_db_statements_total") && text.contains("# EOF"),
        "{text}"
    );
    drop(server);
    let config = home.file("durward.toml", "[metrics]\nlisten = \"127.0.0.1:0\"\n");
    let server = home.serve(&["--config", config.to_str().unwrap()]);
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"));
}

#[test]
fn health_is_read_and_not_written() {
    let home = Home::new();
    let server = home.serve(&[]);
    let mut stream = server.connect();
    write!(
        stream,
        "POST /health/ready HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    assert!(server.get("/health/live").contains("alive"));
    assert!(answer(&mut stream).starts_with("HTTP/1.1 405"));
}
