// When the person is asked again, and when not: OpenID Connect Core 3.1.2.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover } from '../../lib/openid.mjs';
import { ana, arrival, signIn } from '../../lib/people.mjs';
import { sleep } from '../../lib/processes.mjs';

const { issuer, party } = await stage();
const visit = await browser();
const shop = await discover(issuer, 'shop');
const asked = { redirect_uri: party.callback, scope: 'openid' };

async function open(page, more = {}) {
  const { url, checks } = await codeRequest(shop, { ...asked, ...more });
  await page.goto(url.href);
  return checks;
}

async function signedIn() {
  const page = await visit();
  const checks = await open(page);
  await signIn(page, ana);
  const tokens = await client.authorizationCodeGrant(shop, await arrival(page, party.callback), checks);
  return { page, tokens };
}

test('prompt=none without a session says login_required', async () => {
  const page = await visit();
  const checks = await open(page, { prompt: 'none' });
  const at = await arrival(page, party.callback);
  assert.equal(at.searchParams.get('error'), 'login_required');
  assert.equal(at.searchParams.get('state'), checks.expectedState);
});

test('prompt=none with a session answers silently, for the same person', async () => {
  const { page, tokens } = await signedIn();
  const checks = await open(page, { prompt: 'none', id_token_hint: tokens.id_token });
  const silent = await client.authorizationCodeGrant(shop, await arrival(page, party.callback), checks);
  assert.equal(silent.claims().sub, tokens.claims().sub);
});

test('a session signs the person in to a second app without a page', async () => {
  const { page } = await signedIn();
  const robotless = await discover(issuer, 'spa', client.None());
  const { url, checks } = await codeRequest(robotless, asked);
  await page.goto(url.href);
  await client.authorizationCodeGrant(robotless, await arrival(page, party.callback), checks);
});

test('prompt=login asks again and renews auth_time', async () => {
  const { page, tokens } = await signedIn();
  await sleep(1100);
  const checks = await open(page, { prompt: 'login', max_age: '3600' });
  if (await page.locator('#username').count()) await signIn(page, ana);
  else await page.locator('#password').fill(ana.password).then(() => page.locator('#login-submit').click());
  const again = await client.authorizationCodeGrant(shop, await arrival(page, party.callback), { ...checks, maxAge: 3600 });
  assert.ok(again.claims().auth_time > (tokens.claims().auth_time ?? tokens.claims().iat - 1));
});

test('max_age asks again once the sign-in is older, and puts auth_time into the ID token', async () => {
  const { page } = await signedIn();
  const checks = await open(page, { max_age: '1000' });
  const young = await client.authorizationCodeGrant(shop, await arrival(page, party.callback), { ...checks, maxAge: 1000 });
  assert.ok(young.claims().auth_time);
  await sleep(2100);
  await open(page, { max_age: '1' });
  await page.locator('#login-submit').waitFor();
});

test('prompt=none with an older sign-in than max_age says login_required', async () => {
  const { page } = await signedIn();
  await sleep(2100);
  await open(page, { max_age: '1', prompt: 'none' });
  assert.equal((await arrival(page, party.callback)).searchParams.get('error'), 'login_required');
});

test('prompt=none together with login is a contradiction the app hears about', async () => {
  const page = await visit();
  await open(page, { prompt: 'none login' });
  assert.equal((await arrival(page, party.callback)).searchParams.get('error'), 'invalid_request');
});

test('login_hint fills in the name', async () => {
  const page = await visit();
  await open(page, { login_hint: 'ana' });
  assert.equal(await page.locator('#username').inputValue(), 'ana');
});

test('ui_locales chooses the language and the writing direction', async () => {
  const page = await visit();
  await open(page, { ui_locales: 'ar' });
  assert.equal(await page.locator('html').getAttribute('lang'), 'ar');
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await open(page, { ui_locales: 'xx fr' });
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
});
