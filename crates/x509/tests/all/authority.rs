//! An authority of the tests, and a web server that gives its lists.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

use durward_model::Timestamp;
use durward_model::http::{Answer, Failure, HttpClient, Outbound};
use durward_model::service::{Certificates, Revocation};
use durward_x509::{Certificate, Policy, Refusal, Verifier};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint,
    DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    RevokedCertParams, SerialNumber, date_time_ymd,
};

/// 2026-06-01T00:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_780_272_000);

pub(crate) struct Authority {
    pub(crate) issuer: Issuer<'static, KeyPair>,
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
}

fn ca(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// What a certificate for `name` says, valid in the year of the tests.
pub(crate) fn person(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.serial_number = Some(SerialNumber::from(7u64));
    params
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let (params, key) = (ca(name), KeyPair::generate().unwrap());
        let certificate = params.self_signed(&key).unwrap();
        Self {
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// An authority below this one.
    pub(crate) fn below(&self, name: &str, serial: u64) -> Self {
        let (mut params, key) = (ca(name), KeyPair::generate().unwrap());
        params.serial_number = Some(SerialNumber::from(serial));
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Self {
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    pub(crate) fn issue(&self, params: &CertificateParams) -> Vec<u8> {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        certificate.der().to_vec()
    }

    /// A list of the certificates with these serial numbers, made in `month` and good until the next.
    pub(crate) fn list(&self, serials: &[u64], month: u8) -> String {
        let revoked = |serial: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: date_time_ymd(2026, 1, 2),
            reason_code: None,
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, month, 2),
            next_update: date_time_ymd(2026, month + 1, 2),
            crl_number: SerialNumber::from(u64::from(month)),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).unwrap().pem().unwrap()
    }
}

/// Says in `params` that the list is at `address`.
pub(crate) fn listed_at(params: &mut CertificateParams, address: &str) {
    params.crl_distribution_points = vec![CrlDistributionPoint {
        uris: vec![address.to_owned()],
    }];
}

/// Settings that trust `authorities`, without revocation.
pub(crate) fn trusting(authorities: &[&Authority]) -> Certificates {
    Certificates {
        trusted_authorities: authorities.iter().map(|one| one.pem.clone()).collect(),
        revocation: Revocation::Off,
        ..Certificates::default()
    }
}

pub(crate) async fn verify(
    settings: &Certificates,
    presented: &[Vec<u8>],
) -> Result<Certificate, Refusal> {
    let policy = Policy::read(settings).unwrap();
    let server = Server::default();
    Verifier::default()
        .verify(&server, NOW, &policy, presented)
        .await
}

/// Answers with what it is told, and counts.
#[derive(Default)]
pub(crate) struct Server {
    pub(crate) body: Mutex<Option<Vec<u8>>>,
    pub(crate) asked: Mutex<Vec<String>>,
}

impl Server {
    pub(crate) fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl HttpClient for Server {
    fn send(
        &self,
        request: Outbound,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + '_>> {
        self.asked.lock().unwrap().push(request.url);
        let body = self.body.lock().unwrap().clone();
        let answer = body.map(|body| Answer {
            status: 200,
            content_type: "application/pkix-crl".to_owned(),
            max_age: None,
            body,
        });
        let answer = answer.ok_or_else(|| Failure::Unreachable("down".to_owned()));
        Box::pin(std::future::ready(answer))
    }
}
