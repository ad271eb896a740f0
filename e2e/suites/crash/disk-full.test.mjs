// A full disk: 503 and words, no damage, and back to work when there is room again.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defer } from '../../lib/cleanup.mjs';
import { database, Durward, fixture, Home } from '../../lib/durward.mjs';
import { discover } from '../../lib/openid.mjs';
import { Person } from '../../lib/person.mjs';
import { run, until } from '../../lib/processes.mjs';
import { Storm, stormPeople } from '../../lib/storm.mjs';

const callback = 'http://127.0.0.1:9/cb';

async function smallDisk(t) {
  if (database !== 'sqlite') return t.skip('the disk of PostgreSQL is its own business');
  if (process.getuid() !== 0) return t.skip('needs root to mount a small disk');
  const folder = mkdtempSync(path.join(tmpdir(), 'durward-small-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
  if (mounted.code !== 0) return t.skip(`cannot mount a small disk here: ${mounted.stderr.trim()}`);
  defer(async () => {
    await run('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function fill(folder) {
  const filler = path.join(folder, 'filler');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  return () => unlinkSync(filler);
}

test('a full disk gives 503 and recovers', async (t) => {
  const folder = await smallDisk(t);
  if (!folder) return;
  const home = await Home.create({ folder });
  await home.apply(fixture('storm.yaml', { RP: 'http://127.0.0.1:9' }) + stormPeople(3));
  const server = await Durward.start({ home });
  defer(() => server.stop());
  const config = await discover(server.issuer('storm'), 'shop');
  const storm = new Storm(config, callback, 3);
  await storm.attempt(() => storm.signIn(0));

  const empty = fill(folder);
  const { token_endpoint: address } = config.serverMetadata();
  const token = () => fetch(address, {
    method: 'POST', headers: { authorization: `Basic ${btoa('shop:shop-secret-shop-secret-shop-secret')}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const refused = await until('writes are refused with 503', async () => {
    const response = await token();
    await response.clone().arrayBuffer();
    assert.ok([200, 503].includes(response.status), `${response.status} ${await response.clone().text()}`);
    return response.status === 503 && response;
  });
  assert.ok(refused.headers.get('retry-after'), 'Retry-After');
  assert.equal(await server.health('live'), 200, 'alive all the same');
  assert.equal(await until('not ready', async () => (await server.health('ready')) === 503 && 503, { timeout: 15_000 }), 503);
  const page = await new Person().go(`${server.issuer('storm')}/account`);
  assert.equal(page.status, 503, 'people are told too');
  assert.match(page.headers.get('content-type'), /text\/html/);

  empty();
  await until('ready again', async () => (await server.health('ready')) === 200, { timeout: 15_000 });
  assert.equal((await token()).status, 200);
  const { problems } = await storm.verify();
  assert.deepEqual(problems, [], 'nothing acknowledged was lost');
});
