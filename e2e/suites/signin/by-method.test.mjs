// Sign-in call by call from a script: by every method, cut short at every step, every step sent many times at once.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, stage } from '../../lib/stage.mjs';
import { Durward } from '../../lib/durward.mjs';
import { defer } from '../../lib/cleanup.mjs';
import { AuthenticatorApp, authenticator } from '../../lib/factors.mjs';
import { discover } from '../../lib/openid.mjs';
import { press, signIn } from '../../lib/people.mjs';
import { sleep } from '../../lib/processes.mjs';
import { Attempt, Script } from '../../lib/script.mjs';

const seeds = { dora: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', egon: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU', fred: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK', ines: 'ONSWG4TFORUW4ZDFMRUW4ZDFMRUW4ZDF' };
const password = 'nine quiet morning trains';
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
const env = { DURWARD_LIMITS_SIGN_IN_RATE: '0' };
const { home, server: first, issuer, party } = await stage({
  host: 'localhost',
  env,
  extra: person('gina', '+32470000001')
    + person('hugo', '+32470000002')
    + Object.entries(seeds).map(([name, secret], index) => person(name, `+3247000001${index}`, `totp: {secret: ${secret}}\n`)).join(''),
});
await home.apply(`
kind: realm
name: acme
services:
  authentication:
    primaryMethods: {password: Login, email: EmailCode, sms: PhoneCode, whatsapp: WhatsAppCode, passkey: Passkey}
`);
const { origin, port } = first;
let server = first;
const config = await discover(issuer, 'shop');
const asked = { redirect_uri: `${party.origin}/cb`, scope: 'openid profile email' };
const begin = () => Attempt.start(config, asked);

/** The code in the newest message to `to` that is not in `seen`. */
async function codeTo(to, seen = []) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { messages } = await (await fetch(`${origin}/dev/mailbox.json?realm=acme&to=${encodeURIComponent(to)}`)).json();
    const found = messages.find(({ code }) => code && !seen.includes(code));
    if (found) return found.code;
    await sleep(100);
  }
  throw new Error(`no code came to ${to}`);
}

for (const [method, address] of [
  ['email', { email: 'gina@acme.example' }],
  ['sms', { phone_number: '+32470000001' }],
  ['whatsapp', { phone_number: '+32470000002' }],
]) {
  test(`a script signs somebody in by a code (${method})`, async () => {
    const attempt = await begin();
    assert.ok(attempt.offered.includes(method), attempt.offered.join());
    const sent = await attempt.call('authenticate', { method, ...address });
    assert.equal(sent.body.status, 'otp_sent', JSON.stringify(sent.body));
    const wrong = await attempt.call('verify-otp', { challenge_id: sent.body.challenge_id, code: '000000' });
    assert.deepEqual([wrong.status, wrong.error], [401, 'otp_invalid']);
    const code = await codeTo(Object.values(address)[0]);
    const challenge = (await attempt.status()).body.pending.challenge_id;
    const right = await attempt.call('verify-otp', { challenge_id: challenge, code });
    assert.equal(right.body.status, 'authenticated', JSON.stringify(right.body));
    const { claims } = await attempt.tokens();
    assert.ok(claims.sub);
  });
}

test('a script signs somebody in with password and authenticator app', async () => {
  const app = new AuthenticatorApp(seeds.dora);
  const attempt = await begin();
  const more = await attempt.call('authenticate', { method: 'password', username: 'dora', password });
  assert.equal(more.body.status, 'mfa_required', JSON.stringify(more.body));
  assert.ok(more.body.available_methods.some(({ method, factor }) => method === 'totp' && factor === 'secondary'));
  const wrong = await attempt.call('authenticate', { method: 'totp', code: '000000' });
  assert.equal(wrong.status, 401);
  const right = await attempt.call('authenticate', { method: 'totp', code: await app.code() });
  assert.equal(right.body.status, 'authenticated', JSON.stringify(right.body));
  const { completed, claims } = await attempt.tokens();
  assert.deepEqual(completed.amr.filter((one) => one !== 'mfa'), ['pwd', 'otp']);
  assert.ok(claims.amr.includes('otp'));
});

