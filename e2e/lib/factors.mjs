// Second factors as people have them: an authenticator app (RFC 6238) and a browser with an authenticator in it.
import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytes(base32) {
  let bits = '';
  for (const letter of base32.replaceAll(/[\s=]/g, '').toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code an app with `seed` shows now, or `later` steps from now. */
export function totp(seed, later = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const tag = createHmac('sha1', bytes(seed)).update(counter).digest();
  const offset = tag.at(-1) & 15;
  return String((tag.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** An app that shows each code once: one that was used is not good again, so it goes on to the next. */
export class AuthenticatorApp {
  constructor(seed) {
    this.seed = seed;
    this.used = new Set();
  }

  /** A code that is good now and was not used. */
  async code() {
    for (;;) {
      for (const later of [0, 1]) {
        const code = totp(this.seed, later);
        if (!this.used.has(code)) { this.used.add(code); return code; }
      }
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
    }
  }
}

/** Puts an authenticator into the browser of `page`: a platform one that verifies its user, unless told otherwise. */
export async function authenticator(page, options = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, ...options,
    },
  });
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    add: (credential) => session.send('WebAuthn.addCredential', { authenticatorId, credential }),
    verify: (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    present: (enabled) => session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    remove: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  };
}
