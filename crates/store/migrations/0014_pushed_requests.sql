CREATE TABLE pushed_requests (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  app_id TEXT NOT NULL,
  parameters TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  begun_at BIGINT,
  used_at BIGINT,
  CONSTRAINT pk_pushed_requests PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_pushed_requests__expiry ON pushed_requests (expires_at);
