//! A provider's HTTP interface, described as a request with places for what is said and to whom.
//!
//! Every text of the request is a template of its own and put into the form or the JSON document as a value, so nothing
//! that is said can change the request around it.

use std::collections::BTreeMap;
use std::fmt;

use durward_model::Secret;
use durward_model::http::{Answer, Method, Outbound};
use durward_store::{Cx, Error};
use minijinja::Value as Held;
use minijinja::value::Serde;
use serde_json::{Map, Value};

use super::request::{ENGINE, Encoding, HttpSettings, Request, Verb};
use super::{Refusal, Taken};
use crate::outbox::Payload;
use crate::template::{Addressed, Rendered};

/// Longest answer read, in bytes.
const LONGEST: usize = 64 * 1024;

/// A provider, ready to be used.
pub(crate) struct Http {
    request: Request,
    parameters: BTreeMap<String, String>,
    secret: Option<Secret<String>>,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({:?})", self.request.url)
    }
}

impl Http {
    pub(super) fn new(
        settings: &HttpSettings,
        secret: Option<Secret<String>>,
    ) -> Result<Self, Error> {
        Ok(Self {
            request: settings.request()?,
            parameters: settings.parameters.clone(),
            secret,
        })
    }

    pub(super) async fn send(
        &self,
        cx: &Cx,
        addressed: &Addressed<'_>,
        rendered: &Rendered,
        from: &str,
        payload: &Payload,
    ) -> Result<Taken, Refusal> {
        let scene = self.scene(addressed, rendered, from, payload);
        let asked = self.asked(addressed, &scene)?;
        let answer = cx.platform.http.send(asked).await?;
        self.verdict(&answer)
    }

    /// What the places of the request are filled with.
    fn scene(
        &self,
        addressed: &Addressed<'_>,
        rendered: &Rendered,
        from: &str,
        payload: &Payload,
    ) -> Held {
        let text = if rendered.text.is_empty() {
            rendered.html.as_deref().unwrap_or_default()
        } else {
            &rendered.text
        };
        let secret = self
            .secret
            .as_ref()
            .map_or("", |secret| secret.expose().as_str());
        let fixed = [
            ("to", addressed.to),
            ("from", from),
            ("text", text),
            ("html", rendered.html.as_deref().unwrap_or_default()),
            ("subject", rendered.subject.as_str()),
            ("language", rendered.language.as_str()),
            ("template", addressed.template),
            ("id", addressed.id.as_str()),
            ("secret", secret),
            ("code", payload.values.get("code").unwrap_or_default()),
            ("link", payload.values.get("link").unwrap_or_default()),
        ];
        let parameters = self
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let all: BTreeMap<&str, &str> = parameters.chain(fixed).collect();
        Held::from(Serde(all))
    }

    fn asked(&self, addressed: &Addressed<'_>, scene: &Held) -> Result<Outbound, Refusal> {
        let request = &self.request;
        let fill = |source: &str| fill(source, scene);
        let mut headers = Vec::new();
        for (name, value) in &request.headers {
            headers.push((name.to_ascii_lowercase(), fill(value)?));
        }
        if !headers.iter().any(|(name, _)| name == "idempotency-key") {
            // Providers that know it take the same message once.
            headers.push(("idempotency-key".to_owned(), addressed.id.to_string()));
        }
        let mut body = Vec::new();
        let mut content_type = None;
        if let Some(written) = &request.body {
            let filled = fill_all(written, scene)?;
            match request.encoding.unwrap_or_default() {
                Encoding::Form => {
                    body = form(&filled).into_bytes();
                    content_type = Some("application/x-www-form-urlencoded");
                }
                Encoding::Json => {
                    body = filled.to_string().into_bytes();
                    content_type = Some("application/json");
                }
            }
        }
        if let Some(content_type) = content_type
            && !headers.iter().any(|(name, _)| name == "content-type")
        {
            headers.push(("content-type".to_owned(), content_type.to_owned()));
        }
        Ok(Outbound {
            method: match request.method.unwrap_or_default() {
                Verb::Get => Method::Get,
                Verb::Post => Method::Post,
            },
            url: fill(request.url.as_deref().unwrap_or_default())?,
            headers,
            body,
            max_bytes: LONGEST,
        })
    }

    fn verdict(&self, answer: &Answer) -> Result<Taken, Refusal> {
        let status = answer.status;
        let good = if self.request.success_status.is_empty() {
            (200..300).contains(&status)
        } else {
            self.request.success_status.contains(&status)
        };
        if !good {
            return Err(Refusal {
                // What is refused for what it is will be refused again. Our credentials can be mended.
                lasting: (400..500).contains(&status)
                    && !matches!(status, 401 | 402 | 403 | 407 | 408 | 409 | 423 | 425 | 429),
                why: format!("the provider answered {status}"),
            });
        }
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if let Some(success) = &self.request.success {
            let said = body
                .pointer(&success.pointer)
                .map(shown)
                .unwrap_or_default();
            if said != success.equals {
                let said: String = said.chars().take(60).collect();
                return Err(Refusal::later(&format!(
                    "the provider answered {status}, but {} is '{said}'",
                    success.pointer
                )));
            }
        }
        let pointer = self.request.provider_id.as_deref();
        let provider_id = pointer.and_then(|pointer| body.pointer(pointer)).map(shown);
        Ok(Taken {
            transport: "http",
            provider_id: provider_id.map(|id| id.chars().take(200).collect()),
            readable: false,
        })
    }
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn fill(source: &str, scene: &Held) -> Result<String, Refusal> {
    ENGINE
        .render_named_str("request", source, scene.clone())
        .map_err(|error| {
            Refusal::later(&format!("the channel's request has a wrong place: {error}"))
        })
}

/// `value` with every text in it filled.
fn fill_all(value: &Value, scene: &Held) -> Result<Value, Refusal> {
    Ok(match value {
        Value::String(source) => Value::String(fill(source, scene)?),
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| fill_all(item, scene))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, item)| Ok((name.clone(), fill_all(item, scene)?)))
                .collect::<Result<Map<_, _>, Refusal>>()?,
        ),
        other => other.clone(),
    })
}

