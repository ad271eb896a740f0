//! The database that several nodes share: a pool of connections, transactions under READ COMMITTED, notices to every
//! node by `LISTEN`/`NOTIFY` or, where that does not reach, by a polled table.

mod address;
mod convert;
mod engine;
mod failure;
mod lent;
mod listen;
mod migrate;
mod outlet;
mod poll;
mod read;
mod run;
mod tls;
mod transaction;

pub(crate) use engine::Engine;
pub(crate) use read::ReadUnit;
pub(crate) use transaction::TransactionUnit;
