// An authenticator app and recovery codes, with JavaScript off: added, asked for, spent, changed, removed.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, stage } from '../../lib/stage.mjs';
import { AuthenticatorApp } from '../../lib/factors.mjs';
import { ana, ben, press, signIn } from '../../lib/people.mjs';

const dora = { username: 'dora', password: 'nine quiet morning trains' };
const { issuer } = await stage({ extra: `
---
kind: user
realm: acme
username: dora
password: ${dora.password}
totp: {secret: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP}
` });
const doras = new AuthenticatorApp('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
const visit = await browser();
const methods = `${issuer}/account/methods`;
const step = (page) => page.locator('main').getAttribute('data-step');
const send = (page) => press(page, page.locator('#login-submit'));

async function at(person, options = { javaScriptEnabled: false }) {
  const page = await visit(options);
  await page.goto(methods);
  await signIn(page, person);
  return page;
}

/** Adds an app for who is signed in; resolves to the app and the recovery codes. */
async function enrol(page, person) {
  await press(page, page.locator('#methods-add'));
  assert.equal(await step(page), 'Password');
  await page.locator('#password').fill(person.password);
  await send(page);
  await page.getByRole('radio').nth(1).check();
  await send(page);
  assert.equal(await step(page), 'OathRegistration');
  assert.ok(await page.getByRole('img').first().isVisible(), 'the QR code');
  const app = new AuthenticatorApp(await page.locator('#totp-secret').innerText());
  await page.locator('#otp').fill('000000');
  await send(page);
  await page.getByRole('alert').waitFor();
  await page.locator('#otp').fill(await app.code());
  await send(page);
  assert.equal(await step(page), 'RecoveryCodes');
  const codes = await page.locator('.recovery-codes code').allInnerTexts();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#recovery-codes-download').click()]);
  const file = await (await download.createReadStream()).toArray();
  assert.deepEqual(Buffer.concat(file).toString().trim().split('\r\n'), codes);
  await send(page);
  assert.equal(await step(page), 'account-methods');
  return { app, codes };
}

test('an app is added, asked for at the next sign-in, named, and removed by its own code', async () => {
  const page = await at(ana);
  const { app } = await enrol(page, ana);
  await page.getByRole('status').waitFor();

  const other = await at(ana);
  assert.equal(await step(other), 'OneTimePassword');
  await other.locator('#otp').fill('123456');
  await send(other);
  await other.getByRole('alert').waitFor();
  await other.locator('#otp').fill(await app.code());
  await send(other);
  assert.equal(await step(other), 'account-methods');

  const row = other.locator('[data-kind=totp]');
  await row.locator('summary').click();
  await row.locator('input[name=name]').fill('Old phone');
  await press(other, row.getByRole('button'));
  assert.match(await other.locator('[data-kind=totp] h2').innerText(), /Old phone/);

  await press(other, other.locator('[data-kind=totp] a[id^=remove]'));
  assert.equal(await step(other), 'OneTimePassword');
  await other.locator('#otp').fill(await app.code());
  await send(other);
  assert.equal(await step(other), 'account-methods');
  assert.equal(await other.locator('[data-method]').count(), 0, 'the recovery codes went with it');
});

test('a recovery code signs in once', async () => {
  const page = await at(ben);
  const { codes } = await enrol(page, ben);
  for (const works of [true, false]) {
    const other = await at(ben);
    await press(other, other.getByRole('button').nth(1));
    assert.equal(await step(other), 'SecondFactorChoice');
    await other.getByRole('radio').nth(1).check();
    await send(other);
    assert.equal(await step(other), 'RecoveryCode');
    await other.locator('input[type=text]').fill(codes[0].toUpperCase());
    await send(other);
    if (works) assert.equal(await step(other), 'account-methods');
    else await other.getByRole('alert').waitFor();
  }
});

test('an app that was written in a file is asked for', async () => {
  const page = await at(dora);
  assert.equal(await step(page), 'OneTimePassword');
  await page.locator('#otp').fill(await doras.code());
  await send(page);
  assert.equal(await step(page), 'account-methods');
});

test('an app is changed for another, which is asked for from then on', async () => {
  const page = await at(dora);
  await page.locator('#otp').fill(await doras.code());
  await send(page);
  await press(page, page.locator('[data-kind=totp] a[id^=change]'));
  assert.equal(await step(page), 'OneTimePassword', 'who it is comes first');
  await page.locator('#otp').fill(await doras.code());
  await send(page);
  assert.equal(await step(page), 'MfaRegistrationOptions');
  await page.getByRole('radio').nth(1).check();
  await send(page);
  const app = new AuthenticatorApp(await page.locator('#totp-secret').innerText());
  assert.notEqual(app.seed.replaceAll(/\s/g, ''), doras.seed);
  await page.locator('#otp').fill(await app.code());
  await send(page);
  assert.equal(await step(page), 'RecoveryCodes');
  await send(page);
  assert.equal(await step(page), 'account-methods');
  await page.getByRole('status').waitFor();
  assert.equal(await page.locator('[data-kind=totp]').count(), 1);

  const elsewhere = await at(dora);
  await elsewhere.locator('#otp').fill(await app.code());
  await send(elsewhere);
  assert.equal(await step(elsewhere), 'account-methods');
});
