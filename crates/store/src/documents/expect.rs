//! What a writer believes stands now.

use super::read::Document;
use crate::Error;

/// What the writer believes stands now (`If-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Whatever there is or is not.
    Anything,
    /// Nothing: this must create it.
    Absent,
    /// Exactly this revision.
    Revision(i64),
}

impl Expect {
    /// Holds this against what stands.
    ///
    /// # Errors
    /// Conflict when it does not hold.
    pub(super) fn met_by(self, current: Option<&Document>) -> Result<(), Error> {
        match (self, current) {
            (Self::Anything, _) | (Self::Absent, None) => Ok(()),
            (Self::Absent, Some(_)) => Err(Error::conflict("It exists already.")),
            (Self::Revision(wanted), Some(document)) if document.revision == wanted => Ok(()),
            (Self::Revision(_), _) => Err(changed_in_between()),
        }
    }
}

pub(super) fn changed_in_between() -> Error {
    Error::conflict("Somebody changed it in between. Load it again, then repeat your change.")
}
