//! Doors: parse what comes in, call one use case, render what comes out.
//!
//! | door | for | module |
//! |---|---|---|
//! | portal | people: hosted pages | [`portal`] |
//! | protocol | applications and machines | [`protocol`] |
//!
//! [`routes`] is the list of every route with who may call it and what it records; a route cannot be
//! added without its row. [`kit`] has what handlers share, [`html`] the pages.

mod app;
pub mod html;
mod kit;
mod portal;
mod protocol;
pub mod routes;

pub use app::{App, Limits};
pub use kit::peer::Peer;
pub use routes::router;
