CREATE TABLE signing_keys (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  alg TEXT NOT NULL,
  slot TEXT NOT NULL,
  sealed TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  activated_at BIGINT,
  retires_at BIGINT,
  CONSTRAINT pk_signing_keys PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_signing_keys__slot ON signing_keys (realm_id, alg, slot);
CREATE INDEX ix_signing_keys__activated ON signing_keys (slot, activated_at);
CREATE INDEX ix_signing_keys__retires ON signing_keys (retires_at);
CREATE TABLE grants (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  session_id TEXT,
  scope TEXT NOT NULL,
  context TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  CONSTRAINT pk_grants PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_grants__user ON grants (realm_id, user_id, app_id);
CREATE INDEX ix_grants__expiry ON grants (expires_at);
CREATE TABLE codes (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  app_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT,
  scope TEXT NOT NULL,
  context TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  grant_id TEXT,
  CONSTRAINT pk_codes PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_codes__expiry ON codes (expires_at);
CREATE TABLE refresh_tokens (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  CONSTRAINT pk_refresh_tokens PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_refresh_tokens__expiry ON refresh_tokens (expires_at);
CREATE TABLE access_tokens (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  grant_id TEXT,
  app_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  user_id TEXT,
  scope TEXT NOT NULL,
  audience TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  CONSTRAINT pk_access_tokens PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_access_tokens__expiry ON access_tokens (expires_at);
CREATE TABLE denied_tokens (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT pk_denied_tokens PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_denied_tokens__expiry ON denied_tokens (expires_at);
CREATE TABLE client_assertions (
  realm_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  jti_hash TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT pk_client_assertions PRIMARY KEY (realm_id, app_id, jti_hash)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_client_assertions__expiry ON client_assertions (expires_at);
CREATE TABLE consents (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_consents PRIMARY KEY (realm_id, user_id, app_id)
) /*sqlite: WITHOUT ROWID */;
