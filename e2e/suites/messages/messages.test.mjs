// Codes through a real mail server and a provider's HTTP interface: down, slow, refusing. Nothing is lost, and what was
// taken is not sent again.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defer } from '../../lib/cleanup.mjs';
import { Durward, Home } from '../../lib/durward.mjs';
import { Person } from '../../lib/person.mjs';
import { freePort } from '../../lib/processes.mjs';
import { HttpSink, MailSink } from './sinks.mjs';

const allowed = { DURWARD_OUTBOUND_ALLOW: '127.0.0.1' };

const people = `
kind: realm
name: acme
displayName: Acme
---
kind: user
realm: acme
username: ana
email: ana@acme.example
emailVerified: true
phone: "+32470000012"
phoneVerified: true
profile: {givenName: Ana, sn: Diaz}
password: correct horse battery staple
`;

const mailChannel = (port, more = '', transport = '') => `
---
kind: message-channel
realm: acme
name: email
medium: email
from: Acme <no-reply@acme.example>
${more}
transport: {type: smtp, hostname: 127.0.0.1, port: ${port}, security: Non SSL${transport}}
`;

const textChannel = (port, name = 'sms', medium = 'sms', preset = 'twilio-sms') => `
---
kind: message-channel
realm: acme
name: ${name}
medium: ${medium}
from: "+15005550006"
transport:
  type: http
  preset: ${preset}
  parameters: {accountSid: AC1}
  secret: token-of-the-account
  url: http://127.0.0.1:${port}/2010-04-01/Accounts/{{ accountSid|urlencode }}/Messages.json
`;

/** A server on a home with `declared` applied. */
async function serve(declared, { env = {}, home } = {}) {
  const place = home ?? await Home.create();
  if (!home) defer(() => place.remove());
  await place.apply(people + declared);
  const server = await Durward.start({ home: place, env: { ...allowed, ...env } });
  defer(() => server.stop());
  return server;
}

/** Asks for a code at `journey`; resolves to the person and the page that asks for it. */
async function ask(server, journey, answers) {
  const person = new Person();
  const page = await person.go(`${server.issuer('acme')}/login?journey=${journey}`);
  return { person, page: await person.submit(page, answers) };
}

async function enter({ person, page }, code) {
  const answer = await person.submit(page, { otp: code }, { button: 'login-submit' });
  return { answer, signedIn: person.cookies.has('durward-session.acme') };
}

/** A certificate for localhost, and the authority it is of. */
function certified(home) {
  const file = (name) => path.join(home.folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...fresh, '-days', '2', '-subj', '/CN=authority', '-keyout', file('ca.key'), '-out', file('ca.crt'));
  openssl('req', ...fresh, '-subj', '/CN=localhost', '-keyout', file('mail.key'), '-out', file('mail.csr'));
  home.file('mail.ext', 'subjectAltName=DNS:localhost\n');
  openssl('x509', '-req', '-in', file('mail.csr'), '-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2',
    '-extfile', file('mail.ext'), '-out', file('mail.crt'));
  return { authority: file('ca.crt'), certificate: file('mail.crt'), key: file('mail.key') };
}

const codeIn = (text) => text.match(/\b\d{6}\b/)[0];

test('a code by mail arrives at once and signs in', async () => {
  const sink = await MailSink.start();
  defer(() => sink.stop());
  const server = await serve(mailChannel(sink.port));
  const begun = performance.now();
  const asked = await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  const mail = await sink.arrived(1);
  assert.ok(performance.now() - begun < 2000, `${performance.now() - begun} ms`);
  assert.deepEqual(mail.to, ['ana@acme.example']);
  assert.equal(mail.from, 'no-reply@acme.example');
  assert.equal(mail.subject, 'Your one-time code for Acme');
  assert.equal(mail.auto, 'auto-generated');
  assert.match(mail.id, /^<msg_[0-9a-z]{26}@acme\.example>$/);
  assert.ok(mail.html.includes(codeIn(mail.text)), 'plain and HTML say the same');
  assert.ok((await enter(asked, codeIn(mail.text))).signedIn);
  assert.ok(!server.log.includes(codeIn(mail.text)), 'no code in the log');
  await ask(server, 'EmailCode', { email: 'nobody@acme.example' });
  await sleep(500);
  assert.equal(sink.messages.length, 1, 'nobody is written to');
});

test('a mail server that is down, then busy: nothing is lost, nothing is sent twice', async () => {
  const port = await freePort();
  const server = await serve(mailChannel(port));
  const asked = await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  await sleep(500);
  const sink = await MailSink.start();
  defer(() => sink.stop());
  await sink.behave('busy');
  await server.home.command(['apply', server.home.file('moved.yaml', mailChannel(sink.port).replace('---\n', ''))]);
  await sleep(6000);
  assert.equal(sink.messages.length, 0);
  await sink.behave('ok');
  const mail = await sink.arrived(1, 40_000);
  assert.ok((await enter(asked, codeIn(mail.text))).signedIn);
  await sleep(6000);
  assert.equal(sink.messages.length, 1);
});

test('a slow mail server does not keep another realm waiting', async () => {
  const [slow, fast] = [await MailSink.start(), await MailSink.start()];
  defer(() => { slow.stop(); fast.stop(); });
  const other = people.replaceAll('acme', 'globex').replace('Acme', 'Globex')
    + mailChannel(fast.port).replaceAll('acme', 'globex').replace('Acme', 'Globex');
  const server = await serve(`${mailChannel(slow.port)}---${other}`);
  await slow.behave('slow 3');
  await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  const person = new Person();
  const page = await person.go(`${server.issuer('globex')}/login?journey=EmailCode`);
  await person.submit(page, { email: 'ana@globex.example' });
  await fast.arrived(1, 2000);
  assert.equal(slow.messages.length, 0);
  await slow.arrived(1, 10_000);
  await sleep(1000);
  assert.equal(slow.messages.length, 1);
});

