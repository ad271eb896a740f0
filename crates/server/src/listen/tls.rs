//! TLS: the certificate of a listener, read again when its files change.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::asking::Asking;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(1);

/// A pair of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    /// Whether clients are asked for a certificate of theirs.
    pub(crate) asks: bool,
}

/// The pair in use. New connections take the newest that works.
pub(crate) struct Live {
    files: Files,
    acceptor: RwLock<TlsAcceptor>,
}

/// What tells that a file is another than before.
type Mark = Option<(SystemTime, u64)>;

impl Files {
    /// Reads the pair and makes sure that its parts belong together.
    ///
    /// # Errors
    /// What is wrong with which file.
    pub(crate) fn read(&self) -> anyhow::Result<Arc<ServerConfig>> {
        let name = self.certificate.display();
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .with_context(|| format!("tls.certificate: {name} does not read"))?;
        if chain.is_empty() {
            bail!("tls.certificate: there is no certificate in {name}");
        }
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .with_context(|| format!("tls.key: {} does not read", self.key.display()))?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?;
        let builder = if self.asks {
            builder.with_client_cert_verifier(Arc::new(Asking(provider)))
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder
            .with_single_cert(chain, key)
            .with_context(|| format!("{name} and {} do not belong together", self.key.display()))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn marks(&self) -> [Mark; 2] {
        [&self.certificate, &self.key].map(|path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        })
    }
}

impl Live {
    /// Reads the pair for the first time.
    ///
    /// # Errors
    /// As [`Files::read`].
    pub(crate) fn start(files: Files) -> anyhow::Result<Self> {
        let acceptor = RwLock::new(files.read()?.into());
        Ok(Self { files, acceptor })
    }

    /// What accepts connections now.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Looks at the files for ever. A pair that does not work is reported once, and the old one stays.
    pub(crate) async fn follow(self: Arc<Self>) {
        let mut known = self.files.marks();
        let mut every = tokio::time::interval(EVERY);
        loop {
            every.tick().await;
            let marks = self.files.marks();
            if marks == known {
                continue;
            }
            known = marks;
            match self.files.read() {
                Ok(config) => {
                    *self
                        .acceptor
                        .write()
                        .unwrap_or_else(PoisonError::into_inner) = config.into();
                    tracing::info!("the certificate was read again");
                }
                Err(error) => {
                    tracing::warn!(error = %format!("{error:#}"), "the new certificate does not work; the old one stays")
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &std::path::Path, name: &str) -> Files {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let files = Files {
            certificate: folder.join("tls.pem"),
            key: folder.join("tls.key"),
            asks: false,
        };
        std::fs::write(&files.certificate, made.cert.pem()).unwrap();
        std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
        files
    }

    #[test]
    fn a_pair_that_does_not_belong_together_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), "one.example");
        assert!(files.read().is_ok());
        let other = tempfile::tempdir().unwrap();
        let others = write(other.path(), "two.example");
        assert!(
            Files {
                certificate: files.certificate.clone(),
                key: others.key,
                asks: false,
            }
            .read()
            .is_err()
        );
        std::fs::write(&files.certificate, "-----BEGIN CERTIFICATE-----\nhalf").unwrap();
        assert!(files.read().is_err());
        std::fs::write(&files.certificate, "").unwrap();
        assert!(format!("{:#}", files.read().unwrap_err()).contains("no certificate"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_changed_pair_is_used_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), "one.example");
        let live = Arc::new(Live::start(files.clone()).unwrap());
        let config = |live: &Live| Arc::as_ptr(live.acceptor().config());
        let first = config(&live);
        tokio::spawn(Arc::clone(&live).follow());
        tokio::time::sleep(EVERY * 2).await;
        assert_eq!(config(&live), first);
        write(folder.path(), "a-longer-name.example");
        tokio::time::sleep(EVERY * 2).await;
        let second = config(&live);
        assert_ne!(second, first);
        std::fs::write(&files.certificate, "half").unwrap();
        tokio::time::sleep(EVERY * 2).await;
        assert_eq!(config(&live), second);
    }

    /// What the server sees of a client that presents `identity`, signing with the key of `signer`.
    async fn presented(
        files: &Files,
        identity: Option<(&rcgen::CertifiedKey<rcgen::KeyPair>, &rcgen::KeyPair)>,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let acceptor = TlsAcceptor::from(files.read()?);
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&files.certificate)?)?;
        let builder =
            rustls::ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_root_certificates(roots);
        let config = match identity {
            None => builder.with_no_client_auth(),
            Some((certificate, signer)) => {
                let key = PrivateKeyDer::from_pem_slice(signer.serialize_pem().as_bytes())?;
                let key = aws_lc_rs::sign::any_supported_type(&key)?;
                let chain = vec![certificate.cert.der().clone()];
                let identity = rustls::sign::CertifiedKey::new(chain, key);
                let resolver = rustls::sign::SingleCertAndKey::from(identity);
                builder.with_client_cert_resolver(Arc::new(resolver))
            }
        };
        let (near, far) = tokio::io::duplex(64 * 1024);
        let client = tokio_rustls::TlsConnector::from(Arc::new(config));
        let name = "one.example".try_into()?;
        let (client, server) = tokio::join!(client.connect(name, near), acceptor.accept(far));
        client?;
        let server = server?;
        let chain = server.get_ref().1.peer_certificates();
        Ok(chain.map(|chain| chain[0].to_vec()))
    }

    fn asking(folder: &std::path::Path) -> Files {
        Files {
            asks: true,
            ..write(folder, "one.example")
        }
    }

    #[tokio::test]
    async fn a_client_is_asked_for_a_certificate_and_may_have_none() {
        let folder = tempfile::tempdir().unwrap();
        let files = asking(folder.path());
        let ana = rcgen::generate_simple_self_signed(vec!["ana".to_owned()]).unwrap();
        assert_eq!(presented(&files, None).await.unwrap(), None);
        let seen = presented(&files, Some((&ana, &ana.signing_key))).await;
        assert_eq!(seen.unwrap().unwrap(), ana.cert.der().to_vec());
        let files = Files {
            asks: false,
            ..files
        };
        let seen = presented(&files, Some((&ana, &ana.signing_key))).await;
        assert_eq!(seen.unwrap(), None);
    }

    #[tokio::test]
    async fn attack_a_certificate_without_its_key_does_not_get_through() {
        let folder = tempfile::tempdir().unwrap();
        let files = asking(folder.path());
        let make = || rcgen::generate_simple_self_signed(vec!["ana".to_owned()]).unwrap();
        let (ana, mallory) = (make(), make());
        let stolen = presented(&files, Some((&ana, &mallory.signing_key))).await;
        assert!(stolen.is_err());
    }
}
