//! The matrix: for every route, what of another realm is presented to it and what must come back.

use super::answer::Answer;
use super::answer::Answer::{Api, Document, Empty, Error, Inactive, Onward, Page, SignIn, ToApp};
use super::ask::Ask;
use super::loot::Loot;
use crate::support::{CALLBACK, CHALLENGE, VERIFIER};
use serde_json::json;

/// Something of another realm, presented to a route.
#[derive(Debug)]
pub(super) struct Theft {
    /// Method and path.
    pub(super) route: (&'static str, &'static str),
    /// What is presented.
    pub(super) presented: &'static str,
    /// Presents the first loot, of the other realm, beside what the thief has of the second, of the realm asked.
    pub(super) ask: fn(Ask, &Loot, &Loot) -> Ask,
    /// What must come back.
    pub(super) answer: Answer,
    /// Where presenting it makes a difference.
    pub(super) home: Home,
}

/// Where presenting something makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// In its own realm.
    Own,
    /// In the realm `root` alone.
    Root,
    /// Nowhere: the route shows everyone the same.
    Nowhere,
}

const fn theft(
    method: &'static str,
    path: &'static str,
    presented: &'static str,
    ask: fn(Ask, &Loot, &Loot) -> Ask,
    answer: Answer,
) -> Theft {
    Theft {
        route: (method, path),
        presented,
        ask,
        answer,
        home: Home::Own,
    }
}

impl Theft {
    const fn at(mut self, home: Home) -> Self {
        self.home = home;
        self
    }
}

const SIGN_IN_PAGE: Answer = Page(200, "UsernamePassword");
const REFUSED: Answer = Page(400, "error");
const BAD_GRANT: Answer = Error(400, "invalid_grant");
const BAD_SUBJECT: Answer = Error(400, "invalid_request");
const BAD_CLIENT: Answer = Error(401, "invalid_client");
const BAD_TOKEN: Answer = Error(401, "invalid_token");
const TIMED_OUT: Answer = Api(401, "Session has timed out");
const EXPIRED: Answer = Api(401, "The sign-in took too long. Start again.");
/// Realms offer no self-service unless they say so; with tokens of flows it is tried in `selfservice.rs`.
const NOT_OFFERED: Answer = Api(501, "Service not configured");
const NOT_ONESELF: Answer = Api(403, "People change this of their own account only.");
const FOREIGN_PAGE: Answer = Api(
    403,
    "Pages of this origin may not send a person's browser here.",
);
const NOT_LIVE: Answer = Api(401, "The session is not, or no longer, live.");

