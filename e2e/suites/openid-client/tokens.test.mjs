// Refresh rotation, introspection, revocation.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { stage } from '../../lib/stage.mjs';
import { discover, refusal } from '../../lib/openid.mjs';
import { ana } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';
import { sleep } from '../../lib/processes.mjs';

const { issuer, party } = await stage();
const shop = await discover(issuer, 'shop');

async function tokens(scope = 'openid email offline_access') {
  return new Person().tokens(shop, { redirect_uri: party.callback, scope }, ana);
}

async function isActive(token) {
  return (await client.tokenIntrospection(shop, token)).active;
}

test('a refresh token is used once and gives the next one', async () => {
  const first = await tokens();
  const second = await client.refreshTokenGrant(shop, first.refresh_token);
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.notEqual(second.access_token, first.access_token);
  assert.equal(second.claims().sub, first.claims().sub);
  assert.equal(second.claims().auth_time ?? 0, first.claims().auth_time ?? 0, 'OpenID Connect Core 12.2');
  const third = await client.refreshTokenGrant(shop, second.refresh_token);
  assert.ok(await isActive(third.access_token));
});

test('a replayed refresh token is refused and ends its whole family', async () => {
  const first = await tokens();
  const second = await client.refreshTokenGrant(shop, first.refresh_token);
  const third = await client.refreshTokenGrant(shop, second.refresh_token);
  assert.equal(await refusal(client.refreshTokenGrant(shop, first.refresh_token)), 'invalid_grant');
  assert.equal(await refusal(client.refreshTokenGrant(shop, third.refresh_token)), 'invalid_grant');
  await sleep(1000);
  assert.equal(await isActive(third.access_token), false);
});

test('a refresh token used by fifty requests at once succeeds exactly once', async () => {
  const { refresh_token: token } = await tokens();
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => client.refreshTokenGrant(shop, token)));
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 1);
  for (const answer of answers.filter(({ status }) => status === 'rejected')) assert.equal(answer.reason.error, 'invalid_grant');
});

test('a refresh may narrow the scope and never widens it', async () => {
  const first = await tokens('openid email offline_access');
  const narrower = await client.refreshTokenGrant(shop, first.refresh_token, { scope: 'openid' });
  assert.equal(narrower.scope ?? 'openid', 'openid');
  assert.equal(await refusal(client.refreshTokenGrant(shop, narrower.refresh_token, { scope: 'openid profile' })), 'invalid_scope');
});

test('introspection tells the app about its token and nothing about a foreign string', async () => {
  const given = await tokens();
  const { access_token: token } = given;
  const answer = await client.tokenIntrospection(shop, token);
  assert.equal(answer.active, true);
  assert.equal(answer.client_id, 'shop');
  assert.equal(answer.username, 'ana');
  assert.equal(answer.sub, given.claims().sub);
  assert.equal(answer.iss, issuer);
  assert.deepEqual(new Set(answer.scope.split(' ')), new Set(['openid', 'email', 'offline_access']));
  assert.ok(answer.exp > Date.now() / 1000);
  assert.deepEqual(await client.tokenIntrospection(shop, 'no-such-token'), { active: false });
});

test('introspection without client authentication is refused', async () => {
  const { introspection_endpoint: address } = shop.serverMetadata();
  const { access_token: token } = await tokens();
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams({ token }) });
  assert.equal(response.status, 401);
  assert.equal((await response.json()).error, 'invalid_client');
});

test('a revoked access token is dead within a second', async () => {
  const { access_token: token } = await tokens();
  assert.ok(await isActive(token));
  await client.tokenRevocation(shop, token);
  await sleep(1000);
  assert.equal(await isActive(token), false);
  const { userinfo_endpoint: address } = shop.serverMetadata();
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.status, 401);
  assert.match(response.headers.get('www-authenticate'), /error="invalid_token"/);
});

test('a revoked refresh token takes its grant with it', async () => {
  const { access_token: access, refresh_token: refresh } = await tokens();
  await client.tokenRevocation(shop, refresh, { token_type_hint: 'refresh_token' });
  await sleep(1000);
  assert.equal(await isActive(access), false);
  assert.equal(await refusal(client.refreshTokenGrant(shop, refresh)), 'invalid_grant');
});

test('revoking what is unknown, or somebody else\'s, says 200 or a refusal and changes nothing', async () => {
  await client.tokenRevocation(shop, 'no-such-token');
  const forum = await discover(issuer, 'forum', client.ClientSecretPost('forum-secret-forum-secret-forum-secret'));
  const { access_token: token } = await tokens();
  await client.tokenRevocation(forum, token).catch(() => {});
  await sleep(1000);
  assert.ok(await isActive(token));
});

test('UserInfo refuses a request without a token in the words of RFC 6750', async () => {
  const { userinfo_endpoint: address } = shop.serverMetadata();
  const response = await fetch(address);
  assert.equal(response.status, 401);
  assert.match(response.headers.get('www-authenticate'), /^Bearer/);
  assert.doesNotMatch(response.headers.get('www-authenticate'), /error=/, 'RFC 6750 3.1: no error code without a token');
});
