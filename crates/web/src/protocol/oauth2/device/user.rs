//! `GET` and `POST /oauth2/device/user`: a person types the code that a device shows, and answers (RFC 8628 3.3).
//!
//! Opening the page, with a code filled in or not, changes nothing and tells nothing: the code is looked up when the
//! person, signed in, sends it. So whoever guesses codes must be somebody, and is slowed down.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_model::Actor;
use durward_model::service::OauthOidc;
use durward_model::session::Session;
use durward_model::user::User;
use durward_oauth::GrantType;
use durward_provider::authorize::Answer;
use durward_provider::device::{self, UserCode, Waiting};
use durward_signin::journeys::Start;
use durward_store::{Error, services, users};

use crate::html::pages::{DeviceCode, DeviceConfirm, DeviceDone, Fault, Person, Scope};
use crate::html::{Hidden, Locale, Text};
use crate::kit::asked::Asked;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::{Sheet, form_target, see_other};
use crate::portal::scopes::described;
use crate::portal::{self, journey};

/// Who is at the page.
struct Visitor {
    asked: Asked,
    locale: Locale,
    /// The language asked for in the address.
    wished: String,
    session: Session,
    user: User,
}

pub(super) async fn show(asked: Asked) -> Response {
    let wished = asked.parameter("ui_locales").unwrap_or_default();
    let user_code = asked.parameter("user_code").unwrap_or_default();
    with_visitor(asked, wished, user_code.clone(), |visitor| async move {
        visitor.ask(&user_code, None).await
    })
    .await
}

pub(super) async fn submit(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let wished = asked.parameter("ui_locales").unwrap_or_default();
    let user_code = form.field("user_code").unwrap_or_default();
    with_visitor(asked, wished, user_code.clone(), |visitor| async move {
        csrf::require(&visitor.asked, &form).await?;
        visitor.take(&user_code, decision(&form)).await
    })
    .await
}

/// What the person answered, by the buttons of our page or by the field of the documented form.
fn decision(form: &FormText) -> Option<Answer> {
    match form.field("decision").as_deref() {
        Some("allow") => Some(Answer::Allow),
        Some(_) => Some(Answer::Deny),
        None if form.field("device-deny").is_some() => Some(Answer::Deny),
        None => form.field("device-allow").map(|_| Answer::Allow),
    }
}

/// Runs `page` for whoever asks; somebody who is not signed in signs in first and comes back with the code.
async fn with_visitor<F, P>(asked: Asked, wished: String, user_code: String, page: F) -> Response
where
    F: FnOnce(Visitor) -> P,
    P: Future<Output = Result<Response, PageFailure>>,
{
    let locale = asked.locale(&wished);
    let (app, cx) = (asked.app.clone(), asked.cx.clone());
    let result = match visitor(asked, locale, &wished, &user_code).await {
        Ok(Ok(visitor)) => page(visitor).await,
        Ok(Err(sign_in)) => Ok(sign_in),
        Err(failure) => Err(failure),
    };
    result.unwrap_or_else(|failure| failure.seen_by(&app, &cx, locale).into_response())
}

async fn visitor(
    mut asked: Asked,
    locale: Locale,
    wished: &str,
    user_code: &str,
) -> Result<Result<Visitor, Response>, PageFailure> {
    if !asked.cx.realm.is_active() {
        return Err(PageFailure::fault(Fault::RealmInactive));
    }
    let settings = services::settings::<OauthOidc>(&asked.cx).await?;
    let grant = GrantType::DeviceCode.name();
    if !settings.grant_types.iter().any(|name| name == grant) {
        return Err(Error::not_found("page").into());
    }
    if let Some(session) = asked.session().await? {
        let mut tx = asked.cx.db().read().await.map_err(Error::from)?;
        let user = users::by_id(&asked.cx, &mut tx, session.user).await?;
        drop(tx);
        if let Some(user) = user.filter(User::is_active) {
            asked.cx = asked.cx.acting(Actor::User(user.id));
            return Ok(Ok(Visitor {
                asked,
                locale,
                wished: wished.to_owned(),
                session,
                user,
            }));
        }
    }
    let start = Start {
        goto: Some(here(&asked, wished, user_code)),
        ui_locales: Some(wished.to_owned()).filter(|wished| !wished.is_empty()),
        ..Start::default()
    };
    journey::run(&asked, locale, start).await.map(Err)
}

