//! `kind: user`, many at a time: a file may have a million of them.

mod apply;
mod batch;
mod totp;

pub(super) use apply::declare;
