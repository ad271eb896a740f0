// Starts each subject once, when a workload first asks for it, and stops all of them at the end.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runOk } from '../../e2e/lib/processes.mjs';
import { here, people, programs } from './options.mjs';
import { seedPeople, seedPeer } from './seed.mjs';
import { cluster, floor, Home, ours, peer } from './subjects.mjs';

export const password = 'correct horse battery staple';

/** People who may sign in without a bulk of a million beside them. */
const few = 500;

/** The lazily started subjects of a run. `seeded`: whether some workload wants the million people. */
export class Stage {
  constructor({ seeded }) {
    this.seeded = seeded;
    this.people = seeded ? people : few;
    this.started = new Map();
    this.cleanup = [];
  }

  async once(name, start) {
    if (!this.started.has(name)) {
      process.stderr.write(`  starting: ${name}\n`);
      this.started.set(name, start());
    }
    return this.started.get(name);
  }

  keep(subject) {
    this.cleanup.push(() => subject.stop());
    return subject;
  }

  floor() {
    return this.once('limit', async () => this.keep(await floor()));
  }

  postgres() {
    return this.once('PostgreSQL', async () => this.keep(await cluster()));
  }

  peer() {
    return this.once('peer in memory', async () => this.keep(await peer()));
  }

  peerOnPostgres() {
    return this.once('peer on PostgreSQL', async () => {
      const postgres = await this.postgres();
      const subject = this.keep(await peer(postgres));
      if (this.seeded) await seedPeer(postgres, people);
      return subject;
    });
  }

  /** A home with the realm of the workloads and its people. */
  async home(postgres) {
    const home = await new Home(postgres).create();
    this.cleanup.push(() => home.remove());
    const { stdout } = await runOk(programs.floor, ['hash', password]);
    const users = Array.from({ length: few }, (_, number) => `---\n${JSON.stringify({
      kind: 'user', realm: 'bench', username: `user-${number}`, email: `user-${number}@bench.example`, emailVerified: true,
      profile: { givenName: `Given ${number}`, sn: 'Family', locale: 'en' }, passwordHash: stdout.trim(),
    })}\n`);
    const file = path.join(home.folder, 'bench.yaml');
    writeFileSync(file, readFileSync(path.join(here, 'fixtures/bench.yaml'), 'utf8') + users.join(''));
    await home.command(['apply', file]);
    if (this.seeded) await seedPeople(home, people);
    return home;
  }

  ours() {
    return this.once('Durward on SQLite', async () => this.keep(await ours(await this.home())));
  }

  oursOnPostgres() {
    return this.once('Durward on PostgreSQL', async () => this.keep(await ours(await this.home(await this.postgres()))));
  }

  async clear() {
    for (const step of this.cleanup.reverse()) await step();
  }
}
