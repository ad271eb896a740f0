// Suites written in Python: each is a program that prints a line of JSON for each of its tests (lines.py).
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

const python = fileURLToPath(new URL('../.venv/bin/python', import.meta.url));
const lib = fileURLToPath(new URL('.', import.meta.url));

/** Runs `script` and has every test of it be one of `t`; `check(line)` may ask for more of one that passed. */
export async function pythonTests(t, script, env, check = () => {}) {
  const { code, stdout, stderr } = await run(python, ['-B', '-W', 'ignore', fileURLToPath(script)], {
    env: { ...process.env, PYTHONPATH: lib, ...env },
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  for (const line of lines) {
    await t.test(line.name, async () => {
      assert.ok(line.passed, line.problem);
      await check(line);
    });
  }
  assert.ok(lines.length > 0, `${stdout}\n${stderr}`);
  assert.equal(code, 0, stderr);
}
