// Two nodes on one PostgreSQL behave like one.
import test from 'node:test';
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import * as client from 'openid-client';
import { defer } from '../../lib/cleanup.mjs';
import { Durward, fixture, Home } from '../../lib/durward.mjs';
import { robotKeys } from '../../lib/keys.mjs';
import { codeRequest, discover, secrets } from '../../lib/openid.mjs';
import { ana } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';
import { run, sleep, until } from '../../lib/processes.mjs';

const callback = 'http://127.0.0.1:9/cb';

/** A second home on the database and with the root key of `first`. */
async function sibling(first) {
  const home = await Home.create({ kind: 'none' });
  cpSync(first.data, home.data, { recursive: true });
  home.url = first.url;
  defer(() => home.remove());
  return home;
}

async function acme(robot) {
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(fixture('acme.yaml', { RP: callback.replace('/cb', ''), ROBOT_JWKS: JSON.stringify(robot.publicJwks) }));
  return home;
}

const home = await acme(await robotKeys());
const one = await Durward.start({ home });
const two = await Durward.start({ home: await sibling(home), publicUrl: one.origin });
defer(() => Promise.all([one.stop(), two.stop()]));
const shop = await discover(one.issuer('acme'), 'shop');

/** The same address at the other node: only the port differs, the public origin is one. */
const there = (address) => address.replace(one.origin, `http://127.0.0.1:${two.port}`);

async function silent(person, move = (address) => address) {
  const { url } = await codeRequest(shop, { redirect_uri: callback, scope: 'openid', prompt: 'none' });
  return new URL((await person.send(move(url.href))).headers.get('location')).searchParams;
}

test('a session made on one node is good on the other, and ended on one it is ended on both', async () => {
  const person = new Person();
  await person.tokens(shop, { redirect_uri: callback, scope: 'openid' }, ana);
  assert.ok((await silent(person)).has('code'));
  assert.ok((await silent(person, there)).has('code'));

  const other = new Person();
  const page = await other.signIn(`${one.issuer('acme')}/account/sessions`, ana, callback);
  await other.submit(page, {}, { button: 'sessions-end-others' });
  assert.equal((await silent(person, there)).get('error'), 'login_required', 'at once');
});

test('a code made on one node is exchanged on the other, once in all', async () => {
  const person = new Person();
  const { url, checks } = await codeRequest(shop, { redirect_uri: callback, scope: 'openid' });
  const { arrived } = await person.signIn(url.href, ana, callback);
  const exchange = (move) => fetch(move(shop.serverMetadata().token_endpoint), {
    method: 'POST', headers: { authorization: `Basic ${btoa(`shop:${secrets.shop}`)}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: arrived.searchParams.get('code'), redirect_uri: callback, code_verifier: checks.pkceCodeVerifier }),
  });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, turn) => exchange(turn % 2 ? there : (address) => address)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('a refresh token used on both nodes at once succeeds exactly once', async () => {
  const { refresh_token: token } = await new Person().tokens(shop, { redirect_uri: callback, scope: 'openid offline_access' }, ana);
  const refresh = (move) => fetch(move(shop.serverMetadata().token_endpoint), {
    method: 'POST', headers: { authorization: `Basic ${btoa(`shop:${secrets.shop}`)}` }, body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
  });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => refresh(turn % 2 ? there : (address) => address)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const { status } of answers) assert.ok([200, 400].includes(status), String(status));
});

async function machineToken(move) {
  const response = await fetch(move(shop.serverMetadata().token_endpoint), {
    method: 'POST', headers: { authorization: `Basic ${btoa(`shop:${secrets.shop}`)}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return { status: response.status, ...(await response.json()) };
}

async function keyIds(move) {
  const { keys } = await (await fetch(move(shop.serverMetadata().jwks_uri))).json();
  return keys.map(({ kid }) => kid);
}

const signedBy = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;

test('a rotation of keys is effective on both nodes within a second, and old tokens stay verifiable', async () => {
  const person = new Person();
  const before = await person.tokens(shop, { redirect_uri: callback, scope: 'openid offline_access' }, ana);
  const { code, stderr } = await home.command(['keys', 'rotate', '--realm', 'acme']);
  assert.equal(code, 0, stderr);
  const rotated = performance.now();
  const fresh = async (node) => {
    const tokens = await new Person().tokens(shop, { redirect_uri: callback, scope: 'openid' }, ana);
    const published = await keyIds(node);
    return signedBy(tokens.id_token) !== signedBy(before.id_token) && published.includes(signedBy(tokens.id_token));
  };
  await until('the first node signs with the new key', () => fresh((address) => address), { timeout: 1000 });
  await until('the second node publishes it', async () => (await keyIds(there)).join() === (await keyIds((address) => address)).join(), { timeout: 1500 });
  assert.ok(performance.now() - rotated < 2500);
  assert.ok((await keyIds(there)).includes(signedBy(before.id_token)), 'the old key is still published');
  await client.refreshTokenGrant(shop, before.refresh_token);
});

test('an app change is effective on both nodes within a second', async () => {
  assert.equal((await machineToken(there)).status, 200);
  const change = (status) => home.apply(`kind: app\nrealm: acme\nname: Shop\nstatus: ${status}\nclient_type: confidential\nfirst_party: true\noauth:\n  client_id: shop\n  client_secret: ${secrets.shop}\n  redirect_uris: ["${callback}"]\n  grant_types: [authorization_code, refresh_token, client_credentials]\n  token_endpoint_auth_method: client_secret_basic\n  scope: openid profile email offline_access\n`);
  await change('Inactive');
  await sleep(1000);
  for (const node of [(address) => address, there]) assert.equal((await machineToken(node)).error, 'invalid_client');
  await change('Active');
  await sleep(1000);
  for (const node of [(address) => address, there]) assert.equal((await machineToken(node)).status, 200);
});

test('a revocation on one node is seen on the other within a second', async () => {
  const { access_token: token } = await machineToken((address) => address);
  const introspect = async () => (await (await fetch(there(shop.serverMetadata().introspection_endpoint), {
    method: 'POST', headers: { authorization: `Basic ${btoa(`shop:${secrets.shop}`)}` }, body: new URLSearchParams({ token }),
  })).json()).active;
  assert.equal(await introspect(), true);
  await client.tokenRevocation(shop, token);
  await until('the other node knows', async () => !(await introspect()), { timeout: 1000 });
});

test('two nodes started at once on an empty database migrate it once', async () => {
  const empty = await Home.create();
  defer(() => empty.remove());
  cpSync(home.data, empty.data, { recursive: true });
  const starts = await Promise.all([Durward.start({ home: empty }), Durward.start({ home: await sibling(empty) })]);
  for (const server of starts) assert.equal(await server.health('ready'), 200);
  const { stdout } = await run('psql', ['-X', '-A', '-t', empty.url, '-c', 'SELECT COUNT(*) FROM realms'], { cwd: '/' });
  assert.equal(stdout.trim(), '1', 'one root realm');
  await Promise.all(starts.map((server) => server.stop()));
});
