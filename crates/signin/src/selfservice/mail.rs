//! The mails of flows, in the words of the realm's settings.

use std::collections::BTreeMap;

use durward_db::Tx;
use durward_messaging::letter::Wording;
use durward_messaging::{Letter, Medium, Purpose, To, outbox};
use durward_model::Timestamp;
use durward_model::service::{Advanced, LocalizedLines, SelfService};
use durward_model::user::User;
use durward_store::{Cx, Error};

use super::stage::Flow;

/// A mail to be posted.
pub(super) struct Mail<'a> {
    pub(super) purpose: Purpose,
    pub(super) to: To,
    pub(super) user: Option<&'a User>,
    pub(super) subject: &'a LocalizedLines,
    pub(super) body: &'a LocalizedLines,
    /// What stands in the places of the words.
    pub(super) values: Vec<(&'static str, String)>,
    pub(super) languages: &'a [String],
    pub(super) expires_at: Option<Timestamp>,
}

/// Posts `mail` with the transaction.
pub(super) async fn post(cx: &Cx, tx: &mut Tx, mail: Mail<'_>) -> Result<(), Error> {
    let mut letter = Letter::new(Medium::Email, mail.to, mail.purpose.template());
    if let Some(user) = mail.user {
        letter = letter.about(user);
    }
    letter = mail
        .values
        .into_iter()
        .fold(letter, |letter, (name, value)| letter.with(name, value));
    letter.wording = Some(Wording {
        subject: places(mail.subject),
        message: places(mail.body),
    });
    letter.languages.extend(mail.languages.iter().cloned());
    letter.expires_at = mail.expires_at;
    outbox::post(cx, tx, &letter).await?;
    Ok(())
}

/// The lines by language, with their places as templates write them.
pub(crate) fn places(lines: &LocalizedLines) -> BTreeMap<String, String> {
    let place = |text: &str| {
        text.replace("%link%", "{{ link }}")
            .replace("%code%", "{{ code }}")
            .replace("%username%", "{{ username }}")
    };
    lines
        .iter()
        .map(|(language, text)| (language.to_owned(), place(text)))
        .collect()
}

/// The address that a mail's link opens: the realm's own page, or the one that its settings name.
pub(super) fn link(cx: &Cx, flow: Flow, settings: &SelfService, token: &str, code: &str) -> String {
    let advanced = &settings.advanced_config;
    let (set, usual) = match flow {
        Flow::Password => (
            &advanced.forgotten_password_confirmation_url,
            Advanced::PASSWORD,
        ),
        Flow::Registration | Flow::Username => (
            &advanced.user_registration_confirmation_url,
            Advanced::REGISTRATION,
        ),
    };
    if set == usual {
        let flow = flow.name();
        return format!(
            "{}/selfservice/{flow}?token={token}&code={code}",
            cx.issuer()
        );
    }
    let realm = match cx.realm.path.as_str() {
        "root" => "/".to_owned(),
        path => format!("/{path}"),
    };
    let base = &cx.platform.public_url;
    let address = set.replace("{base}", base).replace("${realm}", &realm);
    format!("{address}&token={token}&code={code}")
}
