CREATE TABLE app_sessions (
  realm_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  ended_at BIGINT,
  next_at BIGINT,
  attempts BIGINT NOT NULL,
  claimed_by TEXT,
  claimed_until BIGINT NOT NULL,
  last_error TEXT,
  expires_at BIGINT NOT NULL,
  CONSTRAINT pk_app_sessions PRIMARY KEY (realm_id, session_id, app_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_app_sessions__next ON app_sessions (next_at);
CREATE INDEX ix_app_sessions__user ON app_sessions (realm_id, user_id);
CREATE INDEX ix_app_sessions__expiry ON app_sessions (expires_at);
