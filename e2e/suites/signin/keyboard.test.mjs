// Every way in with nothing but a keyboard, and, passkeys apart, without JavaScript; every page without a serious finding.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { browser, stage } from '../../lib/stage.mjs';
import { AuthenticatorApp, authenticator } from '../../lib/factors.mjs';
import { sleep } from '../../lib/processes.mjs';

const out = fileURLToPath(new URL('../../out/', import.meta.url));
mkdirSync(out, { recursive: true });

const password = 'nine quiet morning trains';
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const person = (name, phone, more = '') => `
---
kind: user
realm: acme
username: ${name}
email: ${name}@acme.example
emailVerified: true
phone: "${phone}"
phoneVerified: true
password: ${password}
${more}`;
const { server, issuer } = await stage({
  host: 'localhost',
  env: { DURWARD_LIMITS_SIGN_IN_RATE: '0' },
  extra: person('gina', '+32470000001') + person('hugo', '+32470000002') + person('dora', '+32470000003', `totp: {secret: ${seed}}\n`),
});
const visit = await browser();
const app = new AuthenticatorApp(seed);
const scriptless = { javaScriptEnabled: false };
const arabic = { locale: 'ar', colorScheme: 'dark', viewport: { width: 390, height: 844 } };

/** The newest `what` (`code` or `link`) sent to `to` that was not taken before. */
const taken = new Set();
async function sent(to, what = 'code') {
  for (let tries = 0; tries < 100; tries += 1) {
    const { messages } = await (await fetch(`${server.origin}/dev/mailbox.json?realm=acme&to=${encodeURIComponent(to)}`)).json();
    const found = messages.find((message) => message[what] && !taken.has(message[what]))?.[what];
    if (found) { taken.add(found); return found; }
    await sleep(100);
  }
  throw new Error(`no ${what} came to ${to}`);
}

/** A page that is used by its keys alone. */
class Keys {
  constructor(page, name, scripts) {
    Object.assign(this, { page, name, scripts, looks: 0 });
  }

  step() {
    return this.page.locator('main').getAttribute('data-step');
  }

  /** Goes on with Tab until `selector` has the focus. */
  async to(selector) {
    const wanted = this.page.locator(selector).and(this.page.locator(':focus'));
    for (let presses = 0; presses < 60; presses += 1) {
      if (await wanted.count()) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached by Tab on ${this.page.url()} (${await this.step()})`);
  }

  async type(selector, text) {
    await this.to(selector);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  /** Presses Enter where the focus is, and waits for the page that comes. */
  async enter(next) {
    const navigated = this.page.waitForEvent('framenavigated');
    await this.page.keyboard.press('Enter');
    await navigated;
    await this.page.waitForLoadState();
    if (next) await this.reached(next);
  }

  async reached(step) {
    await this.page.locator(`main[data-step="${step}"]`).waitFor().catch(async (error) => {
      throw new Error(`${step} was not reached but ${await this.step()} at ${this.page.url()}: ${await this.page.locator('main').innerText()}`, { cause: error });
    });
    await this.look();
  }

  /** A picture, and no serious finding of axe-core. */
  async look() {
    this.looks += 1;
    await this.page.screenshot({ path: `${out}keyboard-${this.name}-${this.looks}.png`, fullPage: true });
    if (!this.scripts) return;
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), [], `${this.name} ${await this.step()}`);
  }

  async withPassword(username) {
    await this.type('#username', username);
    await this.type('#password', password);
    await this.enter();
  }
}

/** Opens `path` of the realm, to be used by keys. */
async function open(name, path, options) {
  const page = await visit({ bypassCSP: options.javaScriptEnabled !== false, ...options });
  const keys = new Keys(page, name, options.javaScriptEnabled !== false);
  await page.goto(`${issuer}${path}`);
  await keys.look();
  return keys;
}

const ways = [['scriptless', scriptless], ['arabic', arabic]];

for (const [how, options] of ways) {
  test(`by password (${how})`, async () => {
    const keys = await open(`password-${how}`, '/login', options);
    await keys.withPassword('gina');
    await keys.reached('account-overview');
  });

  test(`by password and authenticator app (${how})`, async () => {
    const keys = await open(`app-${how}`, '/login', options);
    await keys.withPassword('dora');
    await keys.reached('OneTimePassword');
    await keys.type('#otp', await app.code());
    await keys.enter('account-overview');
  });

  for (const [journey, field, to] of [
    ['EmailCode', '#email', 'gina@acme.example'],
    ['PhoneCode', '#phone', '+32470000001'],
    ['WhatsAppCode', '#phone', '+32470000002'],
  ]) {
    test(`by a code (${journey}, ${how})`, async () => {
      const keys = await open(`${journey}-${how}`, `/login?journey=${journey}`, options);
      await keys.type(field, to);
      await keys.enter();
      await keys.look();
      await keys.type('#otp', '000000');
      await keys.enter();
      await keys.page.getByRole('alert').first().waitFor();
      await keys.type('#otp', await sent(to));
      await keys.enter('account-overview');
    });
  }

  test(`by a link in a mail (${how})`, async () => {
    const keys = await open(`link-${how}`, '/login?journey=MagicLink', options);
    await keys.type('#email', 'hugo@acme.example');
    await keys.enter();
    await keys.look();
    await keys.page.goto(await sent('hugo@acme.example', 'link'));
    await keys.look();
    await keys.to('#resume-confirm');
    await keys.enter('account-overview');
  });
}

test('a passkey is added, used, and changed for an app, by keys alone', async () => {
  const keys = await open('passkey', '/account/methods', {});
  const device = await authenticator(keys.page);
  await keys.withPassword('hugo');
  await keys.reached('account-methods');
  await keys.to('#methods-add');
  await keys.enter('Password');
  await keys.type('#password', password);
  await keys.enter();
  await keys.look();
  await keys.to('input[type=radio]');
  await keys.page.keyboard.press('Space');
  await keys.to('#login-submit');
  await keys.enter('WebAuthnRegistration');
  await keys.to('#login-submit');
  await keys.page.keyboard.press('Enter');
  await keys.reached('RecoveryCodes');
  await keys.to('#login-submit');
  await keys.enter('account-methods');
  await device.present(false);
  await keys.page.context().clearCookies();
  await keys.page.goto(`${issuer}/login`);
  await keys.withPassword('hugo');
  await keys.reached('WebAuthnAuthentication');
  await device.present(true);
  await keys.to('#login-submit');
  await keys.page.keyboard.press('Enter');
  await keys.reached('account-overview');
});
