// Where an authorization error goes: to the person when the redirect cannot be trusted, to the app when it can.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { browser, stage } from '../../lib/stage.mjs';
import { codeRequest, discover } from '../../lib/openid.mjs';
import { arrival } from '../../lib/people.mjs';
import { Person } from '../../lib/person.mjs';

const { issuer, party } = await stage();
const visit = await browser();
const shop = await discover(issuer, 'shop');
const asked = { redirect_uri: party.callback, scope: 'openid' };

async function open(change) {
  const { url, checks } = await codeRequest(shop, asked);
  change(url.searchParams);
  return { answer: await new Person().send(url.href), checks, url };
}

for (const [name, change] of [
  ['an unregistered redirect', (query) => query.set('redirect_uri', 'https://evil.example/cb')],
  ['a registered redirect with something appended', (query) => query.set('redirect_uri', `${party.callback}/../evil`)],
  ['a redirect in another spelling', (query) => query.set('redirect_uri', party.callback.replace('127.0.0.1', 'localhost'))],
  ['a redirect with a fragment', (query) => query.set('redirect_uri', `${party.callback}#x`)],
  ['two redirects', (query) => query.append('redirect_uri', 'https://evil.example/cb')],
  ['an unknown app', (query) => query.set('client_id', 'nobody')],
  ['no app', (query) => query.delete('client_id')],
]) {
  test(`${name}: an error page, no redirect`, async () => {
    const { answer } = await open(change);
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get('location'), null);
    assert.match(answer.headers.get('content-type'), /text\/html/);
    assert.doesNotMatch(answer.text, /href="https:\/\/evil/);
  });
}

for (const [name, change, error] of [
  ['no code challenge', (query) => { query.delete('code_challenge'); query.delete('code_challenge_method'); }, 'invalid_request'],
  ['a plain code challenge', (query) => query.set('code_challenge_method', 'plain'), 'invalid_request'],
  ['an unsupported response type', (query) => query.set('response_type', 'tea'), 'unsupported_response_type'],
  ['no response type', (query) => query.delete('response_type'), 'invalid_request'],
  ['a scope the app may not have', (query) => query.set('scope', 'openid admin'), 'invalid_scope'],
  ['a doubled parameter', (query) => query.append('scope', 'openid'), 'invalid_request'],
  ['an unreadable max_age', (query) => query.set('max_age', 'soon'), 'invalid_request'],
  ['a request object that is none', (query) => query.set('request', 'e30.e30.'), 'invalid_request_object'],
  ['a prompt nobody knows', (query) => query.set('prompt', 'tea'), 'invalid_request'],
]) {
  test(`${name}: the app hears ${error}`, async () => {
    const { answer, checks } = await open(change);
    assert.ok([302, 303].includes(answer.status), `${answer.status}`);
    const at = new URL(answer.headers.get('location'));
    assert.equal(at.origin + at.pathname, party.callback);
    assert.equal(at.searchParams.get('error'), error);
    assert.equal(at.searchParams.get('state'), checks.expectedState);
    assert.equal(at.searchParams.get('iss'), issuer);
  });
}

test('unknown parameters are ignored (RFC 6749 3.1)', async () => {
  const { answer } = await open((query) => query.set('utm_source', 'letter'));
  assert.ok(answer.status < 400);
  assert.doesNotMatch(answer.headers.get('location') ?? '', /error=/);
});

test('the error page is a page for people', async () => {
  const page = await visit({ javaScriptEnabled: false });
  const { url } = await codeRequest(shop, { ...asked, redirect_uri: 'https://evil.example/cb' });
  const response = await page.goto(url.href);
  assert.equal(response.status(), 400);
  assert.ok(await page.getByRole('alert').count() || await page.getByRole('heading').count());
  const policy = response.headers()['content-security-policy'] ?? '';
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /script-src[^;]*unsafe-inline/);
  assert.equal(response.headers()['x-content-type-options'], 'nosniff');
});

test('the app hears an error through form_post too', async () => {
  const page = await visit();
  const { url, checks } = await codeRequest(shop, { ...asked, scope: 'openid admin', response_mode: 'form_post' });
  await page.goto(url.href);
  await arrival(page, party.callback);
  const body = new URLSearchParams(party.received.at(-1).body);
  assert.equal(body.get('error'), 'invalid_scope');
  assert.equal(body.get('state'), checks.expectedState);
});

test('a request that is too large, and one in a wrong method, get a clear answer below 500', async () => {
  const large = await fetch(`${issuer}/oauth2/authorize?x=${'a'.repeat(100_000)}`).catch(() => ({ status: 431 }));
  assert.ok(large.status >= 400 && large.status < 500, String(large.status));
  const wrong = await fetch(shop.serverMetadata().token_endpoint);
  assert.ok([400, 404, 405].includes(wrong.status), String(wrong.status));
  const heavy = await fetch(shop.serverMetadata().token_endpoint, { method: 'POST', body: 'a'.repeat(4_000_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } }).catch(() => ({ status: 413 }));
  assert.ok([400, 401, 413].includes(heavy.status), String(heavy.status));
});