/// Every route, in the order of the book; a route may have several rows.
#[rustfmt::skip]
pub(super) const MATRIX: &[Theft] = &[
    theft("GET", "/", "a session", |ask, a, _| ask.session(&a.session), Page(200, "start")).at(Home::Nowhere),

    theft("GET", "/login", "a session and a known device", |ask, a, _| ask.session(&a.session).device(&a.device), SIGN_IN_PAGE).at(Home::Nowhere),
    theft("GET", "/login", "the name of a journey", |ask, a, _| ask.query("journey", &a.journey), Page(404, "not-found")),
    theft("POST", "/login", "a sign-in half done", |ask, a, b| name_and_password(ask, &b.csrf, &a.run, &b.password), REFUSED),
    theft("POST", "/login", "a CSRF token", |ask, a, b| name_and_password(ask, &a.csrf, &b.run, &b.password), REFUSED),
    theft("POST", "/login", "a password", |ask, a, b| name_and_password(ask, &b.csrf, &b.run, &a.password), SIGN_IN_PAGE),
    theft("GET", "/login", "a link to go on by", |ask, a, _| ask.query("suspendedId", &a.suspended), REFUSED),
    theft("POST", "/login", "a link to go on by", |ask, a, b| ask.field("csrf", &b.csrf).field("suspendedId", &a.suspended), REFUSED),

    theft("GET", "/not-me", "a link", |ask, a, _| ask.query("token", &a.notice), REFUSED),
    theft("POST", "/not-me", "a link", |ask, a, b| ask.field("csrf", &b.csrf).field("token", &a.notice), REFUSED),
    theft("POST", "/not-me", "a CSRF token", |ask, a, b| ask.field("csrf", &a.csrf).field("token", &b.notice), REFUSED),

    theft("GET", "/register", "a session", |ask, a, _| ask.session(&a.session), Error(404, "not_found")).at(Home::Nowhere),
    theft("GET", "/recover", "a session", |ask, a, _| ask.session(&a.session), Error(404, "not_found")).at(Home::Nowhere),
    theft("GET", "/selfservice/userRegistration", "a link", |ask, a, _| ask.query("token", &a.link), REFUSED).at(Home::Nowhere),
    theft("POST", "/selfservice/userRegistration", "a link", |ask, a, b| ask.field("csrf", &b.csrf).field("run", &a.link), REFUSED).at(Home::Nowhere),
    theft("GET", "/selfservice/forgottenPassword", "a link", |ask, a, _| ask.query("token", &a.link), REFUSED).at(Home::Nowhere),
    theft("POST", "/selfservice/forgottenPassword", "a link", |ask, a, b| ask.field("csrf", &b.csrf).field("run", &a.link), REFUSED).at(Home::Nowhere),
    theft("GET", "/set-password", "a link", |ask, a, _| ask.query("token", &a.link), REFUSED).at(Home::Nowhere),
    theft("POST", "/set-password", "a link", |ask, a, b| ask.field("csrf", &b.csrf).field("run", &a.link).field("new-password", "another horse another"), REFUSED).at(Home::Nowhere),
    theft("GET", "/json/selfservice/userRegistration", "a session", |ask, a, _| ask.session(&a.session), NOT_OFFERED).at(Home::Nowhere),
    theft("POST", "/json/selfservice/userRegistration", "a session", |ask, a, _| submitted(ask).session(&a.session), NOT_OFFERED).at(Home::Nowhere),
    theft("GET", "/json/selfservice/forgottenPassword", "a session", |ask, a, _| ask.session(&a.session), NOT_OFFERED).at(Home::Nowhere),
    theft("POST", "/json/selfservice/forgottenPassword", "a session", |ask, a, _| submitted(ask).session(&a.session), NOT_OFFERED).at(Home::Nowhere),
    theft("GET", "/json/selfservice/forgottenUsername", "a session", |ask, a, _| ask.session(&a.session), NOT_OFFERED).at(Home::Nowhere),
    theft("POST", "/json/selfservice/forgottenUsername", "a session", |ask, a, _| submitted(ask).session(&a.session), NOT_OFFERED).at(Home::Nowhere),
    theft("GET", "/json/selfservice/kba", "a session", |ask, a, _| ask.session(&a.session), NOT_OFFERED).at(Home::Nowhere),

    theft("GET", "/setup", "a link", |ask, a, _| ask.query("token", &a.link), REFUSED).at(Home::Root),
    theft("POST", "/setup", "a link", |ask, a, b| administrator(ask, &b.csrf, &a.link), REFUSED).at(Home::Root),
    theft("POST", "/setup", "a CSRF token", |ask, a, b| administrator(ask, &a.csrf, &b.link), REFUSED).at(Home::Root),

    theft("GET", "/account", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("GET", "/account/profile", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("POST", "/account/profile", "a session", |ask, a, b| ask.session(&a.session).field("csrf", &b.csrf).field("nickname", "thief"), SignIn),
    theft("GET", "/account/profile/confirm", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("GET", "/account/sessions", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("POST", "/account/sessions/end", "a session", |ask, a, _| own_form(ask, a, a).field("session", &a.session_id), SignIn),
    theft("POST", "/account/sessions/end", "the identifier of a session", |ask, a, b| own_form(ask, b, b).field("session", &a.session_id), Onward("/account/sessions?done=session")),
    theft("POST", "/account/sessions/end", "a CSRF token", |ask, a, b| own_form(ask, b, a).field("session", &b.session_id), REFUSED),
    theft("POST", "/account/sessions/end-others", "a session", |ask, a, _| own_form(ask, a, a), SignIn),
    theft("POST", "/account/sessions/end-others", "a CSRF token", |ask, a, b| own_form(ask, b, a), REFUSED),
    theft("GET", "/account/password", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("POST", "/account/password", "a session", |ask, a, _| too_short(own_form(ask, a, a), &a.password), SignIn),
    theft("POST", "/account/password", "a password", |ask, a, b| too_short(own_form(ask, b, b), &a.password), Page(400, "account-password")),
    theft("POST", "/account/password", "a CSRF token", |ask, a, b| too_short(own_form(ask, b, a), &b.password), REFUSED),
    theft("GET", "/account/methods", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("GET", "/account/methods/add", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("GET", "/account/methods/change", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("GET", "/account/methods/remove", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("GET", "/account/methods/recovery-codes", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("POST", "/account/methods/rename", "a session", |ask, a, _| own_form(ask, a, a).field("method", "atn_0").field("name", "Mine"), SignIn),
    theft("POST", "/account/methods/rename", "a CSRF token", |ask, a, b| own_form(ask, b, a).field("method", "atn_0").field("name", "Mine"), REFUSED),
    theft("GET", "/account/apps", "a session", |ask, a, _| ask.session(&a.session), SignIn),
    theft("POST", "/account/apps/withdraw", "a session", |ask, a, _| own_form(ask, a, a).field("app", &a.app_id), SignIn),
    theft("POST", "/account/apps/withdraw", "the identifier of an app", |ask, a, b| own_form(ask, b, b).field("app", &a.app_id), Onward("/account/apps?done=app")),
    theft("POST", "/account/apps/withdraw", "a CSRF token", |ask, a, b| own_form(ask, b, a).field("app", &b.app_id), REFUSED),

    theft("POST", "/oauth2/token", "a code", |ask, a, b| redeem(ask.authorization(&b.shop), &a.code), BAD_GRANT),
    theft("POST", "/oauth2/token", "a used code, whose replay ends its tokens", |ask, a, b| redeem(ask.authorization(&b.shop), &a.used_code), BAD_GRANT),
    theft("POST", "/oauth2/token", "a code with its client", |ask, a, _| redeem(ask.authorization(&a.shop), &a.code), BAD_CLIENT),
    theft("POST", "/oauth2/token", "a refresh token", |ask, a, b| refresh(ask.authorization(&b.shop), &a.refresh), BAD_GRANT),
    theft("POST", "/oauth2/token", "a used refresh token, whose replay ends its family", |ask, a, b| refresh(ask.authorization(&b.shop), &a.used_refresh), BAD_GRANT),
    theft("POST", "/oauth2/token", "a refresh token with its client", |ask, a, _| refresh(ask.authorization(&a.shop), &a.refresh), BAD_CLIENT),
    theft("POST", "/oauth2/token", "the secret of a client of the same name", |ask, a, _| machine(ask.authorization(&a.shop)), BAD_CLIENT),
    theft("POST", "/oauth2/token", "a client and its secret", |ask, a, _| machine(ask.authorization(&a.own_app)), BAD_CLIENT),
    theft("POST", "/oauth2/token", "an assertion of a client of the same name and key", |ask, a, _| asserted(machine(ask), &a.assertion), BAD_CLIENT),
    theft("POST", "/oauth2/token", "the origin of a client of the same name", |ask, a, _| machine(ask.origin(&a.origin).field("client_id", "shop")), BAD_CLIENT),

    theft("POST", "/oauth2/token", "a device code", |ask, a, b| poll(ask.authorization(&b.shop), &a.device_code), BAD_GRANT),
    theft("POST", "/oauth2/token", "a device code with its client", |ask, a, _| poll(ask.authorization(&a.shop), &a.device_code), BAD_CLIENT),
    theft("POST", "/oauth2/token", "an access token to exchange", |ask, a, b| exchanged(ask.authorization(&b.shop), &a.opaque, "access_token"), BAD_SUBJECT),
    theft("POST", "/oauth2/token", "a self-contained access token to exchange", |ask, a, b| exchanged(ask.authorization(&b.jot), &a.jwt, "jwt"), BAD_SUBJECT),
    theft("POST", "/oauth2/token", "an ID token to exchange", |ask, a, b| exchanged(ask.authorization(&b.shop), &a.id_token, "id_token"), BAD_SUBJECT),
    theft("POST", "/oauth2/token", "an access token to act by", |ask, a, b| acted(exchanged(ask.authorization(&b.shop), &b.opaque, "access_token"), &a.machine), BAD_SUBJECT),

    theft("POST", "/oauth2/device/code", "the secret of a client of the same name", |ask, a, _| ask.authorization(&a.shop), BAD_CLIENT),
    theft("GET", "/oauth2/device/user", "a session", |ask, a, _| ask.session(&a.session), SIGN_IN_PAGE),
    theft("POST", "/oauth2/device/user", "a session", |ask, a, b| own_form(ask, a, b).field("user_code", &b.user_code), SIGN_IN_PAGE),
    theft("POST", "/oauth2/device/user", "a user code", |ask, a, b| own_form(ask, b, b).field("user_code", &a.user_code), Page(400, "device-code")),
    theft("POST", "/oauth2/device/user", "a user code to say yes to", |ask, a, b| own_form(ask, b, b).field("user_code", &a.user_code).field("decision", "allow"), Page(400, "device-code")),
    theft("POST", "/oauth2/device/user", "a CSRF token", |ask, a, b| own_form(ask, b, a).field("user_code", &b.user_code).field("decision", "allow"), REFUSED),

    theft("POST", "/oauth2/introspect", "an opaque access token", |ask, a, b| ask.authorization(&b.shop).field("token", &a.opaque), Inactive),
    theft("POST", "/oauth2/introspect", "an access token of a client for itself", |ask, a, b| ask.authorization(&b.shop).field("token", &a.machine), Inactive),
    theft("POST", "/oauth2/introspect", "a self-contained access token", |ask, a, b| ask.authorization(&b.shop).field("token", &a.jwt), Inactive),
    theft("POST", "/oauth2/introspect", "a refresh token", |ask, a, b| ask.authorization(&b.shop).field("token", &a.refresh), Inactive),
    theft("POST", "/oauth2/introspect", "the secret of a client of the same name", |ask, a, b| ask.authorization(&a.shop).field("token", &b.opaque), BAD_CLIENT),
    theft("POST", "/oauth2/introspect", "a client and its secret", |ask, a, b| ask.authorization(&a.own_app).field("token", &b.opaque), BAD_CLIENT),
    theft("POST", "/oauth2/introspect", "an assertion of a client of the same name and key", |ask, a, b| asserted(ask, &a.assertion).field("token", &b.opaque), BAD_CLIENT),

    theft("POST", "/oauth2/revoke", "an opaque access token", |ask, a, b| ask.authorization(&b.shop).field("token", &a.opaque), Empty),
    theft("POST", "/oauth2/revoke", "an access token of a client for itself", |ask, a, b| ask.authorization(&b.shop).field("token", &a.machine), Empty),
    theft("POST", "/oauth2/revoke", "a self-contained access token", |ask, a, b| ask.authorization(&b.jot).field("token", &a.jwt), Empty),
    theft("POST", "/oauth2/revoke", "a refresh token", |ask, a, b| ask.authorization(&b.shop).field("token", &a.refresh), Empty),
    theft("POST", "/oauth2/revoke", "the secret of a client of the same name", |ask, a, b| ask.authorization(&a.shop).field("token", &b.opaque), BAD_CLIENT),
    theft("POST", "/oauth2/revoke", "a client and its secret", |ask, a, _| ask.authorization(&a.own_app).field("token", &a.opaque), BAD_CLIENT),
    theft("POST", "/oauth2/revoke", "an assertion of a client of the same name and key", |ask, a, b| asserted(ask, &a.assertion).field("token", &b.opaque), BAD_CLIENT),

    theft("GET", "/oauth2/userinfo", "an opaque access token", |ask, a, _| ask.bearer(&a.opaque), BAD_TOKEN),
    theft("GET", "/oauth2/userinfo", "a self-contained access token", |ask, a, _| ask.bearer(&a.jwt), BAD_TOKEN),
    theft("POST", "/oauth2/userinfo", "an opaque access token", |ask, a, _| ask.field("access_token", &a.opaque), BAD_TOKEN),
    theft("POST", "/oauth2/userinfo", "a self-contained access token", |ask, a, _| ask.field("access_token", &a.jwt), BAD_TOKEN),

    theft("GET", "/oauth2/tokeninfo", "an opaque access token", |ask, a, _| ask.bearer(&a.opaque), BAD_TOKEN),
    theft("GET", "/oauth2/tokeninfo", "an access token of a client for itself", |ask, a, _| ask.bearer(&a.machine), BAD_TOKEN),
    theft("GET", "/oauth2/tokeninfo", "a self-contained access token", |ask, a, _| ask.bearer(&a.jwt), BAD_TOKEN),
    theft("POST", "/oauth2/idtokeninfo", "an ID token", |ask, a, _| ask.field("id_token", &a.id_token), Error(400, "invalid_request")),

    theft("POST", "/json/authenticate", "a session", |ask, a, _| ask.session(&a.session), Document),
    theft("POST", "/json/authenticate", "the name of a journey", |ask, a, _| ask.query("authIndexType", "service").query("authIndexValue", &a.journey), Api(404, "There is no such journey.")),
    theft("POST", "/json/authenticate", "a link to go on by", |ask, a, _| ask.query("suspendedId", &a.suspended), TIMED_OUT),
    theft("POST", "/json/authenticate", "a sign-in half done", |ask, a, b| filled_in(ask, &a.auth_id, &b.password), TIMED_OUT),
    theft("POST", "/json/authenticate", "a sign-in half done on a page", |ask, a, b| filled_in(ask, &a.run, &b.password), TIMED_OUT).at(Home::Nowhere),
    theft("POST", "/json/authenticate", "a password", |ask, a, b| filled_in(ask, &b.auth_id, &a.password), Document),
    theft("POST", "/json/authenticate", "the origin of an app", |ask, a, _| ask.origin(&a.origin).json(json!({})), FOREIGN_PAGE),
    theft("POST", "/json/authenticate", "a password in headers", |ask, a, _| in_headers(ask, &a.password), Document),
    theft("POST", "/json/sessions", "a session to look at", |ask, a, _| ask.query("_action", "validate").json(json!({"tokenId": a.session})), Document),
    theft("POST", "/json/sessions", "a session to read", |ask, a, _| ask.query("_action", "getSessionInfo").json(json!({"tokenId": a.session})), NOT_LIVE),
    theft("POST", "/json/sessions", "a session to end", |ask, a, _| ask.query("_action", "logout").json(json!({"tokenId": a.session})), Document),
    theft("POST", "/json/sessions", "a session in its cookie", |ask, a, _| ask.query("_action", "getSessionInfo").session(&a.session), NOT_LIVE),
    theft("POST", "/json/sessions", "a session to change", |ask, a, _| ask.query("_action", "updateSessionProperties").json(json!({"tokenId": a.session, "x": "y"})), NOT_LIVE),
    theft("POST", "/json/sessions", "a session to end by handle", |ask, a, b| ask.query("_action", "logoutByHandle").session(&b.session).json(json!({"sessionHandles": [format!("shandle:{}", a.session_id)]})), Document),
    theft("POST", "/json/sessions", "a person, to end their sessions", |ask, a, b| ask.query("_action", "logoutByUser").session(&b.session).json(json!({"username": a.user})), Document),
    theft("POST", "/json/authenticate", "a session to upgrade", |ask, a, _| ask.query("sessionUpgradeSSOTokenId", &a.session).json(json!({})), Api(401, "sessionUpgradeSSOTokenId: the session is not, or no longer, live.")),
    theft("POST", "/authentication/start", "a session and a client", |ask, a, _| ask.session(&a.session).json(json!({"client_id": a.client_id, "redirect_uri": CALLBACK})), Api(400, "The client_id is not known here.")),
    theft("POST", "/authentication/start", "the origin of an app", |ask, a, _| ask.origin(&a.origin).json(json!({"client_id": "shop", "redirect_uri": CALLBACK, "code_challenge": CHALLENGE, "code_challenge_method": "S256"})), FOREIGN_PAGE),
    theft("GET", "/authentication/status", "an attempt", |ask, a, _| ask.attempt(&a.attempt).query("session_id", &named(&a.attempt)), EXPIRED),
    theft("POST", "/authentication/authenticate", "an attempt", |ask, a, b| ask.attempt(&a.attempt).json(json!({"session_id": named(&a.attempt), "method": "password", "username": "ana", "password": b.password})), EXPIRED),
    theft("POST", "/authentication/verify-otp", "an attempt", |ask, a, _| ask.attempt(&a.attempt).json(json!({"session_id": named(&a.attempt), "code": "123456"})), EXPIRED),
    theft("POST", "/authentication/complete", "an attempt", |ask, a, _| ask.attempt(&a.attempt).json(json!({"session_id": named(&a.attempt)})), EXPIRED),
    theft("GET", "/json/sessions", "a session", |ask, a, _| ask.query("_queryFilter", "username eq \"ana\"").session(&a.session), NOT_LIVE),
    theft("GET", "/json/sessions", "a person", |ask, a, b| ask.query("_queryFilter", &format!("username eq \"{}\"", a.user)).session(&b.session), Document),

    theft("POST", "/json/users", "a session", |ask, a, _| ask.query("_action", "validateGoto").session(&a.session).json(json!({"goto": "/"})), Document).at(Home::Nowhere),
    theft("POST", "/json/users/{id}", "a session", |ask, a, b| new_password(ask.segment("id", &a.user).session(&a.session), &b.password), NOT_LIVE),
    theft("POST", "/json/users/{id}", "a person", |ask, a, b| new_password(ask.segment("id", &a.user).session(&b.session), &b.password), NOT_ONESELF),
    theft("POST", "/json/users/{id}", "a password", |ask, a, b| new_password(ask.segment("id", &b.user).session(&b.session), &a.password), Api(400, "That is not your current password.")),
    theft("PATCH", "/json/users/{id}", "a session", |ask, a, _| ask.segment("id", &a.user).session(&a.session).json(json!({"kbaInfo": []})), NOT_LIVE),
    theft("PATCH", "/json/users/{id}", "a person", |ask, a, b| ask.segment("id", &a.user).session(&b.session).json(json!({"kbaInfo": []})), NOT_ONESELF),
    theft("POST", "/json/users/{id}/devices/2fa/{kind}", "a session", |ask, a, _| devices(ask, a).session(&a.session), NOT_LIVE),
    theft("POST", "/json/users/{id}/devices/2fa/{kind}", "a person", |ask, a, b| devices(ask, a).session(&b.session), Api(404, "There is no such realm.")),

    theft("GET", "/oauth2/jwks", "a session and a token", |ask, a, _| ask.session(&a.session).bearer(&a.opaque), Document).at(Home::Nowhere),
    theft("GET", "/.well-known/openid-configuration", "a session and a token", |ask, a, _| ask.session(&a.session).bearer(&a.opaque), Document).at(Home::Nowhere),
    theft("GET", "/.well-known/oauth-authorization-server", "a session and a token", |ask, a, _| ask.session(&a.session).bearer(&a.opaque), Document).at(Home::Nowhere),

    theft("GET", "/oauth2/authorize", "a session", |ask, a, _| in_address(ask.session(&a.session), "shop", CALLBACK), SIGN_IN_PAGE),
    theft("GET", "/oauth2/authorize", "a session, without asking", |ask, a, _| in_address(ask.session(&a.session), "shop", CALLBACK).query("prompt", "none"), ToApp("login_required")),
    theft("GET", "/oauth2/authorize", "a session that gave consent", |ask, a, _| in_address(ask.session(&a.session), "forum", CALLBACK).query("prompt", "none"), ToApp("login_required")),
    theft("GET", "/oauth2/authorize", "a hint at its person", |ask, a, b| in_address(ask.session(&b.session), "shop", CALLBACK).query("id_token_hint", &a.id_token), ToApp("invalid_request")),
    theft("GET", "/oauth2/authorize", "the name of a client", |ask, a, b| in_address(ask.session(&b.session), &a.client_id, CALLBACK), REFUSED),
    theft("GET", "/oauth2/authorize", "an address of a client of the same name", |ask, a, b| in_address(ask.session(&b.session), "shop", &a.redirect_uri), REFUSED),
    theft("GET", "/oauth2/authorize", "a pushed request", |ask, a, b| ask.session(&b.session).query("client_id", "shop").query("request_uri", &a.request_uri), REFUSED),
    theft("POST", "/oauth2/authorize", "a session", |ask, a, _| in_form(ask.session(&a.session), "shop"), SIGN_IN_PAGE),
    theft("POST", "/oauth2/authorize", "a session and a CSRF token to consent with", |ask, a, _| in_form(own_form(ask, a, a), "forum").field("decision", "allow"), REFUSED),
    theft("POST", "/oauth2/authorize", "a CSRF token to consent with", |ask, a, b| in_form(own_form(ask, b, a), "forum").field("decision", "allow"), REFUSED),

    theft("POST", "/oauth2/par", "the secret of a client of the same name", |ask, a, _| in_form(ask.authorization(&a.shop), "shop"), BAD_CLIENT),
    theft("POST", "/oauth2/par", "an address of a client of the same name", |ask, a, b| to_address(ask.authorization(&b.shop), &a.redirect_uri), Error(400, "invalid_request")),

    theft("GET", "/oauth2/logout", "a session", |ask, a, _| ask.session(&a.session), Page(200, "logged-out")),
    theft("GET", "/oauth2/logout", "a hint that vouches for its session", |ask, a, _| ask.session(&a.session).query("id_token_hint", &a.id_token), REFUSED),
    theft("GET", "/oauth2/logout", "a hint, to end another session", |ask, a, b| ask.session(&b.session).query("id_token_hint", &a.id_token), REFUSED),
    theft("GET", "/oauth2/logout", "an address of a client of the same name", |ask, a, b| goodbye(ask.session(&b.session), a), REFUSED),
    theft("POST", "/oauth2/logout", "a session", |ask, a, b| own_form(ask, a, b).field("logout-confirm", "1"), Page(200, "logged-out")),
    theft("POST", "/oauth2/logout", "a hint that vouches for its session", |ask, a, _| ask.session(&a.session).field("id_token_hint", &a.id_token), REFUSED),
    theft("POST", "/oauth2/logout", "a CSRF token", |ask, a, b| own_form(ask, b, a).field("logout-confirm", "1"), REFUSED),
];

/// What the interface calls the attempt of a cookie.
fn named(cookie: &str) -> String {
    let id = cookie.split('.').next().unwrap_or_default();
    format!("auth_session_{}", id.trim_start_matches("att_"))
}

fn own_form(ask: Ask, session: &Loot, csrf: &Loot) -> Ask {
    ask.session(&session.session).field("csrf", &csrf.csrf)
}

fn name_and_password(ask: Ask, csrf: &str, run: &str, password: &str) -> Ask {
    ask.field("csrf", csrf)
        .field("run", run)
        .field("username", "ana")
        .field("password", password)
        .field("login-submit", "1")
}

/// The default journey's first step as the callback interface takes it.
fn filled_in(ask: Ask, auth_id: &str, password: &str) -> Ask {
    let callback = |name: &str, value: &str| json!({"input": [{"name": name, "value": value}]});
    ask.json(json!({
        "authId": auth_id,
        "callbacks": [callback("IDToken1", "ana"), callback("IDToken2", password)],
    }))
}

fn in_headers(ask: Ask, password: &str) -> Ask {
    ask.header("x-openam-username", "ana")
        .header("x-openam-password", password)
}

fn administrator(ask: Ask, csrf: &str, link: &str) -> Ask {
    ask.field("csrf", csrf)
        .field("token", link)
        .field("username", "eve")
        .field("new-password", "a long enough phrase")
}

/// A change of password that is refused when `password` is right, and otherwise when it is wrong.
fn too_short(ask: Ask, password: &str) -> Ask {
    ask.field("password", password)
        .field("new-password", "short")
}

/// The same for programs.
fn new_password(ask: Ask, password: &str) -> Ask {
    ask.query("_action", "changePassword")
        .json(json!({"currentpassword": password, "userpassword": "short"}))
}

fn devices(ask: Ask, of: &Loot) -> Ask {
    ask.segment("id", &of.user)
        .segment("kind", "oath")
        .query("_action", "reset")
        .json(json!({}))
}

fn redeem(ask: Ask, code: &str) -> Ask {
    ask.field("grant_type", "authorization_code")
        .field("code", code)
        .field("redirect_uri", CALLBACK)
        .field("code_verifier", VERIFIER)
}

fn refresh(ask: Ask, token: &str) -> Ask {
    ask.field("grant_type", "refresh_token")
        .field("refresh_token", token)
}

fn exchanged(ask: Ask, subject: &str, kind: &str) -> Ask {
    ask.field(
        "grant_type",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    )
    .field("subject_token", subject)
    .field(
        "subject_token_type",
        &format!("urn:ietf:params:oauth:token-type:{kind}"),
    )
}

fn acted(ask: Ask, actor: &str) -> Ask {
    ask.field("actor_token", actor).field(
        "actor_token_type",
        "urn:ietf:params:oauth:token-type:access_token",
    )
}

fn poll(ask: Ask, device_code: &str) -> Ask {
    ask.field("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        .field("device_code", device_code)
}

fn machine(ask: Ask) -> Ask {
    ask.field("grant_type", "client_credentials")
}

fn asserted(ask: Ask, assertion: &str) -> Ask {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    ask.field("client_assertion_type", kind)
        .field("client_assertion", assertion)
}

fn in_address(ask: Ask, client_id: &str, redirect_uri: &str) -> Ask {
    ask.query("client_id", client_id)
        .query("redirect_uri", redirect_uri)
        .query("response_type", "code")
        .query("scope", "openid profile")
        .query("code_challenge", CHALLENGE)
        .query("code_challenge_method", "S256")
}

fn in_form(ask: Ask, client_id: &str) -> Ask {
    to_address(ask.field("client_id", client_id), CALLBACK)
}

fn to_address(ask: Ask, redirect_uri: &str) -> Ask {
    ask.field("redirect_uri", redirect_uri)
        .field("response_type", "code")
        .field("scope", "openid profile")
        .field("code_challenge", CHALLENGE)
        .field("code_challenge_method", "S256")
}

fn goodbye(ask: Ask, stolen: &Loot) -> Ask {
    ask.query("client_id", "shop")
        .query("post_logout_redirect_uri", &stolen.post_logout_redirect_uri)
}

fn submitted(ask: Ask) -> Ask {
    ask.query("_action", "submitRequirements")
        .json(json!({"input": {}}))
}
