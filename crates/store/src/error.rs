//! The error of every use case: one sentence for the caller, the detail for the log.

use std::fmt;

use durward_db::DbError;
use durward_model::Invalid;

/// Who is at fault, and so which answer a surface gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// The caller sent a value that does not fit; the field's path.
    Invalid(String),
    /// The caller did not prove who it is.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// It is there already, or somebody changed it in between.
    Conflict,
    /// Too often; try again after so many seconds.
    RateLimited(u32),
    /// Not now; try again after so many seconds.
    Unavailable(u32),
    /// Our fault.
    Internal,
}

/// Why a use case did not do what it was asked.
#[derive(Debug)]
pub struct Error {
    /// Who is at fault.
    pub kind: ErrorKind,
    /// For the caller: what is wrong and what to do.
    pub public: String,
    /// For the log only.
    pub detail: String,
}

impl Error {
    /// An error of `kind` with a sentence for the caller.
    pub fn new(kind: ErrorKind, public: impl Into<String>) -> Self {
        Self {
            kind,
            public: public.into(),
            detail: String::new(),
        }
    }

    /// A refused value.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid(field.into()), message)
    }

    /// Nothing of that name.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorKind::NotFound, format!("There is no such {what}."))
    }

    /// It exists, or changed in between.
    pub fn conflict(public: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, public)
    }

    /// The caller may not do this.
    pub fn forbidden(public: impl Into<String>) -> Self {
        Self::new(ErrorKind::Forbidden, public)
    }

    /// The caller did not prove who it is.
    pub fn unauthenticated(public: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unauthenticated, public)
    }

    /// Overloaded or cut off for the moment.
    pub fn unavailable(retry_after_seconds: u32, detail: impl Into<String>) -> Self {
        Self::new(
            ErrorKind::Unavailable(retry_after_seconds),
            "The service is busy. Try again in a moment.",
        )
        .because(detail)
    }

    /// Our fault; `detail` goes to the log.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, "Something went wrong on our side.").because(detail)
    }

    /// Adds what the log should know.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// The same complaint about a field inside `parent`, where it is about a field.
    #[must_use]
    pub fn inside(mut self, parent: &str) -> Self {
        if let ErrorKind::Invalid(field) = &self.kind {
            self.kind = ErrorKind::Invalid(Invalid::new(field.clone(), "").inside(parent).field);
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ErrorKind::Invalid(field) = &self.kind
            && !field.is_empty()
        {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.public)?;
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.detail)
        }
    }
}

impl std::error::Error for Error {}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid.field, invalid.message)
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        let detail = error.to_string();
        match error {
            DbError::Unique { .. } => Self::conflict("It exists already.").because(detail),
            DbError::Unavailable(_) | DbError::Full | DbError::Conflict | DbError::ReadOnly => {
                Self::unavailable(2, detail)
            }
            _ => Self::internal(detail),
        }
    }
}

/// Whether `error` is the violation of the unique constraint `name`.
pub fn is_duplicate(error: &DbError, name: &str) -> bool {
    matches!(error, DbError::Unique { constraint } if constraint == name)
}
