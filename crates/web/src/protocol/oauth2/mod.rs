//! OAuth 2.1 and OpenID Connect.

mod authorize;
mod consent;
mod cors;
mod credentials;
mod device;
mod introspect;
mod jwks;
mod logout;
mod metadata;
mod par;
mod revoke;
mod shown;
mod token;
mod token_info;
mod userinfo;

use axum::routing::{get, post};

use crate::routes::{Access, Routes, Row};

const TOKEN: Row = Row {
    methods: &["POST"],
    path: "/oauth2/token",
    access: Access::Client,
    audit: &[
        "token.issued",
        "code.replayed",
        "device_code.replayed",
        "refresh_token.replayed",
        "signin.succeeded",
        "signin.failed",
    ],
};
const INTROSPECT: Row = Row {
    methods: &["POST"],
    path: "/oauth2/introspect",
    access: Access::Client,
    audit: &[],
};
const REVOKE: Row = Row {
    methods: &["POST"],
    path: "/oauth2/revoke",
    access: Access::Client,
    audit: &["grant.revoked", "token.revoked"],
};
const USERINFO: Row = Row {
    methods: &["GET", "POST"],
    path: "/oauth2/userinfo",
    access: Access::Bearer,
    audit: &[],
};
const TOKEN_INFO: Row = Row {
    methods: &["GET"],
    path: "/oauth2/tokeninfo",
    access: Access::Bearer,
    audit: &[],
};
const ID_TOKEN_INFO: Row = Row {
    methods: &["POST"],
    path: "/oauth2/idtokeninfo",
    access: Access::Attempt,
    audit: &[],
};
const JWKS: Row = Row {
    methods: &["GET"],
    path: "/oauth2/jwks",
    access: Access::Anyone,
    audit: &[],
};
const AUTHORIZE: Row = Row {
    methods: &["GET", "POST"],
    path: "/oauth2/authorize",
    access: Access::Person,
    audit: &["authorization.granted"],
};
const PAR: Row = Row {
    methods: &["POST"],
    path: "/oauth2/par",
    access: Access::Client,
    audit: &["authorization.pushed"],
};
const LOGOUT: Row = Row {
    methods: &["GET", "POST"],
    path: "/oauth2/logout",
    access: Access::OwnForm,
    audit: &["session.ended", "remembered.ended"],
};
const OPENID: Row = Row {
    methods: &["GET"],
    path: "/.well-known/openid-configuration",
    access: Access::Anyone,
    audit: &[],
};
const SERVER: Row = Row {
    methods: &["GET"],
    path: "/.well-known/oauth-authorization-server",
    access: Access::Anyone,
    audit: &[],
};

/// Adds the routes of OAuth and OpenID Connect.
pub(super) fn routes(routes: Routes) -> Routes {
    device::routes(routes)
        .add(TOKEN, post(token::exchange).options(cors::preflight))
        .add(INTROSPECT, post(introspect::introspect))
        .add(REVOKE, post(revoke::revoke).options(cors::preflight))
        .add(
            USERINFO,
            get(userinfo::by_get)
                .post(userinfo::by_post)
                .options(cors::preflight),
        )
        .add(TOKEN_INFO, get(token_info::access).options(cors::preflight))
        .add(ID_TOKEN_INFO, post(token_info::id_token))
        .add(JWKS, get(jwks::document).options(cors::preflight))
        .add(AUTHORIZE, get(authorize::by_get).post(authorize::by_post))
        .add(PAR, post(par::push).options(cors::preflight))
        .add(LOGOUT, get(logout::by_get).post(logout::by_post))
        .add(OPENID, get(metadata::document).options(cors::preflight))
        .add(SERVER, get(metadata::document).options(cors::preflight))
}
