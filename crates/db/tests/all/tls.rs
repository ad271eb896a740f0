//! Connections to a server under TLS, and whom they believe.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::time::Duration;

use durward_db::template::{Durability, Server};
use durward_db::{Db, DbError, Settings, Target, params};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::time::sleep;

/// Writes an authority, and a key and certificate of it for `localhost`, where the server reads them.
fn write_certificates(folder: &Path) {
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key"))
        .expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let server = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let server = server.signed_by(&key, &authority).expect("a certificate");
    let owner = fs::metadata(folder.join("data")).expect("the server's folder");
    for (name, content) in [
        ("ca.pem", authority.pem()),
        ("tls.crt", server.pem()),
        ("tls.key", key.serialize_pem()),
    ] {
        let path = folder.join(name);
        fs::write(&path, content).expect("writes");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("is private");
        let ids = std::os::unix::fs::MetadataExt::uid(&owner);
        let group = std::os::unix::fs::MetadataExt::gid(&owner);
        chown(&path, Some(ids), Some(group)).expect("is the server's");
    }
}

async fn switch_on(server: &Server) {
    let db = Db::open(Settings::new(Target::Postgres(server.url())))
        .await
        .expect("opens");
    let folder = server.folder().display();
    for setting in [
        format!("ssl_cert_file = '{folder}/tls.crt'"),
        format!("ssl_key_file = '{folder}/tls.key'"),
        "ssl = on".to_owned(),
    ] {
        // Not allowed inside a transaction, so not through ours.
        run_alone(&server.url(), &format!("ALTER SYSTEM SET {setting}")).await;
    }
    let mut tx = db.begin().await.expect("begins");
    tx.query("SELECT pg_reload_conf()", params![])
        .await
        .expect("reloads");
    tx.commit().await.expect("commits");
    sleep(Duration::from_millis(300)).await;
}

async fn run_alone(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .expect("connects");
    tokio::spawn(connection);
    client.batch_execute(sql).await.expect("runs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_sslmode_believes_whom_it_should() {
    let server = Server::start(Durability::Off);
    write_certificates(server.folder());
    switch_on(&server).await;
    let port = server
        .url()
        .split([':', '/'])
        .find_map(|part| part.parse::<u16>().ok())
        .expect("a port");
    let root = format!("&sslrootcert={}", server.folder().join("ca.pem").display());
    for (host, mode, root, trusted) in [
        ("127.0.0.1", "prefer", "", true),
        ("127.0.0.1", "require", "", true),
        ("localhost", "verify-full", &*root, true),
        ("127.0.0.1", "verify-full", &*root, false),
        ("127.0.0.1", "verify-ca", &*root, true),
        ("127.0.0.1", "require", &*root, true),
        ("localhost", "verify-full", "", false),
        ("localhost", "verify-ca", "", false),
    ] {
        let url = format!("postgres://postgres@{host}:{port}/postgres?sslmode={mode}{root}");
        match Db::open(Settings::new(Target::Postgres(url))).await {
            Ok(db) => {
                assert!(trusted, "{host} {mode} {root}");
                let mut tx = db.read().await.expect("reads");
                let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
                let row = tx
                    .query_one(sql, params![])
                    .await
                    .expect("runs")
                    .expect("one");
                assert_eq!(row.get::<bool>(0), Ok(true), "{mode} encrypts");
            }
            Err(error) => {
                assert!(
                    !trusted && matches!(error, DbError::Unavailable(_)),
                    "{host} {mode} {root}: {error}"
                );
            }
        }
    }
}
