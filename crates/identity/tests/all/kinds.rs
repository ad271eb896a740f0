//! Kinds of document that behave like the real ones, which live in rooms above.

use durward_db::Tx;
use durward_model::app::AppDocument;
use durward_model::id::{AppId, DocumentId};
use durward_store::documents::{Checked, Checking, Draft, Kind, load_by_key};
use durward_store::{Cx, Error};
use serde_json::Value;

#[derive(Debug)]
pub(crate) struct AppKind;

impl Kind for AppKind {
    fn name(&self) -> &'static str {
        "app"
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["/oauth/client_secret"]
    }

    fn new_id(&self, cx: &Cx) -> String {
        AppId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let mut app: AppDocument = serde_json::from_value(draft.body)
                .map_err(|error| Error::invalid("", error.to_string()))?;
            let kept = draft.current.map(|current| current.lookup_key.clone());
            let key = app
                .oauth
                .client_id
                .get_or_insert_with(|| kept.unwrap_or_else(|| draft.id.to_owned()));
            Ok(Checked {
                lookup_key: key.clone(),
                name: app.name.clone(),
                body: serde_json::to_value(&app).unwrap(),
            })
        })
    }
}

/// A journey that may name another, which has to be there.
#[derive(Debug)]
pub(crate) struct JourneyKind;

impl Kind for JourneyKind {
    fn name(&self) -> &'static str {
        "journey"
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, cx: &'a Cx, tx: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let text = |name: &str| draft.body.get(name).and_then(Value::as_str);
            let name = text("_id").unwrap_or_default().to_owned();
            if let Some(inner) = text("inner")
                && load_by_key(cx, tx, "journey", inner).await?.is_none()
            {
                return Err(Error::invalid("inner", "There is no such journey."));
            }
            Ok(Checked {
                lookup_key: name.clone(),
                name,
                body: draft.body,
            })
        })
    }
}
