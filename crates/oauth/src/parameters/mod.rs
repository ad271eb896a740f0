//! The parameters of a request: `application/x-www-form-urlencoded`, bounded and strict.

pub(crate) mod decode;
mod error;

use std::fmt;

use zeroize::Zeroize;

pub use error::ParameterError;

use crate::Malformed;

/// Most parameters in one request, empty ones included.
const MOST: usize = 64;
/// Longest name, decoded, in bytes.
const LONGEST_NAME: usize = 64;
/// Longest value, decoded, in bytes.
const LONGEST_VALUE: usize = 8 * 1024;
/// Longest request, encoded, in bytes. Spans are kept as `u16`.
const LONGEST_REQUEST: usize = 32 * 1024;

/// The decoded parameters of a query or a form body.
///
/// A parameter without a value counts as omitted; one that a parser does not ask for is ignored; one
/// it asks for may stand only once, unless it asks with [`Parameters::all`] (RFC 6749 3.1 and 3.2).
/// The values may hold secrets: they are wiped on drop, and `Debug` shows names only.
pub struct Parameters {
    text: String,
    spans: Vec<Span>,
}

/// Where one parameter lies in the text: its name, directly followed by its value.
#[derive(Clone, Copy)]
struct Span {
    start: u16,
    middle: u16,
    end: u16,
}

impl Parameters {
    /// Reads the query of a URL, without its `?`.
    ///
    /// # Errors
    /// [`ParameterError`] when it is too large, or is not percent-encoded UTF-8.
    pub fn from_query(query: &str) -> Result<Self, ParameterError> {
        decode::decode(query)
    }

    /// Reads a form body.
    ///
    /// # Errors
    /// [`ParameterError`] when it is too large, or is not percent-encoded UTF-8.
    pub fn from_form(body: &str) -> Result<Self, ParameterError> {
        decode::decode(body)
    }

    /// Takes pairs that are decoded already: the members of a request object, or of a JSON body.
    ///
    /// # Errors
    /// [`ParameterError`] when there are too many, or they are too long.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ParameterError> {
        decode::collect(pairs)
    }

    /// The value of `name`, when there is one.
    ///
    /// # Errors
    /// [`ParameterError`] when it stands more than once.
    pub fn one(&self, name: &'static str) -> Result<Option<&str>, ParameterError> {
        let mut values = self.all(name);
        let first = values.next();
        match values.next() {
            Some(_) => Err(ParameterError::repeated(name)),
            None => Ok(first),
        }
    }

    /// The value of `name`.
    ///
    /// # Errors
    /// [`ParameterError`] when it is missing or stands more than once.
    pub fn required(&self, name: &'static str) -> Result<&str, ParameterError> {
        self.one(name)?.ok_or_else(|| ParameterError::missing(name))
    }

    /// The value of `name` as what `parse` makes of it, when there is one.
    ///
    /// # Errors
    /// [`ParameterError`] when it stands more than once, or `parse` refuses it.
    pub fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Malformed>,
    ) -> Result<Option<T>, ParameterError> {
        self.one(name)?
            .map(parse)
            .transpose()
            .map_err(|why| ParameterError::malformed(name, why))
    }

    /// The value of `name` as what `parse` makes of it.
    ///
    /// # Errors
    /// [`ParameterError`] when it is missing, stands more than once, or `parse` refuses it.
    pub fn parsed_required<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Malformed>,
    ) -> Result<T, ParameterError> {
        parse(self.required(name)?).map_err(|why| ParameterError::malformed(name, why))
    }

    /// Every value of `name`, in order: for `resource` and `audience`, which may repeat.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs()
            .filter(move |(n, _)| *n == name)
            .map(|(_, value)| value)
    }

    /// Whether `name` stands at least once with a value.
    pub fn contains(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The parameters, form-encoded, but for those in `without`.
    pub fn encoded_without(&self, without: &[&str]) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs().filter(|(name, _)| !without.contains(name)))
            .finish()
    }

    /// Every name and value, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.spans.iter().map(|span| {
            let [start, middle, end] = [span.start, span.middle, span.end].map(usize::from);
            (&self.text[start..middle], &self.text[middle..end])
        })
    }
}

impl Drop for Parameters {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parameters")?;
        f.debug_set()
            .entries(self.pairs().map(|(name, _)| name))
            .finish()
    }
}
