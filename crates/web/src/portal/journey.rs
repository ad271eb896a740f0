//! Journeys as hosted pages: a step is a form, a submission the next step or the end.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_journey::callback::{Callback as Asking, MessageKind};
use durward_journey::input::{Input, InputError};
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_journey::step::{Prompt, Step};
use durward_model::service::PasswordPolicy;
use durward_model::session::Session;
use durward_oauth::{AuthorizationRequest, ClientId};
use durward_provider::authorize;
use durward_provider::clients::Client;
use durward_signin::journeys::{Done, Failed, Progress, Running, Start, Told};
use durward_store::services;

use super::account::rules;
use super::factors;
use super::messages::text;
use super::{asking, bad_end, people, resume, shown_app};
use crate::html::pages::{
    Callback, ErrorPage, Fault, Fields, Level, Onward, Outcome, Purpose, SignIn,
};
use crate::html::{Link, Locale, Text};
use crate::kit::asked::Asked;
use crate::kit::cookies;
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::{Sheet, form_target, see_other};

/// `GET /login?goto=…&journey=…&ui_locales=…`: starts the realm's journey, or the one named.
pub(super) async fn start(asked: Asked) -> Response {
    let wished = asked.parameter("ui_locales").unwrap_or_default();
    let locale = asked.locale(&wished);
    if let Some(suspended_id) = asked.parameter("suspendedId") {
        return resume::show(&asked, locale, &suspended_id).await;
    }
    let result = start_plain(&asked, locale, wished).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn start_plain(
    asked: &Asked,
    locale: Locale,
    wished: String,
) -> Result<Response, PageFailure> {
    let start = Start {
        journey: asked.parameter("journey"),
        goto: asked.parameter("goto"),
        goto_on_fail: asked.parameter("gotoOnFail"),
        login_hint: asked.parameter("login_hint"),
        ui_locales: Some(wished).filter(|wished| !wished.is_empty()),
        session: asked.session().await?,
        ..Start::default()
    };
    run(asked, locale, start).await
}

/// Starts the journey that an app's request needs, and comes back to `goto`. A journey that is named, because the
/// person's session does not reach far enough, adds to that session.
pub(crate) async fn begin(
    asked: &Asked,
    locale: Locale,
    session: Option<Session>,
    client: &Client,
    request: &AuthorizationRequest,
    journey: Option<String>,
    goto: String,
) -> Result<Response, PageFailure> {
    // Somebody who was only recognised signs in before there is anything to add to.
    let recognised = session.as_ref().is_some_and(Session::is_remembered);
    let journey = journey.filter(|_| !recognised);
    let aim = match (&journey, &session) {
        (Some(_), Some(_)) => Aim::Upgrade,
        _ => Aim::SignIn,
    };
    let fresh = journey.is_some()
        || request.max_age.or(client.default_max_age).is_some()
        || request.prompt.contains(durward_oauth::Prompt::Login)
        || request
            .prompt
            .contains(durward_oauth::Prompt::SelectAccount);
    let start = Start {
        journey,
        goto: Some(goto),
        aim,
        session,
        fresh,
        client_id: Some(client.client_id.as_str().to_owned()),
        login_hint: request
            .login_hint
            .as_ref()
            .map(|hint| hint.as_str().to_owned()),
        ui_locales: Some(request.ui_locales.to_string()).filter(|wished| !wished.is_empty()),
        ..Start::default()
    };
    run(asked, locale, start).await
}

/// Starts a journey in the person's browser.
pub(crate) async fn run(
    asked: &Asked,
    locale: Locale,
    mut start: Start,
) -> Result<Response, PageFailure> {
    if !asked.cx.realm.is_active() {
        return Err(PageFailure::fault(Fault::RealmInactive));
    }
    asked.count_start()?;
    start.device = asked.device();
    start.remembered = asked.remembered();
    let progress = asked.app.engine.start(&asked.cx, start).await?;
    answer(asked, locale, progress, "", None).await
}

/// `POST /login`: the answers to a step.
pub(super) async fn submit(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let locale = asked.locale(&form.field("ui_locales").unwrap_or_default());
    let result = step(&asked, locale, &form).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn step(asked: &Asked, locale: Locale, form: &FormText) -> Result<Response, PageFailure> {
    asked.count_attempt()?;
    csrf::require(asked, form).await?;
    let engine = &asked.app.engine;
    if let Some(suspended_id) = form.field("suspendedId") {
        let (device, remembered) = (asked.device(), asked.remembered());
        let (device, remembered) = (device.as_deref(), remembered.as_deref());
        let progress = engine
            .resume(&asked.cx, &suspended_id, device, remembered)
            .await?;
        return match progress {
            Progress::Stale => Err(PageFailure::fault(Fault::Link)),
            progress => answer(asked, locale, progress, "", None).await,
        };
    }
    let token = form.field("run").unwrap_or_default();
    let mut before = Fields::default();
    let read = |step: &Step| {
        before = fields(step);
        answers(step, form)
    };
    let progress = engine.submit(&asked.cx, &token, read).await?;
    let typed = Typed { before, form };
    answer(asked, locale, progress, &token, Some(&typed)).await
}

/// What was typed, into which fields.
struct Typed<'a> {
    before: Fields,
    form: &'a FormText,
}

/// The page or the redirect that `progress` comes to; `token` is what was submitted.
async fn answer(
    asked: &Asked,
    locale: Locale,
    progress: Progress,
    token: &str,
    typed: Option<&Typed<'_>>,
) -> Result<Response, PageFailure> {
    match progress {
        Progress::Show(running) => {
            let locale = wished(asked, locale, &running.ui_locales);
            let mut again = fields(&running.step);
            if let Some(typed) = typed {
                again.keep_typed(&typed.before, |name| typed.form.field(name));
            }
            show_fields(asked, locale, &running, again).await
        }
        Progress::Done(done) => signed_in(asked, locale, &done).await,
        Progress::Proved(proved) => {
            send_on(asked, locale, &onward(asked, proved.goto.as_deref())).await
        }
        Progress::Told(told) => {
            let locale = wished(asked, locale, &told.ui_locales);
            tell(asked, locale, &told).await
        }
        Progress::Failed(end) => match (&end.failure_url, bad_end::address(asked, &end).await?) {
            (Some(to), _) => send_on(asked, locale, to).await,
            // The app's own address: the forms before it may end there.
            (None, Some(to)) => Ok(see_other(&to)),
            (None, None) => {
                let locale = wished(asked, locale, &end.ui_locales);
                failed(asked, locale, &end).await
            }
        },
        Progress::Stale => stale(asked, locale, token).await,
    }
}

async fn signed_in(asked: &Asked, locale: Locale, done: &Done) -> Result<Response, PageFailure> {
    let mut response = send_on(asked, locale, &onward(asked, done.goto.as_deref())).await?;
    cookies::keep_sign_in(response.headers_mut(), asked, done);
    Ok(response)
}

/// Sends the browser to `to`. Within the realm that is a redirect; to another site a page that says so and goes there by
/// itself, for a redirect that answers a form may not leave the site (`form-action`).
async fn send_on(asked: &Asked, locale: Locale, to: &str) -> Result<Response, PageFailure> {
    let own = to.starts_with('/') || form_target(to) == form_target(&asked.cx.issuer());
    let host = url::Url::parse(to).ok();
    let host = host.as_ref().and_then(url::Url::host_str);
    let (false, Some(host)) = (own, host) else {
        return Ok(see_other(to));
    };
    let page = Onward {
        to: to.to_owned(),
        destination: host.to_owned(),
    };
    let mut response = Sheet::new(asked, locale).send(&page).await?;
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={to}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

fn onward(asked: &Asked, goto: Option<&str>) -> String {
    goto.map_or_else(|| format!("{}/account", asked.base()), str::to_owned)
}

/// The journey has done what it was for: say so, and where to go on.
async fn tell(asked: &Asked, locale: Locale, told: &Told) -> Result<Response, PageFailure> {
    let page = Outcome {
        text: text(&told.message),
        sign_in: told
            .goto
            .clone()
            .unwrap_or_else(|| format!("{}/login", asked.base())),
    };
    Sheet::new(asked, locale).send(&page).await
}

/// The step was submitted before: show the one that came of it, if the sign-in goes on.
async fn stale(asked: &Asked, locale: Locale, token: &str) -> Result<Response, PageFailure> {
    let Some(mut running) = asked.app.engine.show(&asked.cx, token).await? else {
        return expired(asked, locale).await;
    };
    running.step.notice = Some(Message::key("signin-interrupted"));
    let locale = wished(asked, locale, &running.ui_locales);
    show(asked, locale, &running).await
}

/// The language the sign-in was asked for in, else `locale`.
fn wished(asked: &Asked, locale: Locale, ui_locales: &[String]) -> Locale {
    if ui_locales.is_empty() {
        locale
    } else {
        asked.locale(&ui_locales.join(" "))
    }
}

/// The journey came to its failure: say so, and offer to begin again.
async fn failed(asked: &Asked, locale: Locale, end: &Failed) -> Result<Response, PageFailure> {
    let mut page = ErrorPage::new(Fault::Expired, asked.cx.request_id.to_string());
    page.title = Text::message("signin-failed-title");
    page.what = text(&end.message);
    page.next = Text::message("signin-failed-next");
    page.back = Some(Link {
        label: Text::message("signin-again"),
        href: again(asked, end.goto.as_deref(), &end.journey),
    });
    Sheet::new(asked, locale)
        .status(StatusCode::UNAUTHORIZED)
        .send(&page)
        .await
}

/// Where the journey begins again: at the app's own request, if it came from one.
fn again(asked: &Asked, goto: Option<&str>, journey: &str) -> String {
    match goto {
        Some(goto) if goto.contains("/oauth2/authorize?") => goto.to_owned(),
        goto => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("journey", journey);
            if let Some(goto) = goto {
                query.append_pair("goto", goto);
            }
            format!("{}/login?{}", asked.base(), query.finish())
        }
    }
}

async fn expired(asked: &Asked, locale: Locale) -> Result<Response, PageFailure> {
    let mut page = ErrorPage::new(Fault::Expired, asked.cx.request_id.to_string());
    page.back = Some(Link {
        label: Text::message("signin-again"),
        href: format!("{}/login", asked.base()),
    });
    Sheet::new(asked, locale)
        .status(StatusCode::BAD_REQUEST)
        .send(&page)
        .await
}

async fn show(asked: &Asked, locale: Locale, running: &Running) -> Result<Response, PageFailure> {
    show_fields(asked, locale, running, fields(&running.step)).await
}

async fn show_fields(
    asked: &Asked,
    locale: Locale,
    running: &Running,
    mut fields: Fields,
) -> Result<Response, PageFailure> {
    let policy = services::settings::<PasswordPolicy>(&asked.cx).await?;
    fields.say_rules(&rules(&policy));
    let links = if fields.is_sign_in() {
        people::ways(asked, running).await?
    } else {
        Vec::new()
    };
    let captcha = fields.foreign_scripts().flat_map(asking::sources).collect();
    let client = match running
        .client_id
        .as_deref()
        .and_then(|id| ClientId::parse(id).ok())
    {
        Some(id) => Client::find(&asked.cx, &id).await?,
        None => None,
    };
    let page = SignIn {
        action: format!("{}/login", asked.base()),
        run: running.token.expose().clone(),
        step: running
            .step
            .stage
            .clone()
            .unwrap_or_else(|| running.journey.clone()),
        header: running
            .step
            .header
            .as_ref()
            .map_or_else(|| usual_header(&running.step), |header| Some(text(header))),
        description: running.step.description.as_ref().map(text),
        app: client.as_ref().map(|client| shown_app(client)),
        alert: running.step.notice.as_ref().map(text),
        fields,
        submit: None,
        links,
    };
    let (client_id, goto) = (running.client_id.as_deref(), running.goto.as_deref());
    let mut targets = bad_end::targets(asked, client_id, goto).await?;
    if let Some(goto) = goto {
        targets.extend(redirect_target(asked, goto).await?);
    }
    Sheet::new(asked, locale)
        .targets(targets)
        .captcha(captcha)
        .send(&page)
        .await
}

/// The heading of a step that has none of its own, where it is not about signing in.
fn usual_header(step: &Step) -> Option<Text> {
    let code = |prompt: &Prompt| matches!(prompt.callback, Asking::OneTimeCode { .. });
    let asks_code = step.prompts.iter().any(code);
    asks_code.then(|| Text::message("code-title"))
}

/// Where the browser goes after the last form, for `form-action`: the app's own address.
async fn redirect_target(asked: &Asked, goto: &str) -> Result<Option<String>, PageFailure> {
    let Some((_, query)) = goto.split_once('?') else {
        return Ok(None);
    };
    let find = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let uri = match find("request_uri") {
        Some(kept) => authorize::return_address(&asked.cx, &kept).await?,
        None => find("redirect_uri"),
    };
    Ok(uri.as_deref().and_then(form_target))
}

/// The form fields of a step.
fn fields(step: &Step) -> Fields {
    step.prompts
        .iter()
        .map(|prompt| callback(&prompt.callback))
        .collect()
}

fn callback(asking: &Asking) -> Callback {
    if let Some(callback) = factors::callback(asking) {
        return callback;
    }
    match asking {
        Asking::Name { prompt, default } => Callback::Name {
            label: text(prompt),
            value: default.clone(),
            problem: None,
        },
        Asking::Password { prompt } => Callback::Password {
            label: text(prompt),
            new: false,
            rules: Vec::new(),
            problem: None,
        },
        Asking::OneTimeCode { prompt, .. } => Callback::TextInput {
            label: text(prompt),
            purpose: Purpose::OneTimeCode,
            value: None,
            problem: None,
        },
        Asking::TextInput { prompt, default } => Callback::TextInput {
            label: text(prompt),
            purpose: purpose(prompt),
            value: default.clone(),
            problem: None,
        },
        Asking::TextOutput { message, kind } => Callback::TextOutput {
            level: level(*kind),
            text: text(message),
        },
        Asking::SuspendedTextOutput { message, .. } => Callback::Suspended {
            text: text(message),
        },
        Asking::Choice {
            prompt,
            choices,
            default,
        } => Callback::Choice {
            label: text(prompt),
            options: choices.iter().map(text).collect(),
            selected: *default,
        },
        Asking::Confirmation {
            prompt,
            options,
            default,
            ..
        } => Callback::Confirmation {
            label: prompt.as_ref().map(text),
            options: options.iter().map(text).collect(),
            selected: *default,
        },
        other => asking::callback(other),
    }
}

/// What kind of text is asked for: the product's own words for an address or a number say it.
fn purpose(prompt: &Message) -> Purpose {
    match prompt {
        Message::Key { key, .. } if key == "email" => Purpose::Email,
        Message::Key { key, .. } if key == "phone" => Purpose::Phone,
        _ => Purpose::Plain,
    }
}

fn level(kind: MessageKind) -> Level {
    match kind {
        MessageKind::Warning => Level::Warning,
        MessageKind::Error => Level::Error,
        _ => Level::Info,
    }
}

/// The answers in a submitted form, by the names its fields had.
fn answers(step: &Step, form: &FormText) -> Result<Input, InputError> {
    let mut input = Input::to(step.asked().into_iter().map(|(_, expect)| expect).collect());
    let fields = fields(step);
    for (place, (name, prompt)) in fields.names().zip(&step.prompts).enumerate() {
        let Some(name) = name else { continue };
        if let Asking::KbaCreate { questions, .. } = &prompt.callback {
            asking::put_question(&mut input, place, name, questions, form)?;
        } else if let Some(value) = form.field(name) {
            input.put(place, "", &value)?;
        }
    }
    Ok(input)
}
