CREATE TABLE security_answers (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  question TEXT NOT NULL,
  texts TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_security_answers PRIMARY KEY (realm_id, user_id, question)
) /*sqlite: WITHOUT ROWID */;
CREATE TABLE terms_acceptances (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  version TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  CONSTRAINT pk_terms_acceptances PRIMARY KEY (realm_id, user_id, version)
) /*sqlite: WITHOUT ROWID */;
CREATE TABLE selfservice_flows (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  flow TEXT NOT NULL,
  step BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  finished_at BIGINT,
  CONSTRAINT pk_selfservice_flows PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_selfservice_flows__expiry ON selfservice_flows (expires_at);
CREATE TABLE recovery_requests (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  ip TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  settled_at BIGINT,
  settled_by TEXT,
  outcome TEXT,
  CONSTRAINT pk_recovery_requests PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_recovery_requests__user ON recovery_requests (realm_id, user_id, id);
CREATE INDEX ix_recovery_requests__open ON recovery_requests (realm_id, settled_at, id);
