// Signed answers of introspection (RFC 9701) and UserInfo, verified with the published keys by oauth4webapi.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { stage } from '../../lib/stage.mjs';
import { discover, secrets } from '../../lib/openid.mjs';
import { ana } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';

const reader = `
---
kind: app
realm: acme
name: Reader
client_type: confidential
first_party: true
oauth:
  client_id: reader
  client_secret: shop-secret-shop-secret-shop-secret
  redirect_uris: ["http://127.0.0.1:9/cb"]
  grant_types: [authorization_code]
  scope: openid profile email
  userinfo_signed_response_alg: ES256
  introspection_signed_response_alg: ES256
`;

const { issuer } = await stage({ extra: reader });
const insecure = { [oauth.allowInsecureRequests]: true };
const config = await discover(issuer, 'reader', (as, client, body, headers) => oauth.ClientSecretBasic(secrets.shop)(as, client, body, headers));
const as = config.serverMetadata();
const tokens = await new Person().tokens(config, { redirect_uri: 'http://127.0.0.1:9/cb', scope: 'openid email' }, ana);

test('introspection is signed for an API that asks for it', async () => {
  const api = { client_id: 'reader', introspection_signed_response_alg: 'ES256' };
  const response = await oauth.introspectionRequest(as, api, oauth.ClientSecretBasic(secrets.shop), tokens.access_token, { requestJwtResponse: true, ...insecure });
  assert.equal(response.headers.get('content-type'), 'application/token-introspection+jwt');
  const answer = await oauth.processIntrospectionResponse(as, api, response);
  assert.equal(answer.active, true);
  assert.equal(answer.username, 'ana');
  await oauth.validateApplicationLevelSignature(as, response, insecure);
});

test('UserInfo is signed for an app that wants it so', async () => {
  const app = { client_id: 'reader', userinfo_signed_response_alg: 'ES256' };
  const response = await oauth.userInfoRequest(as, app, tokens.access_token, insecure);
  assert.equal(response.headers.get('content-type'), 'application/jwt');
  const claims = await oauth.processUserInfoResponse(as, app, tokens.claims().sub, response);
  assert.equal(claims.email, 'ana@acme.example');
  await oauth.validateApplicationLevelSignature(as, response, insecure);
});

test('an ID token and an access token are told to who shows them', async () => {
  const body = new URLSearchParams({ id_token: tokens.id_token, client_id: 'reader' });
  const told = await fetch(`${issuer}/oauth2/idtokeninfo`, { method: 'POST', body });
  assert.deepEqual(await told.json(), tokens.claims());
  const worth = await fetch(`${issuer}/oauth2/tokeninfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.deepEqual((await worth.json()).scope, ['openid', 'email']);
});
