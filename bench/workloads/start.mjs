// How long until the first token, and until a first start on an empty disk is ready.
import { basic } from '../lib/load.mjs';
import { people, rounds } from '../lib/options.mjs';
import { median } from '../lib/rounds.mjs';
import { Home, ours } from '../lib/subjects.mjs';
import { add } from '../lib/table.mjs';

/** Milliseconds from the start of the process on `home` to the first token of `realm`. */
export async function toFirstToken(home, realm = 'bench') {
  const begun = performance.now();
  const server = await ours(home);
  const response = await fetch(`http://127.0.0.1:${server.port}/realms/${realm}/oauth2/token`, {
    method: 'POST', headers: { authorization: basic('machine-es256') }, body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'bench' }),
  });
  const took = performance.now() - begun;
  if (response.status !== 200) throw new Error(`the first token: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
  await server.stop();
  return took;
}

async function toReadyOnEmptyDisk() {
  const home = await new Home().create();
  const begun = performance.now();
  const server = await ours(home);
  const took = performance.now() - begun;
  await server.stop();
  home.remove();
  return took;
}

async function repeat(measureOnce) {
  const seen = [];
  for (let round = 0; round < rounds + 2; round += 1) seen.push(await measureOnce());
  return median(seen);
}

export default {
  name: 'start',
  seeded: true,
  async run(stage) {
    const { home } = await stage.ours();
    const running = await stage.started.get('Durward on SQLite');
    await running.stop();
    const token = await repeat(() => toFirstToken(home));
    stage.started.set('Durward on SQLite', ours(home).then((subject) => stage.keep(subject)));
    await stage.ours();
    add(`start to first token, ${people.toLocaleString('en')} users on disk`, token, { most: 100, unit: 'ms' }, 'process start included; files in the page cache');
    add('first start on an empty disk', await repeat(toReadyOnEmptyDisk), { most: 500, unit: 'ms until ready' });
  },
};
