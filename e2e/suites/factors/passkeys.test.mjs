// Passkeys in Chromium with a virtual authenticator: made, used alone and as second factor, refused, removed.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, stage } from '../../lib/stage.mjs';
import { authenticator } from '../../lib/factors.mjs';
import { ana, ben, cleo, press, signIn } from '../../lib/people.mjs';

const dora = { username: 'dora', password: 'nine quiet morning trains' };
const { issuer } = await stage({ host: 'localhost', extra: `
---
kind: user
realm: acme
username: dora
password: ${dora.password}
` });
const visit = await browser();
const methods = `${issuer}/account/methods`;
const step = (page) => page.locator('main').getAttribute('data-step');
const reached = (page, name) => page.locator(`main[data-step="${name}"]`).waitFor();
const send = (page) => press(page, page.locator('#login-submit'));

/** Signs `person` in and adds a passkey on the authenticator of a fresh browser. */
async function enrolled(person, options) {
  const page = await visit();
  const device = await authenticator(page, options);
  await page.goto(methods);
  await signIn(page, person);
  await reached(page, 'account-methods');
  await press(page, page.locator('#methods-add'));
  await page.locator('#password').fill(person.password);
  await send(page);
  await page.getByRole('radio').first().check();
  await send(page);
  await reached(page, 'WebAuthnRegistration');
  await page.locator('#login-submit').click();
  await reached(page, 'RecoveryCodes');
  await send(page);
  await reached(page, 'account-methods');
  assert.equal(await page.locator('[data-kind=passkey]').count(), 1);
  return { page, device };
}

test('a passkey is made, offered where the username is typed, and signs in alone', async () => {
  const { page, device } = await enrolled(ana);
  const [credential] = await device.credentials();
  assert.ok(credential.isResidentCredential);
  await page.context().clearCookies();
  await page.goto(methods);
  // The virtual authenticator answers what the browser would offer in the field.
  await reached(page, 'account-methods');
  assert.match(await page.locator('[data-kind=passkey]').innerText(), /last used/);
});

test('a passkey is the second factor after the password, and is removed by itself', async () => {
  const { page, device } = await enrolled(ben);
  await device.present(false);
  await page.context().clearCookies();
  await page.goto(methods);
  await signIn(page, ben);
  await reached(page, 'WebAuthnAuthentication');
  await device.present(true);
  await page.locator('#login-submit').click();
  await reached(page, 'account-methods');
  await press(page, page.locator('[data-kind=passkey] a[id^=remove]'));
  await reached(page, 'WebAuthnAuthentication');
  await page.locator('#login-submit').click();
  await reached(page, 'account-methods');
  assert.equal(await page.locator('[data-method]').count(), 0);
});

test('a passkey that was cancelled is said in words and may be tried again or left', async () => {
  const { page, device } = await enrolled(cleo);
  await device.remove();
  await page.context().clearCookies();
  const other = await visit();
  await other.goto(methods);
  await signIn(other, cleo);
  await reached(other, 'WebAuthnAuthentication');
  assert.equal(await other.getByRole('alert').filter({ visible: true }).count(), 0);
  await other.evaluate(() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); });
  await other.locator('#login-submit').click();
  await other.locator('[data-passkey-problem=cancelled]').waitFor();
  await press(other, other.getByRole('button').nth(1));
  await reached(other, 'SecondFactorChoice');
});

test('without JavaScript a passkey step says so and leads on', async () => {
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(methods);
  await signIn(page, cleo);
  assert.equal(await step(page), 'WebAuthnAuthentication');
  assert.match(await page.locator('main').innerText(), /JavaScript/);
  await press(page, page.getByRole('button').nth(1));
  assert.equal(await step(page), 'SecondFactorChoice');
});

test('a copy of a key is refused once the other one was used', async () => {
  const { page, device } = await enrolled(dora);
  await page.context().clearCookies();
  await page.goto(methods);
  await reached(page, 'account-methods');
  const [credential] = await device.credentials();
  assert.ok(credential.signCount > 1);
  const thief = await visit();
  const stolen = await authenticator(thief);
  await stolen.add({ ...credential, signCount: 0 });
  await thief.goto(methods);
  await thief.getByText('did not succeed').or(thief.getByRole('alert')).first().waitFor();
  // Neither of the two is good any more.
  await page.context().clearCookies();
  await device.present(false);
  await page.goto(methods);
  await signIn(page, dora);
  await reached(page, 'WebAuthnAuthentication');
  await device.present(true);
  await page.locator('#login-submit').click();
  await page.getByRole('alert').first().waitFor();
  assert.equal(await step(page), 'WebAuthnAuthentication');
});
