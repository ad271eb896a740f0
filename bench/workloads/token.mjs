// client_credentials with a signed JWT: the endpoint machines call all day.
import { basic, drive, wrk } from '../lib/load.mjs';
import { limit } from '../lib/limit.mjs';
import { measure } from '../lib/rounds.mjs';
import { add, beside } from '../lib/table.mjs';

function request(subject, alg, isPeer) {
  return {
    path: `${subject.base}/oauth2/token`,
    authorization: basic(`machine-${alg}`),
    body: `grant_type=client_credentials&scope=bench${isPeer ? `&resource=https%3A%2F%2F${alg}.bench.example` : ''}`,
  };
}

async function one(stage, alg, goals) {
  const [floor, peer, ours] = [await stage.floor(), await stage.peer(), await stage.ours()];
  const load = (subject, isPeer) => {
    const { path, authorization, body } = request(subject, alg, isPeer);
    return wrk(subject, 'post.lua', { REQUEST_PATH: path, AUTHORIZATION: authorization, BODY: body, EXPECT: '"access_token":"eyJ' });
  };
  const run = await measure({
    limit: () => limit(floor, [[alg, 1], ['hmac', 1]]), peer: () => load(peer, true), ours: () => load(ours, false),
  });
  const name = `client_credentials, ${alg.toUpperCase()} JWT`;
  add(name, run.overPeer, { least: goals.peer, unit: '× peer' }, beside(run));
  add(name, run.overLimit, { least: goals.limit, unit: 'L' });
  const { authorization, body } = request(ours, alg, false);
  const paced = await drive(ours, { scenario: 'token', rate: 0.7 * run.wall, authorization, body });
  add(name, paced.p99, { most: 5, unit: 'ms p99 at 70 %' }, `p50 ${paced.p50.toFixed(2)} ms, ${Math.round(paced.wall)}/s`);
}

export default {
  name: 'token',
  async run(stage) {
    await one(stage, 'es256', { peer: 7, limit: 0.6 });
    await one(stage, 'rs256', { peer: 1, limit: 0.95 });
  },
};
