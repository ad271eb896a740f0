// What is measured: the peer, Durward, and the bare server of the limit. Each runs alone on the server core.
import path from 'node:path';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { freePort, runOk, Service, sleep, until } from '../../e2e/lib/processes.mjs';
import { Postgres } from '../../e2e/lib/postgres.mjs';
import { here, onServerCore, programs } from './options.mjs';

async function answers(port, service, name, health = '/') {
  await until(`${name} answers`, async () => {
    if (service.ended) throw new Error(`${name} ended with ${JSON.stringify(service.ended)}; BENCH_LOG=FILE shows why`);
    return fetch(`http://127.0.0.1:${port}${health}`).then((response) => response.status < 500, () => false);
  }, { timeout: 120_000, every: 5 });
}

// What servers log is written, and goes nowhere; BENCH_LOG names a file instead.
const log = openSync(process.env.BENCH_LOG ?? '/dev/null', 'a');

function start(args, options) {
  const [command, ...rest] = [...onServerCore, ...args];
  return new Service(command, rest, { ...options, stdio: ['ignore', log, log], env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options?.env } });
}

/** A PostgreSQL on the server core, with the settings every subject gets: fsync on, memory for a million rows. */
export async function cluster() {
  const server = await Postgres.start({ prefix: onServerCore, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } });
  server.pid = Number(readFileSync(path.join(server.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return server;
}

/** The peer with its in-memory adapter, or on `postgres`. */
export async function peer(postgres) {
  const port = await freePort();
  const env = { PORT: String(port), NODE_ENV: 'production', ADAPTER: postgres ? 'postgres' : 'memory', ...(postgres ? { DATABASE_URL: postgres.url('peer') } : {}) };
  if (postgres) await postgres.sql('postgres', 'CREATE DATABASE peer');
  const service = start([process.execPath, '--max-old-space-size=4096', path.join(here, 'peer/server.mjs')], { env });
  await answers(port, service, 'the peer', '/realms/bench/.well-known/openid-configuration');
  return { name: postgres ? 'peer on PostgreSQL' : 'peer in memory', port, base: '/realms/bench', pids: [service.pid, ...(postgres ? [postgres.pid] : [])], stop: () => service.stop() };
}

/** The bare axum server. */
export async function floor() {
  const port = await freePort();
  const service = start([programs.floor, 'serve', String(port)]);
  await answers(port, service, 'the bare server');
  return { name: 'limit', port, base: '', pids: [service.pid], stop: () => service.stop() };
}

/** Where one Durward of the benchmark keeps its things. */
export class Home {
  constructor(postgres, database = 'durward') {
    this.folder = mkdtempSync(path.join(tmpdir(), 'durward-bench-'));
    this.data = path.join(this.folder, 'data');
    this.postgres = postgres;
    this.database = database;
  }

  /** Scheme and authority of its server. */
  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  get flags() {
    return ['--data-dir', this.data, ...(this.postgres ? ['--database', this.postgres.url(this.database)] : [])];
  }

  async create() {
    // Tokens are meant for an issuer, and the issuer's name has the port in it.
    this.port = await freePort();
    if (this.postgres) await this.postgres.sql('postgres', `CREATE DATABASE ${this.database}`);
    return this;
  }

  command(args) {
    return runOk(programs.durward, [...args, ...this.flags], { cwd: this.folder, env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  }

  /** Runs SQL against the database, whichever it is; the server must be stopped. */
  async sql(text) {
    if (this.postgres) return this.postgres.sql(this.database, text);
    const { stdout } = await runOk('sqlite3', ['-bail', '-batch', await this.file()], { input: text });
    return stdout.trim();
  }

  async file() {
    const { stdout } = await runOk('find', [this.data, '-name', '*.db', '-o', '-name', '*.sqlite', '-o', '-name', '*.sqlite3']);
    return stdout.trim().split('\n')[0];
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Durward on `home`, one worker. */
export async function ours(home, { name = home.postgres ? 'Durward on PostgreSQL' : 'Durward', args = [] } = {}) {
  const { port } = home;
  const service = start(
    [programs.durward, 'serve', ...home.flags, '--listen', `127.0.0.1:${port}`, '--public-url', home.origin, ...args],
    // One address does here what thousands do elsewhere.
    { cwd: home.folder, env: { DURWARD_LIMITS_SIGN_IN_RATE: '0' } },
  );
  await answers(port, service, name, '/health/ready');
  return { name, port, base: '/realms/bench', home, pid: service.pid, pids: [service.pid, ...(home.postgres ? [home.postgres.pid] : [])], stop: () => service.stop(), service };
}

export { sleep };
