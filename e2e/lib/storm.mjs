// Write load that remembers what was acknowledged, for servers that are killed.
//
// Every worker signs people in, exchanges codes, and rotates refresh tokens. What the server acknowledged must hold after it
// was killed; a request without an answer may have happened or not, so what it touched is set aside.
import * as client from 'openid-client';
import { codeRequest, refusal } from './openid.mjs';
import { Person } from './person.mjs';

const scope = 'openid email offline_access';

/** Documents for `count` people `p0`… of realm storm. */
export function stormPeople(count) {
  return Array.from({ length: count }, (_, number) => `---\n${JSON.stringify({
    kind: 'user', realm: 'storm', username: `p${number}`, email: `p${number}@storm.example`, password: `the weather of person ${number}`,
  })}\n`).join('');
}

/** One load over one server, which may die at any moment. */
export class Storm {
  constructor(config, callback, people) {
    Object.assign(this, { config, callback, people });
    this.families = [];
    this.codes = [];
    this.uncertain = 0;
    this.acknowledged = 0;
    this.running = false;
  }

  start(workers) {
    this.running = true;
    this.workers = Array.from({ length: workers }, (_, seed) => this.work(seed).catch((error) => { this.failure ??= error; }));
  }

  async stop() {
    this.running = false;
    await Promise.all(this.workers);
    if (this.failure) throw this.failure;
  }

  async work(seed) {
    for (let turn = seed; this.running; turn += 7) {
      const family = await this.attempt(() => this.signIn(turn % this.people));
      for (let rotations = 0; family && this.running && rotations < 6; rotations += 1) {
        if (!(await this.attempt(() => this.rotate(family), () => { family.uncertain = true; }))) break;
      }
    }
  }

  /** Runs one step; when the server is gone, `lost` says what can no longer be known. An answer that is a refusal is an error. */
  async attempt(step, lost = () => {}) {
    try {
      const done = await step();
      this.acknowledged += 1;
      return done ?? true;
    } catch (error) {
      if (!gone(error)) throw error;
      lost();
      this.uncertain += 1;
      return undefined;
    }
  }

  async signIn(number) {
    const person = new Person();
    const { url, checks } = await codeRequest(this.config, { redirect_uri: this.callback, scope });
    const page = await person.signIn(url.href, { username: `p${number}`, password: `the weather of person ${number}` }, this.callback);
    if (!page.arrived) throw new Error(`not sent back: ${page.status} ${page.address}\n${page.text.slice(0, 500)}`);
    const family = { person, spent: [], refresh: undefined, access: undefined };
    const code = { arrived: page.arrived, checks, family };
    // From here on the code may be spent whatever happens.
    const tokens = await client.authorizationCodeGrant(this.config, page.arrived, checks);
    this.codes.push(code);
    Object.assign(family, { refresh: tokens.refresh_token, access: tokens.access_token, subject: tokens.claims().sub });
    this.families.push(family);
    return family;
  }

  async rotate(family) {
    const tokens = await client.refreshTokenGrant(this.config, family.refresh);
    family.spent.push(family.refresh);
    Object.assign(family, { refresh: tokens.refresh_token, access: tokens.access_token });
  }

  /** Checks everything acknowledged so far against the restarted server; returns how many things were checked. */
  async verify() {
    const certain = this.families.filter(({ uncertain }) => !uncertain);
    const problems = [];
    let checked = 0;
    const expect = async (what, promise) => {
      checked += 1;
      const fine = await promise.catch((error) => { problems.push(`${what}: ${error.error ?? error.message}`); return true; });
      if (!fine) problems.push(what);
    };
    for (const [index, family] of certain.entries()) {
      await expect('an acknowledged access token is gone', client.tokenIntrospection(this.config, family.access).then(({ active }) => active));
      await expect('an acknowledged session is gone', this.hasSession(family));
      await expect('an acknowledged refresh token is gone', this.rotate(family).then(() => true));
      // Spent tokens and codes must stay spent; trying ends the family, so only every second one is tried.
      if (index % 2 === 1) continue;
      const [code] = this.codes.filter((entry) => entry.family === family);
      if (index % 4 === 0 && family.spent.length > 0) {
        await expect('a spent refresh token worked again', refusal(client.refreshTokenGrant(this.config, family.spent[0])).then((error) => error === 'invalid_grant'));
      } else if (code) {
        await expect('a spent code worked again', refusal(client.authorizationCodeGrant(this.config, code.arrived, code.checks)).then((error) => error === 'invalid_grant'));
      }
      family.uncertain = true;
    }
    this.families = this.families.filter(({ uncertain }) => !uncertain).slice(-40);
    this.codes = this.codes.filter(({ family }) => this.families.includes(family));
    return { checked, problems };
  }

  async hasSession({ person }) {
    const { url } = await codeRequest(this.config, { redirect_uri: this.callback, scope, prompt: 'none' });
    return new URL((await person.send(url.href)).headers.get('location')).searchParams.has('code');
  }
}

function gone(error) {
  for (let at = error; at; at = at.cause) {
    if (/fetch failed|ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET|terminated|other side closed/.test(`${at.code} ${at.message}`)) return true;
  }
  return false;
}
