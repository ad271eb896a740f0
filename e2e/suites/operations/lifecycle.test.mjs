// Starting, stopping, and refusing to start.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, statSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { defer } from '../../lib/cleanup.mjs';
import { database, Durward, fixture, Home } from '../../lib/durward.mjs';
import { codeRequest, discover } from '../../lib/openid.mjs';
import { Person } from '../../lib/person.mjs';
import { sleep, until } from '../../lib/processes.mjs';
import { stormPeople } from '../../lib/storm.mjs';

const callback = 'http://127.0.0.1:9/cb';

async function freshHome() {
  const home = await Home.create();
  defer(() => home.remove());
  return home;
}

async function ends(server, timeout = 10_000) {
  return until('the process ends by itself', () => server.service.ended, { timeout });
}

test('a second server on the same SQLite file is refused in words, and the first goes on', async (t) => {
  if (database !== 'sqlite') return t.skip('PostgreSQL may have many nodes');
  const home = await freshHome();
  const first = await Durward.start({ home });
  defer(() => first.stop());
  const second = await Durward.start({ home, ready: false });
  const { code } = await ends(second);
  assert.ok(code > 0, `exit status ${code}`);
  assert.match(second.log, /another|already|in use/i);
  assert.doesNotMatch(second.log, /panicked/);
  assert.equal(await first.health('ready'), 200);
});

for (const [name, text, word] of [
  ['an unknown key', 'listen = "127.0.0.1:0"\nlisten_adress = "127.0.0.1:1"\n', /listen_adress/],
  ['a wrong type', 'listen = 8080\n', /listen/],
  ['a file that was half written', '[tls]\ncertificate = "/etc/durw', /line|unterminated|invalid|expected/i],
]) {
  test(`a configuration with ${name} is refused, naming it`, async () => {
    const home = await freshHome();
    const file = home.file('durward.toml', text);
    const { code, stderr } = await home.command(['serve', '--config', file]);
    assert.ok(code > 0);
    assert.match(stderr, word);
    assert.ok(stderr.includes('durward.toml'), stderr);
    assert.doesNotMatch(stderr, /panicked/);
  });
}

test('a missing configuration file is refused', async () => {
  const home = await freshHome();
  const { code, stderr } = await home.command(['serve', '--config', '/no/such/durward.toml']);
  assert.ok(code > 0);
  assert.match(stderr, /no\/such\/durward\.toml/);
});

test('a database that is not there is a clear error, without the password', async () => {
  const home = await freshHome();
  home.url = 'postgres://somebody:hush-hush@127.0.0.1:9/nowhere';
  const server = await Durward.start({ home, ready: false });
  await Promise.race([server.service.exited, sleep(8000)]);
  await server.kill();
  assert.match(server.log, /127\.0\.0\.1|connect|refused|database/i);
  assert.doesNotMatch(server.log, /hush-hush|panicked/);
});

test('secrets on disk are readable by their owner alone', async () => {
  const home = await freshHome();
  const server = await Durward.start({ home });
  defer(() => server.stop());
  const names = readdirSync(home.data);
  assert.ok(names.length > 0);
  for (const name of names) {
    const file = path.join(home.data, name);
    if (existsSync(file)) assert.equal(statSync(file).mode & 0o077, 0, `${name}: ${(statSync(file).mode & 0o777).toString(8)}`);
  }
});

test('SIGTERM answers what is in flight and exits with 0 within ten seconds', async () => {
  const home = await freshHome();
  await home.apply(fixture('storm.yaml', { RP: callback.replace('/cb', '') }).replace('memoryKib: 8,', 'memoryKib: 65536,') + stormPeople(2));
  const server = await Durward.start({ home });
  const shop = await discover(server.issuer('storm'), 'shop');
  const people = await Promise.all(Array.from({ length: 6 }, async () => {
    const person = new Person();
    const { url } = await codeRequest(shop, { redirect_uri: callback, scope: 'openid' });
    return { person, page: await person.go(url.href) };
  }));
  const answers = people.map(({ person, page }) => person.submit(page, { username: 'p1', password: 'the weather of person 1' }, { stop: callback })
    .then(() => 'answered', (error) => {
      const chain = `${error.message} ${error.cause?.code ?? ''}`;
      return /ECONNREFUSED/.test(chain) ? 'came too late' : chain;
    }));
  await sleep(50);
  const begun = performance.now();
  const { code, signal } = await server.stop('SIGTERM');
  assert.ok(performance.now() - begun < 10_000);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, server.log.slice(-2000));
  for (const answer of await Promise.all(answers)) assert.ok(['answered', 'came too late'].includes(answer), answer);
  const again = await Durward.start({ home });
  assert.equal(await again.health('ready'), 200);
  await again.stop();
});

test('the log is one JSON object a line, with a request id and without secrets', async () => {
  const home = await freshHome();
  await home.apply(fixture('storm.yaml', { RP: callback.replace('/cb', '') }) + stormPeople(1));
  const server = await Durward.start({ home });
  defer(() => server.stop());
  const tokens = await new Person().tokens(await discover(server.issuer('storm'), 'shop'), { redirect_uri: callback, scope: 'openid offline_access' }, { username: 'p0', password: 'the weather of person 0' });
  await fetch(`${server.issuer('storm')}/no-such-page?secret=hush-hush`);
  await sleep(200);
  const lines = server.log.split('\n').filter((line) => line.startsWith('{'));
  assert.ok(lines.length > 0, server.log);
  for (const line of lines) JSON.parse(line);
  const whole = server.log;
  for (const secret of ['the weather of person 0', 'shop-secret-shop', tokens.access_token, tokens.refresh_token, tokens.id_token, 'hush-hush']) {
    assert.ok(!whole.includes(secret), `the log contains ${secret.slice(0, 12)}…`);
  }
});

test('health and metrics answer', async () => {
  const home = await freshHome();
  const server = await Durward.start({ home });
  defer(() => server.stop());
  assert.equal(await server.health('live'), 200);
  const response = await fetch(`${server.origin}/metrics`);
  assert.equal(response.status, 200);
  const text = await response.text();
  assert.match(text, /^# TYPE /m);
  assert.match(text, /durward_/);
});
