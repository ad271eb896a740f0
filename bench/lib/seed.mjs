// A million people with an access token each, written straight into the databases: through the front door it would take hours.

import { createHash } from 'node:crypto';

/** Every seeded token has this secret; its SHA-256 is what the rows keep. */
const secret = 'benchbenchbenchbenchbenchbenchbenchbenchben';

/** The access token of person `n`, for wrk (`string.format`) and for the driver. */
export const tokenFormat = `atk_%026d.${secret}`;
export const tokenPattern = `atk_{n26}.${secret}`;

/** Seeds the peer's PostgreSQL with the rows its in-memory adapter computes (bench/peer/seeded.mjs). */
export async function seedPeer(postgres, people) {
  const issued = Math.floor(Date.now() / 1000);
  const common = `'iat', ${issued}, 'exp', ${issued + 86_400}, 'jti', 'seeded-' || n, 'accountId', 'user-' || n, 'clientId', 'shop'`;
  await postgres.sql('peer', `
    INSERT INTO payloads (model, id, payload, grant_id)
      SELECT 'AccessToken', 'seeded-' || n,
        jsonb_build_object(${common}, 'kind', 'AccessToken', 'grantId', 'seeded-' || n, 'gty', 'authorization_code', 'scope', 'openid profile email'),
        'seeded-' || n
      FROM generate_series(0, ${people - 1}) AS n;
    INSERT INTO payloads (model, id, payload)
      SELECT 'Grant', 'seeded-' || n, jsonb_build_object(${common}, 'kind', 'Grant', 'openid', jsonb_build_object('scope', 'openid profile email'))
      FROM generate_series(0, ${people - 1}) AS n;
    ANALYZE payloads;`);
}

/** SHA-256 of the seeded secret as the rows keep it: base64url without padding. */
const secretHash = createHash('sha256').update(secret).digest('base64url');

/** Columns of `table`, in order. */
async function columns(home, table) {
  const query = home.postgres
    ? `SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = '${table}' AND table_schema = current_schema();`
    : `SELECT group_concat(name, ',') FROM pragma_table_info('${table}');`;
  return (await home.sql(query)).split(',');
}

/** `INSERT … SELECT` that copies the one row of `table` that `where` finds, once for each `n`, with `changes` to its columns. */
async function copies(home, table, where, changes, from, to) {
  const names = await columns(home, table);
  const values = names.map((name) => changes[name] ?? `original.${name}`);
  return `INSERT INTO ${table} (${names.join(', ')})
    WITH RECURSIVE numbers(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${to})
    SELECT ${values.join(', ')} FROM numbers, (SELECT * FROM ${table} WHERE ${where}) AS original;`;
}

/**
 * Adds people up to `people` to the stopped Durward at `home` by copying `user-1` (who was made through `durward apply`), and an
 * access token of app `shop` for everyone. A grant stands behind every token, as after a sign-in.
 */
export async function seedPeople(home, people) {
  const made = Number(await home.sql("SELECT COUNT(*) FROM users WHERE username LIKE 'user-%';"));
  const digits = home.postgres ? (prefix) => `'${prefix}_' || lpad(n::text, 26, '0')` : (prefix) => `printf('${prefix}_%026d', n)`;
  const text = home.postgres ? 'n::text' : 'n';
  const realm = "(SELECT realm_id FROM realms WHERE path LIKE '%bench')";
  const original = `realm_id = ${realm} AND username = 'user-1'`;
  const now = Date.now();
  const statements = [
    await copies(home, 'users', original, {
      id: digits('usr'), username: `'user-' || ${text}`, username_key: `'user-' || ${text}`,
      email: `'user-' || ${text} || '@bench.example'`, email_key: `'user-' || ${text} || '@bench.example'`,
    }, made, people),
    await copies(home, 'credentials', `realm_id = ${realm} AND user_id = (SELECT id FROM users WHERE ${original})`, {
      user_id: digits('usr'), id: digits('crd'),
    }, made, people),
    `INSERT INTO grants (realm_id, id, app_id, user_id, session_id, scope, context, created_at, expires_at, revoked_at)
       SELECT u.realm_id, ${seededId(home, 'grt')}, d.id, u.id, NULL, 'openid profile email', '{}', ${now}, ${now + 86_400_000}, NULL
       FROM users u, documents d WHERE u.realm_id = ${realm} AND d.realm_id = u.realm_id AND d.kind = 'app' AND d.lookup_key = 'shop';`,
    `INSERT INTO access_tokens (realm_id, id, secret_hash, grant_id, app_id, client_id, user_id, scope, audience, issued_at, expires_at, revoked_at)
       SELECT u.realm_id, ${seededId(home, 'atk')}, '${secretHash}', ${seededId(home, 'grt')}, d.id, 'shop', u.id, 'openid profile email', '${home.origin}/realms/bench', ${now}, ${now + 86_400_000}, NULL
       FROM users u, documents d WHERE u.realm_id = ${realm} AND d.realm_id = u.realm_id AND d.kind = 'app' AND d.lookup_key = 'shop';`,
  ];
  await home.sql(`BEGIN;\n${statements.join('\n')}\nCOMMIT;\nANALYZE;`);
}

/** The id, in SQL over `users u`, of the row with `prefix` that belongs to a person: the person's number in 26 digits. */
function seededId(home, prefix) {
  const number = "substr(u.username, 6)";
  return home.postgres ? `'${prefix}_' || lpad(${number}, 26, '0')` : `printf('${prefix}_%026d', CAST(${number} AS INTEGER))`;
}
