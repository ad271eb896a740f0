//! As much CBOR (RFC 8949) as authenticators write: the canonical form of CTAP2, definite lengths only, bounded depth.

/// A value. Text and bytes are those of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Integer(i128),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// `false`, `true`, `null` and what else has a number.
    Simple(u8),
}

/// Values inside values.
const DEPTH: usize = 8;
/// Entries of one map: several times what anything of ours has. Each is compared with all before it.
const ENTRIES: usize = 64;

/// The value that `bytes` begin with, and what comes after it. None when they begin with none.
pub(crate) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    value(bytes, DEPTH)
}

/// The value that is all of `bytes`.
pub(crate) fn read_all(bytes: &[u8]) -> Option<Value<'_>> {
    read(bytes).and_then(|(value, rest)| rest.is_empty().then_some(value))
}

fn value(bytes: &[u8], depth: usize) -> Option<(Value<'_>, &[u8])> {
    let depth = depth.checked_sub(1)?;
    let (first, rest) = bytes.split_first()?;
    let (major, short) = (first >> 5, first & 0x1f);
    if major == 7 {
        return simple(short, rest);
    }
    let (argument, rest) = argument(short, rest)?;
    match major {
        0 => Some((Value::Integer(argument.into()), rest)),
        1 => Some((Value::Integer(-1 - i128::from(argument)), rest)),
        2 => {
            let (bytes, rest) = split(rest, argument)?;
            Some((Value::Bytes(bytes), rest))
        }
        3 => {
            let (bytes, rest) = split(rest, argument)?;
            Some((Value::Text(std::str::from_utf8(bytes).ok()?), rest))
        }
        4 => {
            let mut rest = rest;
            let mut items = Vec::new();
            for _ in 0..count(argument, rest)? {
                let (item, after) = value(rest, depth)?;
                items.push(item);
                rest = after;
            }
            Some((Value::Array(items), rest))
        }
        5 => {
            let mut rest = rest;
            let mut entries: Vec<(Value<'_>, Value<'_>)> = Vec::new();
            let count = count(argument, rest).filter(|count| *count <= ENTRIES)?;
            for _ in 0..count {
                let (key, after) = value(rest, depth)?;
                let (item, after) = value(after, depth)?;
                // Two values under one key: readers would differ about which counts.
                if entries.iter().any(|(known, _)| *known == key) {
                    return None;
                }
                entries.push((key, item));
                rest = after;
            }
            Some((Value::Map(entries), rest))
        }
        _ => None,
    }
}

fn simple(short: u8, rest: &[u8]) -> Option<(Value<'_>, &[u8])> {
    (20..=22)
        .contains(&short)
        .then_some((Value::Simple(short), rest))
}

/// The number that goes with the first byte (RFC 8949 3).
fn argument(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let width = match short {
        0..=23 => return Some((short.into(), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (bytes, rest) = rest.split_at_checked(width)?;
    let number = bytes
        .iter()
        .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    Some((number, rest))
}

fn split(bytes: &[u8], length: u64) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(usize::try_from(length).ok()?)
}

/// How many items there are; each takes a byte at least, so that no number makes room for what is not there.
fn count(wanted: u64, rest: &[u8]) -> Option<usize> {
    usize::try_from(wanted)
        .ok()
        .filter(|count| *count <= rest.len())
}

impl<'a> Value<'a> {
    /// The entry of a map under a text.
    pub(crate) fn entry(&self, key: &str) -> Option<&Self> {
        self.find(&Value::Text(key))
    }

    /// The entry of a map under a number.
    pub(crate) fn numbered(&self, key: i128) -> Option<&Self> {
        self.find(&Value::Integer(key))
    }

    fn find(&self, key: &Value<'_>) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub(crate) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn integer(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_rfc_8949_read() {
        let map = b"\xa2\x61a\x01\x61b\x82\x02\x03";
        let Some(value) = read_all(map) else {
            panic!("a map")
        };
        assert_eq!(value.entry("a"), Some(&Value::Integer(1)));
        assert_eq!(
            value.entry("b"),
            Some(&Value::Array(vec![Value::Integer(2), Value::Integer(3)]))
        );
        assert_eq!(
            read_all(b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff"),
            Some(Value::Integer(-18_446_744_073_709_551_616))
        );
        assert_eq!(
            read_all(b"\x43\x01\x02\x03"),
            Some(Value::Bytes(&[1, 2, 3]))
        );
    }

    #[test]
    fn what_readers_could_take_for_two_things_is_refused() {
        let refused: [&[u8]; 7] = [
            b"\xa2\x61a\x01\x61a\x02",
            b"\x9f\x01\xff",
            b"\x5f\x41\x01\xff",
            b"\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00",
            b"\xc1\x01",
            b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01",
        ];
        for bytes in refused {
            assert_eq!(read_all(bytes), None, "{bytes:x?}");
        }
    }

    #[test]
    fn attack_a_map_cannot_make_us_compare_for_ever() {
        let map = |count: u8| {
            let keys = (0..count).flat_map(|key| [0x18, key, 0xf6]);
            [0xb8, count].into_iter().chain(keys).collect::<Vec<u8>>()
        };
        assert!(read_all(&map(64)).is_some());
        assert!(read_all(&map(65)).is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
