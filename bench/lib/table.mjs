// The table: what was reached, what was to be reached, and whether it was.

const rows = [];
const small = (number) => (number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number.toFixed(2));

/** Adds one line: `reached` a number, `goal` a bound such as `{ least: 7, unit: '× peer' }`, `beside` what else was seen. */
export function add(workload, reached, { least, most, unit }, beside = '') {
  const passed = least !== undefined ? reached >= least : reached <= most;
  const row = { workload, reached: `${small(reached)} ${unit}`, goal: `${least !== undefined ? '≥' : '≤'} ${least ?? most}`, passed, beside };
  rows.push(row);
  process.stderr.write(`  ${row.passed ? 'reached' : 'missed '}  ${row.reached} (goal ${row.goal})  ${beside}\n`);
}

/** Adds a line without a goal. */
export function note(workload, text) {
  rows.push({ workload, reached: text, goal: '', passed: undefined, beside: '' });
  process.stderr.write(`  ${text}\n`);
}

/** What is given beside every rate. */
export function beside(run) {
  const parts = [`${Math.round(run.perCpu)}/CPU s`, `${Math.round(run.wall)}/s wall`];
  if (run.peerPerCpu) parts.push(`peer ${Math.round(run.peerPerCpu)}`);
  if (run.limitPerCpu) parts.push(`L ${Math.round(run.limitPerCpu)}`);
  parts.push(`closed loop p50 ${small(run.p50)} ms, p99 ${small(run.p99)} ms`);
  return parts.join(', ');
}

/** The whole table as text; true when everything with a goal was reached. */
export function print() {
  const head = { workload: 'workload', reached: 'reached', goal: 'goal', passed: '', beside: 'beside it' };
  const width = (key) => Math.max(...[head, ...rows].map((row) => row[key].length));
  const widths = { workload: width('workload'), reached: width('reached'), goal: width('goal') };
  for (const row of [head, ...rows]) {
    const mark = row === head ? '      ' : row.passed === undefined ? '      ' : row.passed ? 'yes   ' : 'NO    ';
    console.log(`${row.workload.padEnd(widths.workload)}  ${row.reached.padEnd(widths.reached)}  ${row.goal.padEnd(widths.goal)}  ${mark}${row.beside}`.trimEnd());
  }
  return rows.every((row) => row.passed !== false);
}
