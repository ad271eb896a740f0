CREATE TABLE sessions (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  user_id TEXT NOT NULL,
  auth_time BIGINT NOT NULL,
  methods TEXT NOT NULL,
  acr TEXT,
  auth_level BIGINT NOT NULL,
  journey TEXT NOT NULL,
  properties TEXT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  idle_expires_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT pk_sessions PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_sessions__user ON sessions (realm_id, user_id, expires_at);
CREATE INDEX ix_sessions__expiry ON sessions (expires_at);
CREATE TABLE auth_runs (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  journey TEXT NOT NULL,
  documents TEXT NOT NULL,
  state TEXT NOT NULL,
  sealed TEXT,
  status TEXT NOT NULL,
  goto TEXT,
  client_id TEXT,
  ui_locales TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_auth_runs PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_auth_runs__expiry ON auth_runs (expires_at);
