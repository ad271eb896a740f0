//! Attacks on where a browser is sent.

use std::sync::Arc;

use durward_signin::goto::accept;
use durward_store::Cx;

use crate::base::{House, sqlite};

fn with_host(house: &House) -> Cx {
    let mut cx = house.cx();
    let mut realm = (*cx.realm).clone();
    realm.hosts = vec!["id.acme.example".to_owned()];
    cx.realm = Arc::new(realm);
    cx
}

#[tokio::test]
async fn addresses_inside_the_realm_are_taken_as_they_are() {
    let house = sqlite().await;
    let cx = house.cx();
    for inside in [
        "/realms/acme",
        "/realms/acme/",
        "/realms/acme/account",
        "/realms/acme?x=1",
        "/realms/acme/oauth2/authorize?redirect_uri=https%3A%2F%2Fshop.example%2Fcb&state=..%2F",
        "http://localhost:8080/realms/acme/account",
        "http://localhost:8080/realms/acme",
    ] {
        assert_eq!(accept(&cx, inside).as_deref(), Some(inside));
    }
}

#[tokio::test]
async fn attack_addresses_outside_the_realm_are_dropped() {
    let house = sqlite().await;
    let cx = house.cx();
    let long = format!("/realms/acme/{}", "x".repeat(9_000));
    for outside in [
        "",
        "/",
        "evil",
        "//evil",
        "///evil",
        "/\\evil",
        "\\\\evil",
        "/\t/evil",
        "https://evil",
        "https:evil",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://localhost:8080@evil/realms/acme",
        "http://localhost:8080.evil/realms/acme",
        "http://localhost:8080/realms/acme.evil",
        "http://localhost:8080/realms/acme@evil",
        "http://localhost:80801/realms/acme",
        "https://localhost:8080/realms/acme",
        "HTTP://LOCALHOST:8080/realms/acme",
        "http://localhost:8080/realms/other",
        "/realms/acmeevil",
        "/realms/other/account",
        "/realms/acme/realms/inside",
        "/realms/acme/realms/inside/login",
        "http://localhost:8080/realms/acme/realms/inside/login",
        "/realms/acme/../other",
        "/realms/acme/./..",
        "/realms/acme/%2e%2e/other",
        "/realms/acme/%2E%2E%2Fother",
        "/realms/acme/..%2fother",
        "/realms/acme/%252e%252e/other",
        "/realms/acme//evil",
        "/realms/acme/%5c%5cevil",
        "/realms/acme/a\\b",
        "/realms/acme/\r\nSet-Cookie: a=b",
        "/realms/acme/%00",
        "/realms/acme/é",
        " /realms/acme/account",
        "/realms/acme/account ",
        "%2Frealms%2Facme",
        &long,
    ] {
        assert_eq!(accept(&cx, outside), None, "{outside}");
    }
}

#[tokio::test]
async fn a_realm_with_a_host_of_its_own_takes_paths_of_that_host() {
    let house = sqlite().await;
    let cx = with_host(&house);
    for inside in [
        "/account",
        "/",
        "http://id.acme.example/account",
        "/realms/acme/account",
    ] {
        assert_eq!(accept(&cx, inside).as_deref(), Some(inside));
    }
    for outside in [
        "//evil",
        "/\\evil",
        "/realms/other/account",
        "/%2e%2e/x",
        "http://id.acme.example.evil/",
        "http://id.acme.example@evil/",
        "http://id.acme.example:81/",
        "http://localhost:8080/realms/acme/account",
    ] {
        assert_eq!(accept(&cx, outside), None, "{outside}");
    }
}
