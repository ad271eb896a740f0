//! A run's memory on its way to its row and back.

use durward_journey::state::{RunState, StateError};
use durward_model::Secret;
use durward_model::id::RunId;
use durward_store::runs::Run;
use durward_store::vault::Sealed;
use durward_store::{Cx, Error};

/// A run's memory as its row keeps it.
pub(super) struct Stored {
    pub(super) public: String,
    pub(super) sealed: Option<Sealed>,
}

/// Writes `state` down. Nothing is sealed when there is nothing secret, as is usual.
pub(super) async fn write(cx: &Cx, run: RunId, state: &RunState) -> Result<Stored, Error> {
    let parts = state.to_parts().map_err(unusable)?;
    let sealed = match &parts.secure {
        Some(secret) => Some(cx.seal(&context(run), secret.expose().as_bytes()).await?),
        None => None,
    };
    Ok(Stored {
        public: parts.public,
        sealed,
    })
}

/// Reads the state of `run`.
pub(super) async fn read(cx: &Cx, run: &Run) -> Result<RunState, Error> {
    let secure = match &run.sealed {
        Some(sealed) => {
            let plain = cx.open(&context(run.id), sealed).await?;
            let text = std::str::from_utf8(plain.expose())
                .map_err(|_| unusable(StateError::Unreadable))?;
            Some(Secret::new(text.to_owned()))
        }
        None => None,
    };
    RunState::from_parts(&run.state, secure.as_ref()).map_err(unusable)
}

/// A sealed state opens for its own run only.
fn context(run: RunId) -> String {
    format!("journey-state|{run}")
}

fn unusable(error: StateError) -> Error {
    Error::internal(error.to_string())
}
