// The first start prints a link; the link makes the first administrator, once.
import test from 'node:test';
import assert from 'node:assert/strict';
import { defer } from '../../lib/cleanup.mjs';
import { browser } from '../../lib/stage.mjs';
import { Durward, Home } from '../../lib/durward.mjs';
import { press, signIn } from '../../lib/people.mjs';
import { until } from '../../lib/processes.mjs';

const visit = await browser();

async function fresh(options) {
  const home = await Home.create();
  defer(() => home.remove());
  const server = await Durward.start({ home, ...options });
  defer(() => server.stop());
  return { home, server };
}

const link = (server) => server.log.match(/https?:\/\/[^\s"\\]+\/setup[^\s"\\]*/)?.[0];

test('the printed link opens a page that makes the first administrator, without JavaScript, and works once', async () => {
  const { server } = await fresh();
  const address = await until('a set-up link is printed', () => link(server));
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(address);
  await page.locator('#username').fill('root-ana');
  await page.locator('#email').fill('root-ana@acme.example');
  await page.locator('#new-password').fill('a long and quiet winter evening');
  await press(page, page.locator('form button').last());
  assert.equal(await page.getByRole('alert').count(), 0, await page.locator('body').innerText());

  const stranger = await visit();
  await stranger.goto(`${server.issuer('root')}/account`);
  await signIn(stranger, { username: 'root-ana', password: 'a long and quiet winter evening' });
  await stranger.waitForURL((url) => url.pathname.endsWith('/account'));

  const second = await (await visit()).goto(address);
  assert.ok(second.status() >= 400, `the link is spent: ${second.status()}`);
});

test('a link somebody made up is refused', async () => {
  const { server } = await fresh();
  const address = await until('a set-up link is printed', () => link(server));
  const forged = address.slice(0, -6) + 'AAAAAA';
  const response = await fetch(forged, { redirect: 'manual' });
  assert.ok(response.status >= 400 && response.status < 500, String(response.status));
});

test('a restart before the link was used prints a link that works; after an administrator exists it prints none', async () => {
  const { home, server } = await fresh();
  await until('a set-up link is printed', () => link(server));
  await server.stop();
  const again = await Durward.start({ home });
  const address = await until('a set-up link is printed again', () => link(again));
  assert.equal((await fetch(address)).status, 200);
  await again.stop();
});

test('an administrator can be named without a browser', async () => {
  const home = await Home.create();
  defer(() => home.remove());
  const file = home.file('password', 'a long and quiet winter evening\n');
  const server = await Durward.start({ home, args: ['--admin-email', 'boss@acme.example', '--admin-password-file', file] });
  defer(() => server.stop());
  assert.equal(link(server), undefined, 'no link is needed');
  assert.ok(!server.log.includes('quiet winter'), 'the password is not in the log');
  const page = await visit();
  await page.goto(`${server.issuer('root')}/account`);
  await signIn(page, { username: 'boss@acme.example', password: 'a long and quiet winter evening' });
  await page.waitForURL((url) => url.pathname.endsWith('/account'));
});

test('the start page says what to do next', async () => {
  const { server } = await fresh();
  const page = await visit();
  const response = await page.goto(server.origin);
  assert.equal(response.status(), 200);
  assert.ok(await page.getByRole('heading').count() > 0);
});
