// Signing up, forgetting everything and getting back in, in a real browser: with and without JavaScript, with the
// keyboard alone; every step without a finding of axe-core, and a picture in e2e/out/.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { browser, stage } from '../../lib/stage.mjs';
import { ana, press, signIn } from '../../lib/people.mjs';
import { sleep } from '../../lib/processes.mjs';

const out = fileURLToPath(new URL('../../out/', import.meta.url));
mkdirSync(out, { recursive: true });

const { issuer, server, home } = await stage();
await home.apply(`kind: realm
name: acme
services:
  selfService:
    generalConfig: {minimumAnswersToDefine: 1}
    userRegistration: {userRegistrationEnabled: true, userRegistrationCaptchaEnabled: true, userRegistrationKbaEnabled: true}
    forgottenPassword: {forgottenPasswordEnabled: true}
    forgottenUsername: {forgottenUsernameEnabled: true}
    profileManagement: {profileProtectedUserAttributes: [sn]}
  terms:
    active: 2026-01
    versions:
      - {version: 2026-01, createDate: "2026-01-01T00:00:00Z", terms: {en: "Be kind to others.", ar: "كن لطيفًا مع الآخرين."}}
`);
const visit = await browser();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const password = 'another horse another battery';

/** The newest message to `to` that has `what`. */
async function mail(to, what = 'code') {
  for (let tries = 0; tries < 100; tries++) {
    const mails = await (await fetch(`${server.origin}/dev/mailbox.json?realm=acme&to=${encodeURIComponent(to)}`)).json();
    const found = (mails.messages ?? mails).find((one) => one[what]);
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`no mail with a ${what} to ${to}`);
}

const step = (page) => page.locator('main').getAttribute('data-step');

/** Looks at the page: a picture, and no serious finding. */
async function look(page, name) {
  await page.screenshot({ path: `${out}people-${name}.png`, fullPage: true });
  if (page.scriptless) return;
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), [], name);
}

