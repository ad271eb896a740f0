// Every way in with nothing but a keyboard, and, passkeys apart, without JavaScript; every page without a serious finding.
import test from 'node:test';
import { browser, stage } from '../../lib/stage.mjs';
import { AuthenticatorApp, authenticator } from '../../lib/factors.mjs';
import { open } from '../../lib/keyboard.mjs';
import { sleep } from '../../lib/processes.mjs';

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
const at = (path) => `${issuer}${path}`;
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

const ways = [['scriptless', scriptless], ['arabic', arabic]];

for (const [how, options] of ways) {
  test(`by password (${how})`, async () => {
    const keys = await open(visit, `password-${how}`, at('/login'), options);
    await keys.signIn({ username: 'gina', password });
    await keys.reached('account-overview');
  });

  test(`by password and authenticator app (${how})`, async () => {
    const keys = await open(visit, `app-${how}`, at('/login'), options);
    await keys.signIn({ username: 'dora', password });
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
      const keys = await open(visit, `${journey}-${how}`, at(`/login?journey=${journey}`), options);
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
    const keys = await open(visit, `link-${how}`, at('/login?journey=MagicLink'), options);
    await keys.type('#email', 'hugo@acme.example');
    await keys.enter();
    await keys.look();
    await keys.page.goto(await sent('hugo@acme.example', 'link'));
    await keys.look();
    await keys.to('#resume-confirm');
    await keys.enter('account-overview');
  });
}

test('a passkey is added and used', async () => {
  const keys = await open(visit, 'passkey', at('/account/methods'), {});
  const device = await authenticator(keys.page);
  await keys.signIn({ username: 'hugo', password });
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
  await keys.signIn({ username: 'hugo', password });
  await keys.reached('WebAuthnAuthentication');
  await device.present(true);
  await keys.to('#login-submit');
  await keys.page.keyboard.press('Enter');
  await keys.reached('account-overview');
});
