//! One canonical address per thing: every way of naming a realm and every alias, rewritten before routing.
//!
//! | address | realm | inside the realm |
//! |---|---|---|
//! | `/realms/acme/oauth2/token` | `acme` | `/oauth2/token` |
//! | `/realms/acme/realms/emea/login` | `acme/emea` | `/login` |
//! | `/.well-known/oauth-authorization-server/realms/acme` (RFC 8414 3.1) | `acme` | `/.well-known/oauth-authorization-server` |
//! | `/oauth2/realms/root/realms/acme/access_token` | `acme` | `/oauth2/token` |
//! | any path on a host name of a realm | that realm | the path |

/// Where a request is going.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The realm's path: `root`, `acme`, `acme/emea`.
    pub(crate) realm: String,
    /// The path inside the realm, canonical.
    pub(crate) path: String,
}

/// Documents whose address has the realm behind them (RFC 8414 3.1).
const WELL_KNOWN: [&str; 2] = [
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
];

/// Other names of endpoints, and their canonical ones.
const ALIASES: [(&str, &str); 12] = [
    ("/oauth2/access_token", "/oauth2/token"),
    ("/oauth2/token/revoke", "/oauth2/revoke"),
    ("/oauth2/connect/jwk_uri", "/oauth2/jwks"),
    ("/oauth2/connect/endSession", "/oauth2/logout"),
    ("/oauth2/connect/userinfo", "/oauth2/userinfo"),
    ("/oauth2/certs", "/oauth2/jwks"),
    (
        "/oauth2/.well-known/openid-configuration",
        "/.well-known/openid-configuration",
    ),
    (
        "/oauth2/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server",
    ),
    ("/authorize", "/oauth2/authorize"),
    ("/device", "/oauth2/device/user"),
    ("/json/sessions/", "/json/sessions"),
    ("/.well-known/jwks.json", "/oauth2/jwks"),
];

/// The realm and the canonical path that `path` names; none when it names no realm.
pub(crate) fn place(path: &str) -> Option<Place> {
    for document in WELL_KNOWN {
        if let Some(rest) = path.strip_prefix(document)
            && rest.starts_with("/realms/")
        {
            let (realm, rest) = realm_of(rest)?;
            return rest.is_empty().then(|| Place {
                realm,
                path: document.to_owned(),
            });
        }
    }
    for (prefix, mark) in [("/oauth2", "/realms/root"), ("/json", "/realms/")] {
        if let Some(rest) = path.strip_prefix(prefix)
            && rest.starts_with(mark)
        {
            let (realm, rest) = realm_of(rest)?;
            return Some(Place {
                realm,
                path: canonical(&format!("{prefix}{rest}")),
            });
        }
    }
    let (realm, rest) = realm_of(path)?;
    Some(Place {
        realm,
        path: canonical(rest),
    })
}

/// The canonical form of a path inside a realm.
pub(crate) fn canonical(path: &str) -> String {
    let known = ALIASES
        .iter()
        .find(|(alias, _)| *alias == path)
        .map(|(_, canonical)| *canonical);
    match known {
        Some(canonical) => canonical.to_owned(),
        None if path.is_empty() => "/".to_owned(),
        None => path.to_owned(),
    }
}

/// Takes `/realms/a/realms/b` from the front of `path`: `a/b` and what follows.
fn realm_of(path: &str) -> Option<(String, &str)> {
    let mut realm = String::new();
    let mut rest = path;
    while let Some(behind) = rest.strip_prefix("/realms/") {
        let end = behind.find('/').unwrap_or(behind.len());
        let (name, after) = behind.split_at(end);
        if name.is_empty() || realm.len() + name.len() > 600 {
            return None;
        }
        // Every other realm is below root, so root in front of one adds nothing.
        if realm == "root" {
            realm.clear();
        }
        if !realm.is_empty() {
            realm.push('/');
        }
        realm.push_str(name);
        rest = after;
    }
    (!realm.is_empty()).then_some((realm, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, realm: &str, inside: &str) {
        assert_eq!(
            place(path),
            Some(Place {
                realm: realm.to_owned(),
                path: inside.to_owned()
            }),
            "{path}"
        );
    }

    #[test]
    fn a_realm_is_named_by_its_path() {
        check("/realms/acme/oauth2/token", "acme", "/oauth2/token");
        check("/realms/acme", "acme", "/");
        check("/realms/acme/realms/emea/login", "acme/emea", "/login");
        check("/realms/root/oauth2/jwks", "root", "/oauth2/jwks");
        check("/realms/root/realms/acme/login", "acme", "/login");
        check(
            "/.well-known/oauth-authorization-server/realms/acme",
            "acme",
            "/.well-known/oauth-authorization-server",
        );
    }

    #[test]
    fn addresses_of_existing_clients_lead_to_the_canonical_ones() {
        check(
            "/oauth2/realms/root/realms/acme/access_token",
            "acme",
            "/oauth2/token",
        );
        check(
            "/oauth2/realms/root/connect/jwk_uri",
            "root",
            "/oauth2/jwks",
        );
        check(
            "/oauth2/realms/root/realms/acme/.well-known/openid-configuration",
            "acme",
            "/.well-known/openid-configuration",
        );
        check("/realms/acme/authorize", "acme", "/oauth2/authorize");
        check(
            "/json/realms/acme/authenticate",
            "acme",
            "/json/authenticate",
        );
        check(
            "/json/realms/root/authenticate",
            "root",
            "/json/authenticate",
        );
        check(
            "/json/realms/root/realms/acme/sessions/",
            "acme",
            "/json/sessions",
        );
    }

    #[test]
    fn a_path_without_a_realm_names_none() {
        for path in [
            "/",
            "/oauth2/token",
            "/realms/",
            "/realms//x",
            "/assets/portal.css",
        ] {
            assert_eq!(place(path), None, "{path}");
        }
    }
}
