//! The hosted pages as HTML: typed page structs in, one escaped, localised document out.
//!
//! A handler fills the struct of a page ([`pages`]), describes what surrounds it ([`Chrome`]), chooses a
//! [`Locale`] and calls [`Pages::render`]. Templates, styles, scripts and translations live in `portal/` and
//! `locales/` at the root of the repository and are embedded in the binary.
//!
//! Nothing here does input or output, asks the time or knows a route other than [`ASSETS`].

mod assets;
mod chrome;
mod embedded;
mod escape;
mod functions;
mod locale;
mod messages;
mod moment;
pub mod pages;
mod policy;
mod renderer;
mod text;

pub use assets::{ASSETS, Asset};
pub use chrome::{App, Chrome, Hidden, Link, Theme};
pub use locale::{Direction, Locale};
pub use messages::Messages;
pub use policy::{content_security_policy, with_captcha, with_frames};
pub use renderer::{Pages, RenderError};
pub use text::{Arg, Text};
