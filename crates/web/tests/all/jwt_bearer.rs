//! What a trusted issuer says of a person becomes tokens (RFC 7523 2.1), and what liars try.

use axum::http::StatusCode;
use durward_jose::{Algorithm, Signer, SigningKey};
use durward_testkit::{App, Database, Page};
use serde_json::{Value, json};

use crate::support::{acme, is_active, on_every_database, secret, token};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const PARTNER: &str = "https://partner.example";
const TOKEN: &str = "http://localhost:8080/realms/acme/oauth2/token";

on_every_database!(
    a_trusted_issuers_word_becomes_tokens_of_the_person,
    attack_an_assertion_used_twenty_times_at_once_works_once,
);

struct Partner {
    app: App,
    key: Signer,
}

/// The product with the app `hub`, of the realm's own, and `guest`, which is not, and an issuer that is trusted.
async fn world(database: Database) -> Partner {
    let app = acme(database).await;
    app.apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": {"grantTypes": ["client_credentials", GRANT]}}}))
        .await;
    for (id, own) in [("hub", true), ("guest", false)] {
        app.apply(json!({"kind": "app", "realm": "acme", "name": id, "client_type": "confidential", "first_party": own, "oauth": {
            "client_id": id, "client_secret": secret(id), "grant_types": [GRANT], "default_scopes": ["profile", "orders"],
            "scope": "openid profile offline_access orders"}}))
            .await;
    }
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let partner = Partner {
        app,
        key: Signer::new(key, Some("p1"), Some("JWT")),
    };
    partner.trusted(json!({})).await;
    partner
}

impl Partner {
    /// Declares the issuer with `more` of its own.
    async fn trusted(&self, more: Value) {
        let jwk = self.key.key().public_jwk(Some("p1")).unwrap().to_value();
        let mut body = json!({"kind": "trusted-jwt-issuer", "realm": "acme", "issuer": PARTNER, "jwkSet": {"keys": [jwk]}});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.app.apply(body).await;
    }

    /// An assertion about Ana with `more` claims; null takes one away.
    fn about(&self, more: &Value) -> String {
        self.key.sign_json(&self.claims(more)).unwrap()
    }

    fn claims(&self, more: &Value) -> Value {
        let now = self.app.world.cx().now.seconds();
        let mut claims = json!({"iss": PARTNER, "sub": "ana", "aud": TOKEN, "iat": now, "exp": now + 60, "jti": "one"});
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        claims
    }

    async fn brought(&self, client: &str, assertion: &str, more: &[(&str, &str)]) -> Page {
        let mut fields = vec![("grant_type", GRANT), ("assertion", assertion)];
        fields.extend_from_slice(more);
        token(&mut self.app.browser(), client, &fields).await
    }
}

fn error(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    page.json()["error"].as_str().unwrap().to_owned()
}

