//! Request objects by value and by reference (RFC 9101, OpenID Connect Core 6), and attacks on them.

use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use durward_jose::{Algorithm, Signer, SigningKey};
use durward_model::Clock;
use durward_testkit::{App, Browser, Database, Page};
use serde_json::{Value, json};

use crate::support::{CALLBACK, CHALLENGE, VERIFIER, acme, code_for, parameter};

const ISSUER: &str = "http://localhost:8080/realms/acme";
const PASSWORD: &str = "correct horse battery staple";
const REFERENCE: &str = "https://bank.example/requests/1";

/// The product with the app `bank`, which signs its requests, and a browser in which Ana is signed in.
struct World {
    app: App,
    key: SigningKey,
    browser: Browser,
}

impl World {
    async fn new() -> Self {
        let app = acme(Database::Sqlite).await;
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        let mut browser = app.browser();
        code_for(&mut browser, "shop").await;
        let world = Self { app, key, browser };
        world.bank(json!({})).await;
        world
    }

    /// Registers the app, with `more` of its own.
    async fn bank(&self, more: Value) {
        let jwks = json!({"keys": [self.key.public_jwk(Some("k1")).unwrap().to_value()]});
        let mut oauth = json!({"client_id": "bank", "client_secret": "bank-secret-bank-secret-bank-secret", "redirect_uris": [CALLBACK],
            "scope": "openid profile payments", "jwks": jwks, "request_uris": [REFERENCE]});
        for (name, value) in more.as_object().unwrap() {
            oauth[name] = value.clone();
        }
        self.app.apply(json!({"kind": "app", "realm": "acme", "name": "Bank", "first_party": true, "oauth": oauth})).await;
    }

    async fn realm(&self, settings: Value) {
        self.app
            .apply(json!({"kind": "realm", "name": "acme", "services": {"oauth-oidc": settings}}))
            .await;
    }

    fn now(&self) -> i64 {
        self.app.world.clock.now().seconds()
    }

    /// All a request object says, with `more` instead or besides; null leaves one out.
    fn claims(&self, more: &Value) -> Value {
        let now = self.now();
        let mut claims = json!({"iss": "bank", "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 300, "client_id": "bank",
            "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid profile", "state": "signed", "nonce": "n",
            "code_challenge": CHALLENGE, "code_challenge_method": "S256"});
        let members = claims.as_object_mut().unwrap();
        for (name, value) in more.as_object().unwrap() {
            match value {
                Value::Null => members.remove(name),
                value => members.insert(name.clone(), value.clone()),
            };
        }
        claims
    }

    fn object(&self, more: &Value) -> String {
        self.typed(more, Some("oauth-authz-req+jwt"))
    }

    fn typed(&self, more: &Value, typ: Option<&str>) -> String {
        let signer = Signer::new(self.key.clone(), Some("k1"), typ);
        signer.sign_json(&self.claims(more)).unwrap()
    }

    /// Sends the browser to the authorization endpoint with these parameters.
    async fn authorize(&mut self, pairs: &[(&str, &str)]) -> Page {
        self.browser.get(&url(pairs)).await
    }

    /// By the rules of RFC 9101: nothing but the object counts.
    async fn jar(&mut self, object: &str) -> Page {
        let pairs = [
            ("client_id", "bank"),
            ("request", object),
            ("redirect_uri", CALLBACK),
        ];
        self.authorize(&pairs).await
    }

    /// By the rules of OpenID Connect.
    async fn oidc(&mut self, object: &str) -> Page {
        let pairs = [
            ("client_id", "bank"),
            ("response_type", "code"),
            ("scope", "openid"),
            ("redirect_uri", CALLBACK),
            ("state", "beside"),
            ("request", object),
        ];
        self.authorize(&pairs).await
    }
}

fn url(pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/realms/acme/oauth2/authorize?{query}")
}

fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}.", part(&json!({"alg": "none"})), part(claims))
}

fn refused(page: &Page, code: &str) {
    assert_eq!(parameter(page, "error"), code, "{:?}", page.location());
}

