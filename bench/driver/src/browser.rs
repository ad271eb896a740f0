//! A person without a screen: cookies, redirects, the sign-in form, the code exchange.

use crate::{
    config::Config,
    html,
    http::{Connection, Response},
};
use anyhow::{Context as _, bail};

/// The proof key pair of RFC 7636, Appendix B: the same for everyone, because computing it is not what is measured.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What came of a visit.
pub(crate) enum Visit {
    /// The address of the app that the person was sent to.
    Arrived(String),
    /// The server is too busy and said when to come back.
    Busy,
}

/// One person's cookies.
#[derive(Default)]
pub(crate) struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// The path of an authorization request with PKCE, state and nonce.
    pub(crate) fn authorize(config: &Config) -> String {
        let mut path = format!(
            "{}/oauth2/authorize?response_type=code&client_id={}&redirect_uri=",
            config.base, config.client_id
        );
        html::encode(&config.redirect_uri, &mut path);
        path.push_str("&scope=");
        html::encode(&config.scope, &mut path);
        path.push_str(
            "&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj&code_challenge_method=S256&code_challenge=",
        );
        path.push_str(CHALLENGE);
        if !config.extra.is_empty() {
            path.push('&');
            path.push_str(&config.extra);
        }
        path
    }

    fn keep(&mut self, response: &Response) {
        for line in &response.cookies {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('='))
            else {
                continue;
            };
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn headers(&self, config: &Config, posting: bool) -> String {
        let mut headers = String::from("accept: text/html\r\n");
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            headers.push_str(&format!("cookie: {}\r\n", pairs.join("; ")));
        }
        if posting {
            headers.push_str(&format!(
                "origin: http://{}\r\nsec-fetch-site: same-origin\r\n",
                config.address
            ));
        }
        headers
    }

    /// One request with this person's cookies, no redirect followed.
    pub(crate) async fn send(
        &mut self,
        connection: &mut Connection,
        config: &Config,
        path: &str,
        form: Option<&str>,
    ) -> anyhow::Result<Response> {
        let response = connection
            .send(path, &self.headers(config, form.is_some()), form)
            .await?;
        self.keep(&response);
        Ok(response)
    }

    /// Follows redirects until the app or a page.
    async fn follow(
        &mut self,
        connection: &mut Connection,
        config: &Config,
        path: &str,
        form: Option<&str>,
    ) -> anyhow::Result<(Response, String)> {
        let origin = format!("http://{}", config.address);
        let mut response = self.send(connection, config, path, form).await?;
        let mut here = path.to_owned();
        for _ in 0..10 {
            let Some(location) = response.location.take() else {
                return Ok((response, here));
            };
            if location.starts_with(&config.redirect_uri) {
                return Ok((response, location));
            }
            here = resolve(&here, location.strip_prefix(&origin).unwrap_or(&location));
            response = self.send(connection, config, &here, None).await?;
        }
        bail!("redirected in circles at {here}")
    }

    /// Opens `path`, signs in as `username`, and ends at the app.
    pub(crate) async fn sign_in(
        &mut self,
        connection: &mut Connection,
        config: &Config,
        path: &str,
        username: &str,
    ) -> anyhow::Result<Visit> {
        let (mut page, mut here) = self.follow(connection, config, path, None).await?;
        for _ in 0..3 {
            if here.starts_with(&config.redirect_uri) {
                return Ok(Visit::Arrived(here));
            }
            if page.status == 503 && page.retry_after {
                return Ok(Visit::Busy);
            }
            let text = page.text().into_owned();
            let (action, mut fields) = html::form(&text, "password")
                .or_else(|| html::form(&text, "username"))
                .with_context(|| {
                    format!(
                        "no sign-in form on {here} ({}): {}",
                        page.status,
                        &text[..text.len().min(600)]
                    )
                })?;
            for (name, value) in &mut fields {
                match name.as_str() {
                    "username" => *value = username.to_owned(),
                    "password" => *value = config.password.clone(),
                    _ => {}
                }
            }
            let action = action
                .strip_prefix(&format!("http://{}", config.address))
                .unwrap_or(&action);
            let target = if action.is_empty() {
                here.clone()
            } else {
                resolve(&here, action)
            };
            (page, here) = self
                .follow(
                    connection,
                    config,
                    &target,
                    Some(&html::encode_form(&fields)),
                )
                .await?;
        }
        if here.starts_with(&config.redirect_uri) {
            return Ok(Visit::Arrived(here));
        }
        bail!(
            "never sent back to the app; last on {here} ({}): {}",
            page.status,
            page.text()
        )
    }
}

fn resolve(here: &str, reference: &str) -> String {
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    let path = here.split('?').next().unwrap_or(here);
    if reference.starts_with('?') {
        return format!("{path}{reference}");
    }
    let folder = path.rfind('/').map_or("/", |end| &path[..=end]);
    format!("{folder}{reference}")
}

/// Exchanges the code in `arrived` for tokens; the answer is the token response's text.
pub(crate) async fn exchange(
    connection: &mut Connection,
    config: &Config,
    arrived: &str,
) -> anyhow::Result<String> {
    let code = html::query(arrived, "code").with_context(|| format!("no code in {arrived}"))?;
    let mut form =
        format!("grant_type=authorization_code&code={code}&code_verifier={VERIFIER}&redirect_uri=");
    html::encode(&config.redirect_uri, &mut form);
    let response = connection
        .send(
            &format!("{}/oauth2/token", config.base),
            &format!("authorization: {}\r\n", config.authorization),
            Some(&form),
        )
        .await?;
    let text = response.text().into_owned();
    if response.status != 200
        || html::json_string(&text, "access_token").is_none()
        || html::json_string(&text, "id_token").is_none()
    {
        bail!("the code exchange answered {}: {text}", response.status);
    }
    Ok(text)
}
