//! One operation, repeated: what does it cost in CPU time?

use crate::{cpu, rows};
use anyhow::Context as _;
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::PasswordHasher as _};
use aws_lc_rs::{
    digest, hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self, EcdsaKeyPair, RsaKeyPair},
};
use clap::ValueEnum;
use serde::Serialize;
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// The operations a workload is made of.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum What {
    /// An ES256 signature over a token of 400 bytes.
    Es256,
    /// An RS256 signature (2048 bits) over a token of 400 bytes.
    Rs256,
    /// SHA-256 of a token.
    Sha256,
    /// HMAC-SHA-256 of a client secret.
    Hmac,
    /// Argon2id, m=19456, t=2, p=1, memory reused.
    Argon2,
    /// One durable row of 400 bytes, 64 of them to a commit.
    Rows,
}

/// The result of one measurement.
#[derive(Serialize)]
pub(crate) struct Cost {
    operations: u64,
    cpu_us: f64,
    wall_us: f64,
}

impl Cost {
    /// Divides the cost of an operation among its `parts`.
    pub(crate) fn share(&mut self, parts: usize) {
        self.operations *= parts as u64;
        self.cpu_us /= parts as f64;
        self.wall_us /= parts as f64;
    }
}

const MEMORY: u32 = 19_456;

fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY, 2, 1, Some(32)).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC string of `password` under the benchmark's parameters, with a random salt.
pub(crate) fn argon2_hash(password: &str) -> anyhow::Result<String> {
    let hash = argon2()?
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(hash.to_string())
}

/// Repeats `what` for about `time` and divides.
pub(crate) fn measure(
    what: What,
    time: Duration,
    database: Option<&str>,
    pids: &[u32],
) -> anyhow::Result<Cost> {
    let message = [7_u8; 400];
    let random = SystemRandom::new();
    match what {
        What::Es256 => {
            let key = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING)?;
            repeat(time, pids, 64, || {
                black_box(key.sign(&random, &message)?);
                Ok(())
            })
        }
        What::Rs256 => {
            let key = RsaKeyPair::generate(KeySize::Rsa2048)?;
            let mut signature = vec![0; key.public_modulus_len()];
            repeat(time, pids, 8, || {
                Ok(key.sign(
                    &signature::RSA_PKCS1_SHA256,
                    &random,
                    &message,
                    black_box(&mut signature),
                )?)
            })
        }
        What::Sha256 => repeat(time, pids, 1024, || {
            black_box(digest::digest(&digest::SHA256, &message[..64]));
            Ok(())
        }),
        What::Hmac => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &message[..32]);
            repeat(time, pids, 1024, || {
                black_box(hmac::sign(&key, &message[..64]));
                Ok(())
            })
        }
        What::Argon2 => {
            let (argon2, mut memory, mut out) =
                (argon2()?, vec![Block::default(); MEMORY as usize], [0; 32]);
            repeat(time, pids, 1, || {
                argon2
                    .hash_password_into_with_memory(
                        b"correct horse battery staple",
                        &message[..16],
                        black_box(&mut out),
                        &mut memory,
                    )
                    .map_err(|error| anyhow::anyhow!("{error}"))
            })
        }
        What::Rows => rows::measure(database.context("rows need --database")?, time, pids),
    }
}

/// Calls `operation` in batches until `time` is over, counting this process and `pids`.
pub(crate) fn repeat(
    time: Duration,
    pids: &[u32],
    batch: u64,
    mut operation: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<Cost> {
    operation()?;
    let meter = Meter::start(pids);
    let mut operations = 0;
    while meter.begun.elapsed() < time {
        for _ in 0..batch {
            operation()?;
        }
        operations += batch;
    }
    Ok(meter.stop(operations))
}

/// A stopwatch for wall and CPU time.
pub(crate) struct Meter {
    pids: Vec<u32>,
    cpu: Duration,
    pub(crate) begun: Instant,
}

impl Meter {
    /// Starts counting this process and `pids`.
    pub(crate) fn start(pids: &[u32]) -> Self {
        let pids = [pids, &[std::process::id()]].concat();
        Self {
            cpu: cpu::of(&pids),
            pids,
            begun: Instant::now(),
        }
    }

    /// The cost of each of `operations`.
    pub(crate) fn stop(self, operations: u64) -> Cost {
        let wall = self.begun.elapsed();
        let each = |time: Duration| time.as_secs_f64() * 1e6 / operations as f64;
        Cost {
            operations,
            cpu_us: each(cpu::of(&self.pids).saturating_sub(self.cpu)),
            wall_us: each(wall),
        }
    }
}
