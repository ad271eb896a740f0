//! Devices that cannot show a sign-in (RFC 8628): a device asks for a code, its person types it elsewhere and answers.
//! The device polls for what came of it at the token endpoint: `grants::device_code`.

mod answer;
mod request;
mod user_code;

pub use answer::{Waiting, answer, find};
pub use request::request;
pub use user_code::UserCode;
