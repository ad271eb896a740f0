// The load tools: wrk for one request again and again, the driver for flows and for a fixed rate. Both check every answer.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOk } from '../../e2e/lib/processes.mjs';
import { cpuSeconds } from './proc.mjs';
import { connections, here, measured, onLoadCore, programs, warm } from './options.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'durward-bench-load-'));

function result({ done, seconds, cpu, ...rest }) {
  return { done, seconds, cpu, perCpu: done / cpu, wall: done / seconds, ...rest };
}

async function once(subject, script, env, seconds) {
  const address = `http://127.0.0.1:${subject.port}${(env.REQUEST_PATH ?? '/').replace('{realm}', '0')}`;
  const [command, ...args] = [...onLoadCore, 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', path.join(here, 'wrk', script), address];
  const { stdout } = await runOk(command, args, { env: { ...process.env, WRK_CHECK: path.join(here, 'wrk/check.lua'), ...env } });
  return JSON.parse(stdout.split('\n').find((line) => line.startsWith('JSON')).slice(4));
}

/** Warm-up, then the measured window, of a wrk script. Any wrong answer is an error. */
export async function wrk(subject, script, env) {
  await once(subject, script, env, warm);
  const before = cpuSeconds(subject.pids);
  const seen = await once(subject, script, env, measured);
  const cpu = cpuSeconds(subject.pids) - before;
  if (seen.wrong > 0 || seen.socket > 0 || seen.done === 0) {
    throw new Error(`${subject.name}: ${seen.wrong} wrong answers and ${seen.socket} socket errors of ${seen.done}: ${seen.first_wrong}`);
  }
  return result({ ...seen, cpu });
}

/** One run of the driver. Failed checks are an error. */
export async function drive(subject, settings) {
  const file = path.join(scratch, `${settings.scenario}.json`);
  writeFileSync(file, JSON.stringify({
    address: `127.0.0.1:${subject.port}`, base: subject.base, connections, warm, seconds: measured, pids: subject.pids, ...settings,
  }));
  const [command, ...args] = [...onLoadCore, programs.driver, file];
  const { stdout } = await runOk(command, args, { env: { ...process.env, RUST_BACKTRACE: '0' } });
  const seen = JSON.parse(stdout);
  if (seen.failed > 0) throw new Error(`${subject.name}: ${seen.failed} failed of ${seen.done}: ${seen.failures.join('\n')}`);
  return result({ ...seen, cpu: seen.cpu_seconds });
}

/** The `Authorization` header of an app of the benchmark. */
export function basic(client) {
  return `Basic ${Buffer.from(`${client}:bench-secret-bench-secret-bench-secret`).toString('base64')}`;
}
