// Runs the suites on each database and prints one summary.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Postgres } from './lib/postgres.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values: options } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    quick: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const databases = options.database === 'both' ? ['sqlite', 'postgres'] : [options.database];
if (!databases.every((name) => ['sqlite', 'postgres'].includes(name))) {
  console.error('--database is sqlite, postgres or both');
  process.exit(2);
}

// What these hold to account is pages, clients and messages, the same over any database: the gate runs them on SQLite alone.
const ONCE_IN_THE_GATE = ['callbacks/', 'factors/', 'messages/', 'pages/', 'people/', 'signin/keyboard', 'soft-webauthn/'];

function suites(database) {
  const left = options.gate && database === 'postgres' ? ONCE_IN_THE_GATE : [];
  return readdirSync(path.join(here, 'suites'), { recursive: true })
    .filter((file) => file.endsWith('.test.mjs'))
    .filter((file) => options.only.length === 0 || options.only.some((word) => file.includes(word)))
    .filter((file) => database === 'postgres' || !file.startsWith('cluster/'))
    .filter((file) => !left.some((folder) => file.startsWith(folder)))
    .map((file) => path.join(here, 'suites', file))
    .sort();
}

/** Runs the suites for `database` one after another; resolves to the names of what failed. */
async function runSuites(database, env) {
  const files = suites(database);
  if (files.length === 0) return [];
  console.log(`\n# ${database}\n`);
  Object.assign(process.env, env, { DURWARD_E2E_DATABASE: database, DURWARD_E2E_QUICK: options.quick ? '1' : '0' });
  const failed = [];
  const events = run({ files, concurrency: 1, timeout: 1_200_000 });
  events.on('test:fail', ({ name, details, todo }) => { if (!todo && details.type !== 'suite') failed.push(path.isAbsolute(name) ? path.relative(here, name) : name); });
  events.compose(new spec()).pipe(process.stdout, { end: false });
  await once(events, 'end');
  return failed;
}

const results = [];
const cluster = databases.includes('postgres') ? await Postgres.start() : undefined;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => Promise.resolve(cluster?.stop()).finally(() => process.exit(130)));
try {
  for (const database of databases) {
    const begun = performance.now();
    const env = cluster ? { DURWARD_E2E_POSTGRES: cluster.url('').replace(/\/$/, '') } : {};
    const failed = await runSuites(database, env);
    results.push({ database, failed, seconds: Math.round((performance.now() - begun) / 1000) });
  }
} finally {
  await cluster?.stop();
}

console.log();
for (const { database, failed, seconds } of results) {
  console.log(`${failed.length === 0 ? 'passed' : 'FAILED'}  ${database.padEnd(8)} ${seconds} s`);
  for (const name of failed) console.log(`        ${name}`);
}
process.exit(results.every(({ failed }) => failed.length === 0) ? 0 : 1);
