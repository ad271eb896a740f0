// CPU time and memory of processes, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

const tick = 0.01;

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may contain spaces and brackets; the fields follow the last bracket.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
  } catch {
    return undefined;
  }
}

/** `roots` and all their living descendants. */
function family(roots) {
  const all = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [Number(pid), stat(pid)]));
  const belongs = (pid) => roots.includes(pid) || (all.get(pid) !== undefined && belongs(all.get(pid).parent));
  return [...all].filter(([pid, found]) => found && belongs(pid));
}

/** Seconds of user and system time so far of `roots`, their descendants, and what they have reaped. */
export function cpuSeconds(roots) {
  return family(roots).reduce((sum, [, { ticks }]) => sum + ticks * tick, 0);
}

/** Resident memory of one process in MiB, and the greatest it ever was. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+) kB`))[1]) / 1024;
  return { resident: field('VmRSS'), peak: field('VmHWM') };
}
