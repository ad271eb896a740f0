//! What a verifier accepts.

use super::Header;
use crate::{Algorithm, JoseError, KeySet};

/// Longest token read unless a policy says otherwise, in bytes.
pub const DEFAULT_MAX_LENGTH: usize = 16 * 1024;

/// What a verifier accepts, said before it reads the token.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Policy<'a> {
    algorithms: &'a [Algorithm],
    keys: &'a KeySet,
    typ: Typ<'a>,
    max_length: usize,
}

/// Which `typ` values are accepted. They are media types: case does not matter and
/// `application/` may be left out (RFC 7515 4.1.9).
#[derive(Clone, Copy, Debug)]
pub enum Typ<'a> {
    /// Any, or none.
    Any,
    /// One of these; for token kinds with a type of their own, such as `at+jwt` (RFC 8725 3.11).
    OneOf(&'a [&'a str]),
    /// One of these, or none; for kinds older than that rule, such as ID tokens.
    AbsentOr(&'a [&'a str]),
}

impl<'a> Policy<'a> {
    /// Accepts these algorithms (RFC 8725 3.1) with these keys, of any type and at most
    /// [`DEFAULT_MAX_LENGTH`] bytes.
    pub const fn new(algorithms: &'a [Algorithm], keys: &'a KeySet) -> Self {
        Self {
            algorithms,
            keys,
            typ: Typ::Any,
            max_length: DEFAULT_MAX_LENGTH,
        }
    }

    /// The same, for tokens of this type only.
    pub const fn typ(self, typ: Typ<'a>) -> Self {
        Self { typ, ..self }
    }

    /// The same, for tokens of at most this many bytes.
    pub const fn max_length(self, max_length: usize) -> Self {
        Self { max_length, ..self }
    }

    pub(super) const fn keys(&self) -> &'a KeySet {
        self.keys
    }

    pub(super) const fn limit(&self) -> usize {
        self.max_length
    }

    pub(super) fn accept(&self, header: &Header) -> Result<(), JoseError> {
        if !self.algorithms.contains(&header.alg) {
            return Err(JoseError::AlgorithmNotAllowed);
        }
        if self.typ.accepts(header.typ.as_deref()) {
            Ok(())
        } else {
            Err(JoseError::WrongType)
        }
    }
}

impl Typ<'_> {
    fn accepts(self, typ: Option<&str>) -> bool {
        match (self, typ) {
            (Self::Any, _) | (Self::AbsentOr(_), None) => true,
            (Self::OneOf(_), None) => false,
            (Self::OneOf(accepted) | Self::AbsentOr(accepted), Some(typ)) => accepted
                .iter()
                .any(|one| short(one).eq_ignore_ascii_case(short(typ))),
        }
    }
}

/// The type without `application/`, unless another slash follows.
fn short(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
        _ => typ,
    }
}
