//! `userDetails`: what somebody who signs up says about themselves.

use std::collections::BTreeMap;

use durward_db::Tx;
use durward_identity::credentials::{NewPassword, prepare_password};
use durward_identity::policy::Owner;
use durward_identity::users::{UserFields, attributes, taken_field};
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::service::SessionService;
use durward_model::session::Method;
use durward_model::text::{Email, Username};
use durward_model::user::UserStatus;
use durward_model::{Actor, Secret};
use durward_store::security_answers::SecurityAnswer;
use durward_store::{Cx, Error, audit, services};
use serde_json::{Map, Value};

use crate::nodes::NewAccount;
use crate::selfservice::run::{Verdict, Work, refused};
use crate::selfservice::ticket::{Details, Ticket, stale};
use crate::sessions::{self, Begun, SignedIn};

/// Attributes of one person.
const MOST: usize = 100;

/// Checks what was said and keeps it, the password hashed.
pub(in crate::selfservice) async fn look(
    work: &Work<'_>,
    ticket: &mut Ticket,
    input: &Map<String, Value>,
) -> Result<Verdict, Error> {
    let said = input.get("user").and_then(Value::as_object);
    let said = said.ok_or_else(|| Error::invalid("user", "user is required."))?;
    let own = &work.settings.user_registration;
    let allowed = &own.user_registration_valid_user_attributes;
    let mut kept = BTreeMap::new();
    for (name, value) in said {
        let listed = |listed: &String| {
            listed == name || attributes::canonical(listed) == attributes::canonical(name)
        };
        if !allowed.iter().any(listed) || kept.len() >= MOST {
            return Err(refused(format!("The attribute {name} cannot be set.")));
        }
        if name != "userPassword" && attributes::canonical(name) != "userName" {
            kept.insert(attributes::canonical(name).to_owned(), value.clone());
        }
    }
    let username = ["username", "userName", "uid"]
        .into_iter()
        .find_map(|name| said.get(name))
        .and_then(Value::as_str)
        .ok_or_else(|| Error::invalid("username", "username is required."))?;
    let fields = fields(username, &kept)?;
    if own.user_registration_email_verification_enabled && fields.email.is_none() {
        return Err(Error::invalid("mail", "mail is required."));
    }
    let cx = work.cx;
    let taken = taken_field(cx, &mut cx.db().read().await?, None, &fields).await?;
    // Whoever proves to have the address may be told later that there is an account.
    let quiet = work.settings.hides_in_stages()
        && own.user_registration_email_verification_enabled
        && taken == Some("email");
    if let Some(field) = taken.filter(|_| !quiet) {
        return Err(match field {
            "username" => Error::conflict("This username is taken."),
            _ => Error::conflict("This email address belongs to another user."),
        });
    }
    let password = match said.get("userPassword") {
        None => None,
        Some(Value::String(text)) => {
            let owner = Owner {
                username: Some(fields.username.as_str()),
                email: fields.email.as_ref().map(Email::as_str),
            };
            let text = Secret::new(text.clone());
            let new = prepare_password(cx, work.passwords, &owner, None, &text).await?;
            Some(new.to_hash().expose().clone())
        }
        Some(_) => return Err(Error::invalid("userPassword", "userPassword must be text.")),
    };
    if password.is_none() {
        return Err(Error::invalid("userPassword", "userPassword is required."));
    }
    ticket.details = Some(Details {
        username: fields.username.to_string(),
        attributes: kept,
        password,
        answers: Vec::new(),
    });
    Ok(Verdict::Passed)
}

fn fields(username: &str, said: &BTreeMap<String, Value>) -> Result<UserFields, Error> {
    let mut fields = UserFields::named(Username::parse(username)?);
    for (name, value) in said {
        if name == "inetUserStatus" {
            fields.status = match value.as_str() {
                Some("Active") => UserStatus::Active,
                Some("Inactive") => UserStatus::Inactive,
                _ => return Err(refused("inetUserStatus is Active or Inactive.")),
            };
            continue;
        }
        attributes::put(&mut fields, name, value)
            .map_err(|broken| Error::invalid(name.as_str(), broken.message))?;
    }
    Ok(fields)
}

/// The account that the flow of `ticket` makes.
pub(in crate::selfservice) fn account(
    work: &Work<'_>,
    ticket: &Ticket,
) -> Result<NewAccount, Error> {
    let details = ticket.details.as_ref().ok_or_else(stale)?;
    let mut fields = fields(&details.username, &details.attributes)?;
    fields.email_verified = ticket.verified && fields.email.is_some();
    let password = details.password.clone().map(Secret::new);
    let answers = details.answers.iter().map(|answer| SecurityAnswer {
        question: answer.question.clone(),
        texts: answer.texts.clone(),
        hash: answer.hash.clone(),
    });
    Ok(NewAccount {
        id: UserId::new(work.cx.now, work.cx.entropy()),
        fields,
        password: password.as_ref().map(NewPassword::of_hash),
        terms: None,
        answers: answers.collect(),
        consents: Vec::new(),
    })
}

/// Begins a session of somebody who has just signed up.
pub(in crate::selfservice) async fn sign_in(
    cx: &Cx,
    tx: &mut Tx,
    account: &NewAccount,
) -> Result<Begun, Error> {
    let cx = &cx.clone().acting(Actor::User(account.id));
    let lifetimes = services::settings::<SessionService>(cx).await?;
    let signed_in = SignedIn {
        user: account.id,
        methods: vec![Method {
            amr: "pwd".to_owned(),
            at: cx.now,
        }],
        auth_time: None,
        acr: None,
        auth_level: 0,
        journey: "userRegistration".to_owned(),
        properties: BTreeMap::new(),
    };
    let begun = sessions::begin(cx, tx, &lifetimes, signed_in).await?;
    let event = Event::new(Topic::Authentication, "signin.succeeded")
        .object(begun.session.id)
        .user(account.id)
        .session(begun.session.id);
    audit::record(cx, tx, event).await?;
    Ok(begun)
}
