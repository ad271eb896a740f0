//! Realms see nothing of one another: what belongs to one is presented to every route of another.
//!
//! [`table::MATRIX`] has a row for each thing that can be presented to each route. A row holds when the answer is the
//! one it names, is the one somebody gets who made the thing up, says nothing of the other realm, leaves every row that
//! the database has of that realm as it was, and leaves no trace of the thing in those of the realm asked. At home the
//! same things must work, or the matrix would prove nothing.

mod answer;
mod ask;
mod loot;
mod sign_in;
mod table;
mod twin;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use durward_jose::{Algorithm, SigningKey};
use durward_store::testing::rows_of;
use durward_testkit::{App, Database, Page};

use answer::comparable;
use ask::Ask;
use loot::Loot;
use table::{Home, MATRIX, Theft};
use twin::{ACME, EMEA, GLOBEX, ROOT, Twin};

type Rows = BTreeMap<&'static str, Vec<String>>;

#[test]
fn every_route_has_a_row_in_the_matrix() {
    let tried: BTreeSet<_> = MATRIX.iter().map(|theft| theft.route).collect();
    let routes: BTreeSet<_> = durward_web::routes::rows()
        .iter()
        .flat_map(|row| row.methods.iter().map(|method| (*method, row.path)))
        .collect();
    let untried: Vec<_> = routes.difference(&tried).collect();
    assert!(
        untried.is_empty(),
        "present what belongs to another realm to {untried:?}: add rows to tests/all/matrix/table.rs"
    );
    let gone: Vec<_> = tried.difference(&routes).collect();
    assert!(gone.is_empty(), "there is no route {gone:?} any more");
}

/// Presents everything of `from` to every route of `to`.
async fn nothing_of(from: Twin, to: Twin, database: Database) {
    let (app, robot) = world(database, &[from, to]).await;
    let mut own = Loot::take(&app, &to, &robot).await;
    let stolen = Loot::take(&app, &from, &robot).await;
    // Late enough that the use of a session would be noted, early enough that codes still work.
    app.world.clock.advance_seconds(90);
    warm(&app, &from, &stolen).await;
    let (before, forged) = (rows(&app, &from).await, stolen.forged());
    for theft in MATRIX {
        let strangers = present(&app, theft, (&from, &forged), (&to, &mut own)).await;
        let answer = present(&app, theft, (&from, &stolen), (&to, &mut own)).await;
        let ((method, path), what) = (theft.route, theft.presented);
        let row = format!("{what} of {} at {method} {path} of {}", from.path, to.path);
        assert!(
            theft.answer.is(&answer, &to),
            "{row}: {:?} expected, got {} {:?}\n{}",
            theft.answer,
            answer.status,
            answer.headers,
            answer.body
        );
        let answer = comparable(&answer, &stolen);
        assert_eq!(
            answer,
            comparable(&strangers, &forged),
            "{row}: a stranger is answered otherwise"
        );
        assert!(
            !answer.contains(from.mark),
            "{row}: tells of the other realm\n{answer}"
        );
        assert_eq!(
            changed(&before, &rows(&app, &from).await),
            [""; 0],
            "{row}: something changed"
        );
        let kept = rows(&app, &to).await;
        assert!(
            names(&kept, &stolen).is_empty(),
            "{row}: the realm keeps {:?}",
            names(&kept, &stolen)
        );
    }
}

