//! Lines of JSON: when, how grave, the event's members in the order they were given, and where it comes from.

use std::cell::RefCell;
use std::fmt::{self, Write as _};

use durward_model::time::{Clock, SystemClock};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::lines::Lines;

/// Room a line's buffer keeps between lines, in bytes.
const KEPT: usize = 4096;

thread_local! {
    static LINE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Writes every event as one line of JSON.
pub(super) struct Json {
    lines: Lines,
}

impl Json {
    pub(super) const fn new(lines: Lines) -> Self {
        Self { lines }
    }
}

impl<S: Subscriber> Layer<S> for Json {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        LINE.with(|line| {
            // An event made while another is written down (by a member's own `Debug`) gets a buffer of its own.
            let mut own = String::new();
            let mut borrowed = line.try_borrow_mut().ok();
            let line = borrowed.as_deref_mut().unwrap_or(&mut own);
            line.clear();
            compose(line, event);
            self.lines.add(line.as_bytes());
            line.shrink_to(KEPT);
        });
    }
}

fn compose(line: &mut String, event: &Event<'_>) {
    let metadata = event.metadata();
    put(
        line,
        format_args!("{{\"timestamp\":\"{}\"", SystemClock.now()),
    );
    put(line, format_args!(",\"level\":\"{}\"", metadata.level()));
    event.record(&mut Members { line });
    line.push_str(",\"target\":\"");
    escape(line, metadata.target());
    line.push_str("\"}\n");
}

/// A `String` takes everything.
fn put(line: &mut String, text: fmt::Arguments<'_>) {
    line.write_fmt(text).ok();
}

struct Members<'a> {
    line: &'a mut String,
}

impl Members<'_> {
    fn name(&mut self, field: &Field) {
        self.line.push_str(",\"");
        escape(self.line, field.name());
        self.line.push_str("\":");
    }

    fn bare(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        self.name(field);
        put(self.line, value);
    }
}

impl Visit for Members<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.name(field);
        self.line.push('"');
        escape(self.line, value);
        self.line.push('"');
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.name(field);
        self.line.push('"');
        write!(Escaping(self.line), "{value:?}").ok();
        self.line.push('"');
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.bare(field, format_args!("{value}"));
        } else {
            self.bare(field, format_args!("null"));
        }
    }
}

/// Escapes what is written to it for the inside of a JSON string (RFC 8259 7).
struct Escaping<'a>(&'a mut String);

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(self.0, text);
        Ok(())
    }
}

fn escape(line: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || matches!(c, '"' | '\\' | '\u{7f}')) {
        let (plain, special) = rest.split_at(at);
        line.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => line.push_str("\\\""),
            Some('\\') => line.push_str("\\\\"),
            Some('\n') => line.push_str("\\n"),
            Some('\r') => line.push_str("\\r"),
            Some('\t') => line.push_str("\\t"),
            Some(other) => put(line, format_args!("\\u{:04x}", u32::from(other))),
            None => {}
        }
        rest = chars.as_str();
    }
    line.push_str(rest);
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(log: impl FnOnce()) -> Vec<serde_json::Value> {
        let kept = Kept::default();
        let (lines, writing) = Lines::start(kept.clone()).unwrap();
        let subscriber = tracing_subscriber::registry().with(Json::new(lines));
        tracing::subscriber::with_default(subscriber, log);
        drop(writing);
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn an_event_is_one_json_object_on_one_line() {
        let seen = logged(|| {
            tracing::info!(
                target: "request",
                status = 200_u16,
                late = false,
                path = "/a",
                realm = %"shop",
                milliseconds = 1.5_f64,
                change = -3_i64,
                "answered"
            );
        });
        let mut line = seen[0].clone();
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
        line.as_object_mut().unwrap().remove("timestamp");
        assert_eq!(
            line,
            serde_json::json!({
                "level": "INFO", "message": "answered", "status": 200, "late": false, "path": "/a", "realm": "shop",
                "milliseconds": 1.5, "change": -3, "target": "request",
            })
        );
    }

    #[test]
    fn a_line_break_in_a_member_forges_no_second_line() {
        let evil = "x\"}\n{\"level\":\"INFO\",\"event\":\"forged\"}\r\u{1b}[2J\u{7f}\\";
        let seen = logged(|| {
            tracing::warn!(name = evil, shown = %evil, debugged = ?evil, "odd");
        });
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0]["name"], evil);
        assert_eq!(seen[0]["shown"], evil);
        assert_eq!(seen[0]["debugged"], format!("{evil:?}"));
    }

    #[test]
    fn many_lines_from_many_threads_all_arrive_whole() {
        let kept = Kept::default();
        let (lines, writing) = Lines::start(kept.clone()).unwrap();
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    for number in 0..5000 {
                        lines.add(format!("{number} {}\n", "x".repeat(50)).as_bytes());
                    }
                });
            }
        });
        drop(writing);
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 20_000);
        assert!(text.lines().all(|line| line.ends_with(&"x".repeat(50))));
    }
}
