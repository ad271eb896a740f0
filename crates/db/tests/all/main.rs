//! What the database layer promises, on both databases.

mod base;
mod crash;
mod full;
mod grouping;
mod migrations;
mod notices;
mod postgres_only;
mod sqlite_only;
mod transactions;
mod values;
