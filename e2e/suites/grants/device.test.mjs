// The device authorization grant (RFC 8628): openid-client is the device, a real Chromium its person; with and without
// JavaScript, by keys alone, in every look, and axe-core on each page of the way.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as client from 'openid-client';
import axe from 'axe-core';
import { browser, stage } from '../../lib/stage.mjs';
import { discover, refusal } from '../../lib/openid.mjs';
import { ana, ben, cleo, press, signIn } from '../../lib/people.mjs';

const out = fileURLToPath(new URL('../../out/', import.meta.url));
mkdirSync(out, { recursive: true });
const grant = 'urn:ietf:params:oauth:grant-type:device_code';
const { issuer, home } = await stage();
await home.apply(`kind: realm
name: acme
services:
  oauth-oidc:
    grantTypes: [authorization_code, refresh_token, client_credentials, "${grant}"]
    devicePollInterval: 1
---
kind: app
realm: acme
name: Telly
client_type: public
oauth:
  client_id: telly
  grant_types: ["${grant}", refresh_token]
  scope: openid profile offline_access
`);
const visit = await browser();
const telly = () => discover(issuer, 'telly', client.None());
const scope = 'openid profile offline_access';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 800 } };

async function grave(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const found = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(found.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target.join(' ')) })), []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${overflow} pixels too wide`);
}

const step = (page, name) => page.locator(`[data-step="${name}"]`).waitFor();

test('a device polls while its person follows the link, and gets tokens it can refresh', async () => {
  const config = await telly();
  const codes = await client.initiateDeviceAuthorization(config, { scope });
  const polling = client.pollDeviceAuthorizationGrant(config, codes);
  const page = await visit(desktop);
  await page.goto(codes.verification_uri_complete);
  await signIn(page, ana);
  await step(page, 'device-code');
  await press(page, page.locator('#device-continue'));
  await step(page, 'device-confirm');
  assert.equal((await page.locator('#device-user-code').innerText()).replace('-', ''), codes.user_code);
  await press(page, page.locator('#device-allow'));
  await step(page, 'device-done');
  const tokens = await polling;
  assert.ok(tokens.claims().sub);
  const next = await client.refreshTokenGrant(config, tokens.refresh_token);
  const info = await client.fetchUserInfo(config, next.access_token, tokens.claims().sub);
  assert.equal(info.given_name, 'Ana');
  await page.goto(`${issuer}/account/apps`);
  assert.match(await page.locator('main').innerText(), /Telly/);
});

test('a person says no, and the device is told', async () => {
  const config = await telly();
  const codes = await client.initiateDeviceAuthorization(config, { scope });
  const page = await visit(desktop);
  await page.goto(codes.verification_uri);
  await signIn(page, ana);
  await page.locator('#user_code').fill(codes.user_code.toLowerCase());
  await press(page, page.locator('#device-continue'));
  await press(page, page.locator('#device-deny'));
  await step(page, 'device-done');
  assert.equal(await refusal(client.pollDeviceAuthorizationGrant(config, codes)), 'access_denied');
});

test('by keys alone, and with JavaScript off', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const config = await telly();
    const codes = await client.initiateDeviceAuthorization(config, { scope });
    const page = await visit({ ...desktop, javaScriptEnabled });
    await page.goto(codes.verification_uri);
    await page.locator('#username').fill(ana.username);
    await page.locator('#password').fill(ana.password);
    await page.keyboard.press('Enter');
    await step(page, 'device-code');
    // The field has the focus.
    await page.keyboard.type(codes.user_code);
    await page.keyboard.press('Enter');
    await step(page, 'device-confirm');
    const reached = [];
    while (reached.at(-1) !== 'device-allow' && reached.length < 30) {
      await page.keyboard.press('Tab');
      reached.push(await page.locator(':focus').getAttribute('id'));
    }
    await page.keyboard.press('Enter');
    await step(page, 'device-done');
    assert.ok((await client.pollDeviceAuthorizationGrant(config, codes)).access_token);
  }
});

// Nobody may type many codes a minute, so each look has a person.
const looks = [
  ['desktop-light', ben, { ...desktop, colorScheme: 'light' }],
  ['phone-dark', cleo, { ...phone, colorScheme: 'dark' }],
  ['phone-light-arabic', ben, { ...phone, colorScheme: 'light', locale: 'ar' }],
  ['desktop-dark-german', cleo, { ...desktop, colorScheme: 'dark', locale: 'de-DE' }],
];

for (const [look, person, options] of looks) {
  test(`the pages of a device, ${look}: nothing serious or critical`, async () => {
    const config = await telly();
    const codes = await client.initiateDeviceAuthorization(config, { scope });
    const page = await visit(options);
    const picture = async (name) => {
      await step(page, name.replace('-wrong', ''));
      await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
      await grave(page);
    };
    await page.goto(codes.verification_uri);
    await signIn(page, person);
    await picture('device-code');
    await page.locator('#user_code').fill('WRNG-CDDE');
    await press(page, page.locator('#device-continue'));
    await page.getByRole('alert').waitFor();
    await picture('device-code-wrong');
    await page.locator('#user_code').fill(codes.user_code);
    await press(page, page.locator('#device-continue'));
    await picture('device-confirm');
    await press(page, page.locator('#device-allow'));
    await picture('device-done');
  });
}
