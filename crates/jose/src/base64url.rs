//! Base64url without padding, in its one canonical form (RFC 7515 2; RFC 4648 3.5).

use data_encoding::BASE64URL_NOPAD;
use std::io;
use zeroize::Zeroizing;

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

pub(crate) fn append(bytes: &[u8], out: &mut String) {
    BASE64URL_NOPAD.encode_append(bytes, out);
}

pub(crate) const fn encoded_len(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// Refuses padding, foreign characters, line breaks and non-zero trailing bits, so that each byte
/// string has one text and a token cannot be altered without breaking its signature.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

/// As [`decode`], for text that is part of a secret key.
pub(crate) fn decode_secret(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; BASE64URL_NOPAD.decode_len(text.len()).ok()?]);
    let written = BASE64URL_NOPAD
        .decode_mut(text.as_bytes(), &mut bytes)
        .ok()?;
    bytes.truncate(written);
    Some(bytes)
}

/// A multiple of three, so that only the last chunk may end inside a quantum.
const CHUNK: usize = 768;

/// Encodes what is written to it onto the end of a string, without another allocation.
pub(crate) struct Writer<'a> {
    out: &'a mut String,
    pending: [u8; CHUNK],
    len: usize,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(out: &'a mut String) -> Self {
        Self {
            out,
            pending: [0; CHUNK],
            len: 0,
        }
    }

    pub(crate) fn finish(mut self) {
        self.drain();
    }

    fn drain(&mut self) {
        append(&self.pending[..self.len], self.out);
        self.len = 0;
    }

    #[cold]
    fn write_long(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.len == CHUNK {
                self.drain();
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.len));
            self.pending[self.len..self.len + now.len()].copy_from_slice(now);
            self.len += now.len();
            bytes = later;
        }
    }
}

impl io::Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    /// JSON comes in many small pieces, so the usual one costs a copy and no more.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(free) = self.pending.get_mut(self.len..self.len + bytes.len()) {
            free.copy_from_slice(bytes);
            self.len += bytes.len();
        } else {
            self.write_long(bytes);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
