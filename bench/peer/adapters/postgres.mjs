// One table, prepared statements, a small pool: what a careful operator of the peer would write.
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 });

export async function migrate() {
  await pool.query(`CREATE TABLE IF NOT EXISTS payloads (
    model TEXT NOT NULL, id TEXT NOT NULL, payload JSONB NOT NULL, grant_id TEXT, uid TEXT, consumed_at BIGINT, expires_at BIGINT,
    PRIMARY KEY (model, id))`);
  await pool.query('CREATE INDEX IF NOT EXISTS payloads_grant ON payloads (grant_id) WHERE grant_id IS NOT NULL');
  await pool.query('CREATE INDEX IF NOT EXISTS payloads_uid ON payloads (uid) WHERE uid IS NOT NULL');
}

function now() {
  return Math.floor(Date.now() / 1000);
}

function payloadOf(result) {
  const row = result.rows[0];
  if (!row) return undefined;
  return row.consumed_at ? { ...row.payload, consumed: Number(row.consumed_at) } : row.payload;
}

export class PostgresAdapter {
  constructor(model) {
    this.model = model;
  }

  async find(id) {
    return payloadOf(await pool.query({
      name: 'find', text: 'SELECT payload, consumed_at FROM payloads WHERE model = $1 AND id = $2', values: [this.model, id],
    }));
  }

  async findByUid(uid) {
    return payloadOf(await pool.query({
      name: 'find_by_uid', text: 'SELECT payload, consumed_at FROM payloads WHERE uid = $1 AND model = $2', values: [uid, this.model],
    }));
  }

  async upsert(id, payload, expiresIn) {
    await pool.query({
      name: 'upsert',
      text: `INSERT INTO payloads (model, id, payload, grant_id, uid, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (model, id) DO UPDATE SET payload = $3, grant_id = $4, uid = $5, expires_at = $6`,
      values: [this.model, id, payload, payload.grantId ?? null, this.model === 'Session' ? payload.uid : null, expiresIn ? now() + expiresIn : null],
    });
  }

  async consume(id) {
    await pool.query({
      name: 'consume', text: 'UPDATE payloads SET consumed_at = $3 WHERE model = $1 AND id = $2', values: [this.model, id, now()],
    });
  }

  async destroy(id) {
    await pool.query({ name: 'destroy', text: 'DELETE FROM payloads WHERE model = $1 AND id = $2', values: [this.model, id] });
  }

  async revokeByGrantId(grantId) {
    await pool.query({ name: 'revoke', text: 'DELETE FROM payloads WHERE grant_id = $1', values: [grantId] });
  }
}
