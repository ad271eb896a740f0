// Authorization code with PKCE through the real pages in a real browser.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover, refusal } from '../../lib/openid.mjs';
import { ana, arrival, ben, signIn } from '../../lib/people.mjs';

const { issuer, party } = await stage();
const visit = await browser();
const shop = await discover(issuer, 'shop');
const everything = { redirect_uri: party.callback, scope: 'openid profile email offline_access' };

async function throughThePages(page, person, parameters = everything, config = shop) {
  const { url, checks } = await codeRequest(config, parameters);
  await page.goto(url.href);
  await signIn(page, person);
  return { at: await arrival(page, party.callback), checks };
}

for (const [name, options] of [['with JavaScript', {}], ['with JavaScript off', { javaScriptEnabled: false }]]) {
  test(`a person signs in ${name} and the app gets what it asked for`, async () => {
    const { at, checks } = await throughThePages(await visit(options), ana);
    assert.equal(at.searchParams.get('iss'), issuer, 'RFC 9207');
    const tokens = await client.authorizationCodeGrant(shop, at, checks);

    const claims = tokens.claims();
    assert.equal(claims.iss, issuer);
    assert.ok([claims.aud].flat().includes('shop'));
    assert.equal(claims.nonce, checks.expectedNonce);
    assert.ok(Math.abs(claims.iat - Date.now() / 1000) < 10 && claims.exp > claims.iat);
    assert.ok(tokens.refresh_token, 'offline_access was asked for and granted');
    assert.equal(tokens.token_type, 'bearer');
    assert.equal(tokens.expires_in, 600, 'as the realm sets it');

    const info = await client.fetchUserInfo(shop, tokens.access_token, claims.sub);
    assert.equal(info.email, 'ana@acme.example');
    assert.equal(info.email_verified, true);
    assert.equal(info.given_name, 'Ana');
    assert.equal(info.family_name, 'Diaz');
    assert.equal(info.preferred_username, 'ana');
  });
}

test('without offline_access there is no refresh token', async () => {
  const { at, checks } = await throughThePages(await visit(), ana, { redirect_uri: party.callback, scope: 'openid' });
  const tokens = await client.authorizationCodeGrant(shop, at, checks);
  assert.equal(tokens.refresh_token, undefined);
  const info = await client.fetchUserInfo(shop, tokens.access_token, tokens.claims().sub);
  assert.deepEqual(Object.keys(info), ['sub'], 'nothing that was not asked for');
});

test('a public app uses PKCE and no secret', async () => {
  const spa = await discover(issuer, 'spa', client.None());
  const { at, checks } = await throughThePages(await visit(), ben, everything, spa);
  const tokens = await client.authorizationCodeGrant(spa, at, checks);
  assert.equal((await client.fetchUserInfo(spa, tokens.access_token, tokens.claims().sub)).email_verified, false);
});

test('form_post delivers the answer in a form, with and without JavaScript', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await visit({ javaScriptEnabled });
    const { url, checks } = await codeRequest(shop, { ...everything, response_mode: 'form_post' });
    await page.goto(url.href);
    await signIn(page, ana);
    if (!javaScriptEnabled) await page.locator('form button, form input[type=submit]').first().click();
    await arrival(page, party.callback);
    assert.equal(party.received.at(-1).method, 'POST');
    const tokens = await client.authorizationCodeGrant(shop, party.last(), checks);
    assert.ok(tokens.access_token);
  }
});

test('fragment delivers the answer behind the hash', async () => {
  const { at } = await throughThePages(await visit(), ana, { ...everything, response_mode: 'fragment' });
  assert.equal(at.search, '');
  const answer = new URLSearchParams(at.hash.slice(1));
  assert.ok(answer.get('code') && answer.get('state') && answer.get('iss') === issuer);
});

test('a wrong code verifier is refused and the code is spent', async () => {
  const { at, checks } = await throughThePages(await visit(), ana);
  assert.equal(await refusal(client.authorizationCodeGrant(shop, at, { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() })), 'invalid_grant');
});

test('a replayed code is refused and revokes what it gave', async () => {
  const { at, checks } = await throughThePages(await visit(), ana);
  const tokens = await client.authorizationCodeGrant(shop, at, checks);
  assert.equal((await client.tokenIntrospection(shop, tokens.access_token)).active, true);
  assert.equal(await refusal(client.authorizationCodeGrant(shop, at, checks)), 'invalid_grant');
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
  assert.equal((await client.tokenIntrospection(shop, tokens.access_token)).active, false);
  assert.equal(await refusal(client.refreshTokenGrant(shop, tokens.refresh_token)), 'invalid_grant');
});

test('a code taken by another app is of no use to it', async () => {
  const { at, checks } = await throughThePages(await visit(), ana);
  const forum = await discover(issuer, 'forum', client.ClientSecretPost('forum-secret-forum-secret-forum-secret'));
  assert.equal(await refusal(client.authorizationCodeGrant(forum, at, checks)), 'invalid_grant');
});

test('a wrong password is refused in words, on the same page, without saying which half was wrong', async () => {
  const messages = [];
  for (const username of ['ana', 'nobody-of-that-name']) {
    const page = await visit({ javaScriptEnabled: false });
    const { url } = await codeRequest(shop, everything);
    await page.goto(url.href);
    await signIn(page, { username, password: 'not the password' });
    messages.push((await page.getByRole('alert').first().innerText()).trim());
    assert.equal(await page.locator('#password').inputValue(), '');
  }
  assert.equal(messages[0], messages[1]);
});

test('the claims parameter puts a claim into the ID token', async () => {
  const claims = JSON.stringify({ id_token: { email: { essential: true } } });
  const { at, checks } = await throughThePages(await visit(), ana, { ...everything, claims });
  const tokens = await client.authorizationCodeGrant(shop, at, checks);
  assert.equal(tokens.claims().email, 'ana@acme.example');
});
