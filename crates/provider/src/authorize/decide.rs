//! From an authorization request to what is to happen with it.

use std::sync::Arc;

use durward_model::service::OauthOidc;
use durward_model::session::Session;
use durward_oauth::{
    Addressee, AuthorizationError, AuthorizationRequest, AuthorizationRules, ClientId, Issuer,
    ParameterError, Parameters, RedirectUri, ReturnAddress,
};
use durward_store::{Cx, Error, services};

use super::again::Again;
use super::deliberation::{Deliberation, on_our_side};
use super::kept;
use super::reply::Reply;
use super::source::{Source, Unread};
use super::{Answer, Decision, Distrust, OF_THE_PERSON, OF_THE_REQUEST, Verdict, issue};
use crate::clients::Client;
use crate::{Denial, Provider};

/// Decides what happens with the request in `sent`, for the person of `session`.
///
/// # Errors
/// Our own failures while the redirect URI is not trusted yet; later ones are delivered to the app.
pub async fn decide(
    provider: &Provider,
    cx: &Cx,
    sent: &Parameters,
    session: Option<&Session>,
    answer: Option<Answer>,
) -> Result<Decision, Error> {
    let client_id = match sent.parsed_required("client_id", ClientId::parse) {
        Ok(client_id) => client_id,
        Err(error) => return Ok(Decision::Untrusted(Distrust::Client, error.to_string())),
    };
    let client = Client::find(cx, &client_id).await?;
    let Some(client) = client.filter(|client| client.active) else {
        return Ok(unknown_client(&client_id));
    };
    let issuer = issuer(cx)?;
    let settings = services::settings::<OauthOidc>(cx).await?;
    let source = match Source::of(provider, cx, &client, &settings, sent).await {
        Ok(source) => source,
        Err(Unread::Unknown) => return Ok(used_up()),
        Err(Unread::Denied(Denial::Ours(error))) => return Err(error),
        Err(Unread::Denied(Denial::Refused(error))) => {
            let reply = addressed(&client, sent).map(|(_, redirect_uri)| Reply {
                address: ReturnAddress::new(redirect_uri, sent),
                provider,
                cx,
                client,
                settings,
                issuer,
            });
            return unread(reply.ok(), error).await;
        }
    };
    let (addressee, redirect_uri) = match addressed(&client, source.parameters()) {
        Ok(addressed) => addressed,
        Err((distrust, why)) => return Ok(Decision::Untrusted(distrust, why)),
    };
    let reply = Reply {
        address: ReturnAddress::new(redirect_uri, source.parameters()),
        provider,
        cx,
        client,
        settings,
        issuer,
    };
    let hearing = Hearing { reply, source };
    let request = AuthorizationRequest::parse(
        &addressee,
        &hearing.reply.address,
        hearing.source.parameters(),
        AuthorizationRules::default(),
    );
    match request {
        Ok(request) => hearing.hear(request, session, answer).await,
        Err(error) => hearing.refuse(error).await,
    }
}

/// A request whose answer can reach its app.
struct Hearing<'a> {
    reply: Reply<'a>,
    source: Source<'a>,
}

