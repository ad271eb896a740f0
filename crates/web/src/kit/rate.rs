//! Rate limits: a bucket per key that refills evenly (GCRA). Memory is bounded: full buckets are forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use durward_model::Timestamp;

/// Keys kept before those whose buckets are full again are forgotten.
const KEPT: usize = 50_000;

/// So many per second, and so many at once.
#[derive(Debug)]
pub(crate) struct RateLimit {
    /// Milliseconds one request takes from the bucket; 0 is no limit.
    cost: f64,
    /// Milliseconds the bucket holds.
    depth: f64,
    /// By key: the moment its bucket is full again, in Unix milliseconds.
    full_at: Mutex<HashMap<u128, f64>>,
}

impl RateLimit {
    /// `per_second` on average, `burst` at once; no limit when `per_second` is 0.
    pub(crate) fn new(per_second: u32, burst: u32) -> Self {
        let cost = if per_second == 0 {
            0.0
        } else {
            1000.0 / f64::from(per_second)
        };
        Self {
            cost,
            depth: cost * f64::from(burst.max(1)),
            full_at: Mutex::new(HashMap::new()),
        }
    }

    /// `per_minute` on average, `burst` at once.
    pub(crate) fn per_minute(per_minute: u32, burst: u32) -> Self {
        let cost = 60_000.0 / f64::from(per_minute.max(1));
        Self {
            cost,
            depth: cost * f64::from(burst.max(1)),
            full_at: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one from the bucket of `key`. When it is empty: the seconds to wait.
    pub(crate) fn take(&self, key: u128, now: Timestamp) -> Result<(), u32> {
        self.weigh(key, now, self.cost)
    }

    /// Whether the bucket of `key` is empty, without taking anything: the seconds to wait.
    pub(crate) fn look(&self, key: u128, now: Timestamp) -> Result<(), u32> {
        self.weigh(key, now, 0.0)
    }

    fn weigh(&self, key: u128, now: Timestamp, cost: f64) -> Result<(), u32> {
        if self.cost == 0.0 {
            return Ok(());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds of this century are exact in an f64"
        )]
        let now = now.millis() as f64;
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= KEPT {
            full_at.retain(|_, full| *full > now);
        }
        let full = full_at.get(&key).copied().unwrap_or(now).max(now);
        let after = full + cost;
        if after - now > self.depth || cost == 0.0 && full + self.cost - now > self.depth {
            let wait = (full + self.cost - now - self.depth) / 1000.0;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to a small positive range"
            )]
            return Err(wait.ceil().clamp(1.0, 3600.0) as u32);
        }
        if cost > 0.0 {
            full_at.insert(key, after);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_served_and_then_the_rate_holds() {
        let limit = RateLimit::new(2, 3);
        let now = Timestamp::from_seconds(1_000);
        assert!((0..3).all(|_| limit.take(1, now).is_ok()));
        assert_eq!(limit.take(1, now), Err(1));
        assert_eq!(limit.look(1, now), Err(1));
        assert!(
            limit.take(2, now).is_ok(),
            "another address has its own bucket"
        );
        assert!(limit.take(1, now.plus_millis(500)).is_ok());
        assert!(limit.take(1, now.plus_millis(500)).is_err());
    }

    #[test]
    fn a_limit_of_nothing_is_no_limit() {
        let limit = RateLimit::new(0, 0);
        assert!((0..1000).all(|_| limit.take(1, Timestamp::from_seconds(1)).is_ok()));
    }
}
