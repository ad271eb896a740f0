// The same sign-in without the price of the hash, and single sign-on: what the machinery itself costs.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { basic, drive } from '../lib/load.mjs';
import { rounds } from '../lib/options.mjs';
import { measure, median } from '../lib/rounds.mjs';
import { password } from '../lib/stage.mjs';
import { add, beside } from '../lib/table.mjs';
import { shop } from './sign-in.mjs';

const people = 200;

/** A realm like `bench` whose passwords are hashed with the least Argon2id allows (8 KiB, once). */
function lightRealm() {
  const documents = [
    { kind: 'realm', name: 'light', displayName: 'Light', services: { 'password-hashing': { memoryKib: 8, iterations: 1, parallelism: 1 } } },
    {
      kind: 'app', realm: 'light', name: 'Shop', client_type: 'confidential', first_party: true,
      oauth: {
        client_id: 'shop', client_secret: 'bench-secret-bench-secret-bench-secret', redirect_uris: ['http://127.0.0.1:9000/cb'],
        grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'client_secret_basic',
        scope: 'openid profile email offline_access', id_token_signed_response_alg: 'ES256',
      },
    },
    ...Array.from({ length: people }, (_, number) => ({ kind: 'user', realm: 'light', username: `user-${number}`, email: `user-${number}@bench.example`, password })),
  ];
  return documents.map((document) => JSON.stringify(document)).join('\n---\n');
}

export default {
  name: 'flow',
  async run(stage) {
    const [peer, ours] = [await stage.peer(), await stage.ours()];
    const file = path.join(ours.home.folder, 'light.yaml');
    writeFileSync(file, lightRealm());
    await ours.home.command(['apply', file]);

    const settings = { ...shop, authorization: basic('shop'), people };
    const flow = await measure({
      peer: () => drive(peer, settings), ours: () => drive(ours, { ...settings, base: '/realms/light' }),
    });
    add('whole code + PKCE flow without hash', flow.overPeer, { least: 14, unit: '× peer' }, beside(flow));

    const paced = [];
    for (let round = 0; round < rounds; round += 1) paced.push(await drive(ours, { ...settings, base: '/realms/light', rate: 100 }));
    const middle = (name) => median(paced.map((run) => run[name]));
    add('the same at 100/s, its request with the password', middle('password_p99'), { most: 5, unit: 'ms p99' },
      `p50 ${middle('password_p50').toFixed(1)} ms; all five requests p50 ${middle('p50').toFixed(1)} ms, p99 ${middle('p99').toFixed(1)} ms`);

    const again = await measure({
      peer: () => drive(peer, { ...settings, scenario: 'reauthorize' }), ours: () => drive(ours, { ...settings, scenario: 'reauthorize', base: '/realms/light' }),
    });
    add('single sign-on re-authorization', again.overPeer, { least: 14, unit: '× peer' }, beside(again));
    add('single sign-on re-authorization', again.perCpu, { least: 5000, unit: 'per CPU second' });
  },
};