impl Hearing<'_> {
    async fn hear(
        self,
        request: AuthorizationRequest,
        session: Option<&Session>,
        answer: Option<Answer>,
    ) -> Result<Decision, Error> {
        let Reply {
            provider,
            cx,
            client,
            settings,
            ..
        } = &self.reply;
        let client_id = client.client_id.as_str();
        let (client, settings) = (Arc::clone(client), Arc::clone(settings));
        let channel = self.source.channel();
        let mut deliberation = Deliberation::new(provider, cx, client, settings, request, channel);
        deliberation.kept = self.source.kept().cloned();
        deliberation.session = session;
        deliberation.answer = answer;
        match self.deliberate(deliberation).await {
            Ok(decision) => Ok(decision),
            Err(Denial::Refused(error)) => {
                tracing::info!(client_id, %error, "authorization refused");
                self.refuse(error).await
            }
            Err(Denial::Ours(error)) => {
                tracing::error!(client_id, %error, "authorization failed");
                let error = on_our_side(&error);
                let delivery = self.reply.refuse(&error).await?;
                Ok(Decision::Refuse(error, delivery))
            }
        }
    }

    async fn deliberate(&self, mut deliberation: Deliberation<'_>) -> Result<Decision, Denial> {
        for (_, check) in OF_THE_REQUEST.iter().chain(OF_THE_PERSON) {
            let verdict = check(&mut deliberation).await?;
            match deliberation.heed(verdict)? {
                Verdict::Pass => {}
                Verdict::SignIn(journey) => {
                    return Ok(Decision::SignIn {
                        again: self.again(Again::after_sign_in).await?,
                        client: deliberation.client,
                        request: Box::new(deliberation.request),
                        journey,
                    });
                }
                Verdict::Consent(scope) => {
                    return Ok(Decision::Consent {
                        again: self.again(Again::whole).await?,
                        client: deliberation.client,
                        request: Box::new(deliberation.request),
                        scope,
                    });
                }
            }
        }
        match issue::issue(&deliberation).await? {
            Some(response) => Ok(Decision::Deliver(self.reply.grant(&response).await?)),
            None => Ok(used_up()),
        }
    }

    /// How the request comes again, when it goes on with all its parameters in the address as `openly` has them.
    async fn again(&self, openly: fn(&Parameters) -> Again) -> Result<Again, Error> {
        match &self.source {
            Source::Plain(parameters) => Ok(openly(parameters)),
            Source::Object(object) => {
                let Reply { cx, client, .. } = &self.reply;
                let request_uri = kept::set_aside(cx, client, &object.parameters).await?;
                Ok(Again::kept(&client.client_id, &request_uri))
            }
            Source::Kept(_, kept) => {
                kept.begin(self.reply.cx).await?;
                Ok(Again::kept(&self.reply.client.client_id, &kept.request_uri))
            }
        }
    }

    /// Delivers `error`, which uses the request up.
    async fn refuse(&self, error: AuthorizationError) -> Result<Decision, Error> {
        if let Some(kept) = self.source.kept() {
            let cx = self.reply.cx;
            let mut tx = cx.db().begin().await?;
            if !kept.claim(cx, &mut tx).await? {
                return Ok(used_up());
            }
            tx.commit().await?;
        }
        let delivery = self.reply.refuse(&error).await?;
        Ok(Decision::Refuse(error, delivery))
    }
}

/// Who asks and where the answer goes, if that is an address of `client`'s.
pub(super) fn addressed(
    client: &Client,
    parameters: &Parameters,
) -> Result<(Addressee, RedirectUri), (Distrust, String)> {
    let addressee =
        Addressee::parse(parameters).map_err(|error| (distrusted(&error), error.to_string()))?;
    let refused = |why: &str| Err((Distrust::RedirectUri, why.to_owned()));
    match &addressee.redirect_uri {
        Some(requested) if client.redirect_uri(requested).is_some() => {
            let requested = requested.clone();
            Ok((addressee, requested))
        }
        Some(_) => refused("The redirect_uri is not registered for this client."),
        None => refused("The redirect_uri is missing."),
    }
}

/// Our name, as answers give it.
pub(super) fn issuer(cx: &Cx) -> Result<Issuer, Error> {
    Issuer::parse(&cx.issuer())
        .map_err(|why| Error::internal(format!("the issuer {}", why.phrase())))
}

/// Tells what is wrong before the parameters that count could be read: to the app, if those in the address lead to it.
async fn unread(reply: Option<Reply<'_>>, error: AuthorizationError) -> Result<Decision, Error> {
    tracing::info!(%error, "authorization refused");
    let Some(reply) = reply else {
        let why = error.description().to_string();
        return Ok(Decision::Untrusted(Distrust::Request, why));
    };
    let delivery = reply.refuse(&error).await?;
    Ok(Decision::Refuse(error, delivery))
}

fn used_up() -> Decision {
    Decision::Untrusted(
        Distrust::RequestUri,
        "The request_uri is unknown, expired or used up; push the request again.".to_owned(),
    )
}

fn distrusted(error: &ParameterError) -> Distrust {
    match error.parameter() {
        Some("client_id") => Distrust::Client,
        Some("redirect_uri") => Distrust::RedirectUri,
        _ => Distrust::Request,
    }
}

fn unknown_client(client_id: &ClientId) -> Decision {
    tracing::info!(
        client_id = client_id.as_str(),
        "authorization asked for by an unknown client"
    );
    Decision::Untrusted(
        Distrust::Client,
        "The client_id is not known here.".to_owned(),
    )
}
