//! `/selfservice/{flow}`: the page that the link in a flow's mail opens. What a flow asks after that, it asks here.
//!
//! Opening the link changes nothing, since programs that look through mail open links, too; the button does.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use durward_model::service::PasswordPolicy;
use durward_signin::selfservice::{self, Flow, Reply};
use durward_store::{ErrorKind, services};
use serde_json::{Map, Value, json};

use super::account::rules;
use crate::html::pages::{Callback, Fault, Fields, Outcome, Purpose, SignIn};
use crate::html::{Locale, Text};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};
use crate::kit::csrf;
use crate::kit::failure::PageFailure;
use crate::kit::form::{FormText, NotAForm};
use crate::kit::page::{Sheet, see_other};
use crate::routes::{Access, Routes, Row};

const REGISTRATION: Row = Row {
    methods: &["GET", "POST"],
    path: "/selfservice/userRegistration",
    access: Access::Link,
    audit: &["user.registered", "session.started", "selfservice.failed"],
};
const PASSWORD: Row = Row {
    methods: &["GET", "POST"],
    path: "/selfservice/forgottenPassword",
    access: Access::Link,
    audit: &["password.set", "selfservice.failed"],
};

/// Adds the pages of links in mails.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(REGISTRATION, get(show).post(submit))
        .add(PASSWORD, get(show).post(submit))
}

async fn show(asked: Asked) -> Response {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    let shown = async {
        let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
        let (token, code) = (parameter("token"), parameter("code"));
        let stage = current(&asked, flow(&asked)?, &token).await?;
        page(&asked, locale, &stage, &token, Some(&code), None).await
    };
    let result = shown.await;
    result.unwrap_or_else(|failure: PageFailure| failure.shown_to(&asked, locale))
}

