//! The stages: what each makes of what was submitted.

pub(super) mod answers;
pub(super) mod captcha;
pub(super) mod email;
pub(super) mod reset;
pub(super) mod user_details;
pub(super) mod user_query;
