CREATE TABLE authenticators (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  credential_hash TEXT,
  sealed TEXT,
  data TEXT NOT NULL,
  counter BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT pk_authenticators PRIMARY KEY (realm_id, user_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_authenticators__credential ON authenticators (realm_id, credential_hash);
CREATE UNIQUE INDEX uq_authenticators__recovery_codes ON authenticators (realm_id, user_id) WHERE kind = 'recovery_codes';
