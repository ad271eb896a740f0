// Authlib (PyPI) drives the same flows: test_flows.py, one line of its output per test here.
import test from 'node:test';
import { pythonTests } from '../../lib/python.mjs';
import { stage } from '../../lib/stage.mjs';

const { issuer, party, keys } = await stage();

test('Authlib', (t) => pythonTests(t, new URL('test_flows.py', import.meta.url), {
  AUTHLIB_INSECURE_TRANSPORT: '1',
  ISSUER: issuer,
  CALLBACK: party.callback,
  GOODBYE: party.goodbye,
  ROBOT_KEY: JSON.stringify({ ...keys.privateJwk, kid: keys.kid, alg: 'ES256' }),
}));
