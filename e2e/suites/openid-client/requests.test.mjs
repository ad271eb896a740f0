// Requests that do not travel in the open, and answers that are more than a code: RFC 9126, RFC 9101, JARM, hybrid.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover, refusal } from '../../lib/openid.mjs';
import { ana, arrival, signIn } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';

const secret = 'hybrid-secret-hybrid-secret-hybrid-secret';
const extra = `
---
kind: realm
name: legacy
services:
  oauth-oidc: {grantTypes: [authorization_code, refresh_token, client_credentials, implicit]}
---
kind: user
realm: legacy
username: ana
email: ana@acme.example
password: correct horse battery staple
---
kind: app
realm: legacy
name: Hybrid
first_party: true
oauth:
  client_id: hybrid
  client_secret: ${secret}
  redirect_uris: ["http://127.0.0.1:9/cb"]
  grant_types: [authorization_code, refresh_token, implicit]
  response_types: [code, id_token, "code id_token"]
  scope: openid profile email offline_access
`;
const { issuer, server, party, keys } = await stage({ extra });
const legacy = server.issuer('legacy');
const visit = await browser();
const robotKey = { key: keys.privateKey, kid: keys.kid };
const everything = { redirect_uri: party.callback, scope: 'openid profile email offline_access' };
const asRobot = () => discover(issuer, 'robot', client.PrivateKeyJwt(robotKey));

/** The parameters of a request, to be pushed or signed, and the checks its answer must pass. */
async function parameters(config, more = {}) {
  const { url, checks } = await codeRequest(config, { ...everything, ...more });
  url.searchParams.delete('client_id');
  return { sent: url.searchParams, checks };
}

for (const [name, options] of [['with JavaScript', {}], ['with JavaScript off', { javaScriptEnabled: false }]]) {
  test(`a pushed request signs a person in ${name}, once`, async () => {
    const shop = await discover(issuer, 'shop');
    const { sent, checks } = await parameters(shop, { prompt: 'login' });
    const url = await client.buildAuthorizationUrlWithPAR(shop, sent);
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const page = await visit(options);
    await page.goto(url.href);
    await signIn(page, ana);
    const at = await arrival(page, party.callback);
    const tokens = await client.authorizationCodeGrant(shop, at, checks);
    assert.equal(tokens.claims().nonce, checks.expectedNonce);
    await page.goto(url.href);
    assert.match(await page.content(), /invalid_request_uri/);
  });
}

test('a public app pushes as well', async () => {
  const spa = await discover(issuer, 'spa', client.None());
  const { sent, checks } = await parameters(spa);
  const url = await client.buildAuthorizationUrlWithPAR(spa, sent);
  const { arrived } = await new Person().signIn(url.href, ana, party.callback);
  assert.ok((await client.authorizationCodeGrant(spa, arrived, checks)).access_token);
});

test('a signed request object is honoured, alone and pushed', async () => {
  const robot = await asRobot();
  for (const pushed of [false, true]) {
    const { sent, checks } = await parameters(robot);
    let url = await client.buildAuthorizationUrlWithJAR(robot, sent, robotKey);
    if (pushed) url = await client.buildAuthorizationUrlWithPAR(robot, url.searchParams);
    const { arrived } = await new Person().signIn(url.href, ana, party.callback);
    const tokens = await client.authorizationCodeGrant(robot, arrived, checks);
    assert.equal(tokens.claims().nonce, checks.expectedNonce, `pushed: ${pushed}`);
  }
});

test('a request object signed with a key nobody registered is refused', async () => {
  const robot = await asRobot();
  const { privateKey: key } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { sent } = await parameters(robot);
  const url = await client.buildAuthorizationUrlWithJAR(robot, sent, { key, kid: keys.kid });
  assert.equal(await refusal(client.buildAuthorizationUrlWithPAR(robot, url.searchParams)), 'invalid_request_object');
});

test('what the authorization endpoint would refuse is refused when it is pushed', async () => {
  const shop = await discover(issuer, 'shop');
  for (const [more, expected] of [
    [{ redirect_uri: 'https://elsewhere.example/cb' }, 'invalid_request'],
    [{ scope: 'openid admin' }, 'invalid_scope'],
    [{ response_type: 'code id_token' }, 'unsupported_response_type'],
  ]) {
    const { sent } = await parameters(shop, more);
    assert.equal(await refusal(client.buildAuthorizationUrlWithPAR(shop, sent)), expected);
  }
});

test('an answer as a JWT is verified by the app', async () => {
  const shop = await discover(issuer, 'shop');
  client.useJwtResponseMode(shop);
  const tokens = await new Person().tokens(shop, everything, ana);
  assert.ok(tokens.access_token);
  const robot = await asRobot();
  client.useJwtResponseMode(robot);
  const { sent, checks } = await parameters(robot, { response_mode: 'jwt' });
  const signed = await client.buildAuthorizationUrlWithJAR(robot, sent, robotKey);
  const url = await client.buildAuthorizationUrlWithPAR(robot, signed.searchParams);
  const { arrived } = await new Person().signIn(url.href, ana, party.callback);
  assert.deepEqual([...arrived.searchParams.keys()], ['response']);
  assert.ok((await client.authorizationCodeGrant(robot, arrived, checks)).id_token, 'PAR, JAR and JARM together');
});

test('the hybrid flow gives a code with an ID token that vouches for it', async () => {
  const hybrid = await discover(legacy, 'hybrid', client.ClientSecretBasic(secret));
  client.useCodeIdTokenResponseType(hybrid);
  const callback = 'http://127.0.0.1:9/cb';
  const { url, checks } = await codeRequest(hybrid, { ...everything, redirect_uri: callback });
  const { arrived } = await new Person().signIn(url.href, ana, callback);
  assert.equal(arrived.search, '');
  const tokens = await client.authorizationCodeGrant(hybrid, arrived, checks);
  assert.ok(tokens.access_token && tokens.refresh_token);
});

test('an ID token alone travels in the fragment', async () => {
  const hybrid = await discover(legacy, 'hybrid', client.ClientSecretBasic(secret));
  client.useIdTokenResponseType(hybrid);
  const callback = 'http://127.0.0.1:9/cb';
  const [expectedNonce, expectedState] = [client.randomNonce(), client.randomState()];
  const url = client.buildAuthorizationUrl(hybrid, { redirect_uri: callback, scope: 'openid email', nonce: expectedNonce, state: expectedState });
  const { arrived } = await new Person().signIn(url.href, ana, callback);
  const claims = await client.implicitAuthentication(hybrid, arrived, expectedNonce, { expectedState });
  assert.equal(claims.email, 'ana@acme.example');
});
