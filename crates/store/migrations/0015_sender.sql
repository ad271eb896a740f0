ALTER TABLE access_tokens ADD COLUMN confirmation TEXT;
ALTER TABLE refresh_tokens ADD COLUMN confirmation TEXT;
CREATE TABLE dpop_proofs (
  realm_id TEXT NOT NULL,
  proof_hash TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT pk_dpop_proofs PRIMARY KEY (realm_id, proof_hash)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_dpop_proofs__expiry ON dpop_proofs (expires_at);
