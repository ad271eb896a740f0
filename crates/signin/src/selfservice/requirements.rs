//! What a stage requires, as JSON Schema (draft 4), in the words and the order of members that clients of each flow know.

use durward_model::service::{General, SelfService};
use durward_store::{Cx, Error};
use serde_json::{Map, Value, json};

use super::stage::{Flow, Stage};
use super::ticket::{self, Ticket};
use crate::captcha::{BITS, Service};
use crate::kba::Asked;

const SCHEMA: &str = "http://json-schema.org/draft-04/schema#";

/// What `stage` requires of the flow of `ticket`.
pub(super) async fn initial(
    cx: &Cx,
    flow: Flow,
    stage: Stage,
    settings: &SelfService,
    ticket: &Ticket,
) -> Result<Value, Error> {
    let general = &settings.general_config;
    let (kind, tag, requirements) = match stage {
        Stage::Captcha => ("captcha", "initial", captcha(cx, general, ticket).await?),
        Stage::UserDetails => (
            "userDetails",
            "initial",
            one(
                "New user details",
                "user",
                json!({"type": "object", "description": "User details"}),
            ),
        ),
        Stage::EmailValidation => (
            "emailValidation",
            "validateCode",
            one(
                "Verify emailed code",
                "code",
                json!({"description": "Enter code emailed", "type": "string"}),
            ),
        ),
        Stage::UserQuery => (
            "userQuery",
            "initial",
            one(
                "Find your account",
                "queryFilter",
                json!({"description": "filter string to find account", "type": "string"}),
            ),
        ),
        Stage::DefineAnswers => (
            "kbaSecurityAnswerDefinitionStage",
            "initial",
            definition(general),
        ),
        Stage::VerifyAnswers => (
            "kbaSecurityAnswerVerificationStage",
            "initial",
            verification(&ticket.questions),
        ),
        Stage::Reset => (
            "resetStage",
            "initial",
            one(
                "Reset password",
                "password",
                json!({"description": "Password", "type": "string"}),
            ),
        ),
    };
    let shown = json!({"type": kind, "tag": tag, "requirements": requirements});
    Ok(ordered(flow, shown))
}

/// The same with the token to send with the next answer.
pub(super) fn with_token(flow: Flow, mut shown: Value, token: String) -> Value {
    shown["token"] = Value::String(token);
    ordered(flow, shown)
}

/// The end of a flow.
pub(super) fn end(kind: &str, additions: &Value) -> Value {
    json!({"type": kind, "tag": "end", "status": {"success": true}, "additions": additions})
}

/// The realm's questions (R-REC-11).
pub(super) fn questions(settings: &General) -> Value {
    let questions: Map<String, Value> = settings
        .questions()
        .into_iter()
        .map(|question| (question.key, json!(question.texts)))
        .collect();
    json!({
        "questions": questions,
        "minimumAnswersToDefine": settings.minimum_answers_to_define,
        "minimumAnswersToVerify": settings.minimum_answers_to_verify,
    })
}

fn schema(description: &str, required: &[String], properties: &Map<String, Value>) -> Value {
    json!({
        "$schema": SCHEMA,
        "description": description,
        "type": "object",
        "required": required,
        "properties": properties,
    })
}

/// Requirements of a single property.
fn one(description: &str, name: &str, property: Value) -> Value {
    let mut properties = Map::new();
    properties.insert(name.to_owned(), property);
    schema(description, &[name.to_owned()], &properties)
}

async fn captcha(cx: &Cx, settings: &General, ticket: &Ticket) -> Result<Value, Error> {
    let property = match Service::of(settings) {
        Some(service) => json!({
            "recaptchaSiteKey": service.site_key,
            "description": "Captcha response",
            "type": "string",
        }),
        // Answered with the challenge, a colon and the number that proves the work.
        None => json!({
            "proofOfWork": {
                "algorithm": "SHA-256",
                "challenge": ticket::challenge(cx, ticket.id).await?,
                "zeroBits": BITS,
            },
            "description": "Captcha response",
            "type": "string",
        }),
    };
    Ok(one("Captcha stage", "response", property))
}

fn definition(settings: &General) -> Value {
    let questions: Vec<Value> = settings
        .questions()
        .into_iter()
        .map(|question| json!({"id": question.key, "question": question.texts}))
        .collect();
    let item = json!({
        "type": "object",
        "properties": {
            "questionId": {"description": "Id of predefined question", "type": "string"},
            "customQuestion": {"description": "Question defined by the user", "type": "string"},
            "answer": {"description": "Answer to the question", "type": "string"},
        },
        "required": ["answer"],
    });
    one(
        "Security questions",
        "kba",
        json!({
            "type": "array",
            "minItems": settings.minimum_answers_to_define,
            "items": item,
            "questions": questions,
        }),
    )
}

fn verification(asked: &[Asked]) -> Value {
    let mut required = Vec::new();
    let mut properties = Map::new();
    for (place, asked) in asked.iter().enumerate() {
        let name = format!("answer{}", place + 1);
        let property = match asked.own() {
            Some(words) => json!({"userQuestion": words, "type": "string"}),
            None => json!({"systemQuestion": asked.texts, "type": "string"}),
        };
        required.push(name.clone());
        properties.insert(name, property);
    }
    schema("Answer security questions", &required, &properties)
}

/// Registration has always written its members in alphabetical order, the other flows have not.
fn ordered(flow: Flow, shown: Value) -> Value {
    match flow {
        Flow::Registration => sorted(shown),
        Flow::Password | Flow::Username => shown,
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
