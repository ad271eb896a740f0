//! `/account/sessions`: the person's sessions, and ending them.

use axum::response::{IntoResponse, Response};
use durward_model::id::RememberedId;
use durward_model::session::Session;
use durward_signin::{remembered, sessions};
use durward_store::remembered::Remembered;

use super::{Visitor, with_visitor};
use crate::html::pages::{AccountSessions, RememberedBrowser, Session as Shown};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::Sheet;
use crate::portal::device;

pub(super) async fn show(asked: Asked) -> Response {
    with_visitor(asked, list).await
}

async fn list(visitor: Visitor) -> Result<Response, PageFailure> {
    let mut found = sessions::list(&visitor.asked.cx, visitor.user.id).await?;
    if visitor.session.client_side {
        found.push(visitor.session.clone());
    }
    found.sort_by_key(|session| {
        (
            session.id != visitor.session.id,
            std::cmp::Reverse(session.last_seen_at),
        )
    });
    let remembered = remembered::list(&visitor.asked.cx, visitor.user.id).await?;
    let page = AccountSessions {
        account: visitor.account(),
        remembered: remembered.iter().map(browser).collect(),
        sessions: found
            .iter()
            .map(|session| shown(session, &visitor.session))
            .collect(),
    };
    let here = format!("{}/sessions", page.account.base);
    Sheet::new(&visitor.asked, visitor.locale)
        .here(here)
        .send(&page)
        .await
}

fn shown(session: &Session, current: &Session) -> Shown {
    Shown {
        id: session.id.to_string(),
        device: device::read(&session.user_agent),
        place: None,
        address: Some(session.ip.clone()).filter(|ip| !ip.is_empty()),
        started: session.created_at,
        last_seen: session.last_seen_at,
        current: session.id == current.id,
    }
}

fn browser(remembered: &Remembered) -> RememberedBrowser {
    RememberedBrowser {
        id: remembered.id.to_string(),
        device: device::read(&remembered.user_agent),
        address: Some(remembered.ip.clone()).filter(|ip| !ip.is_empty()),
        since: remembered.created_at,
        last_used: remembered.last_used_at,
    }
}

pub(super) async fn end(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    with_visitor(asked, |visitor| async move {
        csrf::require(&visitor.asked, &form).await?;
        let cx = &visitor.asked.cx;
        let named = form.field("session").unwrap_or_default();
        if let Ok(id) = named.parse::<RememberedId>() {
            remembered::end(cx, visitor.user.id, id).await?;
            return Ok(visitor.done("/sessions", "remembered"));
        }
        match named.parse() {
            Ok(id) if id == visitor.session.id => {
                let cookie = visitor.asked.remembered();
                sessions::sign_out(cx, Some(&visitor.session), cookie.as_deref()).await?;
            }
            Ok(id) => {
                sessions::end_one(cx, visitor.user.id, id).await?;
            }
            Err(_) => {}
        }
        Ok(visitor.done("/sessions", "session"))
    })
    .await
}

pub(super) async fn end_others(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    with_visitor(asked, |visitor| async move {
        csrf::require(&visitor.asked, &form).await?;
        sessions::end_others(&visitor.asked.cx, &visitor.session).await?;
        Ok(visitor.done("/sessions", "others"))
    })
    .await
}
