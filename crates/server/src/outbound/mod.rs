//! Requests that leave the process. Nobody who can name an address can make us reach what only we can reach:
//!
//! - addresses of loopback, link-local, private and other special networks are refused, as names and as numbers
//!   ([`networks`]), unless the settings list the host or network ([`Allowed`]);
//! - the address that was checked is the one that is connected to, so a name cannot change in between;
//! - redirects are not followed, proxies of the environment are not used, time and size are bounded.

mod allowed;
mod networks;
mod resolver;

use std::future::Future;
use std::net::IpAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use durward_model::http::{Answer, Failure, HttpClient, Method, Outbound as Asked};
use reqwest::{Certificate, Client, Response, Url};
use tokio::sync::OnceCell;

pub(crate) use allowed::Allowed;
use resolver::{Guard, NotAllowed};

/// The client of the process. The system's certificate authorities are read when it is first used.
pub(crate) struct Outbound {
    allowed: Arc<Allowed>,
    authorities: Vec<Certificate>,
    /// The same as they were read.
    authority_files: Vec<Vec<u8>>,
    timeout: Duration,
    client: OnceCell<Client>,
}

impl Outbound {
    /// A client under `settings`.
    ///
    /// # Errors
    /// When `outbound.allow` or the file of certificate authorities does not read.
    pub(crate) fn new(settings: &crate::config::Outbound) -> anyhow::Result<Self> {
        let (authorities, authority_files) = match &settings.ca_file {
            Some(path) => read_authorities(path)
                .with_context(|| format!("outbound.ca_file: {}", path.display()))?,
            None => Default::default(),
        };
        Ok(Self {
            allowed: Arc::new(Allowed::parse(&settings.allow)?),
            authorities,
            authority_files,
            timeout: Duration::from_secs(settings.timeout),
            client: OnceCell::new(),
        })
    }

    async fn exchange(&self, asked: Asked) -> Result<Answer, Failure> {
        let url = self.checked(&asked.url)?;
        let client = self
            .client
            .get_or_try_init(|| async { self.build() })
            .await
            .map_err(|error| Failure::Unreachable(error.to_string()))?;
        let mut request = match asked.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url).body(asked.body),
        };
        for (name, value) in &asked.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(failure)?;
        read(response, asked.max_bytes).await
    }

    #[expect(clippy::disallowed_methods, reason = "the guarded client itself")]
    fn build(&self) -> reqwest::Result<Client> {
        Client::builder()
            .user_agent(concat!("durward/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(self.timeout)
            .connect_timeout(self.timeout)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(4)
            .dns_resolver(Arc::new(Guard::new(Arc::clone(&self.allowed))))
            .tls_certs_merge(self.authorities.iter().cloned())
            .build()
    }

    /// The address, if it may be asked as far as it can be told without looking names up.
    fn checked(&self, text: &str) -> Result<Url, Failure> {
        let url = Url::parse(text)
            .map_err(|error| Failure::Refused(format!("not an address: {error}")))?;
        let host = url
            .host()
            .ok_or_else(|| Failure::Refused("the address has no host".to_owned()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::Refused(
                "the address carries a name or password".to_owned(),
            ));
        }
        let (literal, listed) = match host {
            url::Host::Ipv4(address) => (
                Some(IpAddr::V4(address)),
                self.allowed.lists_address(address.into()),
            ),
            url::Host::Ipv6(address) => (
                Some(IpAddr::V6(address)),
                self.allowed.lists_address(address.into()),
            ),
            url::Host::Domain(name) => (None, self.allowed.lists_host(name)),
        };
        if let Some(address) = literal
            && !listed
            && let Some(network) = networks::special(address)
        {
            return Err(Failure::Refused(format!(
                "{address} is a {network} address; list it under outbound.allow if it may be asked"
            )));
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if listed => Ok(url),
            "http" => Err(Failure::Refused(
                "plain http is for hosts listed under outbound.allow".to_owned(),
            )),
            other => Err(Failure::Refused(format!("{other} is not https"))),
        }
    }
}

impl HttpClient for Outbound {
    fn send(
        &self,
        request: Asked,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + '_>> {
        Box::pin(self.exchange(request))
    }

    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<IpAddr, Failure>> + Send + 'a>> {
        Box::pin(async move {
            let looked_up = resolver::look_up(&self.allowed, host);
            tokio::time::timeout(self.timeout, looked_up)
                .await
                .unwrap_or_else(|_| {
                    Err(Failure::Unreachable(format!(
                        "{host} was not found in time"
                    )))
                })
        })
    }

    fn authorities(&self) -> &[Vec<u8>] {
        &self.authority_files
    }
}