#[tokio::test]
async fn a_signed_request_object_is_all_that_counts() {
    let mut world = World::new().await;
    let object = world
        .object(&json!({"claims": {"id_token": {"email": {"essential": true}}}, "max_age": 3600}));
    let pairs = [
        ("client_id", "bank"),
        ("request", object.as_str()),
        ("scope", "payments"),
        ("state", "beside"),
        ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
    ];
    let at_app = world.authorize(&pairs).await;
    assert_eq!(parameter(&at_app, "state"), "signed");
    assert!(at_app.location().unwrap().starts_with(CALLBACK));
    let code = parameter(&at_app, "code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", "bank"),
        ("client_secret", "bank-secret-bank-secret-bank-secret"),
    ];
    let tokens = world
        .browser
        .post("/realms/acme/oauth2/token", &[], &fields)
        .await
        .json();
    assert_eq!(tokens["scope"], "openid profile", "{tokens}");
}

#[tokio::test]
async fn an_object_of_an_openid_request_goes_before_what_stands_beside_it() {
    let mut world = World::new().await;
    let object = world.object(&json!({"state": null}));
    let at_app = world.oidc(&object).await;
    assert_eq!(parameter(&at_app, "state"), "beside", "merged");
    let object = world.object(&json!({"iss": null, "aud": null, "client_id": null}));
    let at_app = world.oidc(&object).await;
    assert_eq!(parameter(&at_app, "state"), "signed", "the object first");
    let claims = world.claims(&json!({"iss": null, "aud": null}));
    parameter(&world.oidc(&unsigned(&claims)).await, "code");
    let other = world.object(&json!({"response_type": "code id_token"}));
    refused(&world.oidc(&other).await, "invalid_request_object");
    let object = world.object(&json!({}));
    let short = [
        ("client_id", "bank"),
        ("scope", "openid"),
        ("redirect_uri", CALLBACK),
        ("request", object.as_str()),
    ];
    refused(&world.authorize(&short).await, "invalid_request");
}

#[tokio::test]
async fn attack_an_unsigned_object_is_worth_nothing_where_it_must_be_signed() {
    let mut world = World::new().await;
    let object = unsigned(&world.claims(&json!({})));
    refused(&world.jar(&object).await, "invalid_request_object");
    world.realm(json!({"requestObjectProcessing": "JAR"})).await;
    refused(&world.oidc(&object).await, "invalid_request_object");
    world
        .realm(json!({"requestObjectProcessing": "OIDC"}))
        .await;
    for more in [
        json!({"request_object_signing_alg": "ES256"}),
        json!({"require_signed_request_object": true}),
    ] {
        world.bank(more).await;
        refused(&world.oidc(&object).await, "invalid_request_object");
    }
    let plain = [
        ("client_id", "bank"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", CALLBACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    refused(&world.authorize(&plain).await, "invalid_request");
    let signed = world.object(&json!({}));
    parameter(&world.oidc(&signed).await, "code");
}

#[tokio::test]
async fn attack_an_object_that_is_forged_stale_or_meant_for_others_is_refused() {
    let mut world = World::new().await;
    let now = world.now();
    let good = world.object(&json!({}));
    parameter(&world.jar(&good).await, "code");
    for typ in [None, Some("JWT"), Some("application/oauth-authz-req+jwt")] {
        let object = world.typed(&json!({}), typ);
        parameter(&world.jar(&object).await, "code");
    }
    let lies = [
        ("another issuer", json!({"iss": "shop"})),
        ("no issuer", json!({"iss": null})),
        (
            "another server (mix-up)",
            json!({"aud": "https://other.example"}),
        ),
        ("no audience", json!({"aud": null})),
        ("another client", json!({"client_id": "shop"})),
        ("no client", json!({"client_id": null})),
        ("expired", json!({"exp": now - 31})),
        ("not yet good", json!({"nbf": now + 31})),
        ("an assertion in disguise", json!({"sub": "bank"})),
        ("an object inside", json!({"request": good})),
        ("an address inside", json!({"request_uri": REFERENCE})),
    ];
    for (name, lie) in lies {
        let object = world.object(&lie);
        let page = world.jar(&object).await;
        assert_eq!(
            parameter(&page, "error"),
            "invalid_request_object",
            "{name}"
        );
    }
    let wrong_type = world.typed(&json!({}), Some("at+jwt"));
    refused(&world.jar(&wrong_type).await, "invalid_request_object");
    let forger = SigningKey::generate(Algorithm::ES256).unwrap();
    let forged = Signer::new(forger, Some("k1"), None).sign_json(&world.claims(&json!({})));
    refused(&world.jar(&forged.unwrap()).await, "invalid_request_object");
    let mut changed = good.clone();
    changed.replace_range(good.len() - 6.., "AAAAAA");
    refused(&world.jar(&changed).await, "invalid_request_object");
    let nested = format!("{good}.AAAA.AAAA");
    refused(&world.jar(&nested).await, "invalid_request_object");
}

#[tokio::test]
async fn attack_a_bad_object_never_sends_anybody_to_an_address_that_is_not_the_apps() {
    let mut world = World::new().await;
    let object = world.object(&json!({"redirect_uri": "https://evil.example/", "iss": "shop"}));
    let page = world
        .authorize(&[
            ("client_id", "bank"),
            ("request", object.as_str()),
            ("redirect_uri", "https://evil.example/"),
        ])
        .await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::BAD_REQUEST, None)
    );
    let object = world.object(&json!({"redirect_uri": "https://evil.example/"}));
    let page = world.jar(&object).await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::BAD_REQUEST, None)
    );
}

