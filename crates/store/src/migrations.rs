//! The schema, in order. Expand first, contract a release later: the previous release keeps running
//! on the new schema.

use durward_db::Migration;

/// All migrations, oldest first.
pub const ALL: &[Migration] = &[
    Migration {
        version: 1,
        name: "core",
        sql: include_str!("../migrations/0001_core.sql"),
    },
    Migration {
        version: 2,
        name: "identity",
        sql: include_str!("../migrations/0002_identity.sql"),
    },
    Migration {
        version: 3,
        name: "signin",
        sql: include_str!("../migrations/0003_signin.sql"),
    },
    Migration {
        version: 4,
        name: "provider",
        sql: include_str!("../migrations/0004_provider.sql"),
    },
    Migration {
        version: 5,
        name: "messages",
        sql: include_str!("../migrations/0005_messages.sql"),
    },
    Migration {
        version: 6,
        name: "authenticators",
        sql: include_str!("../migrations/0006_authenticators.sql"),
    },
    Migration {
        version: 7,
        name: "people",
        sql: include_str!("../migrations/0007_people.sql"),
    },
    Migration {
        version: 8,
        name: "attempts",
        sql: include_str!("../migrations/0008_attempts.sql"),
    },
    Migration {
        version: 9,
        name: "nodes",
        sql: include_str!("../migrations/0009_nodes.sql"),
    },
    Migration {
        version: 10,
        name: "password_age",
        sql: include_str!("../migrations/0010_password_age.sql"),
    },
    Migration {
        version: 12,
        name: "client_side_sessions",
        sql: include_str!("../migrations/0012_client_side_sessions.sql"),
    },
    Migration {
        version: 13,
        name: "remembered",
        sql: include_str!("../migrations/0013_remembered.sql"),
    },
    Migration {
        version: 14,
        name: "pushed_requests",
        sql: include_str!("../migrations/0014_pushed_requests.sql"),
    },
    Migration {
        version: 15,
        name: "sender",
        sql: include_str!("../migrations/0015_sender.sql"),
    },
    Migration {
        version: 16,
        name: "device_codes",
        sql: include_str!("../migrations/0016_device_codes.sql"),
    },
    Migration {
        version: 17,
        name: "app_sessions",
        sql: include_str!("../migrations/0017_app_sessions.sql"),
    },
    Migration {
        version: 18,
        name: "token_exchange",
        sql: include_str!("../migrations/0018_token_exchange.sql"),
    },
];
