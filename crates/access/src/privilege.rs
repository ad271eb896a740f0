//! The privileges there are.

use durward_model::Invalid;

macro_rules! privileges {
    ($($name:ident = $text:literal, $what:literal;)*) => {
        /// An admin task that a role can grant (R-TEN-7).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Privilege {
            $(#[doc = $what] $name,)*
        }

        /// Every privilege, in order.
        pub const ALL: &[Privilege] = &[$(Privilege::$name),*];

        impl Privilege {
            /// As written in roles: `users:read`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it allows, as a sentence for administrators.
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }
    };
}

privileges! {
    RealmAdmin = "realm:admin", "Do everything in the realm and in the realms below it.";
    UsersRead = "users:read", "See users, their groups and their roles.";
    UsersWrite = "users:write", "Create, change and delete users and set their passwords.";
    GroupsRead = "groups:read", "See groups and who is in them.";
    GroupsWrite = "groups:write", "Create, change and delete groups and choose who is in them.";
    RolesRead = "roles:read", "See roles and who holds them.";
    RolesWrite = "roles:write", "Create, change and delete roles and give them to others.";
    OrganizationsRead = "organizations:read", "See organizations and who belongs to them.";
    OrganizationsWrite = "organizations:write", "Create, change and delete organizations and choose who belongs to them.";
    AppsRead = "apps:read", "See applications.";
    AppsWrite = "apps:write", "Create, change and delete applications.";
    JourneysRead = "journeys:read", "See journeys.";
    JourneysWrite = "journeys:write", "Create, change and delete journeys.";
    ServicesRead = "services:read", "See the realm's settings.";
    ServicesWrite = "services:write", "Change the realm's settings.";
    KeysRead = "keys:read", "See signing keys (never their private part).";
    KeysWrite = "keys:write", "Rotate and withdraw signing keys.";
    SessionsRead = "sessions:read", "See sessions.";
    SessionsWrite = "sessions:write", "End sessions.";
    AuditRead = "audit:read", "Read the audit trail.";
}

impl Privilege {
    /// The privilege written `text`.
    ///
    /// # Errors
    /// Invalid, naming those there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = ALL.iter().find(|one| one.as_str() == text);
        found.copied().ok_or_else(|| {
            let known: Vec<&str> = ALL.iter().map(|one| one.as_str()).collect();
            Invalid::new(
                "",
                format!(
                    "There is no privilege '{text}'. Privileges are: {}.",
                    known.join(", ")
                ),
            )
        })
    }

    /// What seeing documents of `kind` needs. Kinds without a privilege of their own need `realm:admin`.
    pub fn to_read(kind: &str) -> Self {
        match kind {
            "app" => Self::AppsRead,
            "journey" => Self::JourneysRead,
            "service" => Self::ServicesRead,
            _ => Self::RealmAdmin,
        }
    }

    /// What changing documents of `kind` needs. Kinds without a privilege of their own need `realm:admin`.
    pub fn to_write(kind: &str) -> Self {
        match kind {
            "app" => Self::AppsWrite,
            "journey" => Self::JourneysWrite,
            "service" => Self::ServicesWrite,
            _ => Self::RealmAdmin,
        }
    }

    /// Whether holding `self` allows what `wanted` allows: itself, everything for `realm:admin`, and seeing what
    /// one may change.
    pub fn covers(self, wanted: Self) -> bool {
        if self == wanted || self == Self::RealmAdmin {
            return true;
        }
        match (
            self.as_str().split_once(':'),
            wanted.as_str().split_once(':'),
        ) {
            (Some((held, "write")), Some((asked, "read"))) => held == asked,
            _ => false,
        }
    }
}