/** Fills in what is given, by id, presses the button and waits for the step that comes. */
async function answer(page, values, next) {
  for (const [id, value] of Object.entries(values)) {
    const field = page.locator(`[id="${id}"]`);
    if (value === true) await field.check();
    else if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator('#login-submit').click();
  await page.locator(`main[data-step="${next}"]`).waitFor();
}

/** Signs `username` up from the sign-in page on. */
async function signUp(page, username, looked) {
  const seen = async (name) => looked && look(page, `${looked}-${name}`);
  const address = `${username}@people.example`;
  await page.goto(`${issuer}/login`);
  await press(page, page.getByRole('link', { name: /account|حساب/i }).first());
  assert.equal(await step(page), 'Captcha');
  await seen('captcha');
  if (page.scriptless) await sleep(10_500);
  await answer(page, {}, 'RegistrationEmail');
  await seen('email');
  await answer(page, { email: address }, 'Registration');
  await seen('code');
  await answer(page, { otp: (await mail(address)).code }, 'RegistrationTerms');
  await seen('terms');
  await answer(page, { 'terms-accept': true }, 'RegistrationProfile');
  await answer(page, { givenName: 'Pat' }, 'RegistrationCredentials');
  await answer(page, { username: 'ana', 'new-password': password }, 'RegistrationCredentials');
  assert.equal(await page.locator('#username').inputValue(), 'ana', 'what was typed is kept');
  assert.ok(await page.locator('#username-problem').isVisible(), 'the field says what is wrong');
  await seen('taken');
  await answer(page, { username, 'new-password': password }, 'RegistrationQuestions');
  await seen('questions');
  await answer(page, { 'callback-0': '2', 'callback-0-answer': 'Mustang' }, 'outcome');
  await seen('registered');
}

for (const [name, options] of [
  ['desktop', { viewport: { width: 1280, height: 800 } }],
  ['phone-dark', { ...phone, colorScheme: 'dark' }],
  ['arabic', { ...phone, locale: 'ar' }],
  ['scriptless', { javaScriptEnabled: false }],
]) {
  test(`somebody signs up and signs in (${name})`, async () => {
    const page = await visit(options);
    page.scriptless = options.javaScriptEnabled === false;
    await signUp(page, `pat-${name}`, name);
    await page.goto(`${issuer}/login`);
    await signIn(page, { username: `pat-${name}`, password });
    await page.waitForURL((url) => url.pathname.endsWith('/account'));
    assert.match(await page.locator('main').innerText(), /pat-/);
  });
}

test('a forgotten password is reset by a code, without JavaScript; the sessions of before end', async () => {
  const before = await visit();
  await before.goto(`${issuer}/account`);
  await signIn(before, ana);
  await before.waitForURL((url) => url.pathname.endsWith('/account'));
  const page = await visit({ javaScriptEnabled: false });
  page.scriptless = true;
  await page.goto(`${issuer}/login`);
  await press(page, page.getByRole('link', { name: /forgot/i }).first());
  await look(page, 'recover');
  await press(page, page.locator('#recover-password'));
  await answer(page, { username: 'ana' }, 'ResetPassword');
  await answer(page, { otp: (await mail('ana@acme.example')).code }, 'NewPassword');
  await answer(page, { 'new-password': 'short' }, 'NewPassword');
  assert.ok(await page.locator('#new-password-problem').isVisible());
  await answer(page, { 'new-password': password }, 'outcome');
  await before.goto(`${issuer}/account`);
  await before.locator('#login-submit').waitFor();
  const after = await visit();
  await after.goto(`${issuer}/account`);
  await signIn(after, { username: 'ana', password });
  await after.waitForURL((url) => url.pathname.endsWith('/account'));
});

test('a forgotten username comes by mail, and nobody is told whether there was one', async () => {
  const page = await visit();
  const told = [];
  for (const address of ['ben@acme.example', 'nobody@acme.example']) {
    await page.goto(`${issuer}/recover?what=username`);
    await answer(page, { email: address }, 'outcome');
    told.push(await page.locator('main').innerText());
  }
  assert.equal(told[0], told[1]);
  assert.match((await mail('ben@acme.example', 'html')).html, /ben/);
});

test('with the keyboard alone one signs up', async () => {
  const page = await visit();
  await page.goto(`${issuer}/register`);
  const type = async (...texts) => {
    for (const text of texts) {
      if (text) await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    const navigated = page.waitForEvent('framenavigated');
    await page.locator('#login-submit').focus();
    await page.keyboard.press('Enter');
    await navigated;
    await page.waitForLoadState();
  };
  await type();
  assert.equal(await step(page), 'RegistrationEmail');
  await type('kim@people.example');
  await type((await mail('kim@people.example')).code);
  await page.locator('#terms-accept').focus();
  await page.keyboard.press('Space');
  await type();
  assert.equal(await step(page), 'RegistrationProfile');
  await type();
  assert.equal(await step(page), 'RegistrationCredentials');
});

test('personal details change; protected ones after proving who one is', async () => {
  const page = await visit();
  await page.goto(`${issuer}/account/profile`);
  await signIn(page, { username: 'cleo', password: 'seven painted wooden boats' });
  await page.locator('#profile-submit').waitFor();
  await look(page, 'profile');
  await page.locator('[id="nickname"]').fill('Clé');
  await press(page, page.locator('#profile-submit'));
  assert.equal(await page.locator('[id="nickname"]').inputValue(), 'Clé');
});

test('somebody invited chooses a password by the link in the mail', async () => {
  const invite = ['user', 'invite', '--realm', 'acme', '--email', 'gus@people.example', 'gus', '--public-url', server.origin];
  const link = (await home.command(invite)).stdout.trim();
  assert.equal((await mail('gus@people.example', 'link')).link, link);
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(link);
  await page.locator('#new-password').fill(password);
  await press(page, page.locator('#login-submit'));
  assert.equal(await step(page), 'outcome');
});
