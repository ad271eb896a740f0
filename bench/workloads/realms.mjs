// Ten thousand realms, keys of their own each: does a random one per request cost what one realm costs?
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { basic, wrk } from '../lib/load.mjs';
import { memory } from '../lib/proc.mjs';
import { realms } from '../lib/options.mjs';
import { measure } from '../lib/rounds.mjs';
import { Home, ours, sleep } from '../lib/subjects.mjs';
import { add, beside } from '../lib/table.mjs';
import { toFirstToken } from './start.mjs';

const body = 'grant_type=client_credentials&scope=bench';

function documents(count) {
  const texts = [];
  for (let number = 0; number < count; number += 1) {
    texts.push(JSON.stringify({ kind: 'realm', name: `r${number}`, services: { 'oauth-oidc': { supportedScopes: ['bench|en|Bench'] } } }));
    texts.push(JSON.stringify({
      kind: 'app', realm: `r${number}`, name: 'Machine', client_type: 'confidential', first_party: true,
      oauth: {
        client_id: 'machine-es256', client_secret: 'bench-secret-bench-secret-bench-secret', grant_types: ['client_credentials'], scope: 'bench',
        token_endpoint_auth_method: 'client_secret_basic', access_token_signed_response_alg: 'ES256',
        overrides: { providerOverridesEnabled: true, statelessTokensEnabled: true },
      },
    }));
  }
  return texts.join('\n---\n');
}

async function homeWith(count) {
  const home = await new Home().create();
  const file = path.join(home.folder, 'realms.yaml');
  writeFileSync(file, documents(count));
  await home.command(['apply', file]);
  return home;
}

function load(subject, count) {
  return wrk(subject, 'post.lua', {
    REQUEST_PATH: '/realms/r{realm}/oauth2/token', REALMS: String(count), AUTHORIZATION: basic('machine-es256'), BODY: body, EXPECT: '"access_token":"eyJ',
  });
}

/** One token of every realm, so that every realm's keys exist. */
async function touch(server, count) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const headers = { authorization: basic('machine-es256'), 'content-type': 'application/x-www-form-urlencoded' };
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
      const response = await fetch(`http://127.0.0.1:${server.port}/realms/r${number}/oauth2/token`, { method: 'POST', headers, body });
      if (response.status !== 200) throw new Error(`realm r${number}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  }));
}

async function idleMemory(home) {
  const server = await ours(home);
  await sleep(2000);
  const { resident } = memory(server.pid);
  await server.stop();
  return resident;
}

export default {
  name: 'realms',
  async run() {
    const [many, single] = [await homeWith(realms), await homeWith(1)];
    try {
      let server = await ours(many);
      await touch(server, realms);
      // One realm takes the peer's place: the ratio wanted is many against one, round by round.
      const run = await measure({ peer: () => load(server, 1), ours: () => load(server, realms) });
      await server.stop();
      const name = `${realms.toLocaleString('en')} realms`;
      add(name, run.overPeer, { least: 0.9, unit: 'of the one-realm rate' }, beside(run).replace('peer', 'one realm'));
      const starts = [await toFirstToken(single, 'r0'), await toFirstToken(many, 'r0'), await toFirstToken(single, 'r0'), await toFirstToken(many, 'r0')];
      add(name, (starts[1] + starts[3]) / (starts[0] + starts[2]), { most: 1.3, unit: '× the one-realm start' }, `${starts[3].toFixed(0)} ms`);
      const each = ((await idleMemory(many)) - (await idleMemory(single))) * 1024 / realms;
      add(name, Math.max(0, each), { most: 8, unit: 'KiB for a cold realm' });
      server = undefined;
    } finally {
      many.remove();
      single.remove();
    }
  },
};
