//! The embedded database: one file, one writer whose commits are shared, readers that never wait for it.
//!
//! Writing needs the *pen* (`pen`), which writers get in the order of coming (`desk`). Each writes inside a savepoint;
//! when it is done it waits for the batch, and the pen goes to the next. When nobody waits, or the batch is large or
//! old, a thread of its own (`committer`) commits: one flush of the disk for all. So an acknowledged transaction is
//! durable, a failing one is undone alone, and no task waits for the disk on a thread that others need.
//!
//! Point reads run in place (`readers`); long ones on a blocking thread, in a transaction of their own (`snapshot`).

mod backup;
mod committer;
mod constraints;
mod desk;
mod engine;
mod failure;
mod keeper;
mod lock;
mod migrate;
mod pen;
mod readers;
mod session;
mod snapshot;
mod write_unit;

pub(crate) use engine::Engine;
pub(crate) use readers::ReadUnit;
pub(crate) use snapshot::SnapshotUnit;
pub(crate) use write_unit::WriteUnit;
