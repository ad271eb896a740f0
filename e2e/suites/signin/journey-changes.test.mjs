// An administrator changes a journey while a hundred people are in the middle of it: each of them finishes what they began.
import test from 'node:test';
import assert from 'node:assert/strict';
import { stage } from '../../lib/stage.mjs';
import { AuthenticatorApp } from '../../lib/factors.mjs';
import { Script } from '../../lib/script.mjs';
import { sleep } from '../../lib/processes.mjs';

const RUNS = 100;
const password = 'nine quiet morning trains';
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const people = Array.from({ length: RUNS }, (_, index) => ({
  username: `p${index}`, email: `p${index}@acme.example`, phone: `+3247000${String(1000 + index)}`,
}));

const inner = (retryLimit) => ({
  kind: 'journey', realm: 'acme', _id: 'StaffPassword', innerTreeOnly: true, entryNodeId: 'ask',
  nodes: {
    ask: { nodeType: 'PageNode', connections: { outcome: 'check' } },
    check: { nodeType: 'IdentityStoreDecisionNode', connections: { TRUE: 'success', FALSE: 'again', LOCKED: 'failure', EXPIRED: 'failure', CANCELLED: 'failure' } },
    again: { nodeType: 'RetryLimitDecisionNode', connections: { Retry: 'ask', Reject: 'failure' } },
  },
  nodeConfig: {
    ask: { nodes: [{ nodeType: 'UsernameCollectorNode' }, { nodeType: 'PasswordCollectorNode' }], pageHeader: { en: `At most ${retryLimit}` } },
    again: { retryLimit },
  },
});

const code = (kind, sender, next) => ({
  [`make-${kind}`]: { nodeType: 'OneTimePasswordGeneratorNode', connections: { outcome: `send-${kind}` } },
  [`send-${kind}`]: { nodeType: sender, connections: { outcome: `code-${kind}` } },
  [`code-${kind}`]: { nodeType: 'OneTimePasswordCollectorDecisionNode', connections: { true: next, false: 'failure' } },
});
const inside = (next) => ({ nodeType: 'InnerTreeEvaluatorNode', connections: { true: next, false: 'failure' } });
const app = (next) => ({ nodeType: 'OathTokenVerifierNode', connections: { successOutcome: next, failureOutcome: 'failure', notRegisteredOutcome: 'failure' } });

// Three factors: what one knows, a message to an address of one's choice, and an app.
const before = [inner(3), {
  kind: 'journey', realm: 'acme', _id: 'Staff', entryNodeId: 'password',
  nodes: {
    password: inside('choose'),
    choose: { nodeType: 'ChoiceCollectorNode', connections: { mail: 'make-mail', text: 'make-text' } },
    ...code('mail', 'OneTimePasswordSmtpSenderNode', 'app'),
    ...code('text', 'OneTimePasswordSmsSenderNode', 'app'),
    app: app('success'),
  },
  nodeConfig: { password: { tree: 'StaffPassword' }, choose: { prompt: 'Where to?', choices: ['mail', 'text'] } },
}];
// The app first, no choice any more, and one try at the password: most of the nodes people wait at are gone.
const after = [inner(1), {
  kind: 'journey', realm: 'acme', _id: 'Staff', entryNodeId: 'first',
  nodes: { first: inside('second'), second: app('make-mail'), ...code('mail', 'OneTimePasswordSmtpSenderNode', 'success') },
  nodeConfig: { first: { tree: 'StaffPassword' } },
}];
const yaml = (documents) => documents.map((document) => JSON.stringify(document)).join('\n---\n');

const { home, server, issuer } = await stage({
  env: { DURWARD_LIMITS_SIGN_IN_RATE: '0' },
  extra: `\n---\n${yaml(before)}\n${people.map(({ username, email, phone }) => `---\n${JSON.stringify({
    kind: 'user', realm: 'acme', username, email, emailVerified: true, phone, phoneVerified: true, password, totp: { secret: seed },
  })}\n`).join('')}`,
});
const address = `${server.origin}/json/realms/acme/authenticate?authIndexType=service&authIndexValue=Staff`;

