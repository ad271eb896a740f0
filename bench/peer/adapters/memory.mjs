// The kindest adapter there is: a map per model in the peer's own heap, nothing written anywhere.
//
// Rows whose id begins with `seeded-` are computed instead of stored (see seeded.mjs), so that a million users
// cost the peer neither memory nor garbage collection.
import { seeded } from '../seeded.mjs';

const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);
const rows = new Map();
const byGrant = new Map();
const byUid = new Map();

export class MemoryAdapter {
  constructor(model) {
    this.model = model;
    if (!rows.has(model)) rows.set(model, new Map());
    this.rows = rows.get(model);
  }

  async find(id) {
    const row = this.rows.get(id);
    if (row) return row;
    return id?.startsWith('seeded-') ? seeded(this.model, id) : undefined;
  }

  async findByUid(uid) {
    return this.rows.get(byUid.get(uid));
  }

  async upsert(id, payload) {
    this.rows.set(id, payload);
    if (this.model === 'Session') byUid.set(payload.uid, id);
    if (payload.grantId && grantable.has(this.model)) {
      const members = byGrant.get(payload.grantId);
      if (members) members.push([this.rows, id]);
      else byGrant.set(payload.grantId, [[this.rows, id]]);
    }
  }

  async consume(id) {
    this.rows.get(id).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.rows.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [map, id] of byGrant.get(grantId) ?? []) map.delete(id);
    byGrant.delete(grantId);
  }
}
