//! What can be seen without the database.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use durward_model::Clock;
use durward_model::time::SystemClock;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::Checkup;
use crate::config::Config;
use crate::listen::tls::Files;
use crate::outbound::Outbound;

/// Space below which there soon is none.
const LITTLE: u64 = 512 << 20;

/// Days before which a certificate should have been renewed.
const SOON: i64 = 14;

pub(super) fn look(config: &Config, checkup: &mut Checkup) {
    public_url(config, checkup);
    folder(config, checkup);
    certificate(config, checkup);
    match Outbound::new(&config.outbound) {
        Ok(_) => checkup.fine("outbound", "settings read"),
        Err(error) => checkup.mend("outbound", format!("{error:#}")),
    }
}

fn public_url(config: &Config, checkup: &mut Checkup) {
    let url = config.public_url.as_str();
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
        .iter()
        .any(|start| url.starts_with(start));
    if url.starts_with("https://") {
        checkup.fine("public_url", url);
    } else if local {
        checkup.note("public_url", format!("{url}: good for trying things out; set it to the https address that people will see"));
    } else {
        checkup.mend(
            "public_url",
            format!("{url}: passwords and tokens travel in clear; use https"),
        );
    }
}

fn folder(config: &Config, checkup: &mut Checkup) {
    let folder = &config.data_dir;
    let Ok(metadata) = std::fs::metadata(folder) else {
        return checkup.fine(
            "data_dir",
            format!("{} is made at the first start", folder.display()),
        );
    };
    if metadata.permissions().mode() & 0o077 == 0 {
        checkup.fine("data_dir", folder.display().to_string());
    } else {
        checkup.mend(
            "data_dir",
            format!(
                "others may look into it; run: chmod 700 {}",
                folder.display()
            ),
        );
    }
    for name in others_can_read(folder) {
        checkup.mend(
            "files",
            format!(
                "{name} can be read by others; run: chmod 600 {}",
                folder.join(&name).display()
            ),
        );
    }
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let told = format!("{} MB free", free >> 20);
            if free < LITTLE {
                checkup.mend("disk", format!("only {told}"))
            } else {
                checkup.fine("disk", told)
            }
        }
        Err(error) => checkup.note("disk", format!("free space is not known: {error}")),
    }
}

/// Names of the files in `folder` that are not their owner's alone.
fn others_can_read(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let open = entries.filter(|entry| {
        entry
            .metadata()
            .is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
    });
    open.map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn certificate(config: &Config, checkup: &mut Checkup) {
    let (Some(certificate), Some(key)) = (config.tls.certificate.clone(), config.tls.key.clone())
    else {
        return checkup.fine("tls", "off: a proxy in front speaks it");
    };
    let files = Files {
        certificate,
        key,
        asks: false,
    };
    if let Err(error) = files.read() {
        return checkup.mend("tls", format!("{error:#}"));
    }
    match days_left(&files.certificate) {
        Some(days) if days < 0 => checkup.mend("tls", "the certificate has expired"),
        Some(days) if days < SOON => {
            checkup.mend("tls", format!("the certificate expires in {days} days"))
        }
        Some(days) => checkup.fine("tls", format!("the certificate is good for {days} days")),
        None => checkup.note("tls", "how long the certificate is good is not known"),
    }
}

fn days_left(path: &Path) -> Option<i64> {
    let der = CertificateDer::pem_file_iter(path).ok()?.next()?.ok()?;
    let (_, certificate) = X509Certificate::from_der(&der).ok()?;
    Some(
        (certificate.validity().not_after.timestamp() - SystemClock.now().seconds())
            .div_euclid(86_400),
    )
}
