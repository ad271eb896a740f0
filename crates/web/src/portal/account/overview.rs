//! `GET /account`: who am I.

use axum::response::Response;
use durward_identity::{authenticators, credentials as passwords};
use durward_model::Timestamp;
use durward_provider::apps;
use durward_signin::sessions;
use durward_store::{Error, credentials};

use super::{Visitor, with_visitor};
use crate::html::pages::AccountOverview;
use crate::kit::asked::Asked;
use crate::kit::failure::PageFailure;
use crate::kit::page::Sheet;

pub(super) async fn show(asked: Asked) -> Response {
    with_visitor(asked, overview).await
}

async fn overview(visitor: Visitor) -> Result<Response, PageFailure> {
    let cx = &visitor.asked.cx;
    let mut tx = cx.db().read().await.map_err(Error::from)?;
    let password = credentials::password(cx, &mut tx, visitor.user.id).await?;
    drop(tx);
    let expiry = passwords::warned_expiry(cx, password.as_ref()).await?;
    let methods = authenticators::list(cx, visitor.user.id).await?;
    let page = AccountOverview {
        account: visitor.account(),
        email_verified: visitor.user.email_verified,
        phone: visitor.user.phone.clone(),
        member_since: Some(visitor.user.created_at),
        password_changed: password.map(|password| password.updated_at),
        password_expires_in: expiry.map(|expiry| days_until(expiry, cx.now)),
        methods: methods.iter().filter(|one| one.kind.is_factor()).count(),
        sessions: sessions::list(cx, visitor.user.id).await?.len()
            + usize::from(visitor.session.client_side),
        apps: apps::given_by(cx, visitor.user.id).await?.len(),
    };
    let here = page.account.base.clone();
    Sheet::new(&visitor.asked, visitor.locale)
        .here(here)
        .send(&page)
        .await
}

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Whole days that are left, a day begun counting as one; 0 when the moment has passed.
fn days_until(moment: Timestamp, now: Timestamp) -> i64 {
    (moment.millis_since(now).max(0) + DAY - 1) / DAY
}
