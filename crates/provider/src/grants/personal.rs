//! What the grants of a person have in common: who stands behind the tokens, making them before the
//! transaction, and storing them with the audit event in it.

use durward_db::Tx;
use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::user::User;
use durward_oauth::{Scope, TokenResponse};
use durward_store::grants::Grant;
use durward_store::{Error, audit, users};

use super::{Exchange, issue};
use crate::claims::{self, Place};
use crate::tokens::access::{self, Prepared};
use crate::tokens::{AuthContext, id_token, refresh};
use crate::{Failure, sender};

/// What a person's grant gives in this exchange.
pub(super) struct Personal<'a> {
    exchange: &'a Exchange<'a>,
    grant: &'a Grant,
    user: User,
    scope: Scope,
    context: AuthContext,
    resources: Vec<String>,
}

/// Tokens that are made, but neither stored nor handed out.
pub(super) struct Tokens {
    access: Prepared,
    id_token: Option<String>,
}

impl<'a> Personal<'a> {
    /// `scope` of `grant`, for the resources asked for; none when the person may no longer sign in.
    pub(super) async fn of(
        exchange: &'a Exchange<'a>,
        read: &mut Tx,
        grant: &'a Grant,
        scope: Scope,
        context: AuthContext,
    ) -> Result<Option<Self>, Failure> {
        let resources = issue::resources_within(&context.resources, &exchange.request.resources)?;
        let user = users::by_id(exchange.cx, read, grant.user)
            .await?
            .filter(User::is_active);
        Ok(user.map(|user| Self {
            exchange,
            grant,
            user,
            scope,
            context,
            resources,
        }))
    }

    /// Makes the access token, and the ID token when `openid` is in the scope. Signing belongs before the
    /// transaction; [`Personal::issue`] finishes in it.
    pub(super) async fn prepare(&self, read: &mut Tx) -> Result<Tokens, Error> {
        let Exchange {
            provider,
            cx,
            client,
            settings,
            sender,
            ..
        } = *self.exchange;
        let said = access::Issue {
            client,
            user: Some(&self.user),
            grant: Some(self.grant.id),
            session: self.grant.session,
            scope: &self.scope,
            resources: &self.resources,
            context: Some(&self.context),
            confirmation: &sender.binding,
            act: None,
            not_after: None,
        };
        let access = access::prepare(cx, &provider.keys, settings, said).await?;
        let id_token = if self.scope.contains(Scope::OPENID) {
            Some(self.id_token(read, &access.text).await?)
        } else {
            None
        };
        Ok(Tokens { access, id_token })
    }

    async fn id_token(&self, read: &mut Tx, access_token: &str) -> Result<String, Error> {
        let Exchange {
            provider,
            cx,
            client,
            settings,
            ..
        } = *self.exchange;
        let scope = settings.always_add_claims_to_token.then_some(&self.scope);
        let asked = self.context.claims.as_ref();
        let said = id_token::Issue {
            client,
            subject: self.user.id.as_str(),
            session: self.grant.session,
            context: &self.context,
            access_token: Some(access_token),
            code: None,
            state: None,
            claims: claims::collect(cx, read, &self.user, scope, asked, Place::IdToken).await?,
        };
        id_token::issue(cx, &provider.keys, settings, said).await
    }

    /// Stores the tokens and the audit event, commits, and answers. With `refresh_ends` a new refresh token
    /// goes with them.
    pub(super) async fn issue(
        self,
        mut tx: Tx,
        tokens: Tokens,
        refresh_ends: Option<Timestamp>,
    ) -> Result<TokenResponse, Failure> {
        let Exchange {
            cx, client, sender, ..
        } = *self.exchange;
        tokens.access.store(cx, &mut tx).await?;
        let refresh_token = match refresh_ends {
            Some(ends) => {
                let (grant, binding) = (self.grant.id, &sender.binding);
                Some(refresh::issue(cx, &mut tx, client, grant, ends, binding).await?)
            }
            None => None,
        };
        let issued = sender::told(self.issued(), &sender.binding);
        audit::record(cx, &mut tx, issued).await?;
        tx.commit().await?;
        Ok(issue::response(
            tokens.access,
            self.scope,
            refresh_token,
            tokens.id_token,
        ))
    }

    fn issued(&self) -> Event {
        let mut event = Event::new(Topic::Access, "token.issued")
            .object(self.grant.id)
            .user(self.grant.user)
            .app(self.grant.app)
            .with("grant_type", self.exchange.request.grant_type().name())
            .with("scope", self.scope.as_str());
        event.session = self.grant.session.map(|session| session.to_string());
        event
    }
}
