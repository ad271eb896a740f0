// The apps and protected APIs of the workloads, named as in bench/fixtures/bench.yaml.

const callback = process.env.CALLBACK ?? 'http://127.0.0.1:9000/cb';
const common = { client_secret: 'bench-secret-bench-secret-bench-secret', token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: 'ES256' };
const machine = { ...common, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };

export const clients = [
  { ...machine, client_id: 'machine-es256', scope: 'bench' },
  { ...machine, client_id: 'machine-rs256', scope: 'bench' },
  { ...machine, client_id: 'machine-opaque', scope: 'bench' },
  { ...machine, client_id: 'short-lived', scope: 'bench' },
  {
    ...common, client_id: 'shop', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], redirect_uris: [callback],
    scope: 'openid profile email offline_access bench',
  },
];

function api(alg) {
  return { scope: 'bench', audience: `https://${alg.toLowerCase()}.bench.example`, accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg } } };
}

/** Protected APIs by resource indicator (RFC 8707): their access tokens are signed JWTs. */
export const resources = { 'https://es256.bench.example': api('ES256'), 'https://rs256.bench.example': api('RS256') };
