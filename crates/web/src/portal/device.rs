//! What a browser says it is, in a few words: for people to recognise their sessions, never for decisions.

use crate::html::pages::{Device, DeviceKind};

/// Browsers by a word of their `User-Agent`; more special ones first, since most also name others.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Systems by a word of their `User-Agent`.
const SYSTEMS: [(&str, &str, DeviceKind); 8] = [
    ("iPhone", "iOS", DeviceKind::Phone),
    ("iPad", "iPadOS", DeviceKind::Tablet),
    ("Android", "Android", DeviceKind::Phone),
    ("Windows", "Windows", DeviceKind::Desktop),
    ("CrOS", "ChromeOS", DeviceKind::Desktop),
    ("Mac OS X", "macOS", DeviceKind::Desktop),
    ("Linux", "Linux", DeviceKind::Desktop),
    ("FreeBSD", "FreeBSD", DeviceKind::Desktop),
];

/// Reads a `User-Agent`.
pub(crate) fn read(user_agent: &str) -> Device {
    let browser = BROWSERS
        .iter()
        .find(|(word, _)| user_agent.contains(word))
        .map(|(_, name)| (*name).to_owned());
    let system = SYSTEMS.iter().find(|(word, ..)| user_agent.contains(word));
    let tablet = user_agent.contains("Android") && !user_agent.contains("Mobile");
    let kind = system.map_or(DeviceKind::Other, |(_, _, kind)| {
        if tablet { DeviceKind::Tablet } else { *kind }
    });
    Device {
        kind,
        browser,
        system: system.map(|(_, name, _)| (*name).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_recognised_by_its_own_name_not_by_those_it_claims() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0";
        let device = read(edge);
        assert_eq!(
            (device.browser.as_deref(), device.system.as_deref()),
            (Some("Edge"), Some("Windows"))
        );
        let unknown = read("");
        assert_eq!((unknown.kind, unknown.browser), (DeviceKind::Other, None));
    }
}
