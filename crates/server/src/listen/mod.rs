//! Listeners: sockets, TLS, HTTP/1.1 and HTTP/2, and the end of it all.
//!
//! A connection is accepted when there is room for it, has a time to shake hands and to send each header, and is told
//! to go when the process stops: what is in flight is finished first.

mod accept;
mod asking;
pub(crate) mod client_certificate;
mod connection;
pub(crate) mod forwarded;
pub(crate) mod tls;

pub(crate) use accept::{Limits, Listener, Room, bind, told};
