//! Channels and templates as documents: what is taken, what is refused, what is never shown.

use durward_messaging::channel::ChannelKind;
use durward_messaging::template::TemplateKind;
use durward_store::documents::{list, without_secrets};
use serde_json::json;

use crate::provider::{House, on_every_database};

on_every_database!(
    a_channel_is_taken_and_its_secret_is_never_shown,
    wrong_channels_are_refused,
    wrong_templates_are_refused,
);

async fn a_channel_is_taken_and_its_secret_is_never_shown(house: House) {
    let cx = house.world.cx();
    let smtp = json!({"name": "email", "medium": "email", "from": "Acme <no-reply@acme.example>",
        "transport": {"type": "smtp", "hostname": "smtp.acme.example", "security": "Start TLS", "port": 587,
            "username": "acme", "password": "mail password"}});
    let graph = json!({"name": "graph", "medium": "email", "transport": {"type": "graph", "clientId": "c1", "clientSecret": "graph secret",
        "sendUrl": "https://graph.microsoft.com/v1.0/users/u1/sendMail",
        "tokenUrl": "https://login.microsoftonline.com/t1/oauth2/v2.0/token"}});
    let mailbox = json!({"name": "none", "medium": "sms", "transport": {"type": "mailbox"}});
    for body in [smtp, graph, mailbox] {
        house.save(&cx, &ChannelKind, body).await.unwrap();
    }
    let mut tx = cx.db().read().await.unwrap();
    let all = list(&cx, &mut tx, "message-channel", "", 10).await.unwrap();
    assert_eq!(all.len(), 3);
    for document in all {
        let kept = document.body.to_string();
        assert!(!kept.contains("mail password") && !kept.contains("graph secret"));
        let shown = without_secrets(&ChannelKind, &document.body).to_string();
        assert!(!shown.contains("$sealed"), "{shown}");
    }
}

async fn wrong_channels_are_refused(house: House) {
    let cx = house.world.cx();
    let smtp = |transport: serde_json::Value| json!({"name": "email", "medium": "email", "transport": transport});
    let good = json!({"type": "smtp", "hostname": "smtp.acme.example"});
    let with = |key: &str, value: serde_json::Value| {
        let mut transport = good.clone();
        transport[key] = value;
        smtp(transport)
    };
    for (body, field) in [
        (json!({"name": "x"}), ""),
        (
            with("hostname", json!("smtp.acme.example:25")),
            "transport.hostname",
        ),
        (with("colour", json!("green")), "colour"),
        (with("security", json!("Sometimes")), ""),
        (
            json!({"name": "sms", "medium": "sms", "transport": good}),
            "transport.type",
        ),
        (
            json!({"name": "email", "medium": "email", "from": "a\r\nBcc: b@c.example", "transport": good}),
            "from",
        ),
        (
            json!({"name": "", "medium": "email", "transport": good}),
            "name",
        ),
        (
            json!({"name": "sms", "medium": "sms", "transport": {"type": "http", "preset": "twilio-sms"}}),
            "transport.parameters.accountSid",
        ),
    ] {
        let refused = house
            .save(&cx, &ChannelKind, body.clone())
            .await
            .unwrap_err();
        assert!(refused.to_string().contains(field), "{body}: {refused}");
    }
}

async fn wrong_templates_are_refused(house: House) {
    let cx = house.world.cx();
    for (body, field) in [
        (json!({"_id": "code"}), "message"),
        (json!({"_id": "../code", "message": {"en": "x"}}), "_id"),
        (
            json!({"_id": "code", "message": {"en": "{{ open"}}),
            "message.en",
        ),
        (
            json!({"_id": "code", "message": {"en": "x"}, "styles": "</style><script>"}),
            "styles",
        ),
        (
            json!({"_id": "code", "message": {"en": "x"}, "mimeType": "image/png"}),
            "mimeType",
        ),
        (
            json!({"_id": "code", "message": {"en": "x"}, "colour": "green"}),
            "colour",
        ),
    ] {
        let refused = house
            .save(&cx, &TemplateKind, body.clone())
            .await
            .unwrap_err();
        assert!(refused.to_string().contains(field), "{body}: {refused}");
    }
}
