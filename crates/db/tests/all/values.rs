//! Parameters in, columns out.

use durward_db::{DbError, params};

use crate::base::{Base, insert, on_every_database};

on_every_database!(
    the_number_of_parameters_is_checked_before_anything_runs,
    parameters_go_by_number_not_by_appearance,
    a_null_fits_every_type,
    every_type_comes_back_as_it_went,
    a_truth_value_reads_as_one_declared_or_computed,
    a_sum_is_a_whole_number,
    a_wrong_type_or_column_is_named,
    a_parameter_that_does_not_fit_is_refused,
    text_with_a_nul_is_refused_before_it_reaches_either,
    generated_text_follows_the_same_rules,
    one_row_at_most_means_that,
    changed_rows_are_counted,
    debug_never_shows_a_value,
);

async fn the_number_of_parameters_is_checked_before_anything_runs(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    let sql = "INSERT INTO things (realm_id, id) VALUES ($1, $2)";
    let expected = |given| DbError::Arity {
        statement: sql.to_owned(),
        expected: 2,
        given,
    };
    assert_eq!(tx.execute(sql, params!["r"]).await, Err(expected(1)));
    assert_eq!(
        tx.execute(sql, params!["r", "a", "b"]).await,
        Err(expected(3))
    );
    assert_eq!(
        tx.execute(sql, params!["r", "a"]).await,
        Ok(1),
        "the transaction is as good as new"
    );
    tx.commit().await.expect("commits");
}

async fn parameters_go_by_number_not_by_appearance(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    let sql = "INSERT INTO things (name, realm_id, id) VALUES ($2, $1, $2)";
    tx.execute(sql, params!["r", "both"])
        .await
        .expect("inserts");
    let sql = "SELECT realm_id, id, name FROM things WHERE name = $2 AND id = $2 AND realm_id = $1 AND id <> '$3'";
    let row = tx
        .query_one(sql, params!["r", "both"])
        .await
        .expect("runs")
        .expect("found");
    assert_eq!(row.get::<String>(0).as_deref(), Ok("r"));
    assert_eq!(row.get::<String>(2).as_deref(), Ok("both"));
}

async fn a_null_fits_every_type(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    let sql = "INSERT INTO things (realm_id, id, name, size, live) VALUES ($1, $2, $3, $4, $5)";
    let (name, size, live): (Option<String>, Option<i64>, Option<bool>) = (None, None, None);
    tx.execute(sql, params!["r", "a", name, size, live])
        .await
        .expect("inserts");
    let sql =
        "SELECT name, size, live FROM things WHERE name IS NULL AND size IS NULL AND live IS NULL";
    let row = tx
        .query_one(sql, params![])
        .await
        .expect("runs")
        .expect("found");
    assert_eq!(row.get::<Option<String>>(0), Ok(None));
    assert_eq!(row.get::<Option<i64>>(1), Ok(None));
    assert_eq!(row.get::<Option<bool>>(2), Ok(None));
    assert!(matches!(row.get::<String>(0), Err(DbError::Decode { .. })));
}

async fn every_type_comes_back_as_it_went(base: Base) {
    let db = base.fresh().await;
    let text = "Zoë's \"quoted\" $1 ?2 \u{1F511}\n";
    for (id, size, live) in [
        ("a", i64::MIN, true),
        ("b", i64::MAX, false),
        ("c", 0, true),
    ] {
        let mut tx = db.begin().await.expect("begins");
        let sql = "INSERT INTO things (realm_id, id, name, size, live) VALUES ($1, $2, $3, $4, $5)";
        tx.execute(sql, params!["r", id, format!("{text}{id}"), size, live])
            .await
            .expect("inserts");
        tx.commit().await.expect("commits");
        let mut tx = db.read().await.expect("reads");
        let sql = "SELECT name, size, live FROM things WHERE realm_id = $1 AND id = $2";
        let mut row = tx
            .query_one(sql, params!["r", id])
            .await
            .expect("runs")
            .expect("found");
        assert_eq!(row.len(), 3);
        assert_eq!(
            row.take::<Box<str>>(0).as_deref(),
            Ok(&*format!("{text}{id}"))
        );
        assert_eq!(
            (row.get::<i64>(1), row.get::<bool>(2)),
            (Ok(size), Ok(live))
        );
    }
}

async fn a_truth_value_reads_as_one_declared_or_computed(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    let sql = "INSERT INTO things (realm_id, id, live) VALUES ($1, $2, $3) RETURNING live";
    let row = tx
        .query_one(sql, params!["r", "a", true])
        .await
        .expect("runs")
        .expect("returned");
    assert_eq!(row.get::<bool>(0), Ok(true));
    let sql =
        "SELECT live, count(*) > 0, live AND NOT $1 FROM things WHERE live = $2 GROUP BY live";
    let row = tx
        .query_one(sql, params![false, true])
        .await
        .expect("runs")
        .expect("found");
    assert_eq!(
        (row.get::<bool>(0), row.get::<bool>(1), row.get::<bool>(2)),
        (Ok(true), Ok(true), Ok(true))
    );
    assert!(
        matches!(row.get::<i64>(0), Err(DbError::Decode { .. })),
        "a truth value is no number"
    );
}

