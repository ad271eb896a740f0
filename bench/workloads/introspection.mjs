// Introspection of live, expired and revoked tokens, 80/10/10, and how soon a revocation is seen.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { basic, drive, wrk } from '../lib/load.mjs';
import { limit } from '../lib/limit.mjs';
import { quick } from '../lib/options.mjs';
import { measure } from '../lib/rounds.mjs';
import { sleep } from '../lib/subjects.mjs';
import { add, beside } from '../lib/table.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'durward-bench-tokens-'));
const authorization = basic('machine-opaque');
const total = quick ? 1000 : 10_000;

async function fetchTokens(subject, client, count) {
  const file = path.join(scratch, 'fetched');
  await drive(subject, { scenario: 'make_tokens', tokens: file, people: count, authorization: basic(client), body: 'grant_type=client_credentials&scope=bench', warm: 0, seconds: 0 });
  return readFileSync(file, 'utf8').trim().split('\n');
}

function post(subject, endpoint, token) {
  return fetch(`http://127.0.0.1:${subject.port}${subject.base}/oauth2/${endpoint}`, {
    method: 'POST', headers: { authorization }, body: new URLSearchParams({ token }),
  });
}

/** Makes the tokens of `subject` and writes them to a file, kind by kind. */
async function material(subject) {
  const expired = await fetchTokens(subject, 'short-lived', total / 10);
  const fetched = await fetchTokens(subject, 'machine-opaque', (total / 10) * 9);
  const revoked = fetched.splice(0, total / 10);
  for (const token of revoked) {
    const response = await post(subject, 'revoke', token);
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${subject.name}: revocation answered ${response.status}`);
  }
  await sleep(2500);
  const file = path.join(scratch, subject.name.replaceAll(' ', '-'));
  writeFileSync(file, [...fetched.map((token) => `live ${token}`), ...expired.map((token) => `expired ${token}`), ...revoked.map((token) => `revoked ${token}`)].join('\n'));
  return { file, spare: fetched.at(-1) };
}

async function load(subject, file) {
  const run = await wrk(subject, 'introspect.lua', { REQUEST_PATH: `${subject.base}/oauth2/introspect`, AUTHORIZATION: authorization, TOKENS: file });
  const share = run.active / run.done;
  // Four standard deviations of a fair draw.
  if (Math.abs(share - 0.8) > 4 * Math.sqrt(0.16 / run.done)) throw new Error(`${subject.name}: ${(share * 100).toFixed(1)} % of the answers were active, not 80 %`);
  return run;
}

/** Milliseconds until the revocation of a token that was just seen alive is visible. */
async function visible(subject, token) {
  const alive = async () => (await (await post(subject, 'introspect', token)).json()).active;
  if (!(await alive())) throw new Error('the spare token is not alive');
  await (await post(subject, 'revoke', token)).arrayBuffer();
  const revoked = performance.now();
  while (await alive()) await sleep(5);
  return performance.now() - revoked;
}

async function one(name, { floor, peer, ours, goals }) {
  const [theirs, own] = [await material(peer), await material(ours)];
  const run = await measure({
    limit: floor && (() => limit(floor, [['sha256', 1], ['hmac', 1]])), peer: () => load(peer, theirs.file), ours: () => load(ours, own.file),
  });
  add(name, run.overPeer, { least: goals.peer, unit: '× peer' }, beside(run));
  if (floor) add(name, run.overLimit, { least: goals.limit, unit: 'L' });
  const paced = await drive(ours, { scenario: 'introspect', tokens: own.file, rate: 0.7 * run.wall, authorization });
  const seen = await visible(ours, own.spare);
  add(name, seen, { most: 1000, unit: 'ms until a revocation shows' }, `at 70 %: p50 ${paced.p50.toFixed(2)} ms, p99 ${paced.p99.toFixed(2)} ms`);
}

export default {
  name: 'introspection',
  async run(stage) {
    await one('introspection, SQLite against peer in memory', {
      floor: await stage.floor(), peer: await stage.peer(), ours: await stage.ours(), goals: { peer: 12, limit: 0.55 },
    });
    await one('introspection, both on PostgreSQL', { peer: await stage.peerOnPostgres(), ours: await stage.oursOnPostgres(), goals: { peer: 28 } });
  },
};
