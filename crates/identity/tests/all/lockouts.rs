//! Locks after wrong passwords.

use durward_identity::lockouts::{Device, Failure, Lock, check, clear, record_failure, unlock};
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_model::{Actor, Timestamp};
use durward_store::testing::World;

use crate::base::{audited, on_every_database, user, within};

on_every_database!(
    the_failure_that_is_one_too_many_locks_for_the_duration,
    attack_failures_at_the_same_moment_are_all_counted,
    failures_outside_the_window_are_forgotten,
    attack_hammering_on_does_not_prolong_a_lock,
    each_lock_in_a_row_lasts_longer_but_never_more_than_a_day,
    a_quiet_day_makes_locks_short_again,
    attack_locking_an_account_leaves_the_owners_own_browser_alone,
    a_right_password_begins_the_count_anew,
    a_lock_without_duration_lasts_until_an_administrator_ends_it,
    without_the_setting_nothing_is_locked,
);

fn settings(count: i64) -> Authentication {
    Authentication {
        login_failure_count: count,
        ..Authentication::default()
    }
}

async fn fail(world: &World, settings: &Authentication, id: UserId, device: Device<'_>) -> Failure {
    let cx = world.cx();
    within(&cx, async |tx| {
        record_failure(&cx, tx, settings, id, device).await
    })
    .await
    .unwrap()
}

async fn locked(
    world: &World,
    settings: &Authentication,
    id: UserId,
    device: Device<'_>,
) -> Option<Lock> {
    let cx = world.cx();
    let mut tx = cx.db().read().await.unwrap();
    check(&cx, &mut tx, settings, id, device).await.unwrap()
}

fn until(world: &World, minutes: i64) -> Lock {
    let end: Timestamp = world.cx().now.plus_seconds(60 * minutes);
    Lock { until: Some(end) }
}

async fn the_failure_that_is_one_too_many_locks_for_the_duration(world: World) {
    let settings = settings(3);
    let id = user(&world.cx(), "ana").await.id;
    let device = Device::Unknown;
    assert_eq!(
        fail(&world, &settings, id, device).await,
        Failure::Counted(Some(2))
    );
    assert_eq!(
        fail(&world, &settings, id, device).await,
        Failure::Counted(Some(1))
    );
    assert_eq!(locked(&world, &settings, id, device).await, None);
    let lock = until(&world, 5);
    assert_eq!(
        fail(&world, &settings, id, device).await,
        Failure::Locked(lock)
    );
    assert_eq!(locked(&world, &settings, id, device).await, Some(lock));
    assert_eq!(
        audited(&world.cx()).await,
        ["account.locked", "user.created"]
    );
    world.clock.advance_seconds(299);
    assert!(locked(&world, &settings, id, device).await.is_some());
    world.clock.advance_seconds(1);
    assert_eq!(locked(&world, &settings, id, device).await, None);
}

async fn attack_failures_at_the_same_moment_are_all_counted(world: World) {
    let cx = world.cx();
    let id = user(&cx, "ana").await.id;
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let cx = cx.clone();
            tokio::spawn(async move {
                let settings = settings(15);
                within(&cx, async |tx| {
                    record_failure(&cx, tx, &settings, id, Device::Unknown).await
                })
                .await
                .unwrap()
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for attempt in attempts {
        outcomes.push(attempt.await.unwrap());
    }
    let mut left: Vec<i64> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Failure::Counted(left) => *left,
            Failure::Locked(_) => None,
        })
        .collect();
    left.sort_unstable();
    assert_eq!(left, (1..15).collect::<Vec<_>>());
    let events = audited(&cx).await;
    let locks = events.iter().filter(|name| *name == "account.locked");
    assert_eq!(locks.count(), 1);
}

async fn failures_outside_the_window_are_forgotten(world: World) {
    let settings = settings(2);
    let id = user(&world.cx(), "ana").await.id;
    for _ in 0..5 {
        let outcome = fail(&world, &settings, id, Device::Unknown).await;
        assert_eq!(outcome, Failure::Counted(Some(1)));
        world.clock.advance_seconds(600);
    }
}

