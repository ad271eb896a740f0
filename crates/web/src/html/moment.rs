//! Moments as people say them: "5 minutes ago", "3 February 2026".

use durward_model::Timestamp;
use jiff::tz::TimeZone;
use serde::Serializer;

use super::Text;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// After so many days a date says more than a count.
const LONGEST_COUNT: i64 = 30;

/// How long before `now` a moment was; a date when that is over a month.
pub(super) fn ago(moment: Timestamp, now: Timestamp) -> Text {
    let seconds = now.millis_since(moment) / 1000;
    match seconds {
        ..MINUTE => Text::message("ago-now"),
        MINUTE..HOUR => Text::message("ago-minutes").with("count", seconds / MINUTE),
        HOUR..DAY => Text::message("ago-hours").with("count", seconds / HOUR),
        _ if seconds / DAY <= LONGEST_COUNT => {
            Text::message("ago-days").with("count", seconds / DAY)
        }
        _ => date(moment),
    }
}

/// The day of a moment, in UTC.
pub(super) fn date(moment: Timestamp) -> Text {
    let day = zoned(moment).date();
    Text::message("date")
        .with("day", i64::from(day.day()))
        .with("month", i64::from(day.month()))
        .with("year", day.year().to_string())
}

/// RFC 3339, for the attribute `datetime`.
pub(super) fn machine(moment: Timestamp) -> String {
    zoned(moment).timestamp().to_string()
}

/// Serializes a moment as milliseconds, which the template functions read back.
pub(super) fn millis<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(moment.millis())
}

/// As [`millis`], for moments that may not be known.
#[expect(clippy::ref_option, reason = "the signature serde asks for")]
pub(super) fn optional_millis<S: Serializer>(
    moment: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => serializer.serialize_some(&moment.millis()),
        None => serializer.serialize_none(),
    }
}

fn zoned(moment: Timestamp) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(moment.millis())
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_in_the_future_is_said_to_be_now() {
        let now = Timestamp::from_seconds(1_000);
        assert_eq!(ago(now.plus_seconds(5), now), Text::message("ago-now"));
    }

    #[test]
    fn an_hour_is_counted_in_hours_and_a_year_is_a_date() {
        let now = Timestamp::from_seconds(1_767_261_660);
        assert_eq!(
            ago(now.plus_seconds(-3600), now),
            Text::message("ago-hours").with("count", 1)
        );
        let year_before = Text::message("date")
            .with("day", 1)
            .with("month", 1)
            .with("year", "2025");
        assert_eq!(ago(now.plus_seconds(-365 * DAY), now), year_before);
    }
}