#[tokio::test]
async fn the_realm_says_how_long_an_object_may_be_good_for() {
    let mut world = World::new().await;
    let now = world.now();
    world
        .realm(
            json!({"expClaimRequiredInRequestObject": true, "nbfClaimRequiredInRequestObject": true,
        "maxDifferenceBetweenRequestObjectNbfAndExp": 60, "maxAgeOfRequestObjectNbfClaim": 60}),
        )
        .await;
    for (more, fine) in [
        (json!({}), true),
        (json!({"exp": null}), false),
        (json!({"nbf": null}), false),
        (json!({"exp": now + 3600}), true),
        (json!({"exp": now + 3601}), false),
        (json!({"nbf": now - 3590, "exp": now + 10}), true),
        (json!({"nbf": now - 3700, "exp": now + 10}), false),
    ] {
        let object = world.object(&more);
        let page = world.jar(&object).await;
        let expected = if fine {
            "code="
        } else {
            "error=invalid_request_object"
        };
        assert!(
            page.location().unwrap().contains(expected),
            "{more}: {:?}",
            page.location()
        );
    }
}

#[tokio::test]
async fn only_algorithms_of_the_realm_and_of_the_app_are_taken() {
    let mut world = World::new().await;
    let object = world.object(&json!({}));
    world
        .bank(json!({"request_object_signing_alg": "PS256"}))
        .await;
    refused(&world.jar(&object).await, "invalid_request_object");
    world.bank(json!({})).await;
    world
        .realm(json!({"supportedRequestParameterSigningAlgorithms": ["PS256"]}))
        .await;
    refused(&world.jar(&object).await, "invalid_request_object");
    let metadata = world
        .browser
        .get("/realms/acme/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(
        metadata["request_object_signing_alg_values_supported"],
        json!(["PS256", "none"])
    );
    assert_eq!(metadata["require_request_uri_registration"], true);
}

#[tokio::test]
async fn an_object_that_needs_its_person_waits_at_the_server_and_works_once() {
    let mut world = World::new().await;
    world.app.world.clock.advance_seconds(10);
    let object = world.object(&json!({"prompt": "login", "max_age": 0}));
    let page = world.jar(&object).await;
    assert!(page.body.contains("login-submit"), "{}", page.body);
    world.app.world.clock.advance_seconds(400);
    let done = world.browser.sign_in(&page, "ana", PASSWORD).await;
    let back = done.location().unwrap();
    assert!(
        back.contains("request_uri=urn") && !back.contains("redirect_uri"),
        "{back}"
    );
    let at_app = world.browser.get(&back).await;
    assert_eq!(parameter(&at_app, "state"), "signed");
    let again = world.browser.get(&back).await;
    assert_eq!(
        (again.status, again.location()),
        (StatusCode::BAD_REQUEST, None)
    );
}

