// The JavaScript SDK of another vendor, unmodified, on a page of our own origin: sign in by callbacks, tokens, who am I, sign out.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { browser, stage } from '../../lib/stage.mjs';
import { ana } from '../../lib/people.mjs';

const { home, issuer, server } = await stage();
// A page of our own origin, so that the SDK finds what it left in the browser.
const redirectUri = `${issuer}/account`;
await home.apply(`
kind: app
realm: acme
name: Embedded
client_type: public
first_party: true
oauth:
  client_id: embedded
  redirect_uris: ["${redirectUri}"]
  grant_types: [authorization_code, refresh_token]
  scope: openid profile email
`);
const visit = await browser();
const { outputFiles: [sdk] } = await build({
  entryPoints: [createRequire(import.meta.url).resolve('@forgerock/javascript-sdk')],
  bundle: true, write: false, format: 'iife', globalName: 'sdk', platform: 'browser', logLevel: 'error',
});

/** Puts the SDK into a page. */
async function embed(page) {
  await page.addScriptTag({ content: `${sdk.text}; globalThis.sdk = sdk;` });
  await page.evaluate(({ origin, redirectUri }) => globalThis.sdk.Config.set({
    clientId: 'embedded', redirectUri, scope: 'openid profile email', realmPath: 'acme',
    serverConfig: { baseUrl: `${origin}/`, timeout: 5000 },
  }), { origin: server.origin, redirectUri });
}

/** A page of our origin with the SDK in it. */
async function embedded() {
  const page = await visit({ bypassCSP: true });
  await page.goto(issuer);
  await embed(page);
  return page;
}

/** Answers the step with name and password; resolves to what came of it. */
const answer = (page, person) => page.evaluate(async ({ username, password }) => {
  const step = await globalThis.sdk.FRAuth.start();
  step.getCallbackOfType('NameCallback').setName(username);
  step.getCallbackOfType('PasswordCallback').setPassword(password);
  const next = await globalThis.sdk.FRAuth.next(step);
  return { type: next.type, token: next.payload?.tokenId, notice: next.payload?.notice };
}, person);

test('the SDK signs in, gets tokens, learns who it is and signs out', async () => {
  const page = await embedded();
  const done = await answer(page, ana);
  assert.equal(done.type, 'LoginSuccess', JSON.stringify(done));
  assert.match(done.token, /^ses_/);
  const away = page.waitForURL((url) => url.searchParams.has('code'));
  await page.evaluate(() => void globalThis.sdk.TokenManager.getTokens({ login: 'redirect', skipBackgroundRequest: true }));
  await away;
  await embed(page);
  const seen = await page.evaluate(async () => {
    const { code, state } = Object.fromEntries(new URLSearchParams(location.search));
    const tokens = await globalThis.sdk.TokenManager.getTokens({ query: { code, state } });
    return { tokens, person: await globalThis.sdk.UserManager.getCurrentUser() };
  });
  assert.ok(seen.tokens.accessToken && seen.tokens.idToken);
  assert.equal(seen.person.email, 'ana@acme.example');
  await page.evaluate(() => globalThis.sdk.SessionManager.logout());
  const account = await page.evaluate(async (base) => (await fetch(`${base}/account`, { redirect: 'manual' })).type, issuer);
  assert.equal(account, 'opaqueredirect', 'the account page asks to sign in again');
});

test('the SDK is told of a wrong password in words, and may try again', async () => {
  const page = await embedded();
  const refused = await answer(page, { ...ana, password: 'wrong' });
  assert.equal(refused.type, 'Step');
  assert.match(refused.notice, /password/);
  assert.equal((await answer(page, ana)).type, 'LoginSuccess');
});
