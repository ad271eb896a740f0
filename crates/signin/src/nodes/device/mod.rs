//! Devices by what they say of themselves: asking, remembering, comparing.
//!
//! Anybody can say anything here. It tells an unusual sign-in from a usual one, so that more can be asked for; it proves
//! nothing, and no factor may be left out for it alone.

mod collector;
mod distance;
mod profile;
mod recognised;
mod save;

pub(super) use collector::DeviceProfileCollectorNode;
pub(super) use distance::DeviceLocationMatchNode;
pub(super) use recognised::DeviceMatchNode;
pub(super) use save::DeviceSaveNode;

use durward_store::Error;
use durward_store::device_profiles::{self, DeviceProfile};

use super::Turn;

/// What the device says it is and what was remembered of the user's device of that identifier; none where nothing was
/// collected, nobody is known, or there is no such device.
async fn known(turn: &Turn<'_>) -> Result<Option<(DeviceProfile, DeviceProfile)>, Error> {
    let (Some(collected), Some(user)) = (profile::collected(turn), turn.state.subject) else {
        return Ok(None);
    };
    let cx = turn.cx;
    let devices = device_profiles::all(cx, &mut cx.db().read().await?, user).await?;
    let mut devices = devices.into_iter();
    let same = devices.find(|device| device.identifier == collected.identifier);
    Ok(same.map(|device| (collected, device)))
}
