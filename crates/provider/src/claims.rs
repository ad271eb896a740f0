//! Claims about a person: which scope or request asks for which (OpenID Connect Core 5.1, 5.4, 5.5).

use durward_db::Tx;
use durward_identity::{groups, roles};
use durward_model::user::User;
use durward_oauth::{ClaimsRequest, Scope};
use durward_store::{Cx, Error};
use serde_json::{Map, Value, json};

/// Scope that asks for the names of the person's groups.
pub(crate) const GROUPS: &str = "groups";
/// Scope that asks for the names of the person's roles.
pub(crate) const ROLES: &str = "roles";

/// Where claims are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The ID token.
    IdToken,
    /// The UserInfo answer.
    UserInfo,
}

/// Every claim there is about a person, with the scope that asks for it.
const CLAIMS: &[(&str, &str)] = &[
    ("name", Scope::PROFILE),
    ("family_name", Scope::PROFILE),
    ("given_name", Scope::PROFILE),
    ("nickname", Scope::PROFILE),
    ("preferred_username", Scope::PROFILE),
    ("picture", Scope::PROFILE),
    ("website", Scope::PROFILE),
    ("gender", Scope::PROFILE),
    ("birthdate", Scope::PROFILE),
    ("zoneinfo", Scope::PROFILE),
    ("locale", Scope::PROFILE),
    ("updated_at", Scope::PROFILE),
    ("email", Scope::EMAIL),
    ("email_verified", Scope::EMAIL),
    ("address", Scope::ADDRESS),
    ("phone_number", Scope::PHONE),
    ("phone_number_verified", Scope::PHONE),
    (GROUPS, GROUPS),
    (ROLES, ROLES),
];

/// Names of all claims, for the metadata.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    CLAIMS.iter().map(|(name, _)| *name)
}

/// The claims about `user` that `scope` (where it counts) and `request` ask for in `place`.
///
/// # Errors
/// Database failures.
pub(crate) async fn collect(
    cx: &Cx,
    tx: &mut Tx,
    user: &User,
    scope: Option<&Scope>,
    request: Option<&ClaimsRequest>,
    place: Place,
) -> Result<Map<String, Value>, Error> {
    let asked = request.map(|request| match place {
        Place::IdToken => &request.id_token,
        Place::UserInfo => &request.userinfo,
    });
    let mut claims = Map::new();
    for (name, by_scope) in CLAIMS {
        let wanted = scope.is_some_and(|scope| scope.contains(by_scope))
            || asked.is_some_and(|asked| asked.contains_key(*name));
        if !wanted {
            continue;
        }
        let value = match *name {
            GROUPS => Some(json!(groups::names_for(cx, tx, user.id).await?)),
            ROLES => Some(json!(roles::names_for(cx, tx, user.id).await?)),
            name => value(user, name),
        };
        if let Some(value) = value {
            claims.insert((*name).to_owned(), value);
        }
    }
    Ok(claims)
}

fn value(user: &User, name: &str) -> Option<Value> {
    let profile = &user.profile;
    let text = |text: &Option<String>| text.clone().map(Value::String);
    match name {
        "name" => profile.full_name().map(Value::String),
        "family_name" => text(&profile.sn),
        "given_name" => text(&profile.given_name),
        "nickname" => text(&profile.nickname),
        "preferred_username" => Some(Value::String(user.username.to_string())),
        "picture" => text(&profile.picture),
        "website" => text(&profile.website),
        "gender" => text(&profile.gender),
        "birthdate" => text(&profile.birthdate),
        "zoneinfo" => text(&profile.zoneinfo),
        "locale" => text(&profile.locale),
        "updated_at" => Some(json!(user.updated_at.seconds())),
        "email" => user
            .email
            .as_ref()
            .map(|email| Value::String(email.to_string())),
        "email_verified" => user
            .email
            .as_ref()
            .map(|_| Value::Bool(user.email_verified)),
        "address" => address(user),
        "phone_number" => text(&user.phone),
        "phone_number_verified" => user
            .phone
            .as_ref()
            .map(|_| Value::Bool(user.phone_verified)),
        _ => None,
    }
}

fn address(user: &User) -> Option<Value> {
    let address = user.profile.address.as_ref()?;
    let parts = [
        ("formatted", &address.formatted),
        ("street_address", &address.street_address),
        ("locality", &address.locality),
        ("region", &address.region),
        ("postal_code", &address.postal_code),
        ("country", &address.country),
    ];
    let members: Map<String, Value> = parts
        .into_iter()
        .filter_map(|(name, part)| Some((name.to_owned(), Value::String(part.clone()?))))
        .collect();
    Some(Value::Object(members))
}
