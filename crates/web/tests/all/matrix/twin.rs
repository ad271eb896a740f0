//! Realms that are twins: the same person, the same apps under the same names, but other secrets, so that
//! whatever is mistaken for its twin's would be taken.

use data_encoding::BASE64;
use durward_jose::SigningKey;
use durward_testkit::App;
use serde_json::{Value, json};

use crate::support::CALLBACK;

/// Grants of every realm and app here.
const GRANTS: [&str; 5] = [
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
];

/// A realm of the matrix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Twin {
    /// Its path.
    pub(super) path: &'static str,
    /// A word that is in the names of all it has, and that no answer of another realm may say.
    pub(super) mark: &'static str,
}

/// The realm `acme`.
pub(super) const ACME: Twin = Twin {
    path: "acme",
    mark: "quagga",
};
/// A sibling of it.
pub(super) const GLOBEX: Twin = Twin {
    path: "globex",
    mark: "numbat",
};
/// A realm inside it.
pub(super) const EMEA: Twin = Twin {
    path: "acme/emea",
    mark: "okapi",
};
/// The realm above all.
pub(super) const ROOT: Twin = Twin {
    path: "root",
    mark: "tapir",
};

impl Twin {
    /// The path its addresses begin with.
    pub(super) fn base(&self) -> String {
        format!("/realms/{}", self.path.replace('/', "/realms/"))
    }

    /// Its issuer identifier.
    pub(super) fn issuer(&self) -> String {
        format!("http://localhost:8080{}", self.base())
    }

    /// The name of one of its cookies.
    pub(super) fn cookie(&self, kind: &str) -> String {
        format!("durward-{kind}.{}", self.path.replace('/', "."))
    }

    /// Its path as part of other names.
    fn word(&self) -> String {
        self.path.replace('/', "-")
    }

    /// Ana's password here.
    pub(super) fn password(&self) -> String {
        format!("{} battery staple", self.mark)
    }

    /// The `Authorization` header of one of its apps.
    pub(super) fn basic(&self, client_id: &str) -> String {
        let pair = format!("{client_id}:{}", self.secret(client_id));
        format!("Basic {}", BASE64.encode(pair.as_bytes()))
    }

    fn secret(&self, client_id: &str) -> String {
        format!("{client_id}-secret-of-{}-{0}-{0}", self.mark)
    }

    /// A client that only this realm has.
    pub(super) fn own_client(&self) -> String {
        format!("{}-depot", self.word())
    }

    /// A journey that only this realm has.
    pub(super) fn own_journey(&self) -> String {
        format!("{}-expedition", self.word())
    }

    /// The origin of an app of this realm, where the twin of the app has another.
    pub(super) fn origin(&self) -> String {
        format!("https://app.{}.example", self.word())
    }

    /// Declares all it has. `robot` is the key of an app of that name, the same in every realm.
    pub(super) async fn furnish(&self, app: &App, robot: &SigningKey) {
        let realm = self.path;
        app.apply(
            json!({"kind": "realm", "name": realm, "displayName": format!("Realm {}", self.mark),
            "services": {"password-hashing": {"memoryKib": 8, "iterations": 1},
                "oauth-oidc": {"grantTypes": GRANTS, "parRequestUriLifetime": 600}}}),
        )
        .await;
        app.apply(json!({"kind": "user", "realm": realm, "username": "ana", "email": format!("ana@{}.example", self.mark),
            "profile": {"givenName": "Ana", "sn": self.mark}, "password": self.password()}))
            .await;
        let (own, jwks) = (
            self.own_client(),
            json!({"keys": [robot.public_jwk(Some("k1")).unwrap().to_value()]}),
        );
        let stateless = json!({"overrides": {"providerOverridesEnabled": true, "statelessTokensEnabled": true}});
        let by_key = json!({"client_secret": null, "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks});
        for (client_id, first_party, more) in [
            ("shop", true, json!({})),
            ("jot", true, stateless),
            ("forum", false, json!({})),
            ("robot", true, by_key),
            (&own, true, json!({})),
        ] {
            let mut oauth = json!({"client_id": client_id, "client_secret": self.secret(client_id), "scope": "openid profile email offline_access",
                "redirect_uris": [CALLBACK, format!("{}/cb", self.origin())], "post_logout_redirect_uris": [format!("{}/bye", self.origin())],
                "grant_types": GRANTS, "token_exchange": {"impersonation": true, "delegation": true}});
            for (name, value) in more.as_object().unwrap() {
                match value {
                    Value::Null => oauth.as_object_mut().unwrap().remove(name),
                    value => oauth
                        .as_object_mut()
                        .unwrap()
                        .insert(name.clone(), value.clone()),
                };
            }
            let name = format!("{client_id} {}", self.mark);
            app.apply(json!({"kind": "app", "realm": realm, "name": name, "client_type": "confidential", "first_party": first_party, "oauth": oauth}))
                .await;
        }
        let journey = json!({"kind": "journey", "realm": realm, "_id": self.own_journey(), "entryNodeId": "ask",
            "nodes": {"ask": {"nodeType": "PageNode", "displayName": "Sign in", "connections": {"outcome": "check"}},
                "check": {"nodeType": "IdentityStoreDecisionNode", "displayName": "Check",
                    "connections": {"TRUE": "success", "FALSE": "failure", "LOCKED": "failure", "EXPIRED": "failure", "CANCELLED": "failure"}}},
            "nodeConfig": {"ask": {"pageHeader": {"en": self.mark}, "nodes": [
                {"nodeType": "UsernameCollectorNode", "displayName": "Name"}, {"nodeType": "PasswordCollectorNode", "displayName": "Password"}]}}});
        app.apply(journey).await;
    }
}
