//! `apply` and `diff`.

use durward_identity::declare::{self, Action, Change, Declaration, Options};
use durward_model::Actor;

use super::{Ending, Out, Stopped, say};
use crate::declarations::{Refusal, Written};
use crate::wiring::{Parts, fill_realm};

pub(super) async fn run(
    parts: &Parts,
    declarations: Vec<Written>,
    prune: bool,
    dry_run: bool,
    out: &Out,
) -> Result<Ending, Stopped> {
    let cx = parts.operator("root").await?.acting(Actor::Operator);
    let options = Options {
        dry_run,
        prune,
        fill_realm,
    };
    let declarations: Vec<_> = declarations
        .into_iter()
        .map(|written| Ok(Declaration::from(written)))
        .collect();
    let changes = declare::apply(&cx, &parts.passwords, declarations, options)
        .await
        .map_err(Refusal::from)?;
    let mut unchanged = 0;
    let mut differs = false;
    for change in &changes {
        if change.action == Action::Unchanged {
            unchanged += 1;
        } else {
            differs = true;
            say(out, described(change)).await;
        }
    }
    if unchanged > 0 {
        say(out, format!("  {unchanged} unchanged")).await;
    }
    Ok(if differs && dry_run {
        Ending::Differs
    } else {
        Ending::Done
    })
}

/// `+ user ana in acme`, `~ app shop in acme: oauth.scope`, `- app old in acme`.
fn described(change: &Change) -> String {
    let sign = match change.action {
        Action::Created => '+',
        Action::Updated => '~',
        Action::Removed => '-',
        Action::Unchanged => ' ',
    };
    let mut line = if &*change.kind == "realm" {
        format!("{sign} realm {}", change.name)
    } else {
        format!("{sign} {} {} in {}", change.kind, change.name, change.realm)
    };
    if !change.fields.is_empty() {
        line.push_str(": ");
        line.push_str(&change.fields.join(", "));
    }
    line
}
