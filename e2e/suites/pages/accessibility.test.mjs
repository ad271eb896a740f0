// Every page, light and dark, phone and desktop: no serious or critical finding of axe-core, and a picture in e2e/out/.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as client from 'openid-client';
import axe from 'axe-core';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover, secrets } from '../../lib/openid.mjs';
import { ana, ben, press, signIn } from '../../lib/people.mjs';
import { database, quick } from '../../lib/durward.mjs';
import { totp } from '../../lib/factors.mjs';

const out = fileURLToPath(new URL('../../out/', import.meta.url));
mkdirSync(out, { recursive: true });
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const password = 'nine quiet morning trains';
const person = (username, more = '') => `\n---\nkind: user\nrealm: acme\nusername: ${username}\npassword: ${password}\n${more}`;
// Somebody with an authenticator app, and people who get one: one for each look.
const newcomers = ['fay', 'gil', 'hugo', 'ivo'];
const { issuer, party, server } = await stage({ extra: person('dora', `totp: {secret: ${seed}}\n`) + [...newcomers, 'iris'].map((name) => person(name)).join('') });
const visit = await browser();
const shop = await discover(issuer, 'shop');
const forum = await discover(issuer, 'forum', client.ClientSecretPost(secrets.forum));

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 800 } };

async function ask(page, config, parameters = {}) {
  const { url } = await codeRequest(config, { redirect_uri: party.callback, scope: 'openid profile email offline_access', ...parameters });
  return page.goto(url.href);
}

async function signedIn(page, path = '') {
  await page.goto(`${issuer}/account`);
  await signIn(page, ana);
  await page.waitForURL((url) => url.pathname.endsWith('/account'));
  await page.goto(`${issuer}/account${path}`);
}

const send = (page) => press(page, page.locator('#login-submit'));

/** Begins to add a sign-in method: the first of those there are is a passkey, the second an app. */
async function adding(page, username, method) {
  await page.goto(`${issuer}/account/methods/add`);
  await signIn(page, { username, password });
  await page.goto(`${issuer}/account/methods/add`);
  await page.locator('#password').fill(password);
  await send(page);
  if (method === undefined) return;
  await page.getByRole('radio').nth(method).check();
  await send(page);
}

async function newCodes(page) {
  await adding(page, newcomers.shift(), 1);
  await page.locator('#otp').fill(totp(await page.locator('#totp-secret').innerText()));
  await send(page);
  await page.locator('.recovery-codes').waitFor();
}

/** How to reach each page. */
const pages = {
  start: (page) => page.goto(server.origin),
  'set-up': (page) => page.goto(server.log.match(/https?:\/\/[^\s"\\]+\/setup[^\s"\\]*/)[0]),
  'sign-in': (page) => ask(page, shop),
  'sign-in-arabic': (page) => ask(page, shop, { ui_locales: 'ar' }),
  'sign-in-german': (page) => ask(page, shop, { ui_locales: 'de' }),
  'sign-in-refused': async (page) => { await ask(page, shop); await signIn(page, { username: 'ana', password: 'wrong' }); await page.getByRole('alert').first().waitFor(); },
  consent: async (page) => { await ask(page, forum); await signIn(page, ben); await page.locator('#consent-allow').waitFor(); },
  error: (page) => ask(page, shop, { redirect_uri: 'https://evil.example/' }),
  'not-found': (page) => page.goto(`${issuer}/no-such-page`),
  account: (page) => signedIn(page),
  'account-sessions': (page) => signedIn(page, '/sessions'),
  'account-password': (page) => signedIn(page, '/password'),
  'account-methods': (page) => signedIn(page, '/methods'),
  'account-methods-some': async (page) => { await newCodes(page); await send(page); await page.locator('summary').first().click(); },
  'method-choice': (page) => adding(page, 'iris'),
  'passkey-enrolment': (page) => adding(page, 'iris', 0),
  'totp-enrolment': (page) => adding(page, 'iris', 1),
  'one-time-code': async (page) => { await page.goto(`${issuer}/account`); await signIn(page, { username: 'dora', password }); await page.locator('#otp').waitFor(); },
  'account-apps': (page) => signedIn(page, '/apps'),
  'log-out': async (page) => { await signedIn(page); await page.goto(client.buildEndSessionUrl(shop).href); await page.locator('#logout-confirm').waitFor(); },
  'logged-out': async (page) => { await signedIn(page); await page.goto(client.buildEndSessionUrl(shop).href); await press(page, page.locator('#logout-confirm')); },
};

/** The looks each page is seen in; a short run takes the two corners. */
const looks = [
  ['desktop', 'light', desktop], ['phone', 'dark', phone],
  ...(quick || database === 'postgres' ? [] : [['desktop', 'dark', desktop], ['phone', 'light', phone]]),
];

for (const [name, reach] of Object.entries(pages)) {
  test(`${name}: nothing serious or critical`, async () => {
    for (const [size, colorScheme, options] of looks) {
      const page = await visit({ ...options, colorScheme });
      const problems = [];
      page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) problems.push(message.text()); });
      page.on('pageerror', (error) => problems.push(String(error)));
      await reach(page);
      await page.screenshot({ path: `${out}${name}-${size}-${colorScheme}.png`, fullPage: true });
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
      assert.deepEqual(grave.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ target }) => target.join(' ')) })), [], `${size}, ${colorScheme}`);
      assert.deepEqual(problems, [], `${size}, ${colorScheme}: the browser's console`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${size}: ${overflow} pixels too wide`);
      await page.context().close();
    }
  });
}

test('every page can be reached with the keyboard alone, and sends no inline script', async () => {
  const page = await visit(desktop);
  const response = await ask(page, shop);
  const policy = response.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'|default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
  const reached = new Set();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.id));
  }
  assert.ok(reached.has('login-submit') || reached.has('password'), [...reached].join(' '));
  await page.locator('#username').fill(ana.username);
  await page.locator('#password').fill(ana.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href.startsWith(party.callback));
});
