// A person's own pages: who am I, my sessions, my password, the apps I let in.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover, refusal, secrets } from '../../lib/openid.mjs';
import { ana, arrival, ben, cleo, press, signIn } from '../../lib/people.mjs';
import { sleep } from '../../lib/processes.mjs';

const { issuer, party } = await stage();
const visit = await browser();
const account = `${issuer}/account`;

/** Opens `path` of the account pages in a fresh browser and signs in on the way. */
async function at(path, person, options) {
  const page = await visit(options);
  await page.goto(account + path);
  await signIn(page, person);
  await page.waitForURL((url) => url.pathname.startsWith(new URL(account).pathname));
  if (path) await page.goto(account + path);
  return page;
}

test('the account page sends a stranger to sign in and back to where they wanted to go', async () => {
  const page = await visit();
  await page.goto(`${account}/sessions`);
  await signIn(page, ana);
  await page.waitForURL((url) => url.pathname.startsWith(new URL(account).pathname));
  assert.equal(new URL(page.url()).pathname, new URL(`${account}/sessions`).pathname);
});

test('the first page says who I am', async () => {
  const page = await at('', ana);
  const text = await page.locator('main').innerText();
  for (const fact of ['ana', 'ana@acme.example']) assert.ok(text.includes(fact), fact);
});

test('I see my sessions and end another one, without JavaScript', async () => {
  const here = await at('/sessions', ben, { javaScriptEnabled: false });
  const there = await at('/sessions', ben, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' });
  await here.reload();
  assert.equal(await here.locator('[data-session]').count(), 2);
  assert.match(await here.locator('[data-session]', { hasText: 'Firefox' }).innerText(), /Linux/);
  await press(here, here.locator('[data-session]', { hasText: 'Firefox' }).getByRole('button'));
  assert.equal(await here.locator('[data-session]').count(), 1);
  await there.goto(account);
  await there.locator('#login-submit').waitFor();
});

test('I end all other sessions and keep mine', async () => {
  const here = await at('/sessions', cleo);
  const others = [await at('', cleo), await at('', cleo)];
  await here.reload();
  await press(here, here.locator('#sessions-end-others'));
  assert.equal(await here.locator('[data-session]').count(), 1);
  for (const other of others) {
    await other.goto(account);
    await other.locator('#login-submit').waitFor();
  }
});

test('I change my password: the old one must be known, the rules hold, and only the new one works afterwards', async () => {
  const page = await at('/password', ben, { javaScriptEnabled: false });
  const change = async (old, fresh) => {
    await page.locator('#password').fill(old);
    await page.locator('#new-password').fill(fresh);
    await press(page, page.locator('#password-submit'));
  };
  await change('not the password', 'a perfectly fine new one');
  assert.ok(await page.getByRole('alert').count() > 0, 'a wrong old password is refused');
  await change(ben.password, 'short');
  assert.match(await page.locator('main').innerText(), /8/, 'the rule is named');
  await change(ben.password, 'a perfectly fine new one');
  assert.equal(await page.getByRole('alert').count(), 0);

  const stranger = await visit();
  await stranger.goto(account);
  await signIn(stranger, ben);
  await stranger.getByRole('alert').first().waitFor();
  await at('', { username: 'ben', password: 'a perfectly fine new one' });
});

test('I withdraw what I gave an app, and its tokens end with it', async () => {
  const forum = await discover(issuer, 'forum', client.ClientSecretPost(secrets.forum));
  const page = await visit();
  const { url, checks } = await codeRequest(forum, { redirect_uri: party.callback, scope: 'openid email offline_access' });
  await page.goto(url.href);
  await signIn(page, ana);
  await page.locator('#consent-allow').click();
  const tokens = await client.authorizationCodeGrant(forum, await arrival(page, party.callback), checks);

  await page.goto(`${account}/apps`);
  const entry = page.locator('[data-app]', { hasText: 'Forum' });
  await press(page, entry.getByRole('button'));
  assert.equal(await page.locator('[data-app]', { hasText: 'Forum' }).count(), 0);
  await sleep(1000);
  assert.equal((await client.tokenIntrospection(forum, tokens.access_token)).active, false);
  assert.equal(await refusal(client.refreshTokenGrant(forum, tokens.refresh_token)), 'invalid_grant');

  const again = await codeRequest(forum, { redirect_uri: party.callback, scope: 'openid email' });
  await page.goto(again.url.href);
  await page.locator('#consent-allow').waitFor();
});

test('a form posted from another site (cross-site request forgery) changes nothing', async () => {
  const page = await at('/sessions', ana);
  await at('', ana);
  await page.reload();
  const before = await page.locator('[data-session]').count();
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const response = await fetch(`${account}/sessions/end-others`, {
    method: 'POST', redirect: 'manual', headers: { cookie: cookies, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, body: new URLSearchParams({ csrf: 'guess' }),
  });
  assert.ok(response.status >= 400, String(response.status));
  await page.reload();
  assert.equal(await page.locator('[data-session]').count(), before);
});

test('a cookie somebody made up opens nothing', async () => {
  const page = await at('', ana);
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.context().addCookies(cookies.map((cookie) => ({ ...cookie, value: cookie.value.slice(0, -4) + 'AAAA' })));
  await page.goto(account);
  await page.locator('#login-submit').waitFor();
});

test('too many wrong passwords lock the account for a while, in words that do not say so', async () => {
  const page = await visit({ javaScriptEnabled: false });
  for (let tries = 0; tries < 12; tries += 1) {
    await page.goto(account);
    if (await page.locator('#password').count() === 0) break;
    await signIn(page, { username: 'cleo', password: `guess number ${tries}` });
  }
  await page.goto(account);
  await signIn(page, cleo);
  assert.ok(await page.getByRole('alert').count() > 0, 'even the right password is refused now');
});
