// Token exchange (RFC 8693) by oauth4webapi, and assertions of a trusted issuer (RFC 7523) signed by jose.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { SignJWT, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { stage } from '../../lib/stage.mjs';
import { discover } from '../../lib/openid.mjs';
import { ana } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const access = 'urn:ietf:params:oauth:token-type:access_token';
const secret = 'orders-secret-orders-secret-orders-secret';
const partner = 'https://partner.example';
const { publicKey, privateKey } = await generateKeyPair('PS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'p1', alg: 'PS256', use: 'sig' };

const { issuer, home, party } = await stage();
await home.apply(`kind: realm
name: acme
services:
  oauth-oidc:
    statelessTokensEnabled: true
    grantTypes: [authorization_code, refresh_token, client_credentials, "${exchange}", "${bearer}"]
---
kind: app
realm: acme
name: Orders
client_type: confidential
first_party: true
oauth:
  client_id: orders
  client_secret: ${secret}
  grant_types: ["${exchange}", "${bearer}", client_credentials]
  scope: openid profile stock
  resources: ["https://stock.example/"]
  token_exchange: {subjects: [shop], audiences: ["${issuer}"], delegation: true}
---
kind: trusted-jwt-issuer
realm: acme
issuer: ${partner}
jwkSet: ${JSON.stringify({ keys: [jwk] })}
`);
const insecure = { [oauth.allowInsecureRequests]: true };
const server = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), insecure));
const orders = { client_id: 'orders' };

async function tokens(grant, parameters) {
  const response = await oauth.genericTokenEndpointRequest(server, orders, oauth.ClientSecretBasic(secret), grant, new URLSearchParams(parameters), insecure);
  return oauth.processGenericTokenEndpointResponse(server, orders, response);
}

const refused = (promise) => promise.then(() => assert.fail('accepted'), (error) => error.error);

test('an API acts for a person, and the token says so', async () => {
  const shop = await discover(issuer, 'shop');
  const persons = await new Person().tokens(shop, { redirect_uri: party.callback, scope: 'openid profile email' }, ana);
  const own = await tokens('client_credentials', { scope: 'stock' });
  const asked = {
    subject_token: persons.access_token, subject_token_type: access, actor_token: own.access_token, actor_token_type: access,
    resource: 'https://stock.example/', scope: 'profile',
  };
  const got = await tokens(exchange, asked);
  assert.equal(got.issued_token_type, access);
  assert.equal(got.scope, 'profile');
  const keys = createRemoteJWKSet(new URL(server.jwks_uri));
  const { payload } = await jwtVerify(got.access_token, keys, { issuer, audience: 'https://stock.example/', typ: 'at+jwt' });
  assert.deepEqual(payload.act, { sub: 'orders' });
  assert.equal(payload.sub, persons.claims().sub);
  assert.equal(payload.client_id, 'orders');
  assert.equal(await refused(tokens(exchange, { ...asked, scope: 'profile email' })), 'invalid_scope');
  assert.equal(await refused(tokens(exchange, { ...asked, resource: 'https://else.example/' })), 'invalid_target');
  const { actor_token: _, actor_token_type: __, ...hidden } = asked;
  assert.equal(await refused(tokens(exchange, hidden)), 'invalid_request');
});

test('the word of a trusted issuer becomes tokens, once', async () => {
  const assertion = (audience) => new SignJWT({}).setProtectedHeader({ alg: 'PS256', kid: 'p1' })
    .setIssuer(partner).setSubject('ana').setAudience(audience).setIssuedAt().setExpirationTime('5m').setJti(crypto.randomUUID()).sign(privateKey);
  const word = await assertion(server.token_endpoint);
  const got = await tokens(bearer, { assertion: word, scope: 'openid profile' });
  assert.ok(got.access_token && got.id_token);
  assert.equal(got.refresh_token, undefined);
  const info = await (await fetch(server.userinfo_endpoint, { headers: { authorization: `Bearer ${got.access_token}` } })).json();
  assert.equal(info.given_name, 'Ana');
  assert.equal(await refused(tokens(bearer, { assertion: word })), 'invalid_grant');
  assert.equal(await refused(tokens(bearer, { assertion: await assertion('https://elsewhere.example') })), 'invalid_grant');
});
