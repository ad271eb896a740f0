//! For whom: the subject token, and whether this client may bring it.

use durward_model::Timestamp;
use durward_model::id::GrantId;
use durward_oauth::{ClientId, PresentedToken, Scope, TokenKind};
use durward_store::grants::{self, Grant};
use durward_store::{Cx, Error};
use serde_json::Value;

use super::refused;
use crate::Failure;
use crate::clients::Client;
use crate::grants::Exchange;
use crate::tokens::{id_token, stored_scope, validate};

/// What a subject token stands for.
pub(super) struct Subject {
    /// The client it was issued to.
    pub(super) client_id: String,
    /// What its person gave that client.
    pub(super) grant: Grant,
    /// What it allows.
    pub(super) scope: Scope,
    /// When it ends.
    pub(super) expires_at: Timestamp,
    /// Who acts for the person already.
    pub(super) act: Option<Value>,
    /// Who alone may act for the person.
    pub(super) may_act: Vec<String>,
}

/// The one answer to a subject token that is none, whatever the reason.
pub(super) fn unknown() -> Failure {
    refused(
        "The subject_token is unknown, expired or revoked, or does not stand for a person of this realm.",
    )
}

/// The answer to a token that is good, but somewhere else.
fn not_meant() -> Failure {
    refused(
        "The subject_token is not meant for this client, or not issued to a client whose tokens it may exchange.",
    )
}

impl Subject {
    /// What `presented` stands for, if the client of `exchange` may bring it.
    pub(super) async fn find(
        exchange: &Exchange<'_>,
        presented: &PresentedToken,
    ) -> Result<Self, Failure> {
        let text = presented.text.expose();
        let found = match presented.kind {
            TokenKind::AccessToken => Self::of_access(exchange, text).await?,
            TokenKind::IdToken => Self::of_id_token(exchange, text).await?,
            TokenKind::Jwt if !text.contains('.') => None,
            TokenKind::Jwt => match Self::of_access(exchange, text).await? {
                None => Self::of_id_token(exchange, text).await?,
                found => found,
            },
        };
        let mut subject = found.ok_or_else(unknown)?;
        let issued_to = client(exchange.cx, &subject.client_id).await?;
        subject.may_act.extend(
            issued_to
                .ok_or_else(unknown)?
                .token_exchange
                .may_act
                .clone(),
        );
        Ok(subject)
    }

    async fn of_access(exchange: &Exchange<'_>, text: &str) -> Result<Option<Self>, Failure> {
        let Exchange {
            provider,
            cx,
            client,
            sender,
            ..
        } = *exchange;
        let Some(live) = validate::access(cx, &provider.keys, text).await? else {
            return Ok(None);
        };
        let Some(grant) = live_grant(cx, live.grant)
            .await?
            .filter(|_| live.user.is_some())
        else {
            return Ok(None);
        };
        let rules = &client.token_exchange;
        let for_it = |name: &String| {
            name == client.client_id.as_str() || rules.audiences.iter().any(|own| own == name)
        };
        let own = live.client_id == client.client_id.as_str();
        // Its own bound token a client must show the key of, as anywhere.
        if own && !live.confirmation.is_met_by(&sender.shown) {
            return Err(unknown());
        }
        let brought = takes(client, &live.client_id) && live.audience.iter().any(for_it);
        if !own && !brought {
            return Err(not_meant());
        }
        let may_act = live.may_act.as_ref().and_then(|may_act| may_act.get("sub"));
        Ok(Some(Self {
            client_id: live.client_id,
            expires_at: live.expires_at,
            scope: live.scope,
            act: live.act,
            may_act: may_act
                .and_then(Value::as_str)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            grant,
        }))
    }

    /// An ID token allows nothing by itself: it stands for the grant it came of.
    async fn of_id_token(exchange: &Exchange<'_>, text: &str) -> Result<Option<Self>, Failure> {
        let Exchange {
            provider,
            cx,
            client: asking,
            ..
        } = *exchange;
        let Some(read) = id_token::read_live(cx, &provider.keys, text).await? else {
            return Ok(None);
        };
        let (Ok(user), Some(issued_to)) =
            (read.subject.parse(), client(cx, &read.client_id).await?)
        else {
            return Ok(None);
        };
        if read.client_id != asking.client_id.as_str() && !takes(asking, &read.client_id) {
            return Err(not_meant());
        }
        let session = read.session.as_ref().map_or("", |session| session.as_str());
        let mut tx = cx.db().read().await?;
        let grant = grants::newest_live(cx, &mut tx, user, issued_to.id, session).await?;
        let Some(grant) = grant else { return Ok(None) };
        Ok(Some(Self {
            client_id: read.client_id,
            expires_at: if read.expires_at < grant.expires_at {
                read.expires_at
            } else {
                grant.expires_at
            },
            scope: stored_scope(&grant.scope)?,
            act: None,
            may_act: Vec::new(),
            grant,
        }))
    }
}

fn takes(client: &Client, issued_to: &str) -> bool {
    let subjects = &client.token_exchange.subjects;
    subjects.iter().any(|known| known == issued_to)
}

async fn live_grant(cx: &Cx, id: Option<GrantId>) -> Result<Option<Grant>, Error> {
    let Some(id) = id else { return Ok(None) };
    let grant = grants::load(cx, &mut cx.db().read().await?, id.as_str()).await?;
    Ok(grant.filter(|grant| grant.revoked_at.is_none()))
}

/// The client called `client_id`, while it is in use.
async fn client(cx: &Cx, client_id: &str) -> Result<Option<std::sync::Arc<Client>>, Error> {
    match ClientId::parse(client_id) {
        Ok(client_id) => {
            let found = Client::find(cx, &client_id).await?;
            Ok(found.filter(|client| client.active))
        }
        Err(_) => Ok(None),
    }
}
