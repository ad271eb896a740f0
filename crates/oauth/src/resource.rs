//! The protected API that a token is meant for (RFC 8707).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{ParameterError, Parameters, bounded_text::text_type, charset::is_uri_text};

/// Most APIs in one request.
const MOST: usize = 16;

text_type!(
    /// A `resource`: an absolute URI without fragment, at most 1024 bytes (RFC 8707 2).
    ResourceIndicator,
    |text| text.len() <= 1024
        && is_uri_text(text)
        && !text.contains('#')
        && Url::parse(text).is_ok(),
    "must be an absolute URI without fragment of at most 1024 bytes"
);

/// The APIs a request names, each once, in order. Often none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Resources(Vec<ResourceIndicator>);

impl Resources {
    /// The name of the parameter.
    pub const PARAMETER: &'static str = "resource";

    /// Reads every `resource` of a request.
    ///
    /// # Errors
    /// [`ParameterError`] on a malformed one or more than 16; answer it with `invalid_target`.
    pub fn parse(parameters: &Parameters) -> Result<Self, ParameterError> {
        let mut resources = Vec::new();
        for text in parameters.all(Self::PARAMETER) {
            let resource = ResourceIndicator::parse(text)
                .map_err(|why| ParameterError::malformed(Self::PARAMETER, why))?;
            if resources.contains(&resource) {
                continue;
            }
            if resources.len() == MOST {
                return Err(ParameterError::about(
                    Self::PARAMETER,
                    "must be sent at most 16 times",
                ));
            }
            resources.push(resource);
        }
        Ok(Self(resources))
    }

    /// The APIs.
    pub fn iter(&self) -> std::slice::Iter<'_, ResourceIndicator> {
        self.0.iter()
    }

    /// Whether `resource` is one of them.
    pub fn contains(&self, resource: &ResourceIndicator) -> bool {
        self.0.contains(resource)
    }

    /// Whether every API is also in `other`: what a token request may narrow down to (RFC 8707 2.2).
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|resource| other.contains(resource))
    }

    /// How many APIs.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no API is named.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Resources {
    type Item = &'a ResourceIndicator;
    type IntoIter = std::slice::Iter<'a, ResourceIndicator>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<ResourceIndicator> for Resources {
    fn from_iter<I: IntoIterator<Item = ResourceIndicator>>(resources: I) -> Self {
        let mut unique = Vec::new();
        for resource in resources {
            if !unique.contains(&resource) {
                unique.push(resource);
            }
        }
        Self(unique)
    }
}
