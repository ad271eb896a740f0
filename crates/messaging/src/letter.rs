//! What is to be said to whom.

use std::collections::BTreeMap;
use std::fmt;

use durward_model::Timestamp;
use durward_model::id::UserId;
use durward_model::user::User;
use serde::{Deserialize, Serialize};

/// What carries a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// Mail.
    Email,
    /// Text message.
    Sms,
    /// WhatsApp message.
    Whatsapp,
}

impl Medium {
    /// As written in documents and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
        }
    }

    /// The medium of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Email, Self::Sms, Self::Whatsapp]
            .into_iter()
            .find(|medium| medium.as_str() == name)
    }
}

/// What messages of the product are for: each has words of its own in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A one-time code.
    Code,
    /// A link by which a journey goes on.
    Link,
    /// A link that proves an address.
    VerifyAddress,
    /// A link that leads to a new password.
    ResetPassword,
    /// The name somebody signs in with.
    ForgottenUsername,
    /// A link to open an account.
    Invitation,
    /// Somebody signed in with a browser that was not known.
    NewDevice,
    /// A way to sign in was added.
    MethodAdded,
    /// A way to sign in was removed.
    MethodRemoved,
    /// A pass was given in place of a lost second factor.
    PassGiven,
    /// The password was changed.
    PasswordChanged,
    /// The account was locked.
    AccountLocked,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 12] = [
        Self::Code,
        Self::Link,
        Self::VerifyAddress,
        Self::ResetPassword,
        Self::ForgottenUsername,
        Self::Invitation,
        Self::NewDevice,
        Self::MethodAdded,
        Self::MethodRemoved,
        Self::PassGiven,
        Self::PasswordChanged,
        Self::AccountLocked,
    ];

    /// The purpose whose template is called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.template() == name)
    }

    /// Name of the template that says it.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
            Self::VerifyAddress => "verify-address",
            Self::ResetPassword => "reset-password",
            Self::ForgottenUsername => "forgotten-username",
            Self::Invitation => "invitation",
            Self::NewDevice => "new-device",
            Self::MethodAdded => "method-added",
            Self::MethodRemoved => "method-removed",
            Self::PassGiven => "pass-given",
            Self::PasswordChanged => "password-changed",
            Self::AccountLocked => "account-locked",
        }
    }
}

/// Whom a letter is to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// This address or number.
    Address(String),
    /// Nobody has this address or number. Nothing is sent; the same is written, so that the time it takes does not
    /// tell who has an account.
    Nobody(String),
}

impl To {
    /// The address or number that was asked for.
    pub(crate) fn asked(&self) -> &str {
        match self {
            Self::Address(address) | Self::Nobody(address) => address,
        }
    }
}

/// How far a letter may be held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Anybody could have asked for it: only so many an hour go to one address.
    Anybody,
    /// Somebody asked for it who is known to be the person, or the product itself has to say it.
    Known,
}

/// What a template puts in its places. Not shown in logs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// What is called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// Words that take the place of a template's, as the journey that sends a message has them; by language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Wording {
    /// The subject of a mail.
    pub subject: BTreeMap<String, String>,
    /// The whole text; for a mail HTML is allowed in it.
    pub message: BTreeMap<String, String>,
}

/// A message to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What carries it.
    pub medium: Medium,
    /// Whom it is to.
    pub to: To,
    /// The user whom it concerns.
    pub user: Option<UserId>,
    /// Name of its template: one of [`Purpose`], or one that the realm has written.
    pub template: String,
    /// What the template puts in its places.
    pub values: Values,
    /// Words of the sender's own.
    pub wording: Option<Wording>,
    /// `client_id` of the app the person comes from: its templates are taken before the realm's.
    pub app: Option<String>,
    /// The languages of the person, best first.
    pub languages: Vec<String>,
    /// After which it is of no use: it is not sent then.
    pub expires_at: Option<Timestamp>,
    /// How far it may be held back.
    pub demand: Demand,
}

impl Letter {
    /// A letter without values, in English, that is of use for ever.
    #[must_use]
    pub fn new(medium: Medium, to: To, template: impl Into<String>) -> Self {
        Self {
            medium,
            to,
            user: None,
            template: template.into(),
            values: Values::default(),
            wording: None,
            app: None,
            languages: Vec::new(),
            expires_at: None,
            demand: Demand::Anybody,
        }
    }

    /// The same about `user`: how the person is called and which language they prefer.
    #[must_use]
    pub fn about(mut self, user: &User) -> Self {
        self.user = Some(user.id);
        let name = user
            .profile
            .full_name()
            .unwrap_or_else(|| user.username.as_str().to_owned());
        let mut values = std::mem::take(&mut self.values)
            .with("name", name)
            .with("username", user.username.as_str());
        let fields = [
            ("givenName", user.profile.given_name.as_deref()),
            ("sn", user.profile.sn.as_deref()),
            ("mail", user.email.as_ref().map(|email| email.as_str())),
        ];
        for (field, value) in fields {
            if let Some(value) = value {
                values = values.with(field, value);
            }
        }
        self.values = values;
        self.languages.splice(0..0, user.profile.locale.clone());
        self
    }

    /// The same with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values = std::mem::take(&mut self.values).with(name, value);
        self
    }
}
