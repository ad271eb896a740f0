//! The local control socket: how commands reach the process that has the SQLite database open.
//!
//! `DATA_DIR/control.sock` is a Unix socket of mode 0600 that only takes orders from processes of the same user. One
//! connection carries one command as a line of JSON, and is answered by one reply a line. Where nobody listens the
//! command opens the database itself; on PostgreSQL it always does, for there any number of processes may.

mod client;
mod server;
mod socket;

pub(crate) use client::send;
pub(crate) use server::{Control, listen};
