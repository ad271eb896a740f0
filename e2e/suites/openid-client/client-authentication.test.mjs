// How an app proves who it is: RFC 6749 2.3, RFC 7523, OpenID Connect Core 9.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { stage } from '../../lib/stage.mjs';
import { discover, refusal, secrets } from '../../lib/openid.mjs';
import { ana } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';

const { issuer, party, keys } = await stage();
const robotKey = { key: keys.privateKey, kid: keys.kid };

test('client_secret_basic gets a machine its token, and no refresh token', async () => {
  const shop = await discover(issuer, 'shop');
  const tokens = await client.clientCredentialsGrant(shop);
  assert.ok(tokens.access_token);
  assert.equal(tokens.refresh_token, undefined, 'RFC 6749 4.4.3');
});

test('private_key_jwt signs in for a person and for itself', async () => {
  const robot = await discover(issuer, 'robot', client.PrivateKeyJwt(robotKey));
  assert.ok((await client.clientCredentialsGrant(robot)).access_token);
  const tokens = await new Person().tokens(robot, { redirect_uri: party.callback, scope: 'openid offline_access' }, ana);
  const next = await client.refreshTokenGrant(robot, tokens.refresh_token);
  assert.equal((await client.tokenIntrospection(robot, next.access_token)).active, true);
});

test('a replayed client assertion is refused', async () => {
  let kept;
  const robot = await discover(issuer, 'robot', client.PrivateKeyJwt(robotKey));
  robot[client.customFetch] = (url, options) => { kept = options.body.toString(); return fetch(url, options); };
  await client.clientCredentialsGrant(robot);
  const again = await fetch(robot.serverMetadata().token_endpoint, {
    method: 'POST', body: kept, headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.equal(again.status, 401);
  assert.equal((await again.json()).error, 'invalid_client');
});

test('an assertion signed with a key nobody registered is refused', async () => {
  const { privateKey: key } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const robot = await discover(issuer, 'robot', client.PrivateKeyJwt({ key, kid: keys.kid }));
  assert.equal(await refusal(client.clientCredentialsGrant(robot)), 'invalid_client');
});

for (const [name, change] of [
  ['addressed to somebody else', (payload) => { payload.aud = 'https://elsewhere.example'; }],
  ['out of date', (payload) => { payload.iat -= 3600; payload.exp = payload.iat + 60; delete payload.nbf; }],
  ['issued by another app', (payload) => { payload.iss = 'shop'; }],
  ['without an id', (payload) => { delete payload.jti; }],
]) {
  test(`an assertion ${name} is refused`, async () => {
    const authentication = client.PrivateKeyJwt(robotKey, { [client.modifyAssertion]: (header, payload) => change(payload) });
    const robot = await discover(issuer, 'robot', authentication);
    assert.equal(await refusal(client.clientCredentialsGrant(robot)), 'invalid_client');
  });
}

test('client_secret_jwt proves the secret without sending it', async () => {
  const clerk = await discover(issuer, 'clerk', client.ClientSecretJwt(secrets.clerk));
  assert.ok((await client.clientCredentialsGrant(clerk)).access_token);
  const forger = await discover(issuer, 'clerk', client.ClientSecretJwt('a-different-secret-a-different-secret'));
  assert.equal(await refusal(client.clientCredentialsGrant(forger)), 'invalid_client');
});

test('algorithm confusion: an assertion made with the public key as an HMAC secret is refused', async () => {
  const forged = client.ClientSecretJwt(JSON.stringify(keys.publicJwks.keys[0]));
  assert.equal(await refusal(client.clientCredentialsGrant(await discover(issuer, 'robot', forged))), 'invalid_client');
});

test('a wrong secret is refused with 401 and a challenge', async () => {
  const { token_endpoint: address } = (await discover(issuer, 'shop')).serverMetadata();
  const response = await fetch(address, {
    method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }), headers: { authorization: `Basic ${btoa('shop:wrong')}` },
  });
  assert.equal(response.status, 401);
  assert.match(response.headers.get('www-authenticate') ?? '', /^Basic/);
  assert.equal((await response.json()).error, 'invalid_client');
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

test('an app may use only the method it registered', async () => {
  const shop = await discover(issuer, 'shop', client.ClientSecretPost(secrets.shop));
  assert.equal(await refusal(client.clientCredentialsGrant(shop)), 'invalid_client');
});

test('an app may use only the grants it registered', async () => {
  const forum = await discover(issuer, 'forum', client.ClientSecretPost(secrets.forum));
  assert.equal(await refusal(client.clientCredentialsGrant(forum)), 'unauthorized_client');
});

test('a secret in the address of the token endpoint is refused', async () => {
  const { token_endpoint: address } = (await discover(issuer, 'shop')).serverMetadata();
  const query = new URLSearchParams({ client_id: 'forum', client_secret: secrets.forum });
  const response = await fetch(`${address}?${query}`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  assert.ok([400, 401].includes(response.status), String(response.status));
});

test('the token endpoint refuses a doubled parameter, an unknown grant and a wrong content type', async () => {
  const { token_endpoint: address } = (await discover(issuer, 'shop')).serverMetadata();
  const headers = { authorization: `Basic ${btoa(`shop:${secrets.shop}`)}`, 'content-type': 'application/x-www-form-urlencoded' };
  const cases = [
    ['grant_type=client_credentials&grant_type=client_credentials', headers, 'invalid_request'],
    ['grant_type=tea', headers, 'unsupported_grant_type'],
    ['', headers, 'invalid_request'],
    ['{"grant_type":"client_credentials"}', { ...headers, 'content-type': 'application/json' }, 'invalid_request'],
  ];
  for (const [body, sent, expected] of cases) {
    const response = await fetch(address, { method: 'POST', body, headers: sent });
    assert.ok(response.status >= 400 && response.status < 500, `${body}: ${response.status}`);
    assert.equal((await response.json()).error, expected, body);
  }
});
