//! What the system says of this process (`proc(5)`).

/// Bytes of a page and ticks of a second, as Linux has them on all machines we run on.
const PAGE: i64 = 4096;
const TICKS: f64 = 100.0;

/// All at nothing where the system does not say.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Process {
    pub(super) resident_bytes: i64,
    pub(super) cpu_seconds: f64,
    pub(super) threads: i64,
    pub(super) open_files: i64,
}

/// Asks the system.
pub(super) fn read() -> Process {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold anything, up to the last parenthesis.
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().collect())
        .unwrap_or_default();
    // Numbered from the third field, `state`.
    let field = |number: usize| {
        fields
            .get(number - 3)
            .and_then(|text| text.parse::<i64>().ok())
            .unwrap_or_default()
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "ticks of a process stay far below 2^53"
    )]
    let cpu_seconds = (field(14) + field(15)) as f64 / TICKS;
    let open_files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    Process {
        resident_bytes: field(24) * PAGE,
        cpu_seconds,
        threads: field(20),
        open_files: i64::try_from(open_files).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_system_tells_of_this_process() {
        let process = super::read();
        assert!(
            process.resident_bytes > 100_000 && process.threads >= 1 && process.open_files >= 1,
            "{process:?}"
        );
    }
}
