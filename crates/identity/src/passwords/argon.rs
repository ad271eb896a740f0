//! Argon2id, the scheme of every password set here (RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use durward_model::service::PasswordHashing;
use durward_store::Error;
use subtle::ConstantTimeEq;

use super::arena::Arena;

/// Length of a hash of ours, in bytes.
pub(super) const OUTPUT: usize = 32;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// Memory in KiB.
    pub(super) memory: u32,
    /// Passes.
    pub(super) passes: u32,
    /// Lanes.
    pub(super) lanes: u32,
}

impl From<&PasswordHashing> for Cost {
    fn from(settings: &PasswordHashing) -> Self {
        let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        Self {
            memory: number(settings.memory_kib),
            passes: number(settings.iterations),
            lanes: number(settings.parallelism),
        }
    }
}

impl Cost {
    /// The parameters of the algorithm; none when they make no sense together or ask for more than 1 GiB.
    pub(super) fn params(self) -> Option<Params> {
        if self.memory > 1 << 20 || self.passes > 100 || self.lanes > 16 {
            return None;
        }
        Params::new(self.memory, self.passes, self.lanes, None).ok()
    }
}

/// Hashes `password`.
pub(super) fn hash(
    arena: &mut Arena,
    cost: Cost,
    salt: &[u8],
    password: &str,
) -> Result<String, Error> {
    let mut output = [0u8; OUTPUT];
    let params = cost
        .params()
        .ok_or_else(|| Error::internal("the password hashing settings make no sense"))?;
    derive(
        arena,
        Algorithm::Argon2id,
        Version::V0x13,
        params,
        password,
        salt,
        &mut output,
    )
    .ok_or_else(|| Error::internal("Argon2id refused to hash"))?;
    Ok(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        cost.memory,
        cost.passes,
        cost.lanes,
        BASE64_NOPAD.encode(salt),
        BASE64_NOPAD.encode(&output)
    ))
}

/// Does the work of one hash for nothing.
pub(super) fn burn(arena: &mut Arena, cost: Cost, password: &str) {
    let mut output = [0u8; OUTPUT];
    if let Some(params) = cost.params() {
        let version = Version::V0x13;
        derive(
            arena,
            Algorithm::Argon2id,
            version,
            params,
            password,
            &[0u8; 16],
            &mut output,
        );
    }
    std::hint::black_box(output);
}

/// A hash to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Argon {
    pub(super) algorithm: Algorithm,
    pub(super) version: Version,
    pub(super) cost: Cost,
    pub(super) salt: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl Argon {
    /// Whether it is what [`hash`] would make at `cost`.
    pub(super) fn is_current(&self, cost: Cost) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.cost == cost
            && self.salt.len() >= 16
            && self.hash.len() == OUTPUT
    }

    /// Whether it is the hash of `password`.
    pub(super) fn matches(&self, arena: &mut Arena, password: &str) -> bool {
        let Some(params) = self.cost.params() else {
            return false;
        };
        let mut output = vec![0u8; self.hash.len()];
        let done = derive(
            arena,
            self.algorithm,
            self.version,
            params,
            password,
            &self.salt,
            &mut output,
        );
        done.is_some() && bool::from(output.ct_eq(&self.hash))
    }
}

fn derive(
    arena: &mut Arena,
    algorithm: Algorithm,
    version: Version,
    params: Params,
    password: &str,
    salt: &[u8],
    output: &mut [u8],
) -> Option<()> {
    let blocks = arena.blocks(params.block_count());
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, output, blocks)
        .ok()
}
