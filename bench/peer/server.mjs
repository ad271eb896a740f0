// The peer: npm's oidc-provider, set up to do the same work as Durward does in each workload.
//
//   PORT=9100 ADAPTER=memory|postgres [DATABASE_URL=…] node server.mjs
//
// Development conveniences are off, nothing is logged, and one process serves everything: it is pinned to one core.
import http from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider, { errors } from 'oidc-provider';
import { clients, resources } from './clients.mjs';
import { account, interactions } from './people.mjs';

const port = Number(process.env.PORT ?? 9100);
const base = '/realms/bench';
const issuer = `http://127.0.0.1:${port}${base}`;

async function adapter() {
  if (process.env.ADAPTER === 'postgres') {
    const { PostgresAdapter, migrate } = await import('./adapters/postgres.mjs');
    await migrate();
    return PostgresAdapter;
  }
  return (await import('./adapters/memory.mjs')).MemoryAdapter;
}

function privateJwk(alg, type, options) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg };
}

const provider = new Provider(issuer, {
  adapter: await adapter(),
  clients,
  jwks: { keys: [privateJwk('RS256', 'rsa', { modulusLength: 2048 }), privateJwk('ES256', 'ec', { namedCurve: 'P-256' })] },
  cookies: { keys: ['bench-cookie-key'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'given_name', 'family_name', 'locale'] },
  scopes: ['openid', 'offline_access', 'profile', 'email', 'bench'],
  routes: {
    authorization: '/oauth2/authorize', token: '/oauth2/token', introspection: '/oauth2/introspect', revocation: '/oauth2/revoke',
    userinfo: '/oauth2/userinfo', jwks: '/oauth2/jwks', end_session: '/oauth2/logout',
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo(ctx, indicator) {
        const found = resources[indicator];
        if (!found) throw new errors.InvalidTarget();
        return found;
      },
    },
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  // The peer drops offline_access from a request without prompt=consent; a first-party app gets its refresh token anyway, as with Durward.
  issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
  ttl: {
    AccessToken: 3600, AuthorizationCode: 120, IdToken: 3600, Grant: 604_800, Interaction: 3600, RefreshToken: 604_800, Session: 604_800,
    ClientCredentials: (ctx, token, client) => (client.clientId === 'short-lived' ? 1 : 3600),
  },
  interactions: { url: (ctx, interaction) => `${base}/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => account(id),
  async loadExistingGrant(ctx) {
    const { client, session, params } = ctx.oidc;
    const known = ctx.oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId);
    if (known) {
      const grant = await provider.Grant.find(known);
      if (grant) return grant;
    }
    // A first-party app: what it asks for is granted without a question.
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    for (const indicator of [params.resource ?? []].flat()) grant.addResourceScope(indicator, 'bench');
    await grant.save();
    return grant;
  },
});
provider.on('server_error', (ctx, error) => console.error(error));

const answer = provider.callback();
const interact = interactions(provider, base);
http.createServer((request, response) => {
  if (request.url.startsWith(`${base}/interaction/`)) {
    interact(request, response).catch((error) => { console.error(error); response.writeHead(500).end(); });
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(base.length) || '/';
  answer(request, response);
}).listen(port, '127.0.0.1', () => console.log(`listening ${issuer}`));