async fn submit(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    let locale = asked.locale("");
    let form = match form {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let result = take(&asked, locale, &form).await;
    result.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

async fn take(asked: &Asked, locale: Locale, form: &FormText) -> Result<Response, PageFailure> {
    csrf::require(asked, form).await?;
    asked.count_attempt()?;
    let flow = flow(asked)?;
    let token = form.field("run").unwrap_or_default();
    let stage = current(asked, flow, &token).await?;
    let input = input(&stage, form);
    let languages = [locale.tag().to_owned()];
    let (cx, passwords) = (&asked.cx, &asked.app.passwords);
    let reply = selfservice::submit(cx, passwords, flow, Some(&token), &input, &languages).await;
    match reply {
        Ok(Reply::Stage(next)) => {
            let token = next["token"].as_str().unwrap_or_default().to_owned();
            page(asked, locale, &next, &token, None, None).await
        }
        Ok(Reply::End {
            sign_in: Some(begun),
            ..
        }) => {
            let mut response = see_other(&format!("{}/account", asked.base()));
            let (realm, secure) = (&asked.cx.realm, asked.app.secure);
            let headers = response.headers_mut();
            cookies::set(headers, Kind::Session, realm, secure, begun.cookie.expose());
            Ok(response)
        }
        Ok(Reply::End { sign_in: None, .. }) => {
            let words = match flow {
                Flow::Password => "reset-done-lead",
                Flow::Registration | Flow::Username => "registered-title",
            };
            let page = Outcome {
                text: Text::message(words),
                sign_in: format!("{}/login", asked.base()),
            };
            Sheet::new(asked, locale).send(&page).await
        }
        Err(error) if matches!(error.kind, ErrorKind::Invalid(_) | ErrorKind::Conflict) => {
            let words = Text::plain(error.public.clone());
            page(asked, locale, &stage, &token, None, Some(words)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn flow(asked: &Asked) -> Result<Flow, PageFailure> {
    let name = asked.path.rsplit('/').next().unwrap_or_default();
    Flow::named(name).ok_or_else(|| PageFailure::fault(Fault::Link))
}

/// The stage that the flow of `token` stands at; a link that works no more leads to a page that says so.
async fn current(asked: &Asked, flow: Flow, token: &str) -> Result<Value, PageFailure> {
    let stage = selfservice::show(&asked.cx, flow, token).await;
    stage.map_err(|error| match error.kind {
        ErrorKind::Invalid(_) | ErrorKind::NotFound => PageFailure::fault(Fault::Link),
        _ => error.into(),
    })
}

async fn page(
    asked: &Asked,
    locale: Locale,
    stage: &Value,
    token: &str,
    code: Option<&str>,
    alert: Option<Text>,
) -> Result<Response, PageFailure> {
    let kind = stage["type"].as_str().unwrap_or_default();
    let status = match alert {
        Some(_) => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    };
    let policy = services::settings::<PasswordPolicy>(&asked.cx).await?;
    let mut fields = fields(stage, code);
    fields.say_rules(&rules(&policy));
    let page = SignIn {
        action: format!("{}{}", asked.base(), asked.path),
        run: token.to_owned(),
        step: kind.to_owned(),
        header: Some(Text::message(header(kind))),
        description: None,
        app: None,
        alert,
        fields,
        submit: Some(Text::message("continue")),
        links: Vec::new(),
    };
    Sheet::new(asked, locale).status(status).send(&page).await
}

fn header(kind: &str) -> &'static str {
    match kind {
        "emailValidation" => "confirm-title",
        "resetStage" => "password-new",
        _ => "confirm-questions",
    }
}

/// The fields that a stage asks for.
fn fields(stage: &Value, code: Option<&str>) -> Fields {
    let properties = stage["requirements"]["properties"].as_object();
    let properties = properties.into_iter().flatten();
    let asked = properties.flat_map(|(name, property)| match name.as_str() {
        "code" => vec![match code {
            Some(code) => Callback::Hidden {
                id: "code".to_owned(),
                value: code.to_owned(),
            },
            None => text(Text::message("signin-one-time-code"), Purpose::OneTimeCode),
        }],
        "password" => vec![Callback::Password {
            label: Text::message("signin-new-password"),
            new: true,
            rules: Vec::new(),
            problem: None,
        }],
        "kba" => {
            let least = property["minItems"].as_u64().unwrap_or(1).clamp(1, 50);
            (0..least).map(|_| question(property)).collect()
        }
        _ => vec![text(words(property), Purpose::Plain)],
    });
    asked.collect()
}

fn text(label: Text, purpose: Purpose) -> Callback {
    Callback::TextInput {
        label,
        purpose,
        value: None,
        problem: None,
    }
}

fn question(property: &Value) -> Callback {
    let questions = property["questions"].as_array().into_iter().flatten();
    Callback::Question {
        label: Text::message("kba-choose"),
        questions: questions
            .map(|one| translations(&one["question"]))
            .collect(),
        own: true,
    }
}

/// A question to be answered: the realm's, or one that the person wrote.
fn words(property: &Value) -> Text {
    match property["userQuestion"].as_str() {
        Some(own) => Text::plain(own),
        None => translations(&property["systemQuestion"]),
    }
}

fn translations(texts: &Value) -> Text {
    let texts = texts.as_object().into_iter().flatten();
    Text::translations(texts.map(|(tag, text)| {
        let text = text.as_str().unwrap_or_default();
        (tag.clone(), text.to_owned())
    }))
}

/// What the form says, as the stage takes it.
fn input(stage: &Value, form: &FormText) -> Map<String, Value> {
    let fields = fields(stage, None);
    let names: Vec<String> = fields.names().flatten().map(str::to_owned).collect();
    let value = |name: &str| form.field(name).unwrap_or_default();
    let mut input = Map::new();
    let properties = stage["requirements"]["properties"].as_object();
    for (place, name) in properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .enumerate()
    {
        let field = names.get(place).map(String::as_str).unwrap_or_default();
        let given = match name.as_str() {
            // It came unseen with the link, or is typed after a mistake.
            "code" => json!(form.field("otp").unwrap_or_else(|| value("callback-0"))),
            "kba" => names
                .iter()
                .map(|field| answered(stage, field, form))
                .collect(),
            _ => json!(value(field)),
        };
        input.insert(name.clone(), given);
    }
    input
}

/// A security question that was chosen, with its answer.
fn answered(stage: &Value, field: &str, form: &FormText) -> Value {
    let value = |name: &str| form.field(name).unwrap_or_default();
    let answer = value(&format!("{field}-answer"));
    let questions = &stage["requirements"]["properties"]["kba"]["questions"];
    match value(field).parse::<usize>() {
        Ok(index) => json!({"questionId": questions[index]["id"], "answer": answer}),
        Err(_) => json!({"customQuestion": value(&format!("{field}-own")), "answer": answer}),
    }
}
