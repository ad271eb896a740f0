//! Parameters and columns in PostgreSQL's wire formats.

use std::borrow::Cow;
use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type};

use crate::value::Value;

type Boxed = Box<dyn Error + Sync + Send>;

/// A parameter for a prepared statement, whose types the server has told.
#[derive(Debug)]
pub(crate) struct Binary<'a>(pub(crate) &'a Value<'a>);

/// A parameter for a statement that is not prepared first: as text, its type left to the server.
#[derive(Debug)]
pub(crate) struct Untyped<'a>(pub(crate) &'a Value<'a>);

/// What is wrong with giving `value` where the server wants `wanted`, if anything.
pub(crate) fn misfit(value: &Value<'_>, wanted: &Type) -> Option<String> {
    let fits = match value {
        Value::Null => true,
        Value::Text(_) => is_text(wanted),
        Value::Int(number) => match *wanted {
            Type::INT8 => true,
            Type::INT4 => i32::try_from(*number).is_ok(),
            Type::INT2 => i16::try_from(*number).is_ok(),
            _ => false,
        },
        Value::Bool(_) => *wanted == Type::BOOL,
    };
    if fits {
        None
    } else {
        Some(format!("{} given where {wanted} is wanted", value.kind()))
    }
}

fn is_text(kind: &Type) -> bool {
    matches!(
        *kind,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN
    )
}

impl ToSql for Binary<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Text(text) => out.extend_from_slice(text.as_bytes()),
            Value::Bool(flag) => out.extend_from_slice(&[u8::from(*flag)]),
            Value::Int(number) => match *kind {
                Type::INT4 => out.extend_from_slice(&i32::try_from(*number)?.to_be_bytes()),
                Type::INT2 => out.extend_from_slice(&i16::try_from(*number)?.to_be_bytes()),
                _ => out.extend_from_slice(&number.to_be_bytes()),
            },
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match misfit(self.0, kind) {
            Some(reason) => Err(reason.into()),
            None => self.to_sql(kind, out),
        }
    }
}

impl ToSql for Untyped<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Text(text) => out.extend_from_slice(text.as_bytes()),
            Value::Bool(flag) => out.extend_from_slice(if *flag { b"t" } else { b"f" }),
            Value::Int(number) => out.extend_from_slice(number.to_string().as_bytes()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        self.to_sql(kind, out)
    }
}

/// A column's content.
pub(crate) struct Cell(pub(crate) Value<'static>);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(Self(match *kind {
            Type::INT8 => Value::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Value::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Value::Int(i16::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Value::Bool(raw.first().is_some_and(|&byte| byte != 0)),
            Type::NUMERIC => Value::Int(whole_number(raw)?),
            Type::VOID => Value::Null,
            ref text if is_text(text) => Value::Text(Cow::Owned(str::from_utf8(raw)?.to_owned())),
            ref other => {
                return Err(format!("a column of type {other}, which is not one of ours").into());
            }
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// `sum` of a `BIGINT` is a `NUMERIC` here and an integer on SQLite. Digits come in groups of four.
fn whole_number(raw: &[u8]) -> Result<i64, Boxed> {
    let mut words = raw
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let mut word = || words.next().ok_or("a number cut short");
    let (groups, weight, sign, _scale) = (word()?, word()?.cast_signed(), word()?, word()?);
    if sign & 0xC000 == 0xC000 {
        return Err("not a number".into());
    }
    let mut number: i128 = 0;
    for position in 0..groups {
        let group = i128::from(word()?);
        let exponent = i32::from(weight) - i32::from(position);
        if group != 0 && !(0..=4).contains(&exponent) {
            return Err("a number with a fraction, or beyond 64 bits".into());
        }
        number += group * 10_000_i128.pow(exponent.clamp(0, 4).cast_unsigned());
    }
    Ok(i64::try_from(if sign == 0x4000 {
        -number
    } else {
        number
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_whole_numbers() {
        let raw = |words: &[u16]| {
            words
                .iter()
                .flat_map(|word| word.to_be_bytes())
                .collect::<Vec<u8>>()
        };
        assert_eq!(whole_number(&raw(&[0, 0, 0, 0])).expect("zero"), 0);
        assert_eq!(
            whole_number(&raw(&[2, 1, 0, 0, 12, 3456])).expect("123456"),
            123_456
        );
        assert_eq!(
            whole_number(&raw(&[1, 2, 0x4000, 0, 5])).expect("-5 * 10^8"),
            -500_000_000
        );
        assert_eq!(
            whole_number(&raw(&[5, 4, 0, 0, 922, 3372, 368, 5477, 5807])).expect("largest"),
            i64::MAX
        );
        assert!(
            whole_number(&raw(&[1, 0xFFFF, 0, 1, 5000])).is_err(),
            "a half"
        );
        assert!(
            whole_number(&raw(&[0, 0, 0xC000, 0])).is_err(),
            "not a number"
        );
    }

    #[test]
    fn parameters_are_checked_against_the_servers_types() {
        assert!(misfit(&Value::Null, &Type::INT8).is_none());
        assert!(misfit(&Value::Int(70_000), &Type::INT2).is_some());
        assert!(misfit(&Value::from("x"), &Type::INT8).is_some());
        assert!(misfit(&Value::Bool(true), &Type::TEXT).is_some());
    }
}
