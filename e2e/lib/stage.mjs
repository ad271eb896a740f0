// What most suites need: a home with the fixtures applied, a server on it, a relying party, and perhaps a browser.
import { chromium } from 'playwright-core';
import { defer } from './cleanup.mjs';
import { Durward, fixture, Home } from './durward.mjs';
import { robotKeys } from './keys.mjs';
import { RelyingParty } from './relying-party.mjs';

/** Sets the stage for one test file and clears it when the file is done. */
export async function stage({ args = [], env = {}, extra = '', host } = {}) {
  const party = await RelyingParty.listen();
  defer(() => party.close());
  const keys = await robotKeys();
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(fixture('acme.yaml', { RP: party.origin, ROBOT_JWKS: JSON.stringify(keys.publicJwks) }) + extra);
  const server = await Durward.start({ home, args, env, host });
  defer(() => server.stop());
  return { home, server, party, keys, issuer: server.issuer('acme') };
}

/** One Chromium for a test file. Each call of the returned function opens a fresh profile with one page. */
export async function browser() {
  const instance = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  defer(() => instance.close());
  return async function visit(options = {}) {
    const context = await instance.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(10_000);
    return context.newPage();
  };
}
