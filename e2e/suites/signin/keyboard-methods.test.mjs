// What people do about their ways in, with nothing but a keyboard and no JavaScript: prove more, change an app,
// and remove it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, stage } from '../../lib/stage.mjs';
import { AuthenticatorApp } from '../../lib/factors.mjs';
import { open } from '../../lib/keyboard.mjs';
import { discover, codeRequest } from '../../lib/openid.mjs';

const password = 'nine quiet morning trains';
const seeds = { dora: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', egon: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU' };
const { home, issuer, party } = await stage({
  host: 'localhost',
  env: { DURWARD_LIMITS_SIGN_IN_RATE: '0' },
  extra: Object.entries(seeds).map(([username, secret]) => `
---
${JSON.stringify({ kind: 'user', realm: 'acme', username, email: `${username}@acme.example`, emailVerified: true, password, totp: { secret } })}
`).join(''),
});
await home.apply(`
kind: realm
name: acme
services:
  authentication: {mfa: never}
  oauth-oidc: {loaMapping: {strong: StepUp}}
`);
const visit = await browser();
const scriptless = { javaScriptEnabled: false };

test('an app that wants more than a password has it proved', async () => {
  const app = new AuthenticatorApp(seeds.dora);
  const keys = await open(visit, 'step-up', `${issuer}/account`, scriptless);
  await keys.signIn({ username: 'dora', password });
  await keys.reached('account-overview');
  const config = await discover(issuer, 'shop');
  const { url } = await codeRequest(config, { redirect_uri: `${party.origin}/cb`, scope: 'openid', acr_values: 'strong' });
  await keys.page.goto(url.href);
  await keys.reached('OneTimePassword');
  await keys.type('#otp', await app.code());
  await keys.enter();
  await keys.page.waitForURL((address) => address.searchParams.has('code'));
});

test('an authenticator app is changed for another one, and that one removed', async () => {
  const old = new AuthenticatorApp(seeds.egon);
  const keys = await open(visit, 'methods', `${issuer}/account/methods`, scriptless);
  await keys.signIn({ username: 'egon', password });
  await keys.reached('account-methods');
  await keys.to('[data-kind=totp] a[href*="change"]');
  await keys.enter('OneTimePassword');
  await keys.type('#otp', await old.code());
  await keys.enter('MfaRegistrationOptions');
  await keys.to('input[type=radio]');
  await keys.page.keyboard.press('ArrowDown');
  await keys.to('#login-submit');
  await keys.enter('OathRegistration');
  const app = new AuthenticatorApp(await keys.page.locator('#totp-secret').innerText());
  await keys.type('#otp', await app.code());
  await keys.enter('RecoveryCodes');
  await keys.to('#login-submit');
  await keys.enter('account-methods');
  assert.equal(await keys.page.locator('[data-kind=totp]').count(), 1);
  await keys.to('[data-kind=totp] a[href*="remove"]');
  await keys.enter('OneTimePassword');
  await keys.type('#otp', await app.code());
  await keys.enter('account-methods');
  assert.equal(await keys.page.locator('[data-kind=totp]').count(), 0);
});
