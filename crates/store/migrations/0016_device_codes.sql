CREATE TABLE device_codes (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  user_code_hash TEXT NOT NULL,
  app_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  resources TEXT NOT NULL,
  code_challenge TEXT,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  poll_interval BIGINT NOT NULL,
  polled_at BIGINT,
  state TEXT NOT NULL,
  user_id TEXT,
  context TEXT,
  grant_id TEXT,
  CONSTRAINT pk_device_codes PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_device_codes__user_code ON device_codes (realm_id, user_code_hash);
CREATE INDEX ix_device_codes__expiry ON device_codes (expires_at);
