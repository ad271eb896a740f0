// Keys an app made for itself, for private_key_jwt.

const { subtle } = globalThis.crypto;

/** A fresh ES256 key pair: the private `CryptoKey`, its JWK, and the public set to register. */
export async function robotKeys(kid = 'robot-1') {
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  return {
    kid,
    privateKey: pair.privateKey,
    privateJwk: await subtle.exportKey('jwk', pair.privateKey),
    publicJwks: { keys: [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }] },
  };
}
