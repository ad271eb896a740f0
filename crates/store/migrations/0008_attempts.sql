CREATE TABLE attempts (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  status TEXT NOT NULL,
  request TEXT NOT NULL,
  client_id TEXT NOT NULL,
  journey TEXT,
  login_hint TEXT,
  ui_locales TEXT,
  method TEXT,
  run TEXT,
  completed TEXT NOT NULL,
  proved TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_attempts PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_attempts__expiry ON attempts (expires_at);
