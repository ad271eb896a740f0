//! CPU time from /proc, in the kernel's ticks of 10 ms.

use std::{collections::HashMap, fs, time::Duration};

struct Process {
    parent: u32,
    own: u64,
    reaped: u64,
}

fn read(pid: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command may contain spaces and brackets; the fields follow the last bracket. Field 3 of proc(5) is index 0 here.
    let fields: Vec<&str> = stat[stat.rfind(')')? + 1..].split_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Process {
        parent: u32::try_from(number(1)?).ok()?,
        own: number(11)? + number(12)?,
        reaped: number(13)? + number(14)?,
    })
}

/// User and system time so far of `roots`, their living descendants, and the descendants they have reaped.
pub(crate) fn of(roots: &[u32]) -> Duration {
    let all: HashMap<u32, Process> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, read(pid)?)))
        .collect();
    let belongs = |mut pid: u32| {
        while let Some(process) = all.get(&pid) {
            if roots.contains(&pid) {
                return true;
            }
            pid = process.parent;
        }
        false
    };
    let ticks: u64 = all
        .iter()
        .filter(|(pid, _)| belongs(**pid))
        .map(|(_, process)| process.own + process.reaped)
        .sum();
    Duration::from_millis(ticks * 10)
}