#[tokio::test]
async fn an_object_is_fetched_from_where_the_app_registered_and_kept_for_a_moment() {
    let mut world = World::new().await;
    let object = world.object(&json!({}));
    let network = world.app.world.network.clone();
    network.answer(REFERENCE, 200, &format!("{object}\n"));
    let by_reference = |uri: &'static str| {
        [
            ("client_id", "bank"),
            ("request_uri", uri),
            ("redirect_uri", CALLBACK),
        ]
    };
    for _ in 0..3 {
        parameter(&world.authorize(&by_reference(REFERENCE)).await, "code");
    }
    assert_eq!(network.sent().len(), 1);
    world.app.world.clock.advance_seconds(5);
    let versioned = "https://bank.example/requests/1#v2";
    parameter(&world.authorize(&by_reference(versioned)).await, "code");
    assert_eq!(network.sent().last().unwrap().url, REFERENCE);
    let both = [
        ("client_id", "bank"),
        ("request_uri", REFERENCE),
        ("request", object.as_str()),
        ("redirect_uri", CALLBACK),
    ];
    refused(&world.authorize(&both).await, "invalid_request");
    network.answer(REFERENCE, 404, "");
    world.app.world.clock.advance_seconds(5);
    refused(
        &world.authorize(&by_reference(REFERENCE)).await,
        "invalid_request_uri",
    );
}

#[tokio::test]
async fn attack_no_link_makes_the_server_ask_an_address_the_app_did_not_register() {
    let mut world = World::new().await;
    for uri in [
        "https://evil.example/",
        "http://169.254.169.254/latest/meta-data",
        "https://bank.example/requests/1/",
        "https://bank.example/requests/1?x",
        "file:///etc/passwd",
    ] {
        let pairs = [
            ("client_id", "bank"),
            ("request_uri", uri),
            ("redirect_uri", CALLBACK),
        ];
        refused(&world.authorize(&pairs).await, "invalid_request_uri");
    }
    assert!(world.app.world.network.sent().is_empty());
}

#[tokio::test]
async fn a_signed_object_can_be_pushed_and_an_unsigned_one_cannot() {
    let mut world = World::new().await;
    let credentials = [
        ("client_id", "bank"),
        ("client_secret", "bank-secret-bank-secret-bank-secret"),
    ];
    for require in [false, true] {
        world
            .bank(json!({"require_signed_request_object": require}))
            .await;
        let object = world.object(&json!({"prompt": "login"}));
        let mut fields = credentials.to_vec();
        fields.extend([("request", object.as_str()), ("scope", "payments")]);
        let pushed = world
            .browser
            .post("/realms/acme/oauth2/par", &[], &fields)
            .await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
        let request_uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
        world.app.world.clock.advance_seconds(2);
        let page = world
            .authorize(&[("client_id", "bank"), ("request_uri", &request_uri)])
            .await;
        let done = world.browser.sign_in(&page, "ana", PASSWORD).await;
        let at_app = world.browser.follow(done).await;
        assert_eq!(parameter(&at_app, "state"), "signed");
    }
    let object = unsigned(&world.claims(&json!({})));
    let mut fields = credentials.to_vec();
    fields.extend([
        ("request", object.as_str()),
        ("scope", "openid"),
        ("response_type", "code"),
    ]);
    let pushed = world
        .browser
        .post("/realms/acme/oauth2/par", &[], &fields)
        .await;
    assert_eq!(
        pushed.json()["error"],
        "invalid_request_object",
        "{}",
        pushed.body
    );
    let mut plain = credentials.to_vec();
    plain.extend([
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let pushed = world
        .browser
        .post("/realms/acme/oauth2/par", &[], &plain)
        .await;
    assert_eq!(
        pushed.json()["error"],
        "invalid_request",
        "it must be signed"
    );
}
