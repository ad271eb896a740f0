CREATE TABLE platform (
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT pk_platform PRIMARY KEY (key)
) /*sqlite: WITHOUT ROWID */;
CREATE TABLE realms (
  realm_id TEXT NOT NULL,
  parent_id TEXT,
  path TEXT NOT NULL,
  display_name TEXT NOT NULL,
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_realms PRIMARY KEY (realm_id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_realms__path ON realms (path);
CREATE INDEX ix_realms__parent ON realms (parent_id, path);
CREATE TABLE realm_hosts (
  host TEXT NOT NULL,
  realm_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT pk_realm_hosts PRIMARY KEY (host)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_realm_hosts__realm ON realm_hosts (realm_id, position);
CREATE TABLE data_keys (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  root_key_id TEXT NOT NULL,
  wrapped TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_data_keys PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_data_keys__root ON data_keys (root_key_id);
CREATE TABLE documents (
  realm_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  lookup_key TEXT NOT NULL,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT pk_documents PRIMARY KEY (realm_id, kind, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_documents__lookup_key ON documents (realm_id, kind, lookup_key);
CREATE TABLE document_history (
  realm_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  operation TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  body_before TEXT,
  body_after TEXT,
  CONSTRAINT pk_document_history PRIMARY KEY (realm_id, kind, id, revision)
) /*sqlite: WITHOUT ROWID */;
CREATE TABLE audit_events (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  at BIGINT NOT NULL,
  topic TEXT NOT NULL,
  name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  actor TEXT NOT NULL,
  object_id TEXT,
  user_id TEXT,
  app_id TEXT,
  session_id TEXT,
  request_id TEXT NOT NULL,
  ip TEXT NOT NULL,
  detail TEXT NOT NULL,
  CONSTRAINT pk_audit_events PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_audit_events__user ON audit_events (realm_id, user_id, id);
CREATE TABLE jobs (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  claimed_by TEXT,
  claimed_until BIGINT NOT NULL,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_jobs PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_jobs__due ON jobs (run_at, claimed_until);
CREATE TABLE links (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  CONSTRAINT pk_links PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_links__expiry ON links (expires_at);
