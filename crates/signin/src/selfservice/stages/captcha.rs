//! `captcha`.

use durward_store::Error;
use serde_json::{Map, Value};

use crate::captcha::{Service, Work as Proof};
use crate::selfservice::run::{Verdict, Work, refused};
use crate::selfservice::ticket::{self, Ticket};

/// Has the answer verified by the realm's captcha service, or holds it against the challenge that was given out. A
/// challenge opens one flow: its own.
pub(in crate::selfservice) async fn look(
    work: &Work<'_>,
    ticket: &mut Ticket,
    input: &Map<String, Value>,
) -> Result<Verdict, Error> {
    let response = work.text(input, "response")?;
    let person = match Service::of(&work.settings.general_config) {
        Some(service) => service.verify(work.cx, response).await?,
        None => {
            let (challenge, proof) = response.rsplit_once(':').unwrap_or_default();
            match ticket::challenged(work.cx, challenge).await? {
                Some(id) => {
                    ticket.id = id;
                    Proof::of(challenge, work.cx.now).is_proven_by(proof)
                }
                None => false,
            }
        }
    };
    if person {
        return Ok(Verdict::Passed);
    }
    Ok(Verdict::Wrong(None, refused("Captcha verification failed")))
}
