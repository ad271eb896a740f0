// The binary under test: a data folder, a database, a port, and the commands an operator would type.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import { createDatabase } from './postgres.mjs';
import { freePort, run, runOk, Service, until } from './processes.mjs';

/** Which database this run is about: `sqlite` or `postgres`. */
export const database = process.env.DURWARD_E2E_DATABASE ?? 'sqlite';

/** A short run: fewer repetitions of what is repeated. */
export const quick = process.env.DURWARD_E2E_QUICK === '1';

const binary = process.env.DURWARD_BIN ?? 'durward';
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** The text of fixture `name` with `${NAME}` replaced from `values`. */
export function fixture(name, values = {}) {
  return readFileSync(path.join(fixtures, name), 'utf8').replace(/\$\{(\w+)\}/g, (whole, key) => {
    if (!(key in values)) throw new Error(`fixture ${name} needs a value for ${key}`);
    return values[key];
  });
}

/** Where one deployment keeps its things: a folder, and a database in it or on the cluster of this run. */
export class Home {
  static async create({ kind = database, folder } = {}) {
    const home = new Home(folder ?? mkdtempSync(path.join(tmpdir(), 'durward-e2e-')), kind);
    if (kind === 'postgres') home.url = await createDatabase(process.env.DURWARD_E2E_POSTGRES, `e2e_${randomBytes(6).toString('hex')}`);
    return home;
  }

  constructor(folder, kind) {
    this.folder = folder;
    this.kind = kind;
    this.data = path.join(folder, 'data');
  }

  /** The flags that name this home, for every command. */
  get flags() {
    return ['--data-dir', this.data, ...(this.url ? ['--database', this.url] : [])];
  }

  /** Runs `durward ARGS` against this home; never throws. */
  command(args, options = {}) {
    return run(binary, [...args, ...this.flags], { cwd: this.folder, env: environment(), ...options });
  }

  /** Writes `text` to a file of this home and resolves to its path. */
  file(name, text) {
    const file = path.join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** `durward apply` of a text; an error when it fails. */
  async apply(text) {
    const file = this.file(`apply-${randomBytes(4).toString('hex')}.yaml`, text);
    return runOk(binary, ['apply', file, ...this.flags], { cwd: this.folder, env: environment() });
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environment(extra = {}) {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, LANG, TMPDIR, ...extra }).filter(([, value]) => value !== undefined));
}

/** A running server on a home. */
export class Durward {
  /** Starts one, known to browsers as `host`; `ready: false` returns at once, without waiting for /health/ready. */
  static async start({ home, args = [], env = {}, ready = true, port, publicUrl, host = '127.0.0.1', prefix = [] }) {
    const listen = port ?? await freePort();
    const origin = publicUrl ?? `http://${host}:${listen}`;
    const [command, ...first] = [...prefix, binary];
    const service = new Service(
      command,
      [...first, 'serve', ...home.flags, '--listen', `127.0.0.1:${listen}`, '--public-url', origin, ...args],
      { cwd: home.folder, env: environment(env) },
    );
    const server = new Durward(home, service, listen, origin);
    if (ready) await server.ready();
    return server;
  }

  constructor(home, service, port, origin) {
    this.home = home;
    this.service = service;
    this.port = port;
    this.origin = origin;
  }

  get log() {
    return this.service.output;
  }

  /** The issuer of a realm, also its base address. */
  issuer(realm) {
    return `${this.origin}/realms/${realm}`;
  }

  /** Waits for /health/ready; fails with the log when the process ends instead. */
  async ready(timeout = 20_000) {
    await until('the server is ready', async () => {
      if (this.service.ended) throw new Error(`durward ended with ${JSON.stringify(this.service.ended)}:\n${this.log}`);
      return (await this.health('ready')) === 200;
    }, { timeout }).catch((error) => { throw new Error(`${error.message}\n${this.log}`); });
  }

  /** The status of /health/`which`, or 0 when nothing listens. */
  async health(which) {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/health/${which}`);
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  stop(signal) {
    return this.service.stop(signal);
  }

  /** `kill -9`. */
  kill() {
    return this.service.stop('SIGKILL');
  }
}