/// The certificates of a file, and each as it was written.
fn read_authorities(path: &Path) -> anyhow::Result<(Vec<Certificate>, Vec<Vec<u8>>)> {
    let text = std::fs::read(path)?;
    let authorities = Certificate::from_pem_bundle(&text)?;
    anyhow::ensure!(!authorities.is_empty(), "there is no certificate in it");
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(&text);
    let parts = text.split_inclusive(END).filter(|part| part.contains(END));
    Ok((
        authorities,
        parts.map(|part| part.as_bytes().to_vec()).collect(),
    ))
}

/// What stood in the way, told without the address that was asked, which may hold secrets.
fn failure(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    let mut last = String::new();
    while let Some(one) = cause {
        if let Some(refused) = one.downcast_ref::<NotAllowed>() {
            return Failure::Refused(refused.to_string());
        }
        last = one.to_string();
        cause = one.source();
    }
    Failure::Unreachable(if error.is_timeout() {
        "it took too long".to_owned()
    } else {
        last
    })
}

async fn read(mut response: Response, max_bytes: usize) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let content_type = header("content-type");
    let max_age = max_age(&header("cache-control"));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > max_bytes {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        content_type,
        max_age,
        body,
    })
}

/// Seconds an answer may be kept for (RFC 9111 5.2.2.1); none when it may not be kept.
fn max_age(cache_control: &str) -> Option<u32> {
    let mut age = None;
    for directive in cache_control.split(',').map(str::trim) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
            return None;
        }
        if name.eq_ignore_ascii_case("max-age") {
            age = value.trim_matches('"').parse().ok();
        }
    }
    age
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbound(allow: &[&str]) -> Outbound {
        let allow = allow.iter().map(|entry| (*entry).to_owned()).collect();
        Outbound::new(&crate::config::Outbound {
            allow,
            ..Default::default()
        })
        .unwrap()
    }

    fn is_refused(outbound: &Outbound, url: &str) -> bool {
        matches!(outbound.checked(url), Err(Failure::Refused(_)))
    }

    #[test]
    fn an_attacker_cannot_name_our_own_network_by_number() {
        let outbound = outbound(&[]);
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://0.0.0.0/",
            "https://[::]/",
            "https://100.64.0.1/",
            "https://224.0.0.1/",
            "https://[ff02::1]/",
        ] {
            assert!(is_refused(&outbound, url), "{url}");
        }
        assert!(!is_refused(&outbound, "https://93.184.216.34/"));
    }

    #[test]
    fn an_attacker_cannot_have_us_speak_another_protocol() {
        let outbound = outbound(&["intranet.example"]);
        for url in [
            "http://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "ftp://example.com/",
            "https://user:pass@example.com/",
            "nonsense",
        ] {
            assert!(is_refused(&outbound, url), "{url}");
        }
        assert!(!is_refused(&outbound, "http://intranet.example/"));
    }

    #[test]
    fn what_the_settings_list_may_be_asked() {
        let outbound = outbound(&["10.1.0.0/16", "::1"]);
        assert!(!is_refused(&outbound, "http://10.1.2.3/"));
        assert!(!is_refused(&outbound, "https://[::1]:8443/"));
        assert!(is_refused(&outbound, "https://10.2.0.1/"));
    }

    #[test]
    fn an_answer_is_kept_as_long_as_it_says() {
        assert_eq!(max_age("public, max-age=600"), Some(600));
        assert_eq!(max_age("max-age=600, no-store"), None);
        assert_eq!(max_age("private"), None);
    }
}
