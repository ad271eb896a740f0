//! What to do, as the benchmark's runner writes it.

use serde::Deserialize;

/// One run of the driver.
#[derive(Clone, Deserialize)]
pub(crate) struct Config {
    pub(crate) scenario: Scenario,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// The path every address begins with (`/realms/bench`). `{realm}` in it becomes a random number below `realms`.
    pub(crate) base: String,
    #[serde(default = "one")]
    pub(crate) realms: u64,
    #[serde(default = "sixty_four")]
    pub(crate) connections: usize,
    /// Seconds before the measured window.
    #[serde(default)]
    pub(crate) warm: f64,
    pub(crate) seconds: f64,
    /// Requests per second; absent: as fast as the answers come.
    #[serde(default)]
    pub(crate) rate: Option<f64>,
    /// Seconds each connection of `stuff` waits before a try.
    #[serde(default)]
    pub(crate) pause: f64,
    /// Processes whose CPU time counts, with their children.
    #[serde(default)]
    pub(crate) pids: Vec<u32>,
    /// The value of the `Authorization` header at the token and introspection endpoints.
    #[serde(default)]
    pub(crate) authorization: String,
    /// The form sent to the token endpoint by `token`.
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) client_id: String,
    #[serde(default)]
    pub(crate) redirect_uri: String,
    /// Added to the authorization request and to each refresh (`resource=…`).
    #[serde(default)]
    pub(crate) extra: String,
    #[serde(default = "default_scope")]
    pub(crate) scope: String,
    /// People are `user-0` to `user-N`.
    #[serde(default = "one")]
    pub(crate) people: u64,
    #[serde(default)]
    pub(crate) password: String,
    /// For `introspect`: a file of lines `live|expired|revoked TOKEN`.
    #[serde(default)]
    pub(crate) tokens: Option<String>,
    /// For `userinfo`: a token in which `{n}` becomes a person's number and `{n26}` the same in 26 digits.
    #[serde(default)]
    pub(crate) token_pattern: String,
}

/// The workloads the driver knows.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scenario {
    Token,
    Introspect,
    Userinfo,
    Refresh,
    SignIn,
    Stuff,
    Reauthorize,
    MakeTokens,
}

fn one() -> u64 {
    1
}

fn sixty_four() -> usize {
    64
}

fn default_scope() -> String {
    "openid profile email offline_access".into()
}
