//! Whose words a message is in.

use durward_messaging::channel::ChannelKind;
use durward_messaging::template::{Draft, Preview, Shown, TemplateKind, preview};
use durward_messaging::{Letter, Medium, To, outbox};
use durward_store::Cx;
use serde_json::{Value, json};

use crate::provider::{Apps, House, on_every_database};

on_every_database!(
    the_app_somebody_comes_from_has_the_first_word,
    a_template_of_an_app_needs_the_app,
    a_template_may_speak_of_the_app,
    an_app_that_nobody_knows_changes_nothing,
    a_draft_counts_as_if_it_were_saved,
    what_is_to_be_shown_must_exist_and_render,
);

const TO: &str = "+32470000012";

fn shop() -> Value {
    json!({"name": "Shop & Co", "policy_uri": "https://shop.example/policy", "oauth": {"client_id": "shop"}})
}

fn template(app: Option<&str>, text: &str) -> Value {
    let mut body = json!({"_id": "code", "mimeType": "text/plain", "message": {"en": text}});
    if let Some(app) = app {
        body["app"] = json!(app);
    }
    body
}

/// A house with a channel and an app in `acme`.
async fn ready(house: &House) -> Cx {
    let cx = house.world.cx();
    let channel = json!({"name": "sms", "medium": "sms", "transport": {"type": "http", "url": "https://sms.example/send", "encoding": "json", "body": {"Body": "{{ text }}"}}});
    house.save(&cx, &ChannelKind, channel).await.unwrap();
    house.save(&cx, &Apps, shop()).await.unwrap();
    cx
}

/// What somebody gets who comes from `app`.
async fn got(house: &House, cx: &Cx, app: Option<&str>) -> String {
    let mut letter =
        Letter::new(Medium::Sms, To::Address(TO.to_owned()), "code").with("code", "739251");
    letter.app = app.map(str::to_owned);
    let mut tx = cx.db().begin().await.unwrap();
    outbox::post(cx, &mut tx, &letter).await.unwrap();
    tx.commit().await.unwrap();
    house.world.clock.advance_seconds(60);
    house.postman.deliver_due().await.unwrap();
    let asked = house.provider.asked.lock().unwrap();
    let body: Value = serde_json::from_slice(&asked.last().unwrap().body).unwrap();
    body["Body"].as_str().unwrap().to_owned()
}

async fn the_app_somebody_comes_from_has_the_first_word(house: House) {
    let cx = ready(&house).await;
    let root = house.in_root();
    let product = got(&house, &cx, Some("shop")).await;
    assert!(product.contains("739251"));
    house
        .save(&root, &TemplateKind, template(None, "above {{ code }}"))
        .await
        .unwrap();
    assert_eq!(got(&house, &cx, Some("shop")).await, "above 739251");
    house
        .save(&cx, &TemplateKind, template(None, "realm {{ code }}"))
        .await
        .unwrap();
    assert_eq!(got(&house, &cx, Some("shop")).await, "realm 739251");
    house
        .save(
            &cx,
            &TemplateKind,
            template(Some("shop"), "shop {{ code }}"),
        )
        .await
        .unwrap();
    assert_eq!(got(&house, &cx, Some("shop")).await, "shop 739251");
    assert_eq!(got(&house, &cx, None).await, "realm 739251");
}

async fn a_template_of_an_app_needs_the_app(house: House) {
    let cx = ready(&house).await;
    for (app, why) in [("bank", "no app 'bank'"), ("", "client_id")] {
        let refused = house
            .save(&cx, &TemplateKind, template(Some(app), "x"))
            .await;
        let refused = refused.unwrap_err().to_string();
        assert!(
            refused.starts_with("app: ") && refused.contains(why),
            "{refused}"
        );
    }
    let root = house.in_root();
    let elsewhere = house
        .save(&root, &TemplateKind, template(Some("shop"), "x"))
        .await;
    assert!(elsewhere.is_err(), "the app is in another realm");
}

