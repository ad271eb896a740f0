//! What happens when everybody signs in at once.

use std::sync::Arc;
use std::time::Duration;

use durward_identity::passwords::{Passwords, Settings};
use durward_model::entropy::SeededEntropy;
use durward_model::service::PasswordHashing;
use durward_store::ErrorKind;

use crate::base::secret;

fn small(queue: usize, wait: Duration) -> Arc<Passwords> {
    let settings = Settings {
        threads: 1,
        queue,
        wait,
    };
    Arc::new(Passwords::start(settings, Arc::new(SeededEntropy::new(1))).unwrap())
}

async fn storm(passwords: &Arc<Passwords>, of: usize) -> Vec<Result<(), ErrorKind>> {
    let attempts = (0..of).map(|_| {
        let passwords = Arc::clone(passwords);
        tokio::spawn(async move {
            let cost = PasswordHashing::default();
            let verdict = passwords.verify(&cost, None, &secret("guess")).await;
            verdict.map(drop).map_err(|error| error.kind)
        })
    });
    let attempts: Vec<_> = attempts.collect();
    let mut outcomes = Vec::new();
    for attempt in attempts {
        outcomes.push(attempt.await.unwrap());
    }
    outcomes
}

#[tokio::test]
async fn attack_a_storm_is_sent_away_at_once_beyond_the_queue() {
    let passwords = small(4, Duration::from_secs(60));
    let outcomes = storm(&passwords, 50).await;
    let served = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let busy = outcomes
        .iter()
        .filter(|outcome| **outcome == Err(ErrorKind::Unavailable(1)));
    assert_eq!(served + busy.count(), 50);
    assert!((4..=6).contains(&served), "{served}");
    let statistics = passwords.statistics();
    assert_eq!(statistics.done, u64::try_from(served).unwrap());
    assert_eq!(statistics.refused, 50 - statistics.done);
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit() {
    let passwords = small(1000, Duration::from_millis(100));
    let outcomes = storm(&passwords, 60).await;
    assert!(outcomes.contains(&Err(ErrorKind::Unavailable(1))));
    let statistics = passwords.statistics();
    assert!(statistics.done > 0 && statistics.expired > 0);
    assert_eq!(statistics.done + statistics.expired, 60);
}

#[tokio::test]
async fn who_gives_up_is_not_hashed_for() {
    let passwords = small(100, Duration::from_secs(60));
    let cost = PasswordHashing::default();
    let busy = {
        let passwords = Arc::clone(&passwords);
        tokio::spawn(async move { passwords.verify(&cost, None, &secret("first")).await })
    };
    tokio::task::yield_now().await;
    for _ in 0..20 {
        let guess = secret("gone");
        let gone = passwords.verify(&cost, None, &guess);
        assert!(tokio::time::timeout(Duration::ZERO, gone).await.is_err());
    }
    busy.await.unwrap().unwrap();
    passwords
        .verify(&cost, None, &secret("last"))
        .await
        .unwrap();
    assert!(passwords.statistics().done <= 4);
}
