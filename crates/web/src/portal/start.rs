//! Start pages: what this is and what to do next.

use axum::http::StatusCode;
use axum::response::Response;
use durward_model::realm::Realm;

use super::mailbox;
use crate::html::pages::Start;
use crate::kit::asked::{Asked, base_path};
use crate::kit::page::bare;

/// `GET /realms/{name}/`: the realm's start page; the root realm's is also that of the platform's own host, and says
/// whether set-up is still to be done.
pub(super) async fn realm(asked: Asked) -> Response {
    let cx = &asked.cx;
    let pending =
        cx.realm.path.is_root() && durward_signin::setup::is_needed(cx).await.unwrap_or(false);
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    let here = Some(address(&cx.realm));
    bare(
        &asked.app,
        cx,
        locale,
        StatusCode::OK,
        here,
        &page(&asked, pending),
    )
}

/// The path of a realm's start page.
pub(super) fn address(realm: &Realm) -> String {
    if realm.path.is_root() {
        "/".to_owned()
    } else {
        format!("{}/", base_path(realm))
    }
}

fn page(asked: &Asked, set_up_pending: bool) -> Start {
    let cx = &asked.cx;
    let issuer = cx.issuer();
    Start {
        set_up_pending,
        discovery: format!("{issuer}/.well-known/openid-configuration"),
        account: format!("{}/account", base_path(&cx.realm)),
        issuer,
        mailbox: asked.app.mailbox.then(|| mailbox::PATH.to_owned()),
        docs: None,
    }
}