async fn a_template_may_speak_of_the_app(house: House) {
    let cx = ready(&house).await;
    let text = "%app% {{ policy_uri }}[{{ tos_uri }}] %code%";
    house
        .save(&cx, &TemplateKind, template(None, text))
        .await
        .unwrap();
    assert_eq!(
        got(&house, &cx, Some("shop")).await,
        "Shop & Co https://shop.example/policy[] 739251"
    );
    assert_eq!(got(&house, &cx, None).await, "[] 739251");
}

async fn an_app_that_nobody_knows_changes_nothing(house: House) {
    let cx = ready(&house).await;
    house
        .save(
            &cx,
            &TemplateKind,
            template(None, "realm{{ app }} {{ code }}"),
        )
        .await
        .unwrap();
    assert_eq!(got(&house, &cx, Some("bank")).await, "realm 739251");
}

async fn shown(cx: &Cx, app: Option<&str>, drafts: &[Draft]) -> Result<Shown, String> {
    let asked = Preview {
        template: "code",
        app,
        language: Some("fr-BE"),
        medium: Medium::Email,
    };
    let shown = preview(cx, &asked, drafts).await;
    shown.map_err(|error| error.to_string())
}

async fn a_draft_counts_as_if_it_were_saved(house: House) {
    let cx = ready(&house).await;
    let product = shown(&cx, None, &[]).await.unwrap();
    assert_eq!(product.language, "fr");
    assert!(product.text.contains("492039") && product.html.unwrap().contains("492039"));
    house
        .save(&cx, &TemplateKind, template(None, "saved"))
        .await
        .unwrap();
    let draft = Draft::read(
        json!({"_id": "code", "app": "shop", "subject": {"fr": "%app%"},
        "message": {"fr": "<p>{{ app }}: {{ code }}</p>"}, "text": {"en": "{{ code }}"}, "styles": "p { color: red }"}),
    );
    let drafts = [draft.unwrap()];
    assert_eq!(shown(&cx, None, &drafts).await.unwrap().text, "saved");
    let draft = shown(&cx, Some("shop"), &drafts).await.unwrap();
    assert_eq!(draft.words, "message-template code@shop in acme");
    assert_eq!(
        (draft.subject.as_str(), draft.text.as_str()),
        ("Shop & Co", "492039")
    );
    let html = draft.html.unwrap();
    assert!(
        html.contains("<p>Shop &amp; Co: 492039</p>") && html.contains("color: red"),
        "{html}"
    );
    assert_eq!(shown(&cx, Some("shop"), &[]).await.unwrap().text, "saved");
    let off = Draft::read(json!({"_id": "code", "enabled": false, "message": {"en": "x"}}));
    let product = shown(&cx, None, &[off.unwrap()]).await.unwrap();
    assert_eq!(product.words, "the product's own");
}

async fn what_is_to_be_shown_must_exist_and_render(house: House) {
    let cx = ready(&house).await;
    assert!(
        shown(&cx, Some("bank"), &[])
            .await
            .unwrap_err()
            .contains("no app 'bank'")
    );
    let unknown = Preview {
        template: "nonsense",
        app: None,
        language: None,
        medium: Medium::Sms,
    };
    let refused = preview(&cx, &unknown, &[]).await.unwrap_err().to_string();
    assert!(refused.contains("'nonsense'") && refused.contains("forgotten-username"));
    let draft = Draft::read(template(None, "one\n{{ code|loud }}")).unwrap();
    let refused = shown(&cx, None, &[draft]).await.unwrap_err();
    assert!(refused.contains("line 2: unknown filter"), "{refused}");
    let refused = Draft::read(template(None, "one\ntwo\n{% if %}"))
        .unwrap_err()
        .to_string();
    assert!(
        refused.starts_with("message.en: It is no template: line 3: "),
        "{refused}"
    );
}