test('a page of one’s own signs somebody in with a passkey', async () => {
  const visit = await browser();
  const page = await visit({ bypassCSP: true });
  await authenticator(page);
  const reached = (name) => page.locator(`main[data-step="${name}"]`).waitFor();
  await page.goto(`${issuer}/account/methods`);
  await signIn(page, { username: 'hugo', password });
  await reached('account-methods');
  await press(page, page.locator('#methods-add'));
  await page.locator('#password').fill(password);
  await press(page, page.locator('#login-submit'));
  await page.getByRole('radio').first().check();
  await press(page, page.locator('#login-submit'));
  await reached('WebAuthnRegistration');
  await page.locator('#login-submit').click();
  await reached('RecoveryCodes');
  await press(page, page.locator('#login-submit'));
  await page.context().clearCookies();
  // Any page of our origin that starts no passkey of its own.
  await page.goto(`${issuer}/nowhere`);
  const done = await page.evaluate(async ({ issuer, request }) => {
    const call = async (name, body) => (await fetch(`${issuer}/authentication/${name}`, {
      method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    })).json();
    const { session_id } = await call('start', request);
    const { publicKey } = await call('authenticate', { session_id, method: 'passkey', phase: 'begin' });
    const options = globalThis.PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
    const credential = await navigator.credentials.get({ publicKey: options });
    const passed = await call('authenticate', { session_id, method: 'passkey', phase: 'finish', credential: credential.toJSON() });
    return { passed, again: await call('authenticate', { session_id, method: 'passkey', phase: 'finish', credential: credential.toJSON() }), completed: await call('complete', { session_id }) };
  }, { issuer, request: { ...asked, client_id: 'shop', response_type: 'code', state: 'xyz', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' } });
  assert.equal(done.passed.status, 'authenticated', JSON.stringify(done));
  assert.ok(done.again.code >= 400, 'an answer that was used is not taken twice');
  assert.equal(done.completed.status, 'completed', JSON.stringify(done.completed));
  await page.goto(new URL(done.completed.redirect_to, issuer).href);
  await page.waitForURL((url) => url.searchParams.has('code'));
});

test('cut short at every step by a restart, an attempt goes on where it was', async () => {
  const app = new AuthenticatorApp(seeds.egon);
  const attempt = await begin();
  const restart = async () => {
    await server.stop();
    server = await Durward.start({ home, env, port, publicUrl: origin });
    defer(() => server.stop());
  };
  await restart();
  assert.equal((await attempt.status()).body.status, 'pending');
  await attempt.call('authenticate', { method: 'password', username: 'egon', password });
  await restart();
  assert.equal((await attempt.status()).body.status, 'mfa_required');
  await attempt.call('authenticate', { method: 'totp', code: await app.code() });
  await restart();
  assert.equal((await attempt.status()).body.status, 'authenticated');
  const { claims } = await attempt.tokens();
  assert.ok(claims.sub);
  const after = await attempt.call('complete');
  assert.ok([401, 409].includes(after.status), `${after.status}`);
});

test('attack: at no step does an attempt go on without the cookie of its browser', async () => {
  const app = new AuthenticatorApp(seeds.fred);
  const attempt = await begin();
  const thief = new Script(issuer);
  const other = (await begin()).script;
  const refused = async () => {
    for (const script of [thief, other]) {
      for (const answer of [
        await attempt.status(script),
        await attempt.call('authenticate', { method: 'password', username: 'fred', password }, script),
        await attempt.call('complete', {}, script),
      ]) assert.deepEqual([answer.status, answer.error], [401, 'session_mismatch']);
    }
  };
  await refused();
  await attempt.call('authenticate', { method: 'password', username: 'fred', password });
  await refused();
  await attempt.call('authenticate', { method: 'totp', code: await app.code() });
  await refused();
  await attempt.tokens();
});

test('attack: every step sent twenty times at once is taken once', async () => {
  const app = new AuthenticatorApp(seeds.ines);
  const many = (call) => Promise.all(Array.from({ length: 20 }, () => call()));
  const only = (answers, wanted) => {
    for (const { status, body } of answers) assert.ok(status < 500 || status === 503, `${status} ${JSON.stringify(body)}`);
    assert.equal(answers.filter(wanted).length, 1, JSON.stringify(answers.map(({ status, body }) => [status, body.status ?? body.detail])));
  };
  const attempt = await begin();
  only(await many(() => attempt.call('authenticate', { method: 'password', username: 'ines', password })), ({ body }) => body.status === 'mfa_required');
  const code = await app.code();
  only(await many(() => attempt.call('authenticate', { method: 'totp', code })), ({ body }) => body.status === 'authenticated');
  const scripts = Array.from({ length: 20 }, () => attempt.script.copy());
  const ends = await Promise.all(scripts.map((script) => attempt.call('complete', {}, script)));
  only(ends, ({ status }) => status === 200);
  assert.equal(scripts.filter((script) => script.signedIn).length, 1);
});
