// Authlib (PyPI) drives the same flows: test_flows.py, one line of its output per test here.
import test from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { stage } from '../../lib/stage.mjs';
import { run } from '../../lib/processes.mjs';

const { issuer, party, keys } = await stage();

test('Authlib', async (t) => {
  const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
  const script = fileURLToPath(new URL('test_flows.py', import.meta.url));
  const { code, stdout, stderr } = await run(python, ['-B', '-W', 'ignore', script], {
    env: {
      ...process.env,
      AUTHLIB_INSECURE_TRANSPORT: '1',
      ISSUER: issuer,
      CALLBACK: party.callback,
      GOODBYE: party.goodbye,
      ROBOT_KEY: JSON.stringify({ ...keys.privateJwk, kid: keys.kid, alg: 'ES256' }),
    },
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  for (const { name, passed, problem } of lines) await t.test(name, () => assert.ok(passed, problem));
  assert.ok(lines.length > 0, `${stdout}\n${stderr}`);
  assert.equal(code, 0);
});
