// Tokens bound to a key (RFC 9449), with and without nonces of the server.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { stage } from '../../lib/stage.mjs';
import { codeRequest, discover, refusal } from '../../lib/openid.mjs';
import { ana } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';

const nonces = `
---
kind: realm
name: strict
displayName: Strict
services:
  oauth-oidc: {requireDpopNonce: true, statelessTokensEnabled: true}
---
kind: user
realm: strict
username: ana
email: ana@acme.example
profile: {givenName: Ana, sn: Diaz}
password: correct horse battery staple
---
kind: app
realm: strict
name: Single page
client_type: public
first_party: true
oauth:
  client_id: spa
  redirect_uris: ["http://127.0.0.1:9/cb"]
  grant_types: [authorization_code, refresh_token]
  scope: openid profile email offline_access
  dpop_bound_access_tokens: true
`;

const { issuer, server, party } = await stage({ extra: nonces });

/** Signs Ana in at the public app of `realm`, binding code and tokens to a new key. */
async function signIn(realm) {
  const spa = await discover(realm, 'spa', client.None());
  const keys = await client.randomDPoPKeyPair('ES256');
  const handle = client.getDPoPHandle(spa, keys);
  const redirect = realm === issuer ? party.callback : 'http://127.0.0.1:9/cb';
  const { url, checks } = await codeRequest(spa, {
    redirect_uri: redirect,
    scope: 'openid email offline_access',
    dpop_jkt: await handle.calculateThumbprint(),
  });
  const page = await new Person().signIn(url.href, ana, redirect);
  assert.ok(page.arrived, page.text.slice(0, 1000));
  const tokens = await client.authorizationCodeGrant(spa, page.arrived, checks, undefined, { DPoP: handle });
  return { spa, handle, tokens };
}

for (const realm of ['acme', 'strict']) {
  test(`code, UserInfo and refresh with a key in the realm ${realm}`, async () => {
    const { spa, handle, tokens } = await signIn(server.issuer(realm));
    assert.equal(tokens.token_type, 'dpop');
    const { sub } = tokens.claims();
    const info = await client.fetchUserInfo(spa, tokens.access_token, sub, { DPoP: handle });
    assert.equal(info.email, 'ana@acme.example');
    const next = await client.refreshTokenGrant(spa, tokens.refresh_token, undefined, { DPoP: handle });
    assert.equal(next.token_type, 'dpop');
    const again = await client.fetchUserInfo(spa, next.access_token, sub, { DPoP: handle });
    assert.equal(again.sub, sub);
  });
}

test('the metadata names the algorithms, and an unbound request of a bound app is refused', async () => {
  const { spa, tokens } = await signIn(server.issuer('strict'));
  assert.ok(spa.serverMetadata().dpop_signing_alg_values_supported.includes('ES256'));
  assert.equal(await refusal(client.refreshTokenGrant(spa, tokens.refresh_token)), 'invalid_request');
});

test('a stolen access or refresh token is worth nothing without the key', async () => {
  const { spa, tokens } = await signIn(issuer);
  const { userinfo_endpoint: address } = spa.serverMetadata();
  const bearer = await fetch(address, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.equal(bearer.status, 401);
  assert.match(bearer.headers.get('www-authenticate'), /^DPoP .*error="invalid_token"/);
  const thief = client.getDPoPHandle(spa, await client.randomDPoPKeyPair('ES256'));
  await assert.rejects(client.fetchUserInfo(spa, tokens.access_token, tokens.claims().sub, { DPoP: thief }));
  assert.equal(await refusal(client.refreshTokenGrant(spa, tokens.refresh_token, undefined, { DPoP: thief })), 'invalid_grant');
  assert.equal(await refusal(client.refreshTokenGrant(spa, tokens.refresh_token)), 'invalid_grant');
});

test('introspection tells an API the key of a token', async () => {
  const { handle, tokens } = await signIn(issuer);
  const shop = await discover(issuer, 'shop');
  const answer = await client.tokenIntrospection(shop, tokens.access_token);
  assert.equal(answer.token_type, 'DPoP');
  assert.equal(answer.cnf.jkt, await handle.calculateThumbprint());
});
