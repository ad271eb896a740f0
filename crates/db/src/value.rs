//! What a parameter or a column can hold.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A parameter on its way in, or a column's content on its way out.
///
/// `Debug` shows the kind and size only: drivers log parameters when their debug log is on, and parameters are where
/// secrets travel.
#[derive(Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// SQL `NULL`, fitting every type.
    Null,
    /// `TEXT`.
    Text(Cow<'a, str>),
    /// `BIGINT`.
    Int(i64),
    /// `BOOLEAN`.
    Bool(bool),
}

impl Value<'_> {
    /// The kind, as words for an error message.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) => "text",
            Self::Int(_) => "an integer",
            Self::Bool(_) => "a boolean",
        }
    }

    /// The same value owning its text.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Int(number) => Value::Int(number),
            Self::Bool(flag) => Value::Bool(flag),
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "text of {} bytes", text.len()),
            other => f.write_str(other.kind()),
        }
    }
}

/// A Rust value that can be a parameter. Newtypes (ids, timestamps) of other crates implement it so that
/// [`params!`](crate::params) takes them as they are.
pub trait ToValue {
    /// This value as a parameter, borrowing text where it can.
    fn to_value(&self) -> Value<'_>;
}

/// Parameters of a statement, in order: `params![realm_id, name, 3]` is a `&[Value]`.
///
/// Each item is borrowed through [`ToValue`], so use it directly as an argument of the call.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::ToValue::to_value(&$value)),+] as &[$crate::Value<'_>] };
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Int(number) => Value::Int(*number),
            Self::Bool(flag) => Value::Bool(*flag),
        }
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

macro_rules! text_to_value {
    ($($type:ty),+) => { $(impl ToValue for $type {
        fn to_value(&self) -> Value<'_> {
            Value::Text(Cow::Borrowed(self))
        }
    })+ };
}
text_to_value!(String, Box<str>, Arc<str>, Cow<'_, str>);

macro_rules! integer_to_value {
    ($($type:ty),+) => {
        $(impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                Value::Int(i64::from(*self))
            }
        }
        impl From<$type> for Value<'_> {
            fn from(number: $type) -> Self {
                Self::Int(i64::from(number))
            }
        })+
    };
}
integer_to_value!(i64, i32, i16, u32, u16, u8);

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