async fn a_trusted_issuers_word_becomes_tokens_of_the_person(database: Database) {
    let partner = world(database).await;
    let assertion = partner.about(&json!({}));
    let page = partner.brought("hub", &assertion, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let tokens = page.json();
    assert_eq!(tokens["scope"], "profile orders");
    assert!(tokens["refresh_token"].is_null());
    let access = tokens["access_token"].as_str().unwrap();
    assert!(is_active(&mut partner.app.browser(), access).await);
    // Once, for this app or another, with a good signature of another look or the same.
    assert_eq!(
        error(&partner.brought("hub", &assertion, &[]).await),
        "invalid_grant"
    );
    let again = partner.about(&json!({}));
    assert_eq!(
        error(&partner.brought("guest", &again, &[]).await),
        "invalid_grant"
    );
    // Without an identifier an assertion is known by what it says.
    let nameless = partner.about(&json!({"jti": null}));
    let page = partner.brought("hub", &nameless, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let resigned = partner.about(&json!({"jti": null}));
    assert_ne!(nameless, resigned);
    assert_eq!(
        error(&partner.brought("hub", &resigned, &[]).await),
        "invalid_grant"
    );
}

async fn attack_an_assertion_used_twenty_times_at_once_works_once(database: Database) {
    let partner = world(database).await;
    let assertion = partner.about(&json!({}));
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (mut browser, assertion) = (partner.app.browser(), assertion.clone());
        tries.spawn(async move {
            let fields = [("grant_type", GRANT), ("assertion", &*assertion)];
            token(&mut browser, "hub", &fields).await.status
        });
    }
    let won = tries.join_all().await;
    assert_eq!(won.iter().filter(|status| status.is_success()).count(), 1);
}

#[tokio::test]
async fn attack_whatever_is_wrong_with_an_assertion_it_is_refused() {
    let partner = world(Database::Sqlite).await;
    let now = partner.app.world.cx().now.seconds();
    for wrong in [
        json!({"iss": "https://evil.example"}),
        json!({"iss": null}),
        json!({"sub": null}),
        json!({"sub": "nobody"}),
        json!({"aud": null}),
        json!({"aud": "http://localhost:8080/realms/other"}),
        json!({"aud": "http://localhost:8080/realms/acme/"}),
        json!({"exp": null}),
        json!({"exp": now - 31}),
        json!({"exp": now + 3700}),
        json!({"nbf": now + 60}),
    ] {
        let page = partner.brought("hub", &partner.about(&wrong), &[]).await;
        assert_eq!(error(&page), "invalid_grant", "{wrong}");
    }
    let stranger = SigningKey::generate(Algorithm::ES256).unwrap();
    let forged = Signer::new(stranger, Some("p1"), Some("JWT"));
    let forged = forged.sign_json(&partner.claims(&json!({}))).unwrap();
    assert_eq!(
        error(&partner.brought("hub", &forged, &[]).await),
        "invalid_grant"
    );
    // A secret nobody has: the published key itself (algorithm confusion).
    let jwk = partner
        .key
        .key()
        .public_jwk(Some("p1"))
        .unwrap()
        .to_value()
        .to_string();
    let mac = SigningKey::from_secret(Algorithm::HS256, jwk.as_bytes()).unwrap();
    let mac = Signer::new(mac, Some("p1"), Some("JWT"));
    let mac = mac.sign_json(&partner.claims(&json!({}))).unwrap();
    assert_eq!(
        error(&partner.brought("hub", &mac, &[]).await),
        "invalid_grant"
    );
    let page = partner
        .brought("hub", &partner.about(&json!({})), &[])
        .await;
    assert_eq!(
        page.status,
        StatusCode::OK,
        "none of these used the name up: {}",
        page.body
    );
}

#[tokio::test]
async fn an_issuer_speaks_about_those_alone_whom_it_may_by_the_name_it_knows() {
    let partner = world(Database::Sqlite).await;
    partner.trusted(json!({"allowedSubjects": ["partner-7"], "resourceOwnerIdentityClaim": "mail", "resourceOwnerIdentity": "email"})).await;
    let page = partner
        .brought(
            "hub",
            &partner.about(&json!({"mail": "ana@acme.example"})),
            &[],
        )
        .await;
    assert_eq!(error(&page), "invalid_grant");
    let seven = json!({"sub": "partner-7", "mail": "ana@acme.example", "jti": "two"});
    let page = partner
        .brought("hub", &partner.about(&seven), &[("scope", "openid")])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.json()["id_token"].is_string());
    // An address that nobody has shown to be theirs names nobody.
    partner.app.apply(json!({"kind": "user", "realm": "acme", "username": "bo", "email": "bo@acme.example", "password": "a long enough phrase"})).await;
    let bo = json!({"sub": "partner-7", "mail": "bo@acme.example", "jti": "three"});
    assert_eq!(
        error(&partner.brought("hub", &partner.about(&bo), &[]).await),
        "invalid_grant"
    );
}

#[tokio::test]
async fn an_app_gets_no_more_than_the_person_agreed_to() {
    let partner = world(Database::Sqlite).await;
    // The issuer says what Ana agreed to there.
    let said = json!({"scope": "orders other", "jti": "1"});
    let page = partner.brought("guest", &partner.about(&said), &[]).await;
    assert_eq!(page.json()["scope"], "orders", "{}", page.body);
    let page = partner
        .brought("guest", &partner.about(&said), &[("scope", "profile")])
        .await;
    assert_eq!(error(&page), "invalid_scope");
    // It says nothing: an app that is not the realm's own has what Ana agreed to here, nothing yet.
    let silent = json!({"jti": "2"});
    let page = partner
        .brought("guest", &partner.about(&silent), &[("scope", "profile")])
        .await;
    assert_eq!(error(&page), "invalid_scope");
    let more = json!({"jti": "3"});
    let page = partner
        .brought("hub", &partner.about(&more), &[("scope", "email")])
        .await;
    assert_eq!(error(&page), "invalid_scope");
}

#[tokio::test]
async fn attack_an_issuer_that_is_no_longer_trusted() {
    let partner = world(Database::Sqlite).await;
    partner
        .trusted(json!({"issuer": "https://other.example"}))
        .await;
    let other = partner.about(&json!({"iss": "https://other.example"}));
    let page = partner.brought("hub", &other, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    // Its key alone makes nobody the first one.
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let jwk = key.public_jwk(Some("p1")).unwrap().to_value();
    partner.trusted(json!({"jwkSet": {"keys": [jwk]}})).await;
    let page = partner
        .brought("hub", &partner.about(&json!({"jti": "9"})), &[])
        .await;
    assert_eq!(error(&page), "invalid_grant");
}