async fn a_sum_is_a_whole_number(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    for (id, size) in [("a", 40_000_000_000_i64), ("b", 2)] {
        let sql = "INSERT INTO things (realm_id, id, size) VALUES ($1, $2, $3)";
        tx.execute(sql, params!["r", id, size])
            .await
            .expect("inserts");
    }
    let row = tx
        .query_one("SELECT sum(size), max(size) FROM things", params![])
        .await
        .expect("runs")
        .expect("one");
    assert_eq!(
        (row.get::<i64>(0), row.get::<i64>(1)),
        (Ok(40_000_000_002), Ok(40_000_000_000))
    );
}

async fn a_wrong_type_or_column_is_named(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let mut tx = db.read().await.expect("reads");
    let sql = "SELECT id, name FROM things";
    let row = tx
        .query_one(sql, params![])
        .await
        .expect("runs")
        .expect("found");
    let reason = "an integer expected, text found".to_owned();
    let expected = DbError::Decode {
        statement: sql.to_owned(),
        column: "column 0 (id)".to_owned(),
        reason,
    };
    assert_eq!(row.get::<i64>(0), Err(expected));
    let reason = "there is no such column".to_owned();
    let expected = DbError::Decode {
        statement: sql.to_owned(),
        column: "column 2".to_owned(),
        reason,
    };
    assert_eq!(row.get::<String>(2), Err(expected));
}

/// SQLite stores what it is given; the server, which knows the types, refuses.
async fn a_parameter_that_does_not_fit_is_refused(base: Base) {
    let db = base.fresh().await;
    if db.kind() == "sqlite" {
        return;
    }
    let mut tx = db.begin().await.expect("begins");
    let sql = "INSERT INTO things (realm_id, id, size) VALUES ($1, $2, $3)";
    let error = tx
        .execute(sql, params!["r", "a", "s3cr3t"])
        .await
        .expect_err("refused");
    assert!(matches!(&error, DbError::Decode { column, .. } if column.contains("parameter")));
    assert!(!error.to_string().contains("s3cr3t"), "{error}");
}

async fn text_with_a_nul_is_refused_before_it_reaches_either(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.read().await.expect("reads");
    let sql = "SELECT id FROM things WHERE realm_id = $1 AND id = $2";
    let error = tx
        .query(sql, params!["r", "a\0b"])
        .await
        .map(drop)
        .expect_err("refused");
    assert!(
        matches!(&error, DbError::Decode { column, .. } if column == "parameter $2"),
        "{error}"
    );
}

async fn generated_text_follows_the_same_rules(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    let sql = format!(
        "INSERT INTO {} (id, realm_id, size, live) VALUES ($2, $1, $3, $4)",
        "things"
    );
    assert_eq!(
        tx.execute_owned(&sql, params!["r", "a", 7, true]).await,
        Ok(1)
    );
    assert!(matches!(
        tx.execute_owned(&sql, params!["r"]).await,
        Err(DbError::Arity { .. })
    ));
    let sql = format!(
        "SELECT id FROM things WHERE size < $1 AND live = $3 ORDER BY id LIMIT $2{}",
        ""
    );
    let rows = tx
        .query_owned(&sql, params![10, 5, true])
        .await
        .expect("runs");
    assert_eq!(rows.len(), 1);
}

async fn one_row_at_most_means_that(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let mut tx = db.read().await.expect("reads");
    assert!(
        tx.query_one("SELECT id FROM things", params![])
            .await
            .expect("runs")
            .is_some()
    );
    assert!(
        tx.query_one("SELECT id FROM things WHERE id = $1", params!["b"])
            .await
            .expect("runs")
            .is_none()
    );
    insert(&db, "b").await.expect("inserts");
    assert!(matches!(
        tx.query_one("SELECT id FROM things", params![]).await,
        Err(DbError::Other(_))
    ));
}

async fn changed_rows_are_counted(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    for id in ["a", "b"] {
        tx.execute(
            "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
            params!["r", id],
        )
        .await
        .expect("inserts");
    }
    assert_eq!(
        tx.execute("UPDATE things SET live = $1", params![true])
            .await,
        Ok(2)
    );
    assert_eq!(
        tx.execute("UPDATE things SET live = $1", params![true])
            .await,
        Ok(2),
        "matched, though the same"
    );
    let sql = "INSERT INTO things (realm_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    assert_eq!(tx.execute(sql, params!["r", "a"]).await, Ok(0));
    assert_eq!(
        tx.execute("SELECT id FROM things", params![]).await,
        Ok(0),
        "a query changes nothing"
    );
    assert_eq!(
        tx.execute("DELETE FROM things WHERE id = $1", params!["a"])
            .await,
        Ok(1)
    );
    let sql = "UPDATE things SET size = 1 WHERE id = $1 AND size IS NULL RETURNING id";
    assert_eq!(tx.query(sql, params!["b"]).await.expect("runs").len(), 1);
    assert_eq!(
        tx.query(sql, params!["b"]).await.expect("runs").len(),
        0,
        "a guarded update claims once"
    );
}

async fn debug_never_shows_a_value(_: Base) {
    assert_eq!(
        format!("{:?}", params!["s3cr3t", 7, true, None::<i64>]),
        "[text of 6 bytes, an integer, a boolean, null]"
    );
}
