// soft-webauthn (PyPI) makes passkeys and signs in with them on the callback interface; then it lies, one thing at a time.
// What the client is told is the same for every lie: that each was refused for the reason meant is in the log.
import test from 'node:test';
import assert from 'node:assert/strict';
import { pythonTests } from '../../lib/python.mjs';
import { until } from '../../lib/processes.mjs';
import { stage } from '../../lib/stage.mjs';

const ends = { success: 'success', failure: 'failure', unsupported: 'failure', error: 'failure' };
const register = (id, settings = {}) => ({
  kind: 'journey', realm: 'acme', _id: id, entryNodeId: 'ask',
  nodes: {
    ask: { nodeType: 'PageNode', connections: { outcome: 'check' } },
    check: { nodeType: 'IdentityStoreDecisionNode', connections: { TRUE: 'passkey', FALSE: 'failure', LOCKED: 'failure', EXPIRED: 'failure', CANCELLED: 'failure' } },
    passkey: { nodeType: 'WebAuthnRegistrationNode', connections: ends },
  },
  nodeConfig: { ask: { nodes: [{ nodeType: 'UsernameCollectorNode' }, { nodeType: 'PasswordCollectorNode' }] }, passkey: settings },
});
const authenticate = (id, settings) => ({
  kind: 'journey', realm: 'acme', _id: id, entryNodeId: 'passkey',
  nodes: { passkey: { nodeType: 'WebAuthnAuthenticationNode', connections: { ...ends, noDevice: 'failure' } } },
  nodeConfig: { passkey: { requiresResidentKey: true, ...settings } },
});
const journeys = [
  register('Register'),
  register('RegisterVerified', { userVerificationRequirement: 'REQUIRED' }),
  register('RegisterEd25519', { acceptedSigningAlgorithms: ['EdDSA'] }),
  register('RegisterAttested', { attestationPreference: 'DIRECT', requireAttestation: true }),
  authenticate('Touch', { userVerificationRequirement: 'DISCOURAGED' }),
  authenticate('Verify', { userVerificationRequirement: 'REQUIRED' }),
];
const { server } = await stage({
  host: 'localhost',
  env: { DURWARD_LOG_LEVEL: 'info,durward_signin=debug', DURWARD_LIMITS_SIGN_IN_RATE: '0' },
  extra: journeys.map((journey) => `\n---\n${JSON.stringify(journey)}`).join(''),
});

/** Why the request was refused, as the log has it. */
const reason = (request) => until(`the log says why ${request} was refused`, () => server.log
  .split('\n')
  .filter((line) => line.startsWith('{') && line.includes(request))
  .map((line) => JSON.parse(line).reason)
  .find(Boolean));

test('soft-webauthn', (t) => pythonTests(t, new URL('test_passkeys.py', import.meta.url), { ORIGIN: server.origin }, async ({ noted }) => {
  for (const { request, expected } of noted) assert.equal(await reason(request), expected);
}));
