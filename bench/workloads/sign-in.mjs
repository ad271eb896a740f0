// A whole sign-in with password: is the time spent on the hash, and on nothing else?
import { basic, drive } from '../lib/load.mjs';
import { cost } from '../lib/limit.mjs';
import { measure } from '../lib/rounds.mjs';
import { password } from '../lib/stage.mjs';
import { add, beside } from '../lib/table.mjs';

/** The settings of a sign-in at `shop` for the driver. */
export const shop = { scenario: 'sign_in', authorization: basic('shop'), client_id: 'shop', redirect_uri: 'http://127.0.0.1:9000/cb', password };

export default {
  name: 'sign-in',
  async run(stage) {
    const ours = await stage.ours();
    // Sixteen at a time: more would only wait in the hash queue, and after a second of it be answered 503.
    const run = await measure({
      limit: async () => 1 / (await cost('argon2')), ours: () => drive(ours, { ...shop, people: stage.people, connections: 16 }),
    });
    add('sign-in with Argon2id', run.overLimit, { least: 0.97, unit: 'of the bare hash rate' }, beside(run));
    add('sign-in with Argon2id', (1 / run.perCpu - 1 / run.limitPerCpu) * 1000, { most: 0.6, unit: 'ms CPU besides the hash' });
  },
};
