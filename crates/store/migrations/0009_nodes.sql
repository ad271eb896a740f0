CREATE TABLE sign_in_counts (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  sign_ins BIGINT NOT NULL,
  CONSTRAINT pk_sign_in_counts PRIMARY KEY (realm_id, user_id)
) /*sqlite: WITHOUT ROWID */;
CREATE TABLE mapping_consents (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  mapping TEXT NOT NULL,
  display_name TEXT NOT NULL,
  fields TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  CONSTRAINT pk_mapping_consents PRIMARY KEY (realm_id, user_id, mapping)
) /*sqlite: WITHOUT ROWID */;
CREATE TABLE device_profiles (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  identifier TEXT NOT NULL,
  alias TEXT NOT NULL,
  metadata TEXT NOT NULL,
  location TEXT,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  CONSTRAINT pk_device_profiles PRIMARY KEY (realm_id, user_id, identifier)
) /*sqlite: WITHOUT ROWID */;
