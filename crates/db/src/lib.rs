//! One SQL text and one execution path over two databases.
//!
//! A caller opens a [`Db`], begins a [`Tx`], and gives it SQL text with `$n` parameters; rows come back as [`Row`]
//! and failures as [`DbError`], the same on SQLite (embedded) and on PostgreSQL. What the two have in common is
//! promised here and tested for both: numbered parameters with their count checked, the same name for a violated
//! unique constraint, a commit that returns only when it is durable, a transaction that rolls back when dropped,
//! notices that reach every node after the commit that sent them, and migrations that run once.
//!
//! Only `TEXT`, `BIGINT` and `BOOLEAN` columns exist. `dialect` is the one module that knows there are two databases;
//! `sqlite` and `postgres` know one each and never ask.

mod db;
mod dialect;
mod error;
mod migration;
mod moment;
mod notice;
mod postgres;
mod row;
mod settings;
mod shared;
mod sqlite;
mod statement;
mod statistics;
mod target;
#[cfg(feature = "testing")]
pub mod template;
mod tx;
mod value;

pub use db::Db;
pub use error::DbError;
pub use migration::Migration;
pub use notice::Notice;
pub use row::{FromValue, Row};
pub use settings::Settings;
pub use statistics::Statistics;
pub use target::Target;
pub use tx::Tx;
pub use value::{ToValue, Value};
