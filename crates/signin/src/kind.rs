//! Journeys as configuration documents: checked when they are saved, compiled when they are run.
//!
//! Some journeys (`Login` and its like, [`defaults`]) are there in every realm without being written; a document of
//! such a name takes its place.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use durward_db::Tx;
use durward_journey::compile;
use durward_journey::defaults;
use durward_journey::document::JourneyDocument;
use durward_journey::limits;
use durward_model::Invalid;
use durward_model::id::DocumentId;
use durward_store::documents::{Checked, Checking, Compiled, Document, Draft, Kind, load_by_key};
use durward_store::{Cx, Error};
use serde_json::Value;

use crate::nodes::{Graph, Registry};

/// Kind of the documents that hold journeys.
pub const KIND: &str = "journey";

/// Revision of the journeys that need no document.
pub(crate) const BUILT_IN_REVISION: i64 = 0;

/// The kind `journey`. The body is a journey document; its `_id` is the name.
#[derive(Debug, Clone, Copy, Default)]
pub struct JourneyKind;

impl Kind for JourneyKind {
    fn name(&self) -> &'static str {
        KIND
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn check<'a>(&'a self, cx: &'a Cx, tx: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let document = JourneyDocument::from_value(draft.body)?;
            let enters = entered_by(cx, tx, &document).await?;
            compile::validate(&document, 1, &Registry, &|name| enters.get(name).cloned())
                .map_err(refused)?;
            let body = serde_json::to_value(&document)
                .map_err(|error| Error::internal(error.to_string()))?;
            if body.to_string().len() > limits::DOCUMENT_BYTES {
                return Err(Error::invalid(
                    "",
                    format!("Keep a journey to {} bytes.", limits::DOCUMENT_BYTES),
                ));
            }
            Ok(Checked {
                lookup_key: document.id.clone(),
                name: document.id,
                body,
            })
        })
    }
}

/// Which journeys each journey that `document` can come to enters, `document` itself included.
async fn entered_by(
    cx: &Cx,
    tx: &mut Tx,
    document: &JourneyDocument,
) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let mut known = BTreeMap::from([(document.id.clone(), inner_of(document))]);
    let mut queue = VecDeque::from(inner_of(document));
    while let Some(name) = queue.pop_front() {
        if known.contains_key(&name) || known.len() > limits::JOURNEYS {
            continue;
        }
        let stored = load_by_key(cx, tx, KIND, &name).await?;
        let inner = match stored {
            Some(stored) => inner_of(&read(stored.body)?),
            None => match defaults::named(&name) {
                Some(built_in) => inner_of(&built_in),
                None => continue,
            },
        };
        queue.extend(inner.iter().cloned());
        known.insert(name, inner);
    }
    Ok(known)
}

fn inner_of(document: &JourneyDocument) -> Vec<String> {
    document
        .inner_journeys()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// All that is wrong with a document as one error, about the field that the first of it is about.
fn refused(problems: Vec<Invalid>) -> Error {
    let mut problems = problems.into_iter();
    let Some(first) = problems.next() else {
        return Error::internal("a journey was refused for nothing");
    };
    let mut message = first.message;
    for problem in problems {
        message.push('\n');
        message.push_str(&problem.to_string());
    }
    Error::invalid(first.field, message)
}

/// A journey ready to run, with the document it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Journey {
    /// Identifier of the document; none for a built-in journey.
    pub(crate) document: Option<String>,
    /// Its graph.
    pub(crate) graph: Arc<Graph>,
}

/// What there is of a name: a journey, or nothing. Both are worth remembering.
#[derive(Debug)]
pub struct CompiledJourney(Option<Journey>);

impl Compiled for CompiledJourney {
    const KIND: &'static str = KIND;

    async fn compile(_: &Cx, document: Document) -> Result<Self, Error> {
        let graph = graph_of(document.body, document.revision)?;
        Ok(Self(Some(Journey {
            document: Some(document.id),
            graph: Arc::new(graph),
        })))
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

impl CompiledJourney {
    /// The journey `name` of the realm, as a document says it.
    pub(crate) async fn find(cx: &Cx, name: &str) -> Result<Option<Journey>, Error> {
        if name.is_empty() || name.chars().count() > limits::JOURNEY_ID_CHARS {
            return Ok(None);
        }
        let found = cx.platform.documents.find::<Self>(cx, name).await?;
        Ok(found.and_then(|found| found.0.clone()))
    }
}

/// The graph of a stored body.
pub(crate) fn graph_of(body: Value, revision: i64) -> Result<Graph, Error> {
    compile::compile(&read(body)?, revision, &Registry).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::internal(format!(
            "a stored journey does not compile: {}",
            problems.join("; ")
        ))
    })
}

/// The graphs of the journeys that need no document, by name.
pub(crate) fn built_in() -> Result<BTreeMap<&'static str, Arc<Graph>>, Error> {
    let documents = defaults::names().filter_map(|name| Some((name, defaults::named(name)?)));
    documents
        .map(|(name, document)| {
            let graph = compile::compile(&document, BUILT_IN_REVISION, &Registry);
            let refused = |problems| format!("the built-in journey {name}: {problems:?}");
            let graph = graph.map_err(|problems| Error::internal(refused(problems)))?;
            Ok((name, Arc::new(graph)))
        })
        .collect()
}

fn read(body: Value) -> Result<JourneyDocument, Error> {
    JourneyDocument::from_value(body)
        .map_err(|invalid| Error::internal(format!("a stored journey does not read: {invalid}")))
}
