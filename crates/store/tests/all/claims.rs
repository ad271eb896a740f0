//! Things that work once: codes, refresh tokens, assertions, links, jobs, key slots. Each is raced.

use durward_model::Timestamp;
use durward_model::id::{
    AppId, CodeId, DeviceCodeId, GrantId, KeyId, PushedRequestId, RefreshTokenId, SessionId, UserId,
};
use durward_store::codes::{self, Code};
use durward_store::device_codes::{self, DeviceCode, State};
use durward_store::grants::{self, Grant};
use durward_store::pushed_requests::{self, PushedRequest};
use durward_store::signing_keys::{self, KeyState, SigningKeyRow};
use durward_store::tokens::{self, RefreshToken};
use durward_store::vault::Sealed;
use durward_store::{Cx, dpop_proofs, expiry, jobs, links};

use crate::support::{On, on_both, world};

/// Runs `attempt` `count` times at once and gives how many succeeded.
pub(crate) async fn race<F, A>(count: usize, attempt: F) -> usize
where
    F: Fn() -> A,
    A: Future<Output = bool> + Send + 'static,
{
    let attempts: Vec<_> = (0..count).map(|_| tokio::spawn(attempt())).collect();
    let mut won = 0;
    for one in attempts {
        won += usize::from(one.await.unwrap());
    }
    won
}

fn code(cx: &Cx) -> Code {
    Code {
        id: CodeId::new(cx.now, cx.entropy()),
        secret_hash: "hash".to_owned(),
        app: AppId::new(cx.now, cx.entropy()),
        user: UserId::new(cx.now, cx.entropy()),
        session: SessionId::new(cx.now, cx.entropy()),
        redirect_uri: "https://app.example/cb".to_owned(),
        code_challenge: None,
        scope: "openid".to_owned(),
        context: "{}".to_owned(),
        expires_at: cx.now.plus_seconds(60),
        used_at: None,
        grant: None,
    }
}

async fn a_code_used_by_many_at_once_works_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let code = code(&cx);
    let mut tx = cx.db().begin().await.unwrap();
    codes::insert(&cx, &mut tx, &code).await.unwrap();
    tx.commit().await.unwrap();
    let won = race(25, || {
        let (cx, id) = (cx.clone(), code.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let won = codes::claim(&cx, &mut tx, id, GrantId::new(cx.now, cx.entropy()))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            won
        }
    })
    .await;
    assert_eq!(won, 1);
}

async fn an_expired_code_cannot_be_claimed(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let mut code = code(&cx);
    code.expires_at = cx.now;
    let mut tx = cx.db().begin().await.unwrap();
    codes::insert(&cx, &mut tx, &code).await.unwrap();
    assert!(
        !codes::claim(&cx, &mut tx, code.id, GrantId::new(cx.now, cx.entropy()))
            .await
            .unwrap()
    );
}

async fn a_refresh_token_used_by_fifty_at_once_works_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let row = RefreshToken {
        id: RefreshTokenId::new(cx.now, cx.entropy()),
        secret_hash: "hash".to_owned(),
        grant: GrantId::new(cx.now, cx.entropy()),
        app: AppId::new(cx.now, cx.entropy()),
        expires_at: cx.now.plus_seconds(60),
        used_at: None,
        confirmation: None,
    };
    let mut tx = cx.db().begin().await.unwrap();
    tokens::insert_refresh(&cx, &mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    let won = race(50, || {
        let (cx, id) = (cx.clone(), row.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let won = tokens::claim_refresh(&cx, &mut tx, id).await.unwrap();
            tx.commit().await.unwrap();
            won
        }
    })
    .await;
    assert_eq!(won, 1);
}

async fn attack_a_proof_of_possession_sent_by_fifty_at_once_works_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let remember = |cx: Cx, proof: &'static str| async move {
        let mut tx = cx.db().begin().await.unwrap();
        let until = cx.now.plus_seconds(60);
        let new = dpop_proofs::remember(&cx, &mut tx, proof, until).await;
        tx.commit().await.unwrap();
        new.unwrap()
    };
    assert_eq!(race(50, || remember(cx.clone(), "proof")).await, 1);
    assert!(remember(cx.clone(), "another").await);
    let later = cx.now.plus_seconds(121);
    expiry::sweep(cx.db(), later, 10).await.unwrap();
    assert!(remember(cx, "proof").await, "it went when it had expired");
}

