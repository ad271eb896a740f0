// A throw-away PostgreSQL: Debian's, in a temporary folder, on a free loopback port, never run by root.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, run, runOk, until } from './processes.mjs';

const root = '/usr/lib/postgresql';
const asPostgres = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];

function program(name) {
  const versions = readdirSync(root).map(Number).filter((version) => version >= 13).sort((a, b) => b - a);
  if (versions.length === 0) throw new Error('PostgreSQL 13 or later is needed: apt-get install postgresql');
  return path.join(root, String(versions[0]), 'bin', name);
}

function command(name, args, options) {
  const [first, ...rest] = [...asPostgres, program(name), ...args];
  return runOk(first, rest, options);
}

/** One cluster. `prefix` is put before the start command (`taskset -c 0`, for the benchmark). */
export class Postgres {
  static async start({ prefix = [], settings = {} } = {}) {
    const folder = mkdtempSync(path.join(tmpdir(), 'durward-postgres-'));
    if (asPostgres.length > 0) await runOk('chown', ['postgres', folder]);
    const cluster = new Postgres(folder, await freePort());
    await command('initdb', ['-D', cluster.data, '-U', 'durward', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'], { cwd: '/' });
    const all = { listen_addresses: '127.0.0.1', port: cluster.port, unix_socket_directories: folder, max_connections: 200, ...settings };
    const flags = Object.entries(all).map(([key, value]) => `-c ${key}='${value}'`).join(' ');
    const [first, ...rest] = [...prefix, ...asPostgres, program('pg_ctl'), '-D', cluster.data, '-w', '-t', '30', '-l', path.join(folder, 'log'), '-o', flags, 'start'];
    await runOk(first, rest, { cwd: '/', stdio: 'ignore' });
    return cluster;
  }

  constructor(folder, port) {
    this.folder = folder;
    this.data = path.join(folder, 'data');
    this.port = port;
    this.count = 0;
  }

  /** The address of `database` on this cluster, as Durward and psql take it. */
  url(database) {
    return `postgres://durward@127.0.0.1:${this.port}/${database}`;
  }

  async sql(database, text) {
    const { stdout } = await runOk('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', this.url(database)], { input: text, cwd: '/' });
    return stdout.trim();
  }

  /** Stops the cluster and removes its folder. */
  async stop() {
    const [first, ...rest] = [...asPostgres, program('pg_ctl'), '-D', this.data, '-w', '-m', 'immediate', 'stop'];
    await run(first, rest, { cwd: '/' });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Creates an empty database on the cluster at `server` (the url without a database) and resolves to its url. */
export async function createDatabase(server, name) {
  await runOk('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', `${server}/postgres`, '-c', `CREATE DATABASE ${name}`], { cwd: '/' });
  return `${server}/${name}`;
}

/** Waits until `server` accepts connections. */
export function reachable(server) {
  return until('PostgreSQL answers', async () => (await run('psql', ['-X', '-q', `${server}/postgres`, '-c', 'SELECT 1'], { cwd: '/' })).code === 0);
}