/// Presents everything of `realm` where it belongs: each must be answered otherwise than what a stranger made up, or
/// change something else.
async fn everything_works_at_home(realm: Twin, home: Home) {
    let (mut app, mut robot) = world(Database::Sqlite, &[realm]).await;
    let (mut unspent, mut spent) = (None, false);
    for theft in MATRIX.iter().filter(|theft| theft.home == home) {
        let (stolen, mut own) = match unspent.take() {
            Some(both) => both,
            None => {
                if home == Home::Root || spent {
                    // There is a first administrator but once, and a password that was disowned works no more.
                    (app, robot) = world(Database::Sqlite, &[realm]).await;
                }
                let stolen = Loot::take(&app, &realm, &robot).await;
                // So that it is known which of too many sessions are the oldest.
                app.world.clock.advance_seconds(1);
                (stolen, Loot::take(&app, &realm, &robot).await)
            }
        };
        let forged = stolen.forged();
        let at_first = rows(&app, &realm).await;
        let strangers = present(&app, theft, (&realm, &forged), (&realm, &mut own)).await;
        let between = rows(&app, &realm).await;
        let answer = present(&app, theft, (&realm, &stolen), (&realm, &mut own)).await;
        let at_last = rows(&app, &realm).await;
        let same_answer = comparable(&answer, &stolen) == comparable(&strangers, &forged);
        let same_effect = changed(&at_first, &between) == changed(&between, &at_last);
        let (method, path) = theft.route;
        assert!(
            !same_answer || !same_effect,
            "{} at {method} {path} of its own realm is worth no more than one made up: {}\n{}",
            theft.presented,
            answer.status,
            answer.body
        );
        let of_people = |table: &&str| ["users", "credentials"].contains(table);
        spent = changed(&at_first, &at_last).iter().any(of_people);
        // Every request begins a sign-in; nothing else was used up.
        if changed(&at_first, &at_last) == ["auth_runs"] {
            unspent = Some((stolen, own));
        }
    }
}

#[tokio::test]
async fn what_is_presented_works_in_its_own_realm() {
    everything_works_at_home(ACME, Home::Own).await;
    everything_works_at_home(ROOT, Home::Root).await;
}

async fn world(database: Database, realms: &[Twin]) -> (App, SigningKey) {
    let app = App::start(database).await;
    let robot = SigningKey::generate(Algorithm::ES256).unwrap();
    for realm in realms {
        realm.furnish(&app, &robot).await;
    }
    (app, robot)
}

/// Uses the tokens at home, so that whatever remembers good tokens remembers these.
async fn warm(app: &App, realm: &Twin, stolen: &Loot) {
    for token in [&stolen.opaque, &stolen.jwt] {
        let bearer = format!("Bearer {token}");
        let url = format!("{}/oauth2/userinfo", realm.base());
        let headers = [("authorization", bearer.as_str())];
        let claims = app.browser().send(Method::GET, &url, &headers, "").await;
        assert_eq!(claims.status, StatusCode::OK, "{}", claims.body);
        assert!(claims.body.contains(realm.mark), "{}", claims.body);
    }
}

async fn present(
    app: &App,
    theft: &Theft,
    from: (&Twin, &Loot),
    (to, own): (&Twin, &mut Loot),
) -> Page {
    own.run = loot::run(&mut app.browser(), to).await;
    own.auth_id = loot::auth_id(&mut app.browser(), to).await;
    let ask = (theft.ask)(Ask::default(), from.1, own);
    ask.send(app, theft.route, to, from).await
}

async fn rows(app: &App, realm: &Twin) -> Rows {
    let platform = &app.world.platform;
    let found = platform.realms.at_path(&platform.db, realm.path).await;
    rows_of(platform, found.unwrap().unwrap().id).await.unwrap()
}

/// The tables whose rows differ.
fn changed(before: &Rows, after: &Rows) -> Vec<&'static str> {
    assert!(!before["sessions"].is_empty() && !before["documents"].is_empty());
    let tables = after
        .iter()
        .filter(|(table, rows)| before[*table] != **rows);
    tables.map(|(table, _)| *table).collect()
}

/// The parts of `loot` that a realm it does not belong to has taken into its rows.
fn names(rows: &Rows, loot: &Loot) -> Vec<&'static str> {
    let parts = loot.parts().into_iter().filter(|(_, value)| {
        let mut lines = rows.values().flatten();
        lines.any(|line| line.contains(value))
    });
    parts.map(|(name, _)| name).collect()
}

macro_rules! on_both {
    ($($name:ident: $from:ident => $to:ident)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::nothing_of(super::$from, super::$to, durward_testkit::Database::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { super::nothing_of(super::$from, super::$to, durward_testkit::Database::Postgres).await; })*
        }
    };
}

on_both! {
    nothing_of_a_realm_works_in_its_sibling: ACME => GLOBEX
    nothing_of_a_realm_works_in_a_realm_inside_it: ACME => EMEA
    nothing_of_a_realm_works_in_the_root: ACME => ROOT
    nothing_of_the_root_works_in_a_realm: ROOT => ACME
}
