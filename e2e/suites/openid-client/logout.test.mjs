// OpenID Connect RP-Initiated, Back-Channel and Front-Channel Logout 1.0.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover } from '../../lib/openid.mjs';
import { ana, arrival, press, signIn } from '../../lib/people.mjs';
import { sleep } from '../../lib/processes.mjs';

const { home, issuer, party } = await stage({ env: { DURWARD_OUTBOUND_ALLOW: '127.0.0.1' } });
const secret = 'bell-secret-bell-secret-bell-secret-bell';
await home.apply(`
kind: app
realm: acme
name: Bell
client_type: confidential
first_party: true
oauth:
  client_id: bell
  client_secret: ${secret}
  redirect_uris: [${party.callback}]
  post_logout_redirect_uris: [${party.goodbye}]
  scope: openid
  backchannel_logout_uri: ${party.callback}-back
  frontchannel_logout_uri: ${party.callback}-front
  frontchannel_logout_session_required: true
`);
const visit = await browser();
const shop = await discover(issuer, 'shop');
const bell = await discover(issuer, 'bell', client.ClientSecretBasic(secret));

async function signedIn(options, app = shop) {
  const page = await visit(options);
  const { url, checks } = await codeRequest(app, { redirect_uri: party.callback, scope: 'openid' });
  await page.goto(url.href);
  await signIn(page, ana);
  return { page, tokens: await client.authorizationCodeGrant(app, await arrival(page, party.callback), checks) };
}

/** What the app received at an address that ends so. */
async function received(ending) {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = party.received.find(({ url }) => new URL(url).pathname.endsWith(ending));
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`nothing came to ${ending}`);
}

async function hasSession(page) {
  const { url } = await codeRequest(shop, { redirect_uri: party.callback, scope: 'openid', prompt: 'none' });
  await page.goto(url.href);
  return (await arrival(page, party.callback)).searchParams.has('code');
}

test('the app that shows its ID token is followed at once, back to its page with its state', async () => {
  const { page, tokens } = await signedIn();
  const url = client.buildEndSessionUrl(shop, { id_token_hint: tokens.id_token, post_logout_redirect_uri: party.goodbye, state: 'kept' });
  await page.goto(url.href);
  const confirm = page.locator('#logout-confirm');
  if (!page.url().startsWith(party.goodbye) && await confirm.count()) await confirm.click();
  assert.equal((await arrival(page, party.goodbye)).searchParams.get('state'), 'kept');
  assert.equal(await hasSession(page), false);
});

test('without a hint the person is asked first, without JavaScript', async () => {
  const { page } = await signedIn({ javaScriptEnabled: false });
  await page.goto(client.buildEndSessionUrl(shop).href);
  await page.locator('#logout-confirm').waitFor();
  assert.equal(await hasSession(page), true, 'opening the page ends nothing');
  await page.goto(client.buildEndSessionUrl(shop).href);
  await press(page, page.locator('#logout-confirm'));
  assert.equal(await hasSession(page), false);
});

test('an address that is not registered is never followed', async () => {
  const { page, tokens } = await signedIn();
  const url = client.buildEndSessionUrl(shop, { id_token_hint: tokens.id_token, post_logout_redirect_uri: 'https://evil.example/' });
  await page.goto(url.href);
  assert.ok(page.url().startsWith(issuer), page.url());
});

test('an app is told by the server and loaded by the browser, which then goes back', async () => {
  const { page, tokens } = await signedIn({}, bell);
  const { sid, sub } = tokens.claims();
  const url = client.buildEndSessionUrl(bell, { id_token_hint: tokens.id_token, post_logout_redirect_uri: party.goodbye, state: 'kept' });
  await page.goto(url.href);
  assert.equal((await arrival(page, party.goodbye)).searchParams.get('state'), 'kept');
  const front = new URL((await received('-front')).url).searchParams;
  assert.deepEqual([front.get('iss'), front.get('sid')], [issuer, sid]);
  const { body } = await received('-back');
  const keys = createRemoteJWKSet(new URL(bell.serverMetadata().jwks_uri));
  const { payload } = await jwtVerify(new URLSearchParams(body).get('logout_token'), keys, { issuer, audience: 'bell', typ: 'logout+jwt' });
  assert.deepEqual([payload.sid, payload.sub], [sid, sub]);
  assert.ok('http://schemas.openid.net/event/backchannel-logout' in payload.events);
});
