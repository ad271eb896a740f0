CREATE TABLE ended_sessions (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  least_version BIGINT NOT NULL,
  begun_before BIGINT NOT NULL,
  kept TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT pk_ended_sessions PRIMARY KEY (realm_id, user_id, session_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_ended_sessions__expiry ON ended_sessions (expires_at);
