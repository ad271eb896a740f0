// A program that draws its own sign-in: speaks JSON to the realm's interfaces and keeps cookies.
import * as client from 'openid-client';

/** A script at `issuer`, with a cookie jar of its own. */
export class Script {
  constructor(issuer) {
    this.issuer = issuer;
    this.cookies = new Map();
  }

  /** Another script with the same cookies as now. */
  copy() {
    const copy = new Script(this.issuer);
    copy.cookies = new Map(this.cookies);
    return copy;
  }

  /** One request to a path below the realm, or to an address; with a `body` it is a POST of JSON. Resolves to status and body. */
  async call(path, body) {
    const address = new URL(path, `${this.issuer}/`);
    const response = await fetch(address, {
      redirect: 'manual',
      method: body ? 'POST' : 'GET',
      ...(body ? { body: JSON.stringify(body) } : {}),
      headers: {
        ...(body ? { 'content-type': 'application/json', origin: address.origin } : {}),
        ...(this.cookies.size ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
      error: text.startsWith('{') ? JSON.parse(text).detail?.errorCode : undefined,
    };
  }

  /** Whether a session's cookie is in the jar. */
  get signedIn() {
    return [...this.cookies.keys()].some((name) => name.includes('session.'));
  }
}

/** An attempt to sign in for the app of `config`, call by call (`/authentication/*`). */
export class Attempt {
  static async start(config, parameters) {
    const attempt = new Attempt(config);
    attempt.verifier = client.randomPKCECodeVerifier();
    attempt.script = new Script(config.serverMetadata().issuer);
    attempt.redirectUri = parameters.redirect_uri;
    const { status, body } = await attempt.script.call('authentication/start', {
      client_id: config.clientMetadata().client_id, response_type: 'code', state: 'xyz', ...parameters,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier), code_challenge_method: 'S256',
    });
    if (status !== 200) throw new Error(`start: ${status} ${JSON.stringify(body)}`);
    attempt.id = body.session_id;
    attempt.offered = body.available_methods.map(({ method }) => method);
    return attempt;
  }

  constructor(config) {
    this.config = config;
  }

  /** `authenticate`, `verify-otp` or `complete`. */
  call(name, body = {}, script = this.script) {
    return script.call(`authentication/${name}`, { session_id: this.id, ...body });
  }

  async status(script = this.script) {
    return script.call(`authentication/status?session_id=${this.id}`);
  }

  /** Completes, follows the browser's way to the app, and resolves to the app's tokens. */
  async tokens() {
    const { status, body } = await this.call('complete');
    if (status !== 200) throw new Error(`complete: ${status} ${JSON.stringify(body)}`);
    const { location } = await this.script.call(body.redirect_to);
    const tokens = await client.authorizationCodeGrant(this.config, new URL(location), {
      pkceCodeVerifier: this.verifier, expectedState: 'xyz',
    });
    return { completed: body, claims: tokens.claims() };
  }
}