fn form(fields: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields.as_object().into_iter().flatten() {
        form.append_pair(name, &shown(value));
    }
    form.finish()
}

#[cfg(test)]
mod tests {
    use durward_model::Timestamp;
    use durward_model::entropy::SeededEntropy;
    use durward_model::id::MessageId;
    use serde_json::json;

    use super::*;
    use crate::channel::preset::Preset;
    use crate::letter::{Medium, Values};

    fn ready(settings: Value) -> Http {
        let settings: HttpSettings = serde_json::from_value(settings).unwrap();
        settings.validate().unwrap();
        Http::new(&settings, Some(Secret::new("s3cr3t".to_owned()))).unwrap()
    }

    fn request(http: &Http, text: &str) -> Outbound {
        let id = MessageId::new(Timestamp::from_millis(1), &SeededEntropy::new(1));
        let addressed = Addressed {
            id,
            medium: Medium::Sms,
            to: "+32470000012",
            template: "code",
            languages: "en",
            created_at: Timestamp::from_millis(1),
        };
        let rendered = Rendered {
            text: text.to_owned(),
            language: "en".to_owned(),
            ..Rendered::default()
        };
        let payload = Payload {
            values: Values::default().with("code", "123456"),
            wording: None,
            app: None,
        };
        let scene = http.scene(&addressed, &rendered, "Acme", &payload);
        http.asked(&addressed, &scene).unwrap()
    }

    #[test]
    fn every_preset_makes_a_request() {
        for name in Preset::names() {
            let preset = Preset::named(name).unwrap();
            let parameters: BTreeMap<&String, &str> =
                preset.parameters.iter().map(|one| (one, "x1")).collect();
            let http = ready(json!({"preset": name, "parameters": parameters}));
            let asked = request(&http, "hello");
            assert!(asked.url.starts_with("https://"), "{name}");
            assert!(!asked.url.contains("{{"), "{name}");
            let body = String::from_utf8(asked.body).unwrap();
            assert!(
                body.contains("hello") || body.contains("123456"),
                "{name}: {body}"
            );
            assert!(body.contains("32470000012"), "{name}: {body}");
        }
    }

    #[test]
    fn attack_a_text_cannot_leave_its_place_in_the_request() {
        let text = "\"}, \"to\": \"+1&To=+2\r\nX-Evil: 1";
        let as_json = ready(
            json!({"url": "https://sms.example/send", "encoding": "json",
            "body": {"to": "{{ to }}", "text": "{{ text }}"}}),
        );
        let body: Value = serde_json::from_slice(&request(&as_json, text).body).unwrap();
        assert_eq!(body, json!({"to": "+32470000012", "text": text}));
        let as_form = ready(json!({"url": "https://sms.example/send",
            "body": {"To": "{{ to }}", "Body": "{{ text }}"}}));
        let body = request(&as_form, text).body;
        let fields: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
        assert_eq!(fields.len(), 2);
        assert_eq!(fields[1].1, text);
    }

    #[test]
    fn attack_a_text_is_not_read_as_a_template() {
        let http =
            ready(json!({"url": "https://sms.example/send", "body": {"Body": "{{ text }}"}}));
        let body = request(&http, "{{ secret }}").body;
        assert!(!String::from_utf8(body).unwrap().contains("s3cr3t"));
    }

    #[test]
    fn answers_are_told_apart() {
        let http = ready(json!({"preset": "vonage-sms", "parameters": {"apiKey": "k"}}));
        let answer = |status: u16, body: Value| Answer {
            status,
            content_type: String::new(),
            max_age: None,
            body: body.to_string().into_bytes(),
        };
        let taken = http
            .verdict(&answer(
                200,
                json!({"messages": [{"status": "0", "message-id": "m1"}]}),
            ))
            .unwrap();
        assert_eq!(taken.provider_id.as_deref(), Some("m1"));
        let refused = |status, body| http.verdict(&answer(status, body)).unwrap_err().lasting;
        assert!(!refused(200, json!({"messages": [{"status": "1"}]})));
        assert!(!refused(503, json!({})));
        assert!(!refused(429, json!({})));
        assert!(!refused(401, json!({})));
        assert!(refused(400, json!({})));
    }

    #[test]
    fn a_wrong_description_is_refused() {
        let refused = |settings: Value| {
            let settings: Result<HttpSettings, _> = serde_json::from_value(settings);
            settings.is_err() || settings.unwrap().validate().is_err()
        };
        assert!(refused(json!({})));
        assert!(refused(json!({"preset": "no-such-provider"})));
        assert!(refused(json!({"preset": "twilio-sms"})));
        assert!(refused(json!({"url": "ftp://sms.example"})));
        assert!(refused(
            json!({"url": "https://sms.example", "body": {"a": "{{ open"}})
        ));
    }
}