async fn attack_hammering_on_does_not_prolong_a_lock(world: World) {
    let settings = settings(1);
    let id = user(&world.cx(), "ana").await.id;
    let lock = until(&world, 5);
    for _ in 0..30 {
        let outcome = fail(&world, &settings, id, Device::Unknown).await;
        assert_eq!(outcome, Failure::Locked(lock));
        world.clock.advance_seconds(9);
    }
    world.clock.advance_seconds(30);
    assert_eq!(locked(&world, &settings, id, Device::Unknown).await, None);
}

async fn each_lock_in_a_row_lasts_longer_but_never_more_than_a_day(world: World) {
    let settings = settings(1);
    let id = user(&world.cx(), "ana").await.id;
    for minutes in [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440] {
        let lock = until(&world, minutes);
        let outcome = fail(&world, &settings, id, Device::Unknown).await;
        assert_eq!(outcome, Failure::Locked(lock));
        world.clock.advance_seconds(60 * minutes);
    }
}

async fn a_quiet_day_makes_locks_short_again(world: World) {
    let settings = settings(1);
    let id = user(&world.cx(), "ana").await.id;
    for _ in 0..4 {
        fail(&world, &settings, id, Device::Unknown).await;
        world.clock.advance_seconds(3600);
    }
    world.clock.advance_seconds(86_400);
    let lock = until(&world, 5);
    let outcome = fail(&world, &settings, id, Device::Unknown).await;
    assert_eq!(outcome, Failure::Locked(lock));
}

async fn attack_locking_an_account_leaves_the_owners_own_browser_alone(world: World) {
    let settings = settings(2);
    let id = user(&world.cx(), "ana").await.id;
    let own = Device::Known("her laptop");
    for _ in 0..10 {
        fail(&world, &settings, id, Device::Unknown).await;
    }
    assert!(
        locked(&world, &settings, id, Device::Unknown)
            .await
            .is_some()
    );
    assert_eq!(locked(&world, &settings, id, own).await, None);
    fail(&world, &settings, id, own).await;
    fail(&world, &settings, id, own).await;
    assert!(locked(&world, &settings, id, own).await.is_some());
}

async fn a_right_password_begins_the_count_anew(world: World) {
    let settings = settings(2);
    let cx = world.cx();
    let id = user(&cx, "ana").await.id;
    for _ in 0..5 {
        let outcome = fail(&world, &settings, id, Device::Unknown).await;
        assert_eq!(outcome, Failure::Counted(Some(1)));
        within(&cx, async |tx| clear(&cx, tx, id, Device::Unknown).await)
            .await
            .unwrap();
    }
}

async fn a_lock_without_duration_lasts_until_an_administrator_ends_it(world: World) {
    let settings = Authentication {
        login_failure_lockout_duration: 0,
        ..settings(1)
    };
    let cx = world.cx();
    let id = user(&cx, "ana").await.id;
    let for_ever = Lock { until: None };
    let outcome = fail(&world, &settings, id, Device::Unknown).await;
    assert_eq!(outcome, Failure::Locked(for_ever));
    world.clock.advance_seconds(10 * 365 * 86_400);
    assert_eq!(
        locked(&world, &settings, id, Device::Unknown).await,
        Some(for_ever)
    );
    assert_eq!(for_ever.seconds_left(cx.now), 86_401);
    let eve = cx.clone().acting(Actor::User(id));
    let own = within(&eve, async |tx| unlock(&eve, tx, id).await);
    assert!(own.await.is_err());
    within(&cx, async |tx| unlock(&cx, tx, id).await)
        .await
        .unwrap();
    assert_eq!(locked(&world, &settings, id, Device::Unknown).await, None);
}

async fn without_the_setting_nothing_is_locked(world: World) {
    let settings = Authentication {
        login_failure_lockout_mode: false,
        ..settings(1)
    };
    let id = user(&world.cx(), "ana").await.id;
    for _ in 0..5 {
        let outcome = fail(&world, &settings, id, Device::Unknown).await;
        assert_eq!(outcome, Failure::Counted(None));
    }
    assert_eq!(locked(&world, &settings, id, Device::Unknown).await, None);
}
