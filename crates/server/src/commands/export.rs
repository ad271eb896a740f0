//! `export`: a realm as text.

use durward_identity::declare;
use durward_store::{Cx, Error};

use super::{Out, Reply, Stopped};
use crate::declarations::yaml;

pub(super) async fn run(cx: &Cx, out: &Out) -> Result<(), Stopped> {
    let mut first = true;
    declare::export(cx, &mut |declaration| {
        let text = yaml::write(&declaration).map_err(|error| {
            Error::internal(format!("a declaration cannot be written: {error}"))
        })?;
        let text = if std::mem::take(&mut first) {
            text
        } else {
            format!("---\n{text}")
        };
        // Waits for whoever reads, so that a realm of any size takes no memory to speak of.
        let sent = tokio::task::block_in_place(|| out.blocking_send(Reply::Line(text)));
        sent.map_err(|_| Error::unavailable(1, "whoever asked for the export has gone"))
    })
    .await?;
    Ok(())
}