async function codeTo(to) {
  for (let tries = 0; tries < 200; tries += 1) {
    const { messages } = await (await fetch(`${server.origin}/dev/mailbox.json?realm=acme&to=${encodeURIComponent(to)}`)).json();
    const found = messages.find((message) => message.code);
    if (found) return found.code;
    await sleep(100);
  }
  throw new Error(`no code came to ${to}`);
}

/** One person's run, answered callback by callback. */
class Run {
  constructor(person, way) {
    Object.assign(this, { person, way, script: new Script(issuer), seen: [] });
  }

  async begin() {
    await this.take(await this.script.call(address, {}));
    return this;
  }

  async take({ status, body }) {
    assert.equal(status, 200, `${this.person.username} after ${this.seen}: ${JSON.stringify(body)}`);
    this.step = body;
    this.done = Boolean(body.tokenId);
  }

  /** What the step asks for: `password`, `choice` or `code`. */
  get asks() {
    const types = this.step.callbacks.map(({ type }) => type);
    if (types.includes('PasswordCallback') && types.includes('NameCallback')) return 'password';
    return types[0] === 'ChoiceCallback' ? 'choice' : 'code';
  }

  /** What somebody at this step would answer, in order of the callbacks. */
  async answers() {
    if (this.asks === 'password') return [this.person.username, password];
    if (this.asks === 'choice') return [this.way === 'mail' ? 0 : 1];
    this.codes = (this.codes ?? 0) + 1;
    return [this.codes === 2 ? await new AuthenticatorApp(seed).code() : await codeTo(this.way === 'mail' ? this.person.email : this.person.phone)];
  }

  async next() {
    this.seen.push(this.asks);
    const answers = await this.answers();
    const callbacks = this.step.callbacks.map((callback) => ({ ...callback }));
    const asking = callbacks.filter(({ input, type }) => input?.length && type !== 'ConfirmationCallback');
    answers.forEach((answer, index) => { asking[index].input = [{ ...asking[index].input[0], value: answer }]; });
    let answer;
    do {
      // More people at once than passwords can be checked are told to come back.
      if (answer) await sleep(1000);
      answer = await this.script.call(address, { ...this.step, callbacks });
    } while (answer.status === 503);
    await this.take(answer);
  }

  async finish() {
    while (!this.done) await this.next();
    return this.seen.join(' ');
  }
}

test('a hundred people in the middle of a journey finish it as it was when they began', async () => {
  const runs = await Promise.all(people.map((person, index) => new Run(person, index % 2 ? 'text' : 'mail').begin()));
  // A quarter each waits at the password, the choice, the code and the app.
  await Promise.all(runs.map(async (run, index) => {
    for (let steps = index % 4; steps > 0; steps -= 1) await run.next();
  }));
  assert.equal(runs.filter(({ seen }) => seen.length === 3).length, RUNS / 4);
  const halfway = runs.filter((_, index) => index % 8 < 4).map((run) => run.finish());
  const { stdout } = await home.apply(yaml(after));
  assert.match(stdout, /^~ journey Staff in acme/m);
  await Promise.all(halfway);
  for (const seen of await Promise.all(runs.map((run) => run.finish()))) assert.equal(seen, 'password choice code code');
  for (const run of runs) assert.ok(run.script.signedIn);
});

test('who begins afterwards goes the new way', async () => {
  const run = new Run({ username: 'ben', email: 'ben@acme.example' }, 'mail');
  await run.begin();
  assert.equal(run.step.header, 'At most 1');
  const wrong = run.step.callbacks.map((callback, index) => ({ ...callback, input: [{ ...callback.input[0], value: index ? 'wrong' : 'ben' }] }));
  const refused = await run.script.call(address, { ...run.step, callbacks: wrong });
  assert.equal(refused.status, 401, 'one try, where there were three');
});
