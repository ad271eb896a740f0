//! Bounds that settings of several nodes share.

use durward_model::Invalid;

/// Highest authentication level.
const HIGHEST: i64 = 1000;

/// Checks an authentication level.
pub(super) fn level(level: i64) -> Result<(), Invalid> {
    if (0..=HIGHEST).contains(&level) {
        return Ok(());
    }
    Err(Invalid::new(
        "authLevel",
        format!("must be a number from 0 to {HIGHEST}"),
    ))
}

/// Checks how many codes before and after the present one are taken.
pub(super) fn drift(steps: i64) -> Result<(), Invalid> {
    if (0..=10).contains(&steps) {
        return Ok(());
    }
    Err(Invalid::new(
        "totpTimeSteps",
        "must be a number from 0 to 10",
    ))
}