test('a server that refuses a message for good is not asked again', async () => {
  const sink = await MailSink.start();
  defer(() => sink.stop());
  await sink.behave('refuse');
  const server = await serve(mailChannel(sink.port));
  await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  await sleep(1000);
  assert.match(server.log, /message given up/);
  assert.match(server.log, /550/);
});

test('killed before it could deliver, the next start delivers', async () => {
  const port = await freePort();
  const server = await serve(mailChannel(port));
  const asked = await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  await server.kill();
  const sink = await MailSink.start();
  defer(() => sink.stop());
  await server.home.apply(mailChannel(sink.port).replace('---\n', ''));
  const again = await Durward.start({ home: server.home, env: allowed, port: server.port });
  defer(() => again.stop());
  // What a process held that died is taken by another after a minute.
  const mail = await sink.arrived(1, 90_000);
  assert.ok((await enter(asked, codeIn(mail.text))).signedIn);
});

test('STARTTLS and a password, by a certificate of our own authority', async () => {
  const home = await Home.create();
  defer(() => home.remove());
  const { authority, certificate, key } = certified(home);
  const sink = await MailSink.start(certificate, key);
  defer(() => sink.stop());
  const channel = mailChannel(sink.port, '', ', username: acme, password: mail password')
    .replace('Non SSL', 'Start TLS').replace('hostname: 127.0.0.1', 'hostname: localhost');
  const env = { DURWARD_OUTBOUND_CA_FILE: authority, DURWARD_OUTBOUND_ALLOW: 'localhost' };
  const server = await serve(channel, { home, env });
  await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  const mail = await sink.arrived(1);
  assert.deepEqual([mail.tls, mail.login], [true, true]);
  const { stdout } = await home.command(['export', '--realm', 'acme']);
  assert.match(stdout, /message-channel/);
  assert.ok(!stdout.includes('mail password'), 'no secret is exported');
});

test('text messages and WhatsApp through a provider: busy, refusing, slow', async () => {
  const sink = await HttpSink.start();
  defer(() => sink.stop());
  const server = await serve(textChannel(sink.port) + textChannel(sink.port, 'whatsapp', 'whatsapp', 'twilio-whatsapp'));
  let busy = 1;
  sink.answer = () => (busy-- > 0 ? [503, {}] : [201, { sid: 'SM1' }, 300]);
  const asked = await ask(server, 'PhoneCode', { phone: '+32 470 00 00 12' });
  const request = await sink.arrived(2, 30_000);
  assert.equal(request.url, '/2010-04-01/Accounts/AC1/Messages.json');
  assert.equal(request.headers.authorization, `Basic ${Buffer.from('AC1:token-of-the-account').toString('base64')}`);
  assert.equal(sink.requests[0].headers['idempotency-key'], request.headers['idempotency-key']);
  const fields = new URLSearchParams(request.body);
  assert.deepEqual([fields.get('To'), fields.get('From')], ['+32470000012', '+15005550006']);
  await sleep(6000);
  assert.equal(sink.requests.length, 2, 'what was taken is not sent again');
  assert.ok((await enter(asked, codeIn(fields.get('Body')))).signedIn);
  sink.answer = () => [400, { code: 21211 }];
  await ask(server, 'PhoneCode', { phone: '+32470000012' });
  await sink.arrived(3);
  await sleep(6500);
  assert.equal(sink.requests.length, 3, 'what is refused for good is not asked again');
  assert.match(server.log, /the provider answered 400/);
  assert.ok(!server.log.includes('token-of-the-account'));
});

test('an attacker who administers a realm cannot make us speak to our own network', async () => {
  const sink = await MailSink.start();
  defer(() => sink.stop());
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(people + mailChannel(sink.port));
  const server = await Durward.start({ home });
  defer(() => server.stop());
  await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  await sleep(1500);
  assert.equal(sink.messages.length, 0);
  assert.match(server.log, /outbound\.allow/);
});

test('without a channel a developer reads messages in the browser, and nobody else does', async () => {
  const server = await serve('');
  const asked = await ask(server, 'EmailCode', { email: 'ana@acme.example' });
  await sleep(500);
  const { messages } = await (await fetch(`${server.origin}/dev/mailbox.json?to=ana@acme.example`)).json();
  assert.ok((await enter(asked, messages[0].code)).signedIn);
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(people);
  const published = await Durward.start({ home, publicUrl: 'https://id.acme.example' });
  defer(() => published.stop());
  const address = `http://127.0.0.1:${published.port}/dev/mailbox.json`;
  assert.equal((await fetch(address)).status, 404);
});

test('a link by mail goes on in another browser', async () => {
  const sink = await MailSink.start();
  defer(() => sink.stop());
  const server = await serve(mailChannel(sink.port));
  const { person } = await ask(server, 'MagicLink', { email: 'ana@acme.example' });
  const mail = await sink.arrived(1);
  const link = mail.text.match(/http\S+suspendedId=\S+/)[0];
  const other = new Person();
  const page = await other.go(link);
  assert.match(page.text, /id="other-browser"/);
  await other.submit(page, {}, { button: 'resume-confirm' });
  assert.ok(other.cookies.has('durward-session.acme'));
  assert.ok(!person.cookies.has('durward-session.acme'));
  assert.equal((await new Person().send(link)).status, 400, 'it works once');
});
