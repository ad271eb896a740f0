// OpenID Connect RP-Initiated Logout 1.0.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover } from '../../lib/openid.mjs';
import { ana, arrival, press, signIn } from '../../lib/people.mjs';

const { issuer, party } = await stage();
const visit = await browser();
const shop = await discover(issuer, 'shop');

async function signedIn(options) {
  const page = await visit(options);
  const { url, checks } = await codeRequest(shop, { redirect_uri: party.callback, scope: 'openid' });
  await page.goto(url.href);
  await signIn(page, ana);
  return { page, tokens: await client.authorizationCodeGrant(shop, await arrival(page, party.callback), checks) };
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
