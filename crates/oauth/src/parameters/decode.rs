//! Percent-decoding into one buffer, with every bound checked.

use zeroize::Zeroizing;

use super::{LONGEST_NAME, LONGEST_REQUEST, LONGEST_VALUE, MOST, ParameterError, Parameters, Span};

/// Decodes `name=value&..`.
pub(super) fn decode(encoded: &str) -> Result<Parameters, ParameterError> {
    if encoded.len() > LONGEST_REQUEST {
        return Err(ParameterError::request("is larger than 32 KiB; send less"));
    }
    let mut collector = Collector::with_capacity(encoded.len());
    for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        collector.add(|out| unescape(name, out), |out| unescape(value, out))?;
    }
    collector.finish()
}

/// Takes decoded pairs.
pub(super) fn collect<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Parameters, ParameterError> {
    let mut collector = Collector::with_capacity(0);
    for (name, value) in pairs {
        collector.add(|out| copy(name, out), |out| copy(value, out))?;
    }
    collector.finish()
}

/// The buffer being filled. Wiped when an error drops it.
struct Collector {
    text: Zeroizing<Vec<u8>>,
    spans: Vec<Span>,
    seen: usize,
}

impl Collector {
    fn with_capacity(bytes: usize) -> Self {
        Self {
            text: Zeroizing::new(Vec::with_capacity(bytes)),
            spans: Vec::new(),
            seen: 0,
        }
    }

    fn add(
        &mut self,
        name: impl FnOnce(&mut Vec<u8>) -> Option<()>,
        value: impl FnOnce(&mut Vec<u8>) -> Option<()>,
    ) -> Result<(), ParameterError> {
        self.seen += 1;
        if self.seen > MOST {
            return Err(ParameterError::request(
                "has more than 64 parameters; send fewer",
            ));
        }
        let start = self.text.len();
        name(&mut self.text)
            .and_then(|()| std::str::from_utf8(&self.text[start..]).ok())
            .ok_or_else(|| {
                ParameterError::request("has a parameter name that is not percent-encoded UTF-8")
            })?;
        let middle = self.text.len();
        if middle - start > LONGEST_NAME {
            return Err(ParameterError::request(
                "has a parameter name longer than 64 bytes",
            ));
        }
        value(&mut self.text)
            .and_then(|()| std::str::from_utf8(&self.text[middle..]).ok())
            .ok_or_else(|| self.refuse(start, middle, "must be percent-encoded UTF-8"))?;
        let end = self.text.len();
        if end - middle > LONGEST_VALUE {
            return Err(self.refuse(start, middle, "must not be longer than 8 KiB"));
        }
        if end == middle {
            self.text.truncate(start);
            return Ok(());
        }
        let place = |at: usize| {
            u16::try_from(at)
                .ok()
                .filter(|_| at <= LONGEST_REQUEST)
                .ok_or_else(|| ParameterError::request("is larger than 32 KiB; send less"))
        };
        self.spans.push(Span {
            start: place(start)?,
            middle: place(middle)?,
            end: place(end)?,
        });
        Ok(())
    }

    fn refuse(&self, start: usize, middle: usize, phrase: &'static str) -> ParameterError {
        let name = std::str::from_utf8(&self.text[start..middle]).unwrap_or_default();
        ParameterError::unknown(name, phrase)
    }

    fn finish(mut self) -> Result<Parameters, ParameterError> {
        // Every span was checked on its own, so the whole is UTF-8 too.
        let text = String::from_utf8(std::mem::take(&mut *self.text))
            .map_err(|_| ParameterError::request("must be percent-encoded UTF-8"))?;
        Ok(Parameters {
            text,
            spans: self.spans,
        })
    }
}

fn copy(text: &str, out: &mut Vec<u8>) -> Option<()> {
    out.extend_from_slice(text.as_bytes());
    Some(())
}

/// Appends `text` with `+` as space and `%XX` as its byte; `None` when an escape is incomplete.
fn unescape(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    Some(())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|d| u8::try_from(d).ok())
}

/// Decodes one form-urlencoded text, as the two halves of HTTP Basic are (RFC 6749 2.3.1).
pub(crate) fn decode_one(encoded: &str) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(Vec::with_capacity(encoded.len()));
    unescape(encoded, &mut out)?;
    String::from_utf8(std::mem::take(&mut *out))
        .ok()
        .map(Zeroizing::new)
}
