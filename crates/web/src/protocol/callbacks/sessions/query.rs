//! Listing the sessions of a user.

use axum::http::StatusCode;
use axum::response::Response;
use durward_signin::sessions::{oversight, properties};
use serde_json::{Value, json};

use super::{HANDLE, acting, describe, named, ok};
use crate::kit::api::{ApiFailure, require_active};
use crate::kit::asked::Asked;

pub(super) async fn query(asked: &Asked) -> Result<Response, ApiFailure> {
    require_active(&asked.cx.realm)?;
    let cx = acting(asked).await?;
    let filter = asked.parameter("_queryFilter").unwrap_or_default();
    let Some(filter) = Filter::parse(&filter) else {
        return Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "_queryFilter: write username eq \"…\" and realm eq \"/…\".",
        ));
    };
    let here = filter
        .realm
        .is_none_or(|realm| realm == cx.realm.path.rooted());
    let user = match here {
        true => named(&cx, &filter.username).await?,
        false => None,
    };
    let mut found = Vec::new();
    if let Some(user) = user {
        for session in oversight::list_of(&cx, user).await? {
            let mut entry = describe::outline(&cx, &session);
            let shown = properties::listed(&cx, &session).await?;
            entry.insert("properties".to_owned(), json!(shown));
            let handle = format!("{HANDLE}{}", session.id);
            entry.insert("sessionHandle".to_owned(), json!(handle));
            found.push(Value::Object(entry));
        }
    }
    Ok(ok(json!({
        "resultCount": found.len(),
        "result": found,
        "pagedResultsCookie": null,
        "totalPagedResultsPolicy": "NONE",
        "totalPagedResults": -1,
        "remainingPagedResults": -1,
    })))
}

/// The one question that can be asked.
#[derive(Debug, PartialEq, Eq)]
struct Filter {
    username: String,
    realm: Option<String>,
}

impl Filter {
    /// `username eq "…"`, and `realm eq "…"` before or after it, joined by `and`.
    fn parse(text: &str) -> Option<Self> {
        let (mut username, mut realm) = (None, None);
        let mut rest = text.trim();
        loop {
            let (name, after) = rest.split_once(' ')?;
            let after = after.trim_start().strip_prefix("eq ")?.trim_start();
            let mut values = serde_json::Deserializer::from_str(after).into_iter::<String>();
            let value = values.next()?.ok()?;
            let slot = match name {
                "username" => &mut username,
                "realm" => &mut realm,
                _ => return None,
            };
            if slot.replace(value).is_some() {
                return None;
            }
            rest = after[values.byte_offset()..].trim_start();
            if rest.is_empty() {
                let username = username?;
                return Some(Self { username, realm });
            }
            rest = rest.strip_prefix("and ")?.trim_start();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(username: &str, realm: Option<&str>) -> Option<Filter> {
        Some(Filter {
            username: username.to_owned(),
            realm: realm.map(str::to_owned),
        })
    }

    #[test]
    fn a_filter_names_a_user_and_the_realm_in_either_order() {
        let parse = Filter::parse;
        assert_eq!(parse(r#"username eq "ana""#), filter("ana", None));
        let both = filter("a\"b", Some("/acme"));
        assert_eq!(parse(r#"username eq "a\"b" and realm eq "/acme""#), both);
        assert_eq!(
            parse(r#" realm eq "/acme"  and  username eq "a\"b" "#),
            both
        );
    }

    #[test]
    fn any_other_filter_is_refused() {
        for text in [
            "",
            "true",
            "username",
            "username eq ana",
            r#"username sw "a""#,
            r#"realm eq "/acme""#,
            r#"username eq "a" or username eq "b""#,
            r#"username eq "a" and username eq "b""#,
            r#"username eq "a" and"#,
            r#"mail eq "a@b""#,
        ] {
            assert_eq!(Filter::parse(text), None, "{text}");
        }
    }
}
