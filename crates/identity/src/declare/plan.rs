//! All declarations, read and sorted by realm and kind.

use std::collections::{BTreeMap, HashSet};

use durward_model::text::RealmPath;
use durward_store::documents::Kinds;
use durward_store::{Error, services};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::written::{WrittenGroup, WrittenOrganization, WrittenRealm, WrittenRole, WrittenUser};
use super::{Declaration, Refused, Source};

/// Kinds that are rows, not documents.
const ROWS: [&str; 5] = ["realm", "role", "group", "organization", "user"];

/// Something that was written, and where.
#[derive(Debug)]
pub(super) struct Item<T> {
    pub(super) source: Source,
    pub(super) written: T,
}

/// A document as written, without `kind` and `realm`.
#[derive(Debug)]
pub(super) struct WrittenDocument {
    pub(super) kind: String,
    pub(super) body: Value,
}

/// Everything declared of one realm.
#[derive(Debug, Default)]
pub(super) struct RealmPlan {
    pub(super) realm: Option<Item<WrittenRealm>>,
    pub(super) documents: Vec<Item<WrittenDocument>>,
    pub(super) roles: Vec<Item<WrittenRole>>,
    pub(super) groups: Vec<Item<WrittenGroup>>,
    pub(super) organizations: Vec<Item<WrittenOrganization>>,
    pub(super) users: Vec<Item<WrittenUser>>,
    /// What was named already: `user ana`.
    named: HashSet<String>,
}

impl RealmPlan {
    /// Where the realm is first spoken of.
    pub(super) fn first_source(&self) -> Option<&Source> {
        let realm = self.realm.iter().map(|item| &item.source);
        let documents = self.documents.iter().map(|item| &item.source);
        let roles = self.roles.iter().map(|item| &item.source);
        let groups = self.groups.iter().map(|item| &item.source);
        let organizations = self.organizations.iter().map(|item| &item.source);
        let users = self.users.iter().map(|item| &item.source);
        realm
            .chain(documents)
            .chain(roles)
            .chain(groups)
            .chain(organizations)
            .chain(users)
            .next()
    }
}

/// Everything declared, by the path of its realm; a realm comes before those below it.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) realms: BTreeMap<RealmPath, RealmPlan>,
}

impl Plan {
    /// Reads all `declarations`.
    ///
    /// # Errors
    /// The first that does not read, or that names something a second time.
    pub(super) fn read(
        kinds: &Kinds,
        declarations: impl IntoIterator<Item = Result<Declaration, Refused>>,
    ) -> Result<Self, Refused> {
        let mut plan = Self::default();
        for declaration in declarations {
            let Declaration { source, value } = declaration?;
            plan.add(kinds, &source, value)
                .map_err(|(subject, error)| Refused::at(&source, subject, error))?;
        }
        Ok(plan)
    }

    fn add(
        &mut self,
        kinds: &Kinds,
        source: &Source,
        mut value: Value,
    ) -> Result<(), (String, Error)> {
        let plain = |error| (String::new(), error);
        let kind = take_text(&mut value, "kind").map_err(plain)?;
        if !ROWS.contains(&kind.as_str()) {
            check_kind(kinds, &kind).map_err(plain)?;
        }
        if kind == "realm" {
            let written: WrittenRealm = read(&kind, value)?;
            let place = self.realms.entry(written.name.clone()).or_default();
            if place.realm.is_some() {
                return Err(twice(format!("realm {}", written.name)));
            }
            place.realm = Some(item(source, written));
            return Ok(());
        }
        let subject = subject(&kind, &value);
        let with_subject = |error: Error| (subject.clone(), error);
        let realm = take_text(&mut value, "realm").map_err(with_subject)?;
        let path = RealmPath::parse(&realm)
            .map_err(|invalid| with_subject(Error::invalid("realm", invalid.message)))?;
        let place = self.realms.entry(path).or_default();
        let mut name_once = |name: String| {
            if place.named.insert(name.clone()) {
                Ok(())
            } else {
                Err(twice(name))
            }
        };
        match kind.as_str() {
            "role" => {
                let written: WrittenRole = read(&kind, value)?;
                let app = written.app.as_deref().unwrap_or_default();
                name_once(
                    format!("role {} {app}", written.name.key())
                        .trim_end()
                        .to_owned(),
                )?;
                place.roles.push(item(source, written));
            }
            "group" => {
                let written: WrittenGroup = read(&kind, value)?;
                name_once(format!("group {}", written.name.key()))?;
                place.groups.push(item(source, written));
            }
            "organization" => {
                let written: WrittenOrganization = read(&kind, value)?;
                name_once(format!("organization {}", written.name.key()))?;
                place.organizations.push(item(source, written));
            }
            "user" => {
                let written: WrittenUser = read(&kind, value)?;
                name_once(format!("user {}", written.username.key()))?;
                place.users.push(item(source, written));
            }
            _ => place
                .documents
                .push(item(source, WrittenDocument { kind, body: value })),
        }
        Ok(())
    }
}

fn item<T>(source: &Source, written: T) -> Item<T> {
    Item {
        source: source.clone(),
        written,
    }
}

fn twice(name: String) -> (String, Error) {
    (name, Error::conflict("It is declared twice."))
}

fn check_kind(kinds: &Kinds, kind: &str) -> Result<(), Error> {
    let documents = || kinds.names().filter(|name| *name != services::KIND);
    if documents().any(|name| name == kind) {
        return Ok(());
    }
    let known: Vec<&str> = ROWS.into_iter().chain(documents()).collect();
    Err(Error::invalid(
        "kind",
        format!(
            "There is no kind '{kind}'. Kinds are: {}.",
            known.join(", ")
        ),
    ))
}

/// What a declaration is about, as far as it says so.
fn subject(kind: &str, value: &Value) -> String {
    let name = ["username", "name", "_id"]
        .iter()
        .find_map(|member| value.get(member))
        .and_then(Value::as_str);
    name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"))
}

fn take_text(value: &mut Value, member: &str) -> Result<String, Error> {
    let Some(object) = value.as_object_mut() else {
        return Err(Error::invalid(
            "",
            "A declaration is an object that begins with 'kind'.",
        ));
    };
    match object.shift_remove(member) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Error::invalid(member, "Give text.")),
        None => Err(Error::invalid(member, format!("Name the {member}."))),
    }
}

/// Reads the members of a declaration.
fn read<T: DeserializeOwned>(kind: &str, value: Value) -> Result<T, (String, Error)> {
    let subject = subject(kind, &value);
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        (
            subject,
            Error::invalid(field(&path, &message), sentence(&message)),
        )
    })
}

/// The path of the member that `message` is about. An unknown member is named by the message alone.
fn field(path: &str, message: &str) -> String {
    let path = path.trim_end_matches('?').trim_end_matches('.');
    let unknown = message
        .strip_prefix("unknown field `")
        .or_else(|| message.strip_prefix("missing field `"))
        .and_then(|rest| rest.split_once('`'))
        .map(|(name, _)| name);
    match unknown {
        Some(name) if path.is_empty() => name.to_owned(),
        Some(name) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    }
}

fn sentence(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => "It does not read.".to_owned(),
    }
}