/// The address of this page in the language asked for, with the code filled in.
fn here(asked: &Asked, wished: &str, user_code: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(code) = UserCode::typed(user_code) {
        query.append_pair("user_code", code.as_str());
    }
    if !wished.is_empty() {
        query.append_pair("ui_locales", wished);
    }
    let page = format!("{}/oauth2/device/user", asked.base());
    match query.finish().as_str() {
        "" => page,
        query => format!("{page}?{query}"),
    }
}

impl Visitor {
    /// The form for the code, with what came in the address or was typed before.
    async fn ask(&self, user_code: &str, alert: Option<Text>) -> Result<Response, PageFailure> {
        let code = UserCode::typed(user_code);
        let again = here(&self.asked, &self.wished, user_code);
        let status = match alert {
            Some(_) => StatusCode::BAD_REQUEST,
            None => StatusCode::OK,
        };
        let page = DeviceCode {
            action: here(&self.asked, &self.wished, ""),
            code: code.map(|code| code.grouped()),
            alert,
        };
        Sheet::new(&self.asked, self.locale)
            .here(again)
            .status(status)
            .send(&page)
            .await
    }

    /// What is waiting behind the code: shown when there is no answer yet, else told the answer.
    async fn take(
        &self,
        user_code: &str,
        decision: Option<Answer>,
    ) -> Result<Response, PageFailure> {
        self.count_try()?;
        let Some(code) = UserCode::typed(user_code) else {
            return self.unknown(user_code).await;
        };
        let Some(waiting) = device::find(&self.asked.cx, &code).await? else {
            return self.unknown(user_code).await;
        };
        let Some(answer) = decision else {
            return self.confirm(&code, &waiting).await;
        };
        if !device::answer(&self.asked.cx, &self.session, &waiting, answer).await? {
            return self.unknown(user_code).await;
        }
        self.done(&waiting, answer).await
    }

    /// Codes are short: each person and each network may try a few (RFC 8628 5.1).
    fn count_try(&self) -> Result<(), Error> {
        self.asked.count_user_code(self.user.id)
    }

    /// Mistyped, expired, answered or of another realm: it is all the same to whoever typed it.
    async fn unknown(&self, user_code: &str) -> Result<Response, PageFailure> {
        self.ask(user_code, Some(Text::message("device-code-unknown")))
            .await
    }

    async fn confirm(&self, code: &UserCode, waiting: &Waiting) -> Result<Response, PageFailure> {
        let settings = services::settings::<OauthOidc>(&self.asked.cx).await?;
        let Waiting {
            client,
            scope,
            code: row,
        } = waiting;
        let goto = here(&self.asked, &self.wished, code.as_str());
        let goto: String = form_urlencoded::byte_serialize(goto.as_bytes()).collect();
        let page = DeviceConfirm {
            action: here(&self.asked, &self.wished, ""),
            hidden: vec![Hidden {
                name: "user_code".to_owned(),
                value: code.as_str().to_owned(),
            }],
            code: code.grouped(),
            app: portal::shown_app(client),
            device: portal::device::read(&row.user_agent),
            address: Some(row.ip.clone()).filter(|ip| !ip.is_empty()),
            asked: row.created_at,
            person: Person {
                name: self.user.display_name(),
                username: self.user.username.to_string(),
                email: self.user.email.as_ref().map(ToString::to_string),
            },
            switch: Some(format!("{}/login?goto={goto}", self.asked.base())),
            scopes: scope
                .tokens()
                .map(|token| Scope::new(token, described(&settings, token)))
                .collect(),
            policy_uri: client.policy_uri.clone(),
            tos_uri: client.tos_uri.clone(),
        };
        let targets = form_target(&settings.completion_url).into_iter().collect();
        Sheet::new(&self.asked, self.locale)
            .targets(targets)
            .send(&page)
            .await
    }

    async fn done(&self, waiting: &Waiting, answer: Answer) -> Result<Response, PageFailure> {
        let settings = services::settings::<OauthOidc>(&self.asked.cx).await?;
        let allowed = answer == Answer::Allow;
        if allowed && !settings.completion_url.is_empty() {
            return Ok(see_other(&settings.completion_url));
        }
        let page = DeviceDone {
            allowed,
            app: portal::shown_app(&waiting.client),
            account: format!("{}/account/apps", self.asked.base()),
        };
        Sheet::new(&self.asked, self.locale).send(&page).await
    }
}