async fn a_device_code_is_answered_once_and_used_once_of_fifty_at_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let code = DeviceCode {
        id: DeviceCodeId::new(cx.now, cx.entropy()),
        secret_hash: "hash".to_owned(),
        user_code_hash: "code".to_owned(),
        app: AppId::new(cx.now, cx.entropy()),
        client_id: "telly".to_owned(),
        scope: String::new(),
        resources: String::new(),
        code_challenge: None,
        ip: String::new(),
        user_agent: String::new(),
        created_at: cx.now,
        expires_at: cx.now.plus_seconds(60),
        poll_interval: 5,
        state: State::Pending,
    };
    let mut tx = cx.db().begin().await.unwrap();
    assert!(device_codes::insert(&cx, &mut tx, &code).await.unwrap());
    let same = DeviceCode {
        id: DeviceCodeId::new(cx.now, cx.entropy()),
        ..code.clone()
    };
    assert!(
        !device_codes::insert(&cx, &mut tx, &same).await.unwrap(),
        "a user code belongs to one device"
    );
    tx.commit().await.unwrap();
    let user = UserId::new(cx.now, cx.entropy());
    let claimed = race(10, || {
        let (cx, id) = (cx.clone(), code.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let grant = GrantId::new(cx.now, cx.entropy());
            device_codes::claim(&cx, &mut tx, id, grant).await.unwrap()
        }
    })
    .await;
    assert_eq!(claimed, 0, "nobody said yes");
    let answered = race(50, || {
        let (cx, id) = (cx.clone(), code.id);
        async move {
            let answer = State::Allowed {
                user,
                context: "{}".to_owned(),
            };
            let mut tx = cx.db().begin().await.unwrap();
            let won = device_codes::answer(&cx, &mut tx, id, user, &answer)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            won
        }
    })
    .await;
    assert_eq!(answered, 1);
    let used = race(50, || {
        let (cx, id) = (cx.clone(), code.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let grant = GrantId::new(cx.now, cx.entropy());
            let won = device_codes::claim(&cx, &mut tx, id, grant).await.unwrap();
            tx.commit().await.unwrap();
            won
        }
    })
    .await;
    assert_eq!(used, 1);
}

async fn a_replayed_client_assertion_is_recognised(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let app = AppId::new(cx.now, cx.entropy());
    let new = race(10, || {
        let cx = cx.clone();
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let new = tokens::remember_assertion(&cx, &mut tx, app, "jti", cx.now.plus_seconds(60))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            new
        }
    })
    .await;
    assert_eq!(new, 1);
}

async fn a_one_time_link_opens_once_and_only_with_its_secret(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let token = links::create(&cx, &mut tx, "test", "payload", 60)
        .await
        .unwrap()
        .expose()
        .clone();
    tx.commit().await.unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    assert_eq!(
        links::look(&cx, &mut tx, "test", &token)
            .await
            .unwrap()
            .as_deref(),
        Some("payload")
    );
    assert!(
        links::look(&cx, &mut tx, "other", &token)
            .await
            .unwrap()
            .is_none(),
        "good for its purpose only"
    );
    let forged = format!(
        "{}{}",
        &token[..token.len() - 1],
        if token.ends_with('A') { "B" } else { "A" }
    );
    assert!(!links::consume(&cx, &mut tx, "test", &forged).await.unwrap());
    assert!(links::consume(&cx, &mut tx, "test", &token).await.unwrap());
    assert!(!links::consume(&cx, &mut tx, "test", &token).await.unwrap());
}

async fn a_job_is_never_taken_twice(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    for _ in 0..20 {
        jobs::enqueue(&cx, &mut tx, "test", "{}", cx.now)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let (node, now) = (cx.platform.node, cx.now);
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let db = cx.db().clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                let mut empty = 0;
                while empty < 5 {
                    match jobs::claim(&db, node, now, 60).await.unwrap() {
                        Some(job) => mine.push(job.id),
                        None => empty += 1,
                    }
                }
                mine
            })
        })
        .collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap());
    }
    taken.sort();
    let count = taken.len();
    taken.dedup();
    assert_eq!((count, taken.len()), (20, 20));
    let later = jobs::claim(cx.db(), node, now.plus_seconds(61), 60)
        .await
        .unwrap();
    assert!(
        later.is_some_and(|job| job.attempts == 1),
        "a job whose holder died is due again"
    );
}

async fn two_nodes_cannot_both_make_the_active_key(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let won = race(8, || {
        let cx = cx.clone();
        async move {
            let row = SigningKeyRow {
                id: KeyId::new(cx.now, cx.entropy()),
                alg: "ES256".to_owned(),
                state: KeyState::Active,
                sealed: Sealed("v1".to_owned()),
                public_jwk: "{}".to_owned(),
                created_at: cx.now,
                activated_at: Some(cx.now),
            };
            let mut tx = cx.db().begin().await.unwrap();
            let won = signing_keys::insert(&cx, &mut tx, &row).await.unwrap();
            tx.commit().await.unwrap();
            won
        }
    })
    .await;
    assert_eq!(won, 1);
}

