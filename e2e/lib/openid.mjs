// openid-client set up for the apps of fixtures/acme.yaml.
import * as client from 'openid-client';

/** Client secrets of fixtures/acme.yaml. */
export const secrets = { shop: 'shop-secret-shop-secret-shop-secret', forum: 'forum-secret-forum-secret-forum-secret', clerk: 'clerk-secret-clerk-secret-clerk-secret' };

/** Discovers `issuer` and resolves to a configuration for app `id`. */
export function discover(issuer, id, authentication = client.ClientSecretBasic(secrets[id]), metadata = {}) {
  return client.discovery(new URL(issuer), id, metadata, authentication, { execute: [client.allowInsecureRequests] });
}

/** A code request with PKCE, state and nonce, and the checks its answer must pass. */
export async function codeRequest(config, parameters) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const wantsIdToken = (parameters.scope ?? '').split(' ').includes('openid');
  const expectedNonce = wantsIdToken ? client.randomNonce() : undefined;
  const url = client.buildAuthorizationUrl(config, {
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    ...(expectedNonce ? { nonce: expectedNonce } : {}),
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState, ...(expectedNonce ? { expectedNonce, idTokenExpected: true } : {}) } };
}

/** The OAuth error code of a rejected promise; fails when it is fulfilled. */
export async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error.error ?? error.cause?.error ?? error.code ?? error.message;
  }
  throw new Error('accepted, though it should have been refused');
}
