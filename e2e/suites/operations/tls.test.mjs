// TLS by Durward itself: cookies with __Host-, and a certificate that changes without a restart.
import test from 'node:test';
import assert from 'node:assert/strict';
import tls from 'node:tls';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { defer } from '../../lib/cleanup.mjs';
import { Durward, fixture, Home } from '../../lib/durward.mjs';
import { browser } from '../../lib/stage.mjs';
import { freePort, runOk, sleep, until } from '../../lib/processes.mjs';
import { signIn } from '../../lib/people.mjs';
import { stormPeople } from '../../lib/storm.mjs';

async function certificate(folder, name) {
  const [key, cert] = [path.join(folder, 'new.key'), path.join(folder, 'new.pem')];
  await runOk('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert]);
  renameSync(key, path.join(folder, 'tls.key'));
  renameSync(cert, path.join(folder, 'tls.pem'));
}

function commonName(port) {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, servername: 'localhost' }, () => {
      resolve(socket.getPeerCertificate().subject?.CN);
      socket.destroy();
    });
    socket.once('error', () => resolve(undefined));
  });
}

const home = await Home.create();
defer(() => home.remove());
await home.apply(fixture('storm.yaml', { RP: 'http://127.0.0.1:9' }) + stormPeople(1));
await certificate(home.folder, 'first');
const port = await freePort();
const config = home.file('durward.toml', `[tls]\ncertificate = "${home.folder}/tls.pem"\nkey = "${home.folder}/tls.key"\n`);
const server = await Durward.start({ home, port, publicUrl: `https://localhost:${port}`, args: ['--config', config], ready: false });
defer(() => server.stop());
await until(`TLS answers\n${server.log}`, async () => {
  if (server.service.ended) throw new Error(server.log);
  return commonName(port);
}, { timeout: 20_000 });

test('over TLS the session cookie is __Host-, Secure, HttpOnly and SameSite', async () => {
  const visit = await browser();
  const page = await visit({ ignoreHTTPSErrors: true });
  await page.goto(`https://localhost:${port}/realms/storm/account`);
  await signIn(page, { username: 'p0', password: 'the weather of person 0' });
  await page.waitForURL((url) => url.pathname.endsWith('/account'));
  const cookies = await page.context().cookies();
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) {
    assert.ok(cookie.name.startsWith('__Host-') || cookie.name.startsWith('__Secure-'), cookie.name);
    assert.ok(cookie.secure && cookie.sameSite !== 'None', JSON.stringify(cookie));
  }
  assert.ok(cookies.some((cookie) => cookie.httpOnly && cookie.name.startsWith('__Host-')));
  const response = await page.goto(`https://localhost:${port}/realms/storm/account`);
  assert.match(response.headers()['strict-transport-security'] ?? '', /max-age=\d{6,}/);
});

test('a new certificate is used without a restart, and a broken one is not', async () => {
  assert.equal(await commonName(port), 'first');
  await certificate(home.folder, 'second');
  await until('the new certificate is served', async () => (await commonName(port)) === 'second', { timeout: 15_000, every: 200 });
  home.file('tls.pem', '-----BEGIN CERTIFICATE-----\nhalf');
  await sleep(3000);
  assert.equal(await commonName(port), 'second', 'the old pair stays in use');
});
