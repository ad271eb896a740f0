// A third-party app asks; the person decides.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover, secrets } from '../../lib/openid.mjs';
import { ana, arrival, ben, cleo, signIn } from '../../lib/people.mjs';

const { issuer, party } = await stage();
const visit = await browser();
const forum = await discover(issuer, 'forum', client.ClientSecretPost(secrets.forum));
const asked = { redirect_uri: party.callback, scope: 'openid profile email' };

test('allow leads to tokens, and the answer is remembered', async () => {
  const page = await visit();
  const { url, checks } = await codeRequest(forum, asked);
  await page.goto(url.href);
  await signIn(page, ana);
  await page.locator('#consent-allow').waitFor();
  assert.match(await page.locator('body').innerText(), /Forum/);
  await page.locator('#consent-allow').click();
  const tokens = await client.authorizationCodeGrant(forum, await arrival(page, party.callback), checks);
  assert.equal((await client.fetchUserInfo(forum, tokens.access_token, tokens.claims().sub)).email, 'ana@acme.example');

  const again = await codeRequest(forum, asked);
  await page.goto(again.url.href);
  await client.authorizationCodeGrant(forum, await arrival(page, party.callback), again.checks);

  const more = await codeRequest(forum, { ...asked, scope: 'openid profile email offline_access', prompt: 'consent' });
  await page.goto(more.url.href);
  await page.locator('#consent-allow').waitFor();
});

test('deny sends access_denied back, with state and issuer, without JavaScript', async () => {
  const page = await visit({ javaScriptEnabled: false });
  const { url, checks } = await codeRequest(forum, asked);
  await page.goto(url.href);
  await signIn(page, ben);
  await page.locator('#consent-deny').click();
  const at = await arrival(page, party.callback);
  assert.equal(at.searchParams.get('error'), 'access_denied');
  assert.equal(at.searchParams.get('state'), checks.expectedState);
  assert.equal(at.searchParams.get('iss'), issuer);
  assert.equal(at.searchParams.get('code'), null);
});

test('prompt=none without a saved answer says consent_required', async () => {
  const page = await visit();
  const shop = await discover(issuer, 'shop');
  const first = await codeRequest(shop, asked);
  await page.goto(first.url.href);
  await signIn(page, cleo);
  await arrival(page, party.callback);
  const silent = await codeRequest(forum, { ...asked, prompt: 'none' });
  await page.goto(silent.url.href);
  assert.equal((await arrival(page, party.callback)).searchParams.get('error'), 'consent_required');
});

test('a decision posted without its form (cross-site request forgery) decides nothing', async () => {
  const page = await visit();
  const { url } = await codeRequest(forum, asked);
  await page.goto(url.href);
  await signIn(page, cleo);
  await page.locator('#consent-allow').waitFor();
  const before = party.received.length;
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const response = await fetch(page.url(), {
    method: 'POST', redirect: 'manual', headers: { cookie: cookies, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, body: new URLSearchParams({ decision: 'allow', 'consent-allow': '' }),
  });
  assert.ok(!(response.headers.get('location') ?? '').includes('code='), 'no code');
  assert.ok(response.status >= 400, String(response.status));
  assert.equal(party.received.length, before);
});
