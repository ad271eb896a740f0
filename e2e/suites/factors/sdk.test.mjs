// The JavaScript SDK of another vendor, unmodified: makes a passkey and signs in with it, alone and as second factor.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { browser, stage } from '../../lib/stage.mjs';
import { AuthenticatorApp, authenticator } from '../../lib/factors.mjs';
import { ana } from '../../lib/people.mjs';

const then = (target) => ({ outcome: target });
const ends = { failure: 'failure', unsupported: 'failure', error: 'failure' };
const page = (nodes) => ({ nodes: nodes.map((nodeType) => ({ nodeType })) });
const check = { TRUE: 'next', FALSE: 'failure', LOCKED: 'failure', EXPIRED: 'failure', CANCELLED: 'failure' };
const withPassword = (id, node, nodeConfig = {}) => ({
  kind: 'journey', realm: 'acme', _id: id, entryNodeId: 'ask',
  nodes: {
    ask: { nodeType: 'PageNode', connections: then('check') },
    check: { nodeType: 'IdentityStoreDecisionNode', connections: check },
    next: node,
  },
  nodeConfig: { ask: page(['UsernameCollectorNode', 'PasswordCollectorNode']), ...nodeConfig },
});
const journeys = [
  withPassword('Register', { nodeType: 'WebAuthnRegistrationNode', connections: { success: 'success', ...ends } }),
  withPassword('Second', { nodeType: 'WebAuthnAuthenticationNode', connections: { success: 'success', noDevice: 'failure', ...ends } }),
  withPassword('App', { nodeType: 'OathRegistrationNode', connections: { successOutcome: 'success', failureOutcome: 'failure' } }, { next: { generateRecoveryCodes: false } }),
  {
    kind: 'journey', realm: 'acme', _id: 'Alone', entryNodeId: 'ask',
    nodes: { ask: { nodeType: 'WebAuthnAuthenticationNode', connections: { success: 'success', noDevice: 'failure', ...ends } } },
    nodeConfig: { ask: { requiresResidentKey: true, userVerificationRequirement: 'REQUIRED' } },
  },
];
const extra = journeys.map((journey) => `\n---\n${JSON.stringify(journey)}`).join('');
const { issuer, server } = await stage({ host: 'localhost', extra });
const visit = await browser();
const { outputFiles: [sdk] } = await build({
  entryPoints: [createRequire(import.meta.url).resolve('@forgerock/javascript-sdk')],
  bundle: true, write: false, format: 'iife', globalName: 'sdk', platform: 'browser', logLevel: 'error',
});

async function embedded() {
  const page = await visit({ bypassCSP: true });
  const device = await authenticator(page);
  await page.goto(`${issuer}/no-such-page`);
  await page.addScriptTag({ content: `${sdk.text}; globalThis.sdk = sdk;` });
  await page.evaluate((origin) => globalThis.sdk.Config.set({ realmPath: 'acme', serverConfig: { baseUrl: `${origin}/`, timeout: 5000 } }), server.origin);
  return { page, device };
}

/** Runs `tree` with name and password, then the ceremony the SDK finds in the next step; resolves to what came of it. */
const ceremony = (page, tree, person) => page.evaluate(async ({ tree, person }) => {
  const { FRAuth, FRWebAuthn, WebAuthnStepType } = globalThis.sdk;
  await globalThis.sdk.SessionManager.logout().catch(() => {});
  let step = await FRAuth.start({ tree });
  if (person) {
    step.getCallbackOfType('NameCallback').setName(person.username);
    step.getCallbackOfType('PasswordCallback').setPassword(person.password);
    step = await FRAuth.next(step, { tree });
  }
  const kind = FRWebAuthn.getWebAuthnStepType(step);
  step = kind === WebAuthnStepType.Registration ? await FRWebAuthn.register(step, 'My laptop') : await FRWebAuthn.authenticate(step);
  const next = await FRAuth.next(step, { tree });
  return { kind: WebAuthnStepType[kind], type: next.type, token: next.payload?.tokenId, payload: next.payload };
}, { tree, person });

test('the SDK makes a passkey and signs in with it, after the password and alone', async () => {
  const { page, device } = await embedded();
  const made = await ceremony(page, 'Register', ana);
  assert.deepEqual([made.kind, made.type], ['Registration', 'LoginSuccess'], JSON.stringify(made.payload));
  assert.equal((await device.credentials()).length, 1);
  const second = await ceremony(page, 'Second', ana);
  assert.deepEqual([second.kind, second.type], ['Authentication', 'LoginSuccess'], JSON.stringify(second.payload));
  const alone = await ceremony(page, 'Alone');
  assert.deepEqual([alone.kind, alone.type], ['Authentication', 'LoginSuccess'], JSON.stringify(alone.payload));
  assert.match(alone.token, /^ses_/);
  await page.goto(`${issuer}/account/methods`);
  assert.match(await page.locator('[data-kind=passkey] h2').innerText(), /My laptop/);
});

test('the SDK shows the QR code of an authenticator app and enrols it', async () => {
  const { page } = await embedded();
  const uri = await page.evaluate(async (person) => {
    const { FRAuth, FRQRCode } = globalThis.sdk;
    let step = await FRAuth.start({ tree: 'App' });
    step.getCallbackOfType('NameCallback').setName(person.username);
    step.getCallbackOfType('PasswordCallback').setPassword(person.password);
    step = await FRAuth.next(step, { tree: 'App' });
    globalThis.step = step;
    return FRQRCode.isQRCodeStep(step) && FRQRCode.getQRCodeData(step).uri;
  }, ana);
  const { searchParams } = new URL(uri);
  assert.equal(searchParams.get('digits'), '6');
  const code = await new AuthenticatorApp(searchParams.get('secret')).code();
  const type = await page.evaluate(async (code) => {
    globalThis.step.getCallbackOfType('PasswordCallback').setPassword(code);
    return (await globalThis.sdk.FRAuth.next(globalThis.step, { tree: 'App' })).type;
  }, code);
  assert.equal(type, 'LoginSuccess');
});
