// Runs the suites on each database and prints one summary.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Postgres } from './lib/postgres.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values: options } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const databases = options.database === 'both' ? ['sqlite', 'postgres'] : [options.database];
if (!databases.every((name) => ['sqlite', 'postgres'].includes(name))) {
  console.error('--database is sqlite, postgres or both');
  process.exit(2);
}

function suites(database) {
  return readdirSync(path.join(here, 'suites'), { recursive: true })
    .filter((file) => file.endsWith('.test.mjs'))
    .filter((file) => options.only.length === 0 || options.only.some((word) => file.includes(word)))
    .filter((file) => database === 'postgres' || !file.startsWith('cluster/'))
    .map((file) => path.join(here, 'suites', file))
    .sort();
}

let child;
function runSuites(database, env) {
  const files = suites(database);
  if (files.length === 0) return Promise.resolve(0);
  console.log(`\n# ${database}\n`);
  child = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-timeout=600000', '--test-reporter=spec', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env, DURWARD_E2E_DATABASE: database, DURWARD_E2E_QUICK: options.quick ? '1' : '0' },
  });
  return new Promise((resolve) => { child.once('close', (code) => resolve(code ?? 1)); });
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill(signal));

const results = [];
const cluster = databases.includes('postgres') ? await Postgres.start() : undefined;
try {
  for (const database of databases) {
    const begun = performance.now();
    const env = cluster ? { DURWARD_E2E_POSTGRES: cluster.url('').replace(/\/$/, '') } : {};
    const code = await runSuites(database, env);
    results.push({ database, passed: code === 0, seconds: Math.round((performance.now() - begun) / 1000) });
  }
} finally {
  await cluster?.stop();
}

console.log();
for (const { database, passed, seconds } of results) console.log(`${passed ? 'passed' : 'FAILED'}  ${database.padEnd(8)} ${seconds} s`);
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
