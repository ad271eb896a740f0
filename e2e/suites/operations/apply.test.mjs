// durward apply, diff and export.
import test from 'node:test';
import assert from 'node:assert/strict';
import { defer } from '../../lib/cleanup.mjs';
import { Durward, fixture, Home } from '../../lib/durward.mjs';
import { discover, secrets } from '../../lib/openid.mjs';
import * as client from 'openid-client';
import { robotKeys } from '../../lib/keys.mjs';

async function acme() {
  const home = await Home.create();
  defer(() => home.remove());
  const text = fixture('acme.yaml', { RP: 'http://127.0.0.1:9', ROBOT_JWKS: JSON.stringify((await robotKeys()).publicJwks) });
  await home.apply(text);
  return { home, text };
}

async function exported(home) {
  const { code, stdout, stderr } = await home.command(['export', '--realm', 'acme']);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function refused(home, text) {
  const { code, stderr, stdout } = await home.command(['apply', home.file('refused.yaml', text)]);
  assert.ok(code > 0, `accepted: ${stdout}`);
  assert.doesNotMatch(stderr, /panicked/);
  return stderr;
}

test('applying the same files again changes nothing', async () => {
  const { home, text } = await acme();
  const before = await exported(home);
  const { code, stdout } = await home.command(['diff', home.file('same.yaml', text)]);
  assert.ok([0, 1].includes(code));
  assert.doesNotMatch(stdout, /^[+-] /m);
  await home.apply(text);
  assert.equal(await exported(home), before);
});

test('what export prints is what apply takes, without secrets', async () => {
  const { home } = await acme();
  const text = await exported(home);
  assert.ok(!text.includes(secrets.shop) && !text.includes('correct horse'), 'no secret is exported');
  const second = await Home.create();
  defer(() => second.remove());
  await second.apply(text);
  assert.equal(await exported(second), text);
});

test('an unknown field is an error that names file, line and field', async () => {
  const { home } = await acme();
  const words = await refused(home, 'kind: realm\nname: acme\ncolour: green\n');
  assert.match(words, /refused\.yaml/);
  assert.match(words, /colour/);
  assert.match(words, /:3\b|line 3/);
});

test('an apply that fails in its last document changes nothing', async () => {
  const { home } = await acme();
  const before = await exported(home);
  await refused(home, `kind: realm\nname: acme\ndisplayName: Changed\n---\nkind: user\nrealm: acme\nusername: newcomer\npassword: a long and quiet evening\n---\nkind: app\nrealm: acme\nname: Broken\noauth:\n  client_id: broken\n  redirect_uris: ["not a url"]\n`);
  assert.equal(await exported(home), before);
  await refused(home, 'kind: realm\nname: acme\ndisplayName: Changed\n---\nkind: app\nrealm: acm');
  assert.equal(await exported(home), before);
});

for (const [name, text] of [
  ['no YAML', '{{{'],
  ['an unknown kind', 'kind: castle\nname: x\n'],
  ['a realm that does not exist', 'kind: user\nrealm: nowhere\nusername: x\n'],
  ['a password against the rules', 'kind: user\nrealm: acme\nusername: x\npassword: short\n'],
  ['a setting out of bounds', 'kind: realm\nname: acme\nservices: {oauth-oidc: {codeLifetime: 100000}}\n'],
]) {
  test(`${name} is refused and changes nothing`, async () => {
    const { home } = await acme();
    const before = await exported(home);
    await refused(home, text);
    assert.equal(await exported(home), before);
  });
}

test('secrets come from the environment and from files', async () => {
  const { home } = await acme();
  const secret = home.file('secret', 'from-a-file-from-a-file-from-a-file');
  await home.apply(`kind: app\nrealm: acme\nname: Filed\noauth:\n  client_id: filed\n  client_secret: {file: "${secret}"}\n  grant_types: [client_credentials]\n  token_endpoint_auth_method: client_secret_basic\n  scope: openid\n`);
  const server = await Durward.start({ home });
  defer(() => server.stop());
  const config = await discover(server.issuer('acme'), 'filed', client.ClientSecretBasic('from-a-file-from-a-file-from-a-file'));
  assert.ok((await client.clientCredentialsGrant(config)).access_token);
});

test('a change applied while the server runs is effective within a second', async () => {
  const { home } = await acme();
  const server = await Durward.start({ home });
  defer(() => server.stop());
  const issuer = server.issuer('acme');
  const config = await discover(issuer, 'latecomer', client.ClientSecretBasic('latecomer-secret-latecomer-secret'));
  await assert.rejects(client.clientCredentialsGrant(config));
  await home.apply('kind: app\nrealm: acme\nname: Latecomer\noauth:\n  client_id: latecomer\n  client_secret: latecomer-secret-latecomer-secret\n  grant_types: [client_credentials]\n  token_endpoint_auth_method: client_secret_basic\n  scope: openid\n');
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
  assert.ok((await client.clientCredentialsGrant(config)).access_token);
});
