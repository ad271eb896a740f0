// Clients and tokens known by the certificate of a TLS connection (RFC 8705), on the listener that asks for one.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import * as client from 'openid-client';
import { defer } from '../../lib/cleanup.mjs';
import { Durward, Home } from '../../lib/durward.mjs';
import { fetchWith, issued, selfSigned } from '../../lib/mtls.mjs';
import { refusal } from '../../lib/openid.mjs';
import { freePort, until } from '../../lib/processes.mjs';

const home = await Home.create();
defer(() => home.remove());
const { folder } = home;
const server = await selfSigned(folder, 'server', '/CN=localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
const authority = await selfSigned(folder, 'authority', '/O=Acme/CN=Clients');
const robot = await issued(folder, 'robot', '/C=DE/O=Acme, Inc./CN=robot', authority);
const stranger = await issued(folder, 'stranger', '/C=DE/O=Acme, Inc./CN=stranger', authority);
const own = await selfSigned(folder, 'own', '/CN=anything');
const jwk = new X509Certificate(own.cert).publicKey.export({ format: 'jwk' });

const oauth = (id, rest) => JSON.stringify({ client_id: id, grant_types: ['client_credentials'], scope: 'jobs', ...rest });
await home.apply(`
kind: realm
name: acme
services:
  certificates: {trustedAuthorities: [${JSON.stringify(authority.cert)}]}
---
kind: app
realm: acme
name: Robot
client_type: confidential
oauth: ${oauth('robot', { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=robot,O=Acme\\, Inc.,C=DE', tls_client_certificate_bound_access_tokens: true })}
---
kind: app
realm: acme
name: Selfmade
client_type: confidential
oauth: ${oauth('selfmade', { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [jwk] } })}
`);
const [port, asking] = [await freePort(), await freePort()];
const config = home.file('durward.toml', `
[tls]
certificate = "${server.files.cert}"
key = "${server.files.key}"

[client_certificates]
listen = "127.0.0.1:${asking}"
`);
const running = await Durward.start({ home, port, publicUrl: `https://localhost:${port}`, args: ['--config', config], ready: false });
defer(() => running.stop());
const ca = server.cert;
const plain = fetchWith({ ca });
await until('the server is ready', async () => {
  if (running.service.ended) throw new Error(running.log);
  return plain(`https://localhost:${port}/health/ready`).then(({ status }) => status === 200, () => false);
}, { timeout: 20_000 });
const issuer = `https://localhost:${port}/realms/acme`;

/** openid-client for app `id`, presenting `identity` wherever the metadata says that certificates are asked for. */
async function discover(id, identity, headers) {
  const options = { [client.customFetch]: fetchWith({ ca, identity, headers }) };
  return client.discovery(new URL(issuer), id, { use_mtls_endpoint_aliases: true }, client.TlsClientAuth(), options);
}

test('the metadata tells where clients present certificates', async () => {
  const metadata = (await discover('robot', robot)).serverMetadata();
  assert.equal(metadata.mtls_endpoint_aliases.token_endpoint, `https://localhost:${asking}/realms/acme/oauth2/token`);
  assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
  for (const method of ['tls_client_auth', 'self_signed_tls_client_auth']) assert.ok(metadata.token_endpoint_auth_methods_supported.includes(method));
});

test('a certificate of the authority gets a token that is bound to it', async () => {
  const config = await discover('robot', robot);
  const { access_token: token } = await client.clientCredentialsGrant(config);
  const said = await client.tokenIntrospection(config, token);
  const print = createHash('sha256').update(new X509Certificate(robot.cert).raw).digest('base64url');
  assert.deepEqual(said.cnf, { 'x5t#S256': print });
});

test('a self-signed certificate proves who registered its key', async () => {
  const answer = await client.clientCredentialsGrant(await discover('selfmade', own));
  assert.ok(answer.access_token);
  assert.equal(await refusal(client.clientCredentialsGrant(await discover('selfmade', robot))), 'invalid_client');
});

test('no certificate, one of somebody else, or one in a header proves nothing', async () => {
  assert.equal(await refusal(client.clientCredentialsGrant(await discover('robot', {}))), 'invalid_client');
  for (const identity of [stranger, own]) {
    assert.equal(await refusal(client.clientCredentialsGrant(await discover('robot', identity))), 'invalid_client');
  }
  const forged = { 'client-cert': `:${new X509Certificate(robot.cert).raw.toString('base64')}:`, 'x-ssl-client-cert': encodeURIComponent(robot.cert) };
  assert.equal(await refusal(client.clientCredentialsGrant(await discover('robot', {}, forged))), 'invalid_client');
  assert.equal(await refusal(client.clientCredentialsGrant(await discover('robot', stranger, forged))), 'invalid_client');
});

test('the usual listener asks nobody for a certificate', async () => {
  const fetch = fetchWith({ ca, identity: robot });
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'robot' });
  const answer = await fetch(`${issuer}/oauth2/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
  assert.equal((await answer.json()).error, 'invalid_client');
});
