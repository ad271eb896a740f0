// Refresh rotation: the answer leaves after the fsync; reuse ends the family; access and ID token are signed anew.
import { basic, drive } from '../lib/load.mjs';
import { limit } from '../lib/limit.mjs';
import { measure } from '../lib/rounds.mjs';
import { password } from '../lib/stage.mjs';
import { add, beside, note } from '../lib/table.mjs';

// What a rotation of ours must write whatever the code looks like: the old token's mark, the new token, the audit event.
const rows = 3;

function load(subject, isPeer) {
  const client = isPeer ? 'shop' : 'shop-jwt';
  return drive(subject, {
    scenario: 'refresh', authorization: basic(client), client_id: client, redirect_uri: 'http://127.0.0.1:9000/cb', people: 500, password,
    extra: isPeer ? 'resource=https%3A%2F%2Fes256.bench.example' : '',
  });
}

export default {
  name: 'refresh',
  async run(stage) {
    const [floor, peer, ours] = [await stage.floor(), await stage.peerOnPostgres(), await stage.ours()];
    const database = `${ours.home.folder}/floor.db`;
    const run = await measure({
      limit: () => limit(floor, [['es256', 2], ['sha256', 3], ['hmac', 1], ['rows', rows, { database }]]),
      peer: () => load(peer, true),
      ours: () => load(ours, false),
    });
    add('refresh rotation, SQLite against peer on PostgreSQL', run.overPeer, { least: 12, unit: '× peer' }, beside(run));
    add('refresh rotation, SQLite against peer on PostgreSQL', run.overLimit, { least: 0.5, unit: 'L' });

    const second = await stage.oursOnPostgres();
    const both = await measure({ peer: () => load(peer, true), ours: () => load(second, false) });
    note('refresh rotation, both on PostgreSQL', `${both.overPeer.toFixed(2)} × peer; ${beside(both)}`);
  },
};
