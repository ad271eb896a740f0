//! Where the field stands that something was refused for.

use std::sync::Arc;

use durward_identity::declare::Refused;
use durward_store::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use super::yaml;

/// The texts that declarations were read from.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<(Arc<str>, Arc<str>)>);

/// Why nothing was applied, on its way back to whoever has the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refusal {
    /// File and line of the declaration, when one is at fault.
    place: Option<(Arc<str>, u32)>,
    /// Which thing it declares, for people.
    subject: String,
    /// Path of the field that does not fit; empty when it is not about one.
    field: String,
    message: String,
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let place = refused.source.map(|source| (source.file, source.line));
        Self {
            place,
            ..Self::about(refused.subject, &refused.error)
        }
    }
}

impl Refusal {
    /// A refusal of `subject`, which is declared at `place`: file and line.
    pub(crate) fn at(place: (Arc<str>, u32), subject: String, error: &Error) -> Self {
        Self {
            place: Some(place),
            ..Self::about(subject, error)
        }
    }

    fn about(subject: String, error: &Error) -> Self {
        let field = match &error.kind {
            ErrorKind::Invalid(field) => field.clone(),
            _ => String::new(),
        };
        let message = if error.detail.is_empty() {
            error.public.clone()
        } else {
            format!("{} ({})", error.public, error.detail)
        };
        Self {
            place: None,
            subject,
            field,
            message,
        }
    }

    /// A refusal that no declaration is at fault for.
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            place: None,
            subject: String::new(),
            field: String::new(),
            message: error.to_string(),
        }
    }

    /// The same for other failures.
    pub(crate) fn because(message: String) -> Self {
        Self {
            place: None,
            subject: String::new(),
            field: String::new(),
            message,
        }
    }

    /// All of it in one line that begins with file and line of the field.
    pub(crate) fn explained(&self, places: &Places) -> String {
        let mut text = String::new();
        if let Some((file, line)) = &self.place {
            text = format!(
                "{file}:{}: ",
                places.line_of(file, *line, &self.field).unwrap_or(*line)
            );
        }
        for part in [&self.subject, &self.field] {
            if !part.is_empty() {
                text.push_str(part);
                text.push_str(": ");
            }
        }
        text + &self.message
    }
}

impl Places {
    pub(super) fn add(&mut self, file: Arc<str>, text: Arc<str>) {
        self.0.push((file, text));
    }

    /// The line of `field`, or of what it stands in, in the declaration that begins at `line` of `file`.
    fn line_of(&self, file: &str, line: u32, field: &str) -> Option<u32> {
        let (_, text) = self.0.iter().find(|(name, _)| &**name == file)?;
        let documents = yaml::read(text).ok()?;
        let declared = documents.iter().find(|document| document.line == line)?;
        let mut best = None;
        declared.node.visit("", &mut |path, line| {
            let within = field
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            if within && best.as_ref().is_none_or(|(length, _)| path.len() > *length) {
                best = Some((path.len(), line));
            }
        });
        best.map(|(_, line)| line)
    }
}
