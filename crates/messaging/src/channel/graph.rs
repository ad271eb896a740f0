//! Mail through Microsoft Graph (R-COM-18): a token by client credentials, then `sendMail`.

use std::sync::Mutex;

use durward_model::http::{Answer, Method, Outbound};
use durward_model::{Invalid, Secret, Timestamp};
use durward_store::Cx;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Refusal, Taken};
use crate::template::{Addressed, Rendered};

/// Longest answer read, in bytes.
const LONGEST: usize = 64 * 1024;
/// Seconds before its end that a token is no longer used.
const MARGIN: i64 = 60;

/// An application at Microsoft that may send mail as a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GraphSettings {
    /// `https://graph.microsoft.com/v1.0/users/{id}/sendMail`.
    send_url: String,
    /// `https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token`.
    token_url: String,
    client_id: String,
    #[serde(default = "scopes")]
    scopes: String,
}

fn scopes() -> String {
    "https://graph.microsoft.com/.default".to_owned()
}

impl GraphSettings {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        for (field, url) in [("sendUrl", &self.send_url), ("tokenUrl", &self.token_url)] {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(Invalid::new(field, "Give an https address."));
            }
        }
        if self.client_id.is_empty() {
            return Err(Invalid::new("clientId", "Give the application's id."));
        }
        Ok(())
    }
}

/// Microsoft Graph, ready to be used.
#[derive(Debug)]
pub(crate) struct Graph {
    settings: GraphSettings,
    client_secret: Option<Secret<String>>,
    token: Mutex<Option<Token>>,
}

#[derive(Debug, Clone)]
struct Token {
    text: Secret<String>,
    until: Timestamp,
}

impl Graph {
    pub(super) fn new(settings: GraphSettings, client_secret: Option<Secret<String>>) -> Self {
        Self {
            settings,
            client_secret,
            token: Mutex::new(None),
        }
    }

    pub(super) async fn send(
        &self,
        cx: &Cx,
        addressed: &Addressed<'_>,
        rendered: &Rendered,
        from: &str,
    ) -> Result<Taken, Refusal> {
        let token = self.token(cx).await?;
        let (content_type, content) = match &rendered.html {
            Some(html) => ("HTML", html.as_str()),
            None => ("Text", rendered.text.as_str()),
        };
        let mut message = json!({
            "subject": rendered.subject,
            "body": {"contentType": content_type, "content": content},
            "toRecipients": [{"emailAddress": {"address": addressed.to}}],
            "internetMessageHeaders": [{"name": "x-message-id", "value": addressed.id.as_str()}],
        });
        if !from.is_empty() {
            message["from"] = json!({"emailAddress": sender(from)});
        }
        let body = json!({"message": message, "saveToSentItems": false});
        let asked = Outbound {
            method: Method::Post,
            url: self.settings.send_url.clone(),
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                (
                    "authorization".to_owned(),
                    format!("Bearer {}", token.expose()),
                ),
                ("client-request-id".to_owned(), addressed.id.to_string()),
            ],
            body: body.to_string().into_bytes(),
            max_bytes: LONGEST,
        };
        let answer = cx.platform.http.send(asked).await?;
        match answer.status {
            200 | 202 => Ok(Taken {
                transport: "graph",
                provider_id: None,
                readable: false,
            }),
            401 | 403 => {
                // It may have been withdrawn: get another one next time.
                *self.kept() = None;
                Err(refusal("sendMail", &answer, false))
            }
            status => Err(refusal(
                "sendMail",
                &answer,
                matches!(status, 400 | 404 | 413 | 422),
            )),
        }
    }

    async fn token(&self, cx: &Cx) -> Result<Secret<String>, Refusal> {
        let known = self.kept().clone().filter(|token| cx.now < token.until);
        if let Some(token) = known {
            return Ok(token.text);
        }
        let secret = self
            .client_secret
            .as_ref()
            .map_or("", |secret| secret.expose().as_str());
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("client_secret", secret)
            .append_pair("scope", &self.settings.scopes)
            .finish();
        let asked = Outbound {
            method: Method::Post,
            url: self.settings.token_url.clone(),
            headers: vec![(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: body.into_bytes(),
            max_bytes: LONGEST,
        };
        let answer = cx.platform.http.send(asked).await?;
        if answer.status != 200 {
            return Err(refusal("the token endpoint", &answer, false));
        }
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let text = body["access_token"].as_str().unwrap_or_default();
        if text.is_empty() {
            return Err(Refusal::later("the token endpoint gave no access token"));
        }
        let text = Secret::new(text.to_owned());
        let lifetime = body["expires_in"].as_i64().unwrap_or(300);
        *self.kept() = Some(Token {
            text: text.clone(),
            until: cx.now.plus_seconds(lifetime - MARGIN),
        });
        Ok(text)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Token>> {
        self.token
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// `Name <address>` as Graph writes it.
fn sender(from: &str) -> Value {
    match from.trim_end_matches('>').split_once('<') {
        Some((name, address)) => json!({"name": name.trim(), "address": address.trim()}),
        None => json!({"address": from}),
    }
}

/// What was answered, by the code that Microsoft gives errors.
fn refusal(who: &str, answer: &Answer, lasting: bool) -> Refusal {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = body["error"]["code"].as_str().or(body["error"].as_str());
    let code: String = code.unwrap_or("no reason").chars().take(100).collect();
    Refusal {
        lasting,
        why: format!("{who} answered {} ({code})", answer.status),
    }
}
