//! The languages the pages speak, and the choice of one for a request.

/// Longest language preference looked at, in bytes; what follows is ignored.
const LONGEST_PREFERENCE: usize = 512;

/// A language the pages are translated into. `locales/{tag}/` holds its texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locale {
    /// English, the language every other falls back to.
    #[default]
    English,
    /// French.
    French,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// Dutch.
    Dutch,
    /// Arabic.
    Arabic,
}

/// The direction a language is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    LeftToRight,
    /// Right to left.
    RightToLeft,
}

impl Direction {
    /// The value of the HTML attribute `dir`.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Locale {
    /// Every locale, in the order the language switch shows them.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::French,
        Self::German,
        Self::Spanish,
        Self::Dutch,
        Self::Arabic,
    ];

    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Spanish => "es",
            Self::Dutch => "nl",
            Self::Arabic => "ar",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub fn endonym(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
            Self::Dutch => "Nederlands",
            Self::Arabic => "العربية",
        }
    }

    /// The direction the language is written in.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Arabic => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }

    /// Chooses the locale of a page.
    ///
    /// `ui_locales` is the request's own wish, tags separated by spaces in order of preference (OpenID Connect
    /// Core 3.1.2.1); then `user`, the tag of a signed-in person's profile; then the browser's
    /// `Accept-Language` (RFC 9110 12.5.4). English when nothing matches; malformed parts are skipped.
    #[must_use]
    pub fn negotiate(ui_locales: &str, accept_language: &str, user: Option<&str>) -> Self {
        clip(ui_locales)
            .split_ascii_whitespace()
            .chain(user)
            .find_map(Self::lookup)
            .or_else(|| Self::accepted(clip(accept_language)))
            .unwrap_or_default()
    }

    /// The locale for a language range, by truncation from the right (RFC 4647 3.4).
    #[must_use]
    pub fn lookup(range: &str) -> Option<Self> {
        let mut range = range.trim();
        loop {
            let found = Self::ALL
                .into_iter()
                .find(|locale| locale.tag().eq_ignore_ascii_case(range));
            if found.is_some() {
                return found;
            }
            range = &range[..range.rfind(['-', '_'])?];
        }
    }

    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for part in header.split(',') {
            let (range, parameters) = part.split_once(';').unwrap_or((part, ""));
            let quality = quality(parameters);
            let Some(locale) = Self::lookup(range) else {
                continue;
            };
            if quality > best.map_or(0, |(_, quality)| quality) {
                best = Some((locale, quality));
            }
        }
        best.map(|(locale, _)| locale)
    }

    pub(super) fn index(self) -> usize {
        self as usize
    }
}

/// The weight of a language range in thousandths: 1000 when absent, 0 when malformed.
fn quality(parameters: &str) -> u16 {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return 1000;
    }
    let Some(value) = parameters
        .strip_prefix("q=")
        .or_else(|| parameters.strip_prefix("Q="))
    else {
        return 0;
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match (whole, format!("{fraction:0<3}").parse::<u16>()) {
        ("0", Ok(thousandths)) => thousandths,
        ("1", Ok(0)) => 1000,
        _ => 0,
    }
}

fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_PREFERENCE)]
}
