//! The Content-Security-Policy of the hosted pages.

/// The `Content-Security-Policy` of a page: nothing but this origin's style sheet, scripts and images, no
/// framing (CSP Level 3).
///
/// `form_targets` are the further sources a form of the page may end at: browsers hold the redirects that follow a
/// submission against `form-action`, so a sign-in or consent page names the origin of the app's redirect URI
/// (`https://shop.example`), or its scheme (`com.example.app:`) for a native app. A target that is not a plain
/// origin or scheme is left out, so that no text of an app can add a directive.
#[must_use]
pub fn content_security_policy(form_targets: &[&str]) -> String {
    let mut policy = String::from(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    for target in form_targets.iter().filter(|target| is_source(target)) {
        policy.push(' ');
        policy.push_str(target);
    }
    policy
}

/// The same policy for a page that shows a captcha, whose scripts and frames come from `sources`.
#[must_use]
pub fn with_captcha(policy: &str, sources: &[String]) -> String {
    let sources: Vec<&str> = sources
        .iter()
        .map(String::as_str)
        .filter(|source| is_source(source))
        .collect();
    if sources.is_empty() {
        return policy.to_owned();
    }
    let list = sources.join(" ");
    let policy = policy.replace("script-src 'self'", &format!("script-src 'self' {list}"));
    let policy = policy.replace("connect-src 'self'", &format!("connect-src 'self' {list}"));
    format!("{policy}; frame-src {list}")
}

/// The same policy for a page that loads pages of these origins in frames.
#[must_use]
pub fn with_frames(policy: &str, origins: &[String]) -> String {
    let origins: Vec<&str> = origins
        .iter()
        .map(String::as_str)
        .filter(|origin| is_source(origin))
        .collect();
    if origins.is_empty() {
        return policy.to_owned();
    }
    format!("{policy}; frame-src {}", origins.join(" "))
}

/// Whether this is written like a host source or a scheme source, with nothing that ends a directive.
fn is_source(target: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.:/[]_".contains(&byte);
    target.contains(':') && target.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apps_redirect_uri_cannot_inject_a_directive() {
        let policy = content_security_policy(&[
            "https://shop.example; script-src *",
            "https://shop.example",
        ]);
        assert!(
            policy.ends_with("form-action 'self' https://shop.example"),
            "{policy}"
        );
    }
}
