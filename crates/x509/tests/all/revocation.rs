//! What authorities have revoked.

use durward_model::Timestamp;
use durward_model::service::{Certificates, Revocation};
use durward_x509::{Certificate, Policy, Refusal, Verifier};

use crate::authority::{Authority, NOW, Server, listed_at, person, trusting, verify};

const ADDRESS: &str = "http://lists.acme.example/root.crl";

fn with_lists(authority: &Authority, revocation: Revocation, lists: Vec<String>) -> Certificates {
    Certificates {
        revocation,
        revocation_lists: lists,
        ..trusting(&[authority])
    }
}

#[tokio::test]
async fn a_revoked_certificate_is_refused_unless_nobody_looks() {
    let root = Authority::new("Root");
    let ana = [root.issue(&person("ana"))];
    let list = root.list(&[7], 5);
    for how in [Revocation::SoftFail, Revocation::HardFail] {
        let settings = with_lists(&root, how, vec![list.clone()]);
        assert_eq!(verify(&settings, &ana).await, Err(Refusal::Revoked));
        let other = with_lists(&root, how, vec![root.list(&[8], 5)]);
        verify(&other, &ana).await.unwrap();
    }
    let off = with_lists(&root, Revocation::Off, vec![list]);
    verify(&off, &ana).await.unwrap();
}

#[tokio::test]
async fn what_is_not_known_is_let_through_or_not_as_the_realm_says() {
    let root = Authority::new("Root");
    let ana = [root.issue(&person("ana"))];
    let old = root.list(&[], 3);
    for lists in [vec![], vec![old]] {
        let soft = with_lists(&root, Revocation::SoftFail, lists.clone());
        verify(&soft, &ana).await.unwrap();
        let hard = with_lists(&root, Revocation::HardFail, lists);
        assert_eq!(verify(&hard, &ana).await, Err(Refusal::StatusUnknown));
    }
}

#[tokio::test]
async fn an_old_list_still_tells_who_was_revoked() {
    let root = Authority::new("Root");
    let ana = [root.issue(&person("ana"))];
    let lists = vec![root.list(&[], 5), root.list(&[7], 2)];
    for how in [Revocation::SoftFail, Revocation::HardFail] {
        let settings = with_lists(&root, how, lists.clone());
        assert_eq!(verify(&settings, &ana).await, Err(Refusal::Revoked));
    }
}

#[tokio::test]
async fn attack_a_list_that_the_authority_did_not_sign_counts_for_nothing() {
    let (root, twin) = (Authority::new("Root"), Authority::new("Root"));
    let ana = [root.issue(&person("ana"))];
    let forged = twin.list(&[], 5);
    let settings = with_lists(&root, Revocation::HardFail, vec![forged.clone()]);
    assert_eq!(verify(&settings, &ana).await, Err(Refusal::StatusUnknown));
    let both = vec![forged, root.list(&[7], 5)];
    let settings = with_lists(&root, Revocation::SoftFail, both);
    assert_eq!(verify(&settings, &ana).await, Err(Refusal::Revoked));
}

#[tokio::test]
async fn an_authority_below_that_was_revoked_takes_its_people_with_it() {
    let root = Authority::new("Root");
    let below = root.below("Staff", 3);
    let presented = [below.issue(&person("ana")), below.der.clone()];
    let revoked = with_lists(&root, Revocation::SoftFail, vec![root.list(&[3], 5)]);
    assert_eq!(verify(&revoked, &presented).await, Err(Refusal::Revoked));
    let half = with_lists(&root, Revocation::HardFail, vec![root.list(&[], 5)]);
    assert_eq!(verify(&half, &presented).await, Err(Refusal::StatusUnknown));
    let whole = vec![root.list(&[], 5), below.list(&[], 5)];
    let whole = with_lists(&root, Revocation::HardFail, whole);
    verify(&whole, &presented).await.unwrap();
}

/// Verifies at `now`, with lists from `server`.
async fn at(
    verifier: &Verifier,
    server: &Server,
    now: Timestamp,
    settings: &Certificates,
    presented: &[Vec<u8>],
) -> Result<Certificate, Refusal> {
    let policy = Policy::read(settings).unwrap();
    verifier.verify(server, now, &policy, presented).await
}

#[tokio::test]
async fn a_list_is_fetched_from_where_the_certificate_says_and_kept() {
    let root = Authority::new("Root");
    let mut params = person("ana");
    listed_at(&mut params, ADDRESS);
    let ana = [root.issue(&params)];
    let settings = with_lists(&root, Revocation::HardFail, Vec::new());
    let (verifier, server) = (Verifier::default(), Server::default());
    let down = at(&verifier, &server, NOW, &settings, &ana).await;
    assert_eq!(down, Err(Refusal::StatusUnknown));
    *server.body.lock().unwrap() = Some(root.list(&[], 5).into_bytes());
    let soon = NOW.plus_seconds(59);
    let still = at(&verifier, &server, soon, &settings, &ana).await;
    assert_eq!(still, Err(Refusal::StatusUnknown));
    assert_eq!(server.asked(), 1, "what is down is not asked by everybody");
    let now = NOW.plus_seconds(60);
    at(&verifier, &server, now, &settings, &ana).await.unwrap();
    at(&verifier, &server, now, &settings, &ana).await.unwrap();
    assert_eq!(server.asked(), 2);
    *server.body.lock().unwrap() = Some(root.list(&[7], 5).into_bytes());
    let later = now.plus_seconds(3600);
    let revoked = at(&verifier, &server, later, &settings, &ana).await;
    assert_eq!(revoked, Err(Refusal::Revoked));
}

#[tokio::test]
async fn attack_a_certificate_that_is_not_believed_makes_us_ask_nobody() {
    let (root, mallory) = (Authority::new("Root"), Authority::new("Mallory"));
    let mut params = person("ana");
    listed_at(&mut params, "http://inside.acme.example/delete-everything");
    let forged = [mallory.issue(&params)];
    let settings = with_lists(&root, Revocation::HardFail, Vec::new());
    let (verifier, server) = (Verifier::default(), Server::default());
    let refused = at(&verifier, &server, NOW, &settings, &forged).await;
    assert_eq!(refused, Err(Refusal::Untrusted));
    assert_eq!(server.asked(), 0);
    let closed = Certificates {
        distribution_points: false,
        ..settings
    };
    let believed = [root.issue(&params)];
    let refused = at(&verifier, &server, NOW, &closed, &believed).await;
    assert_eq!(refused, Err(Refusal::StatusUnknown));
    assert_eq!(server.asked(), 0);
}
