//! The graphs a run needs: the current ones to start, exactly those it started with to go on.

use std::collections::BTreeMap;
use std::sync::Arc;

use durward_journey::limits;
use durward_journey::state::RunState;
use durward_journey::transition::Journeys;
use durward_model::id::RealmId;
use durward_store::documents::revision;
use durward_store::{Cx, Error};

use crate::kind::{self, BUILT_IN_REVISION, CompiledJourney, Journey, KIND};
use crate::nodes::{AnyNode, Graph};

/// Former revisions kept compiled, for runs that began before a journey changed.
const FORMER: u64 = 1000;

/// Where graphs come from.
#[derive(Debug)]
pub(super) struct Graphs {
    built_in: BTreeMap<&'static str, Arc<Graph>>,
    former: moka::sync::Cache<(RealmId, String, i64), Arc<Graph>>,
}

/// What a run starts with.
pub(super) struct Begun {
    pub(super) journeys: Journeys<AnyNode>,
    /// Identifiers of the documents, by journey.
    pub(super) documents: BTreeMap<String, String>,
}

impl Graphs {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self {
            built_in: kind::built_in()?,
            former: moka::sync::Cache::new(FORMER),
        })
    }

    /// The journey `name` and those it enters, as they stand now. Those that are not there are left out: the engine
    /// then refuses to start.
    pub(super) async fn to_start(&self, cx: &Cx, name: &str) -> Result<Begun, Error> {
        let mut journeys = Journeys::from_iter([]);
        let mut documents = BTreeMap::new();
        let mut wanted = Some(name.to_owned());
        while let Some(name) = wanted.take() {
            let Some(journey) = self.named(cx, &name).await? else {
                break;
            };
            documents.extend(journey.document.map(|id| (name, id)));
            journeys.add(journey.graph);
            if journeys.len() <= limits::JOURNEYS {
                wanted = journeys.missing().map(str::to_owned);
            }
        }
        Ok(Begun {
            journeys,
            documents,
        })
    }

    /// The journeys of a run, at the revisions it started with. Those that are gone are left out: the engine then
    /// ends the run.
    pub(super) async fn to_go_on(
        &self,
        cx: &Cx,
        state: &RunState,
        documents: &BTreeMap<String, String>,
    ) -> Result<Journeys<AnyNode>, Error> {
        let mut journeys = Journeys::from_iter([]);
        for (name, revision) in state.revisions() {
            let found = match documents.get(name) {
                Some(document) => self.revised(cx, name, document, revision).await?,
                None if revision == BUILT_IN_REVISION => self.built_in.get(name).cloned(),
                None => None,
            };
            if let Some(graph) = found {
                journeys.add(graph);
            }
        }
        Ok(journeys)
    }

    /// Whether there is a journey called `name`.
    pub(super) async fn has(&self, cx: &Cx, name: &str) -> Result<bool, Error> {
        Ok(self.named(cx, name).await?.is_some())
    }

    async fn named(&self, cx: &Cx, name: &str) -> Result<Option<Journey>, Error> {
        let found = CompiledJourney::find(cx, name).await?;
        Ok(found.or_else(|| {
            let graph = self.built_in.get(name).cloned()?;
            Some(Journey {
                document: None,
                graph,
            })
        }))
    }

    /// The journey `name` as revision `revision` of `document` says it.
    async fn revised(
        &self,
        cx: &Cx,
        name: &str,
        document: &str,
        wanted: i64,
    ) -> Result<Option<Arc<Graph>>, Error> {
        let current = CompiledJourney::find(cx, name).await?;
        let current = current.filter(|journey| journey.document.as_deref() == Some(document));
        if let Some(journey) = current.filter(|journey| journey.graph.revision() == wanted) {
            return Ok(Some(journey.graph));
        }
        let key = (cx.realm.id, document.to_owned(), wanted);
        if let Some(graph) = self.former.get(&key) {
            return Ok(Some(graph));
        }
        let change = revision(cx, &mut cx.db().read().await?, KIND, document, wanted).await?;
        let Some(body) = change.and_then(|change| change.after) else {
            return Ok(None);
        };
        let graph = Arc::new(kind::graph_of(body, wanted)?);
        self.former.insert(key, Arc::clone(&graph));
        Ok(Some(graph))
    }
}
