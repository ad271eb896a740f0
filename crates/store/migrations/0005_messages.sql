CREATE TABLE messages (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT,
  medium TEXT NOT NULL,
  template TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  languages TEXT NOT NULL,
  payload TEXT,
  payload_until BIGINT,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  next_at BIGINT,
  expires_at BIGINT,
  claimed_by TEXT,
  claimed_until BIGINT NOT NULL,
  transport TEXT,
  provider_id TEXT,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  CONSTRAINT pk_messages PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_messages__next ON messages (next_at);
CREATE INDEX ix_messages__recipient ON messages (realm_id, recipient_key, created_at);
CREATE INDEX ix_messages__user ON messages (realm_id, user_id, id);
CREATE INDEX ix_messages__payload ON messages (payload_until);
CREATE INDEX ix_messages__created ON messages (created_at);
CREATE INDEX ix_users__phone ON users (realm_id, phone);
