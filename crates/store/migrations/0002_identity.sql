CREATE TABLE users (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL,
  email TEXT,
  email_key TEXT,
  email_verified BOOLEAN NOT NULL,
  phone TEXT,
  phone_verified BOOLEAN NOT NULL,
  status TEXT NOT NULL,
  name_key TEXT,
  sn_key TEXT,
  profile TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_users PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_users__username ON users (realm_id, username_key);
CREATE UNIQUE INDEX uq_users__email ON users (realm_id, email_key);
CREATE INDEX ix_users__name ON users (realm_id, name_key);
CREATE INDEX ix_users__sn ON users (realm_id, sn_key);
CREATE TABLE credentials (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  secret TEXT NOT NULL,
  former TEXT NOT NULL,
  origin TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_credentials PRIMARY KEY (realm_id, user_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_credentials__password ON credentials (realm_id, user_id) WHERE kind = 'password';
CREATE TABLE groups (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  parent_id TEXT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  attributes TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_groups PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_groups__name ON groups (realm_id, name_key);
CREATE INDEX ix_groups__parent ON groups (realm_id, parent_id);
CREATE TABLE group_members (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  CONSTRAINT pk_group_members PRIMARY KEY (realm_id, user_id, group_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_group_members__group ON group_members (realm_id, group_id, user_id);
CREATE TABLE roles (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  privileges TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_roles PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_roles__name ON roles (realm_id, app_id, name_key);
CREATE TABLE role_composites (
  realm_id TEXT NOT NULL,
  role_id TEXT NOT NULL,
  includes_id TEXT NOT NULL,
  CONSTRAINT pk_role_composites PRIMARY KEY (realm_id, role_id, includes_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_role_composites__includes ON role_composites (realm_id, includes_id);
CREATE TABLE role_assignments (
  realm_id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  role_id TEXT NOT NULL,
  CONSTRAINT pk_role_assignments PRIMARY KEY (realm_id, subject_kind, subject_id, role_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_role_assignments__role ON role_assignments (realm_id, role_id, subject_kind, subject_id);
CREATE TABLE organizations (
  realm_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  status TEXT NOT NULL,
  attributes TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_organizations PRIMARY KEY (realm_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_organizations__name ON organizations (realm_id, name_key);
CREATE TABLE organization_members (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  CONSTRAINT pk_organization_members PRIMARY KEY (realm_id, user_id, organization_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX ix_organization_members__organization ON organization_members (realm_id, organization_id, user_id);
CREATE TABLE lockouts (
  realm_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  device TEXT NOT NULL,
  failures BIGINT NOT NULL,
  window_start BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  lock_count BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_lockouts PRIMARY KEY (realm_id, user_id, device)
) /*sqlite: WITHOUT ROWID */;
