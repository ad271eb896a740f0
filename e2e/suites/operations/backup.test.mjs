// A backup, restored elsewhere: every session and token of its moment works.
import test from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { cpSync } from 'node:fs';
import { defer } from '../../lib/cleanup.mjs';
import { database, Durward, fixture, Home } from '../../lib/durward.mjs';
import { discover } from '../../lib/openid.mjs';
import { freePort, runOk } from '../../lib/processes.mjs';
import { Storm, stormPeople } from '../../lib/storm.mjs';

const callback = 'http://127.0.0.1:9/cb';

/** Copies `home` the way its database wants it, while its server runs. */
async function copy(home) {
  const restored = await Home.create();
  defer(() => restored.remove());
  if (database === 'sqlite') {
    const file = path.join(home.folder, 'backup');
    const made = await home.command(['backup', '--output', file]);
    assert.equal(made.code, 0, made.stderr);
    const back = await restored.command(['restore', '--input', file]);
    assert.equal(back.code, 0, back.stderr);
  } else {
    const { stdout } = await runOk('pg_dump', ['--no-owner', home.url], { cwd: '/' });
    await runOk('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', restored.url], { input: stdout, cwd: '/' });
    cpSync(home.data, restored.data, { recursive: true });
  }
  return restored;
}

test('a backup made under load, restored to another folder, honours every session and token', async () => {
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(fixture('storm.yaml', { RP: callback.replace('/cb', '') }) + stormPeople(10));
  const port = await freePort();
  const server = await Durward.start({ home, port, env: { DURWARD_LIMITS_SIGN_IN_RATE: '0' } });
  const storm = new Storm(await discover(server.issuer('storm'), 'shop'), callback, 10);
  for (let number = 0; number < 10; number += 1) await storm.attempt(() => storm.signIn(number));

  const other = new Storm(storm.config, callback, 10);
  other.start(3);
  const restored = await copy(home);
  await other.stop();
  await server.stop();

  const again = await Durward.start({ home: restored, port });
  defer(() => again.stop());
  const { checked, problems } = await storm.verify();
  assert.deepEqual(problems, []);
  assert.ok(checked >= 30);
});

test('restore refuses to overwrite a deployment that is there', async (t) => {
  if (database !== 'sqlite') return t.skip('PostgreSQL has its own tools');
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(fixture('storm.yaml', { RP: callback.replace('/cb', '') }));
  const file = path.join(home.folder, 'backup');
  assert.equal((await home.command(['backup', '--output', file])).code, 0);
  const { code, stderr } = await home.command(['restore', '--input', file]);
  assert.ok(code > 0 && !/panicked/.test(stderr), stderr);
});
