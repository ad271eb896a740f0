//! What the database layer promises, on both databases.
#![expect(
    clippy::expect_used,
    reason = "a test fails where something it counts on does not hold"
)]

mod base;
mod crash;
mod full;
mod grouping;
mod migrations;
mod notices;
mod postgres_only;
mod sqlite_only;
mod tls;
mod transactions;
mod values;