async fn expired_rows_go_in_batches_and_live_ones_stay(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    for n in 0..1203 {
        let expires = if n < 1200 {
            cx.now.plus_seconds(-7200)
        } else {
            cx.now.plus_seconds(7200)
        };
        tokens::deny(&cx, &mut tx, &format!("token-{n}"), expires)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let deleted = expiry::sweep(cx.db(), cx.now, 10).await.unwrap();
    assert!(deleted.contains(&("denied_tokens", 1200)), "{deleted:?}");
    let again = expiry::sweep(cx.db(), cx.now, 10).await.unwrap();
    assert!(again.iter().all(|(_, count)| *count == 0), "{again:?}");
}

async fn a_revoked_grant_takes_its_tokens_with_it(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let user = UserId::new(cx.now, cx.entropy());
    let grant = Grant {
        id: GrantId::new(cx.now, cx.entropy()),
        app: AppId::new(cx.now, cx.entropy()),
        user,
        session: None,
        scope: "openid".to_owned(),
        context: "{\"auth_time\":1}".to_owned(),
        created_at: cx.now,
        expires_at: cx.now.plus_seconds(60),
        revoked_at: None,
    };
    let mut tx = cx.db().begin().await.unwrap();
    grants::insert(&cx, &mut tx, &grant).await.unwrap();
    let live = tokens::live_context(&cx, &mut tx, "atk", Some(grant.id.as_str()))
        .await
        .unwrap();
    assert_eq!(live.as_deref(), Some("{\"auth_time\":1}"));
    assert_eq!(grants::apps_of(&cx, &mut tx, user).await.unwrap().len(), 1);
    assert!(
        grants::revoke(&cx, &mut tx, grant.id.as_str())
            .await
            .unwrap()
    );
    assert!(
        !grants::revoke(&cx, &mut tx, grant.id.as_str())
            .await
            .unwrap(),
        "the second time there is nothing to end"
    );
    assert!(
        tokens::live_context(&cx, &mut tx, "atk", Some(grant.id.as_str()))
            .await
            .unwrap()
            .is_none()
    );
    let of_nobody = tokens::live_context(&cx, &mut tx, "atk", None)
        .await
        .unwrap();
    assert_eq!(
        of_nobody.as_deref(),
        Some(""),
        "a token without a grant stays"
    );
    tokens::deny(
        &cx,
        &mut tx,
        "atk",
        Timestamp::from_millis(cx.now.millis() + 1),
    )
    .await
    .unwrap();
    assert!(
        tokens::live_context(&cx, &mut tx, "atk", None)
            .await
            .unwrap()
            .is_none()
    );
}

fn pushed(cx: &Cx) -> PushedRequest {
    PushedRequest {
        id: PushedRequestId::new(cx.now, cx.entropy()),
        secret_hash: "hash".to_owned(),
        app: AppId::new(cx.now, cx.entropy()),
        parameters: "scope=openid".to_owned(),
        expires_at: cx.now.plus_seconds(90),
        begun_at: None,
        used_at: None,
    }
}

async fn a_pushed_request_used_by_fifty_at_once_works_once(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let request = pushed(&cx);
    let mut tx = cx.db().begin().await.unwrap();
    pushed_requests::insert(&cx, &mut tx, &request)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let won = race(50, || {
        let (cx, id) = (cx.clone(), request.id);
        async move {
            let mut tx = cx.db().begin().await.unwrap();
            let won = pushed_requests::claim(&cx, &mut tx, id).await.unwrap();
            tx.commit().await.unwrap();
            won
        }
    })
    .await;
    assert_eq!(won, 1);
}

async fn a_pushed_request_is_begun_once_and_never_after_its_end(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let (live, mut late) = (pushed(&cx), pushed(&cx));
    late.expires_at = cx.now;
    let mut tx = cx.db().begin().await.unwrap();
    for request in [&live, &late] {
        pushed_requests::insert(&cx, &mut tx, request)
            .await
            .unwrap();
    }
    let long = cx.now.plus_seconds(600);
    for (id, first) in [(live.id, true), (live.id, false), (late.id, false)] {
        let begun = pushed_requests::begin(&cx, &mut tx, id, long).await;
        assert_eq!(begun.unwrap(), first);
    }
    let kept = pushed_requests::load(&cx, &mut tx, live.id.as_str()).await;
    let kept = kept.unwrap().unwrap();
    assert_eq!((kept.begun_at, kept.expires_at), (Some(cx.now), long));
    assert!(!pushed_requests::claim(&cx, &mut tx, late.id).await.unwrap());
}

on_both! {
    a_pushed_request_used_by_fifty_at_once_works_once
    a_pushed_request_is_begun_once_and_never_after_its_end
    a_code_used_by_many_at_once_works_once
    an_expired_code_cannot_be_claimed
    a_refresh_token_used_by_fifty_at_once_works_once
    a_device_code_is_answered_once_and_used_once_of_fifty_at_once
    a_replayed_client_assertion_is_recognised
    attack_a_proof_of_possession_sent_by_fifty_at_once_works_once
    a_one_time_link_opens_once_and_only_with_its_secret
    a_job_is_never_taken_twice
    two_nodes_cannot_both_make_the_active_key
    expired_rows_go_in_batches_and_live_ones_stay
    a_revoked_grant_takes_its_tokens_with_it
}
