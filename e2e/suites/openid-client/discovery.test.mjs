// What the server says about itself: OpenID Connect Discovery 1.0, RFC 8414, and the keys.
import test from 'node:test';
import assert from 'node:assert/strict';
import { stage } from '../../lib/stage.mjs';
import { discover } from '../../lib/openid.mjs';

const { issuer, server } = await stage();

test('openid-client discovers the realm and finds what it needs', async () => {
  const metadata = (await discover(issuer, 'shop')).serverMetadata();
  assert.equal(metadata.issuer, issuer);
  for (const endpoint of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri', 'introspection_endpoint', 'revocation_endpoint', 'end_session_endpoint']) {
    assert.ok(metadata[endpoint].startsWith(`${issuer}/`), `${endpoint} lives under the issuer: ${metadata[endpoint]}`);
  }
  assert.ok(metadata.supportsPKCE());
  assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  assert.deepEqual([...metadata.response_modes_supported].sort(), ['form_post', 'form_post.jwt', 'fragment', 'fragment.jwt', 'jwt', 'query', 'query.jwt']);
  for (const method of ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt']) {
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes(method), method);
  }
  for (const grant of ['authorization_code', 'refresh_token', 'client_credentials']) {
    assert.ok(metadata.grant_types_supported.includes(grant), grant);
  }
  assert.ok(!metadata.grant_types_supported.includes('password'), 'what is off is not advertised');
});

test('the RFC 8414 document at the well-known path of the origin says the same', async () => {
  const openid = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const response = await fetch(`${server.origin}/.well-known/oauth-authorization-server/realms/acme`);
  assert.equal(response.status, 200);
  const oauth = await response.json();
  for (const key of ['issuer', 'token_endpoint', 'authorization_endpoint', 'jwks_uri']) assert.equal(oauth[key], openid[key], key);
});

test('the published keys hold public halves only, carry kid and alg, and may be cached', async () => {
  const { jwks_uri: address } = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const response = await fetch(address);
  assert.match(response.headers.get('cache-control') ?? '', /max-age=\d+/);
  const { keys } = await response.json();
  assert.ok(keys.length >= 3, 'RS256, ES256 and EdDSA');
  assert.deepEqual(new Set(keys.map((key) => key.kty)), new Set(['RSA', 'EC', 'OKP']));
  for (const key of keys) {
    assert.ok(key.kid && key.alg && key.use === 'sig', JSON.stringify(key));
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.ok(!(secret in key), `no ${secret} in a published key`);
  }
});

test('discovery may be read by a browser app of any origin', async () => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { headers: { origin: 'https://elsewhere.example' } });
  assert.ok(['*', 'https://elsewhere.example'].includes(response.headers.get('access-control-allow-origin')));
});

test('an unknown realm is not found', async () => {
  const response = await fetch(`${server.origin}/realms/nowhere/.well-known/openid-configuration`);
  assert.equal(response.status, 404);
});

test('the addresses existing clients know lead to the same place', async () => {
  const alias = await fetch(`${server.origin}/oauth2/realms/root/realms/acme/.well-known/openid-configuration`);
  assert.equal(alias.status, 200);
  assert.equal((await alias.json()).token_endpoint !== undefined, true);
  const keys = await fetch(`${server.origin}/oauth2/realms/root/realms/acme/connect/jwk_uri`);
  assert.equal(keys.status, 200);
  assert.ok((await keys.json()).keys.length > 0);
});
