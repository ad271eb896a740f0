//! `kind: user`, many at a time: a file may have a million of them.

mod apply;
mod batch;

pub(super) use apply::declare;
