//! Every bound of the engine in one place, with its unit.

/// Nodes in one journey.
pub const NODES: usize = 200;
/// Nodes inside one page.
pub const PAGE_NODES: usize = 20;
/// Outcomes of one node.
pub const OUTCOMES: usize = 100;
/// Characters of an outcome's name.
pub const OUTCOME_CHARS: usize = 100;
/// Bytes of a journey document as JSON text.
pub const DOCUMENT_BYTES: usize = 1024 * 1024;
/// Bytes of one node's configuration as JSON text.
pub const CONFIG_BYTES: usize = 32 * 1024;
/// Characters of a journey's name.
pub const JOURNEY_ID_CHARS: usize = 100;
/// Characters of a node's id.
pub const NODE_ID_CHARS: usize = 64;
/// Characters of a node's display name.
pub const DISPLAY_NAME_CHARS: usize = 200;
/// Characters of a journey's description.
pub const DESCRIPTION_CHARS: usize = 2_000;
/// Problems reported for one document; what comes after them is left unsaid.
pub const PROBLEMS: usize = 100;
/// How deep inner journeys may nest, the outermost counted.
pub const DEPTH: usize = 8;
/// Journeys one run may use, the outermost counted.
pub const JOURNEYS: usize = 32;
/// Hops a run may make between two moments of waiting for a person.
pub const AUTOMATIC_HOPS: u32 = 100;
/// Submissions one run may take in all.
pub const SUBMISSIONS: u32 = 500;
/// Callbacks in one step.
pub const CALLBACKS: usize = 64;
/// Bytes of one value a person submits. What a security key says about itself, written as a list of numbers, is the
/// longest of them.
pub const VALUE_BYTES: usize = 16 * 1024;
/// Bytes of a run's public state as JSON text.
pub const PUBLIC_STATE_BYTES: usize = 64 * 1024;
/// Bytes of a run's secure state as JSON text.
pub const SECURE_STATE_BYTES: usize = 32 * 1024;
/// Entries kept of the way a run took, the newest last.
pub const TRAIL: usize = 64;
