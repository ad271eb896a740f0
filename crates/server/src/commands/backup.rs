//! `backup`, in the process that has the database open.

use std::path::Path;

use super::{Out, Stopped, say};
use crate::backup;
use crate::wiring::Parts;

pub(super) async fn run(parts: &Parts, output: &Path, out: &Out) -> Result<(), Stopped> {
    for line in backup::make(parts, output).await? {
        say(out, line).await;
    }
    Ok(())
}
