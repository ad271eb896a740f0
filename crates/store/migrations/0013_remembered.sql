CREATE TABLE remembered (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  former_hash TEXT,
  rotated_at BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  journey TEXT NOT NULL,
  auth_time BIGINT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  idle_expires_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  CONSTRAINT pk_remembered PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_remembered__user ON remembered (realm_id, user_id, expires_at);
CREATE INDEX ix_remembered__expiry ON remembered (expires_at);
