//! Finding an account by what somebody remembers: `mail eq "ana@acme.example"` (R-REC-6).

use durward_identity::users::{UserFields, attributes};
use durward_model::Invalid;
use durward_model::text::{Email, Username, fold};
use durward_model::user::User;
use durward_store::{Cx, Error, users};
use serde_json::Value;

/// Conditions of one query.
const MOST: usize = 5;
/// Accounts looked at for one query.
const PAGE: i64 = 100;

/// An attribute and the value it must have.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    attribute: String,
    value: String,
}

/// The one active user for whom all that `filter` says holds; none when there is none, or more than one.
///
/// # Errors
/// Invalid when it is no filter, or names an attribute that is not among `allowed`; database failures.
pub(super) async fn find(cx: &Cx, allowed: &[String], filter: &str) -> Result<Option<User>, Error> {
    let conditions = parse(filter).ok_or_else(|| {
        Invalid::new("queryFilter", "Write the filter as attribute eq \"value\".")
    })?;
    for condition in &conditions {
        let name = attributes::canonical(&condition.attribute);
        if !allowed
            .iter()
            .any(|allowed| attributes::canonical(allowed) == name)
        {
            return Err(Invalid::new(
                "queryFilter",
                format!("Accounts cannot be found by {}.", condition.attribute),
            )
            .into());
        }
    }
    let mut tx = cx.db().read().await?;
    let mut found: Option<User> = None;
    for user in candidates(cx, &mut tx, &conditions).await? {
        let fields = UserFields::of(&user);
        let holds = |condition: &Condition| {
            let value = attributes::value(&fields, &condition.attribute);
            let text = value.as_ref().and_then(Value::as_str);
            text.is_some_and(|text| fold(text) == fold(&condition.value))
        };
        if user.is_active() && conditions.iter().all(holds) {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(user);
        }
    }
    Ok(found)
}

/// Users for whom a condition may hold: by a name that is unique, else by the beginning of another. Conditions on
/// attributes that are not indexed find nobody by themselves.
async fn candidates(
    cx: &Cx,
    tx: &mut durward_db::Tx,
    conditions: &[Condition],
) -> Result<Vec<User>, Error> {
    for condition in conditions {
        let found = match attributes::canonical(&condition.attribute) {
            "userName" => match Username::parse(&condition.value) {
                Ok(name) => users::by_username_key(cx, tx, &name.key()).await?,
                Err(_) => None,
            },
            "mail" => match Email::parse(&condition.value) {
                Ok(email) => users::by_email_key(cx, tx, &email.key()).await?,
                Err(_) => None,
            },
            _ => continue,
        };
        return Ok(found.into_iter().collect());
    }
    for condition in conditions {
        if ["givenName", "sn", "cn"].contains(&attributes::canonical(&condition.attribute)) {
            let found = users::search(cx, tx, &condition.value, PAGE).await?;
            // Of so many, more than one has the name, or it cannot be known.
            let whole = i64::try_from(found.len()).is_ok_and(|count| count < PAGE);
            return Ok(if whole { found } else { Vec::new() });
        }
    }
    Ok(Vec::new())
}

/// The conditions of `filter`, joined by `and`.
fn parse(filter: &str) -> Option<Vec<Condition>> {
    let mut rest = filter.trim();
    while let Some(inner) = rest
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .filter(|inner| !inner.contains(['(', ')']))
    {
        rest = inner.trim();
    }
    let mut conditions = Vec::new();
    loop {
        let end = rest.find(char::is_whitespace)?;
        let (attribute, after) = rest.split_at(end);
        let after = after.trim_start().strip_prefix("eq")?;
        let after = after
            .strip_prefix(char::is_whitespace)
            .or_else(|| after.starts_with('"').then_some(after))?;
        let (value, after) = quoted(after.trim_start())?;
        let sound = !attribute.is_empty() && attribute.bytes().all(|b| b.is_ascii_alphanumeric());
        if !sound || conditions.len() >= MOST {
            return None;
        }
        conditions.push(Condition {
            attribute: attribute.to_owned(),
            value,
        });
        let after = after.trim();
        if after.is_empty() {
            return Some(conditions);
        }
        rest = after.strip_prefix("and")?.trim_start();
    }
}

/// The text between quotes that `text` begins with, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.strip_prefix('"')?.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 2..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(filter: &str) -> Option<Vec<(String, String)>> {
        let conditions = parse(filter)?;
        let pair = |one: Condition| (one.attribute, one.value);
        Some(conditions.into_iter().map(pair).collect())
    }

    #[test]
    fn a_filter_is_a_list_of_equalities() {
        let one = |attribute: &str, value: &str| (attribute.to_owned(), value.to_owned());
        assert_eq!(
            pairs(r#"mail eq "demo.user@example.com""#),
            Some(vec![one("mail", "demo.user@example.com")])
        );
        assert_eq!(
            pairs(r#"(uid eq "de\"mo")"#),
            Some(vec![one("uid", "de\"mo")])
        );
        assert_eq!(
            pairs(r#"givenName eq "Ana" and sn eq "Diaz""#),
            Some(vec![one("givenName", "Ana"), one("sn", "Diaz")])
        );
    }

    #[test]
    fn attack_what_is_no_equality_is_refused() {
        for filter in [
            "",
            "true",
            r#"uid sw "a""#,
            r#"uid eq "a" or uid eq "b""#,
            r#"uid eq "a"#,
            r#"!(uid eq "a")"#,
            r#"uid co "" "#,
        ] {
            assert_eq!(pairs(filter), None, "{filter}");
        }
    }
}
