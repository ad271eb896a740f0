//! Not connected yet.
use std::path::Path;
use std::sync::Arc;
use crate::{error::DbError, migration::Migration, row::Row, shared::Shared, statement::Statement, statistics::Statistics, value::Value};
pub(crate) struct Engine;
impl Engine {
    pub(crate) async fn open<T: ?Sized>(_: &T, _: Arc<Shared>) -> Result<Self, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn begin(&self) -> Result<WriteUnit, DbError> { Err(DbError::Unsupported) }
    pub(crate) fn read(&self) -> Result<ReadUnit, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn snapshot(&self) -> Result<SnapshotUnit, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn migrate(&self, _: &[Migration], _: i64) -> Result<usize, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn migrated_version(&self) -> Result<i64, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn ready(&self) -> Result<(), DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn backup_to(&self, _: &Path) -> Result<(), DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn close(&self) {}
    pub(crate) fn add_statistics(&self, _: &mut Statistics) {}
}
pub(crate) struct WriteUnit;
impl WriteUnit {
    pub(crate) fn execute(&mut self, _: &Arc<Statement>, _: &[Value<'_>]) -> Result<u64, DbError> { Err(DbError::Unsupported) }
    pub(crate) fn query(&mut self, _: &Arc<Statement>, _: &[Value<'_>]) -> Result<Vec<Row>, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn commit(self, _: Vec<String>) -> Result<(), DbError> { Err(DbError::Unsupported) }
}
pub(crate) struct SnapshotUnit;
impl SnapshotUnit {
    pub(crate) async fn execute(&mut self, _: &Arc<Statement>, _: &[Value<'_>]) -> Result<u64, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn query(&mut self, _: &Arc<Statement>, _: &[Value<'_>]) -> Result<Vec<Row>, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn commit(self, _: Vec<String>) -> Result<(), DbError> { Err(DbError::Unsupported) }
}
pub(crate) struct ReadUnit;
impl ReadUnit {
    pub(crate) fn execute(&mut self, _: &Arc<Statement>, _: &[Value<'_>]) -> Result<u64, DbError> { Err(DbError::Unsupported) }
    pub(crate) fn query(&mut self, _: &Arc<Statement>, _: &[Value<'_>]) -> Result<Vec<Row>, DbError> { Err(DbError::Unsupported) }
    pub(crate) async fn commit(self, _: Vec<String>) -> Result<(), DbError> { Err(DbError::Unsupported) }
}
