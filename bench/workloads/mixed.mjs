// A storm of sign-ins must not slow the machines down, nor leave people waiting without a word.
import { basic, drive } from '../lib/load.mjs';
import { median } from '../lib/rounds.mjs';
import { rounds } from '../lib/options.mjs';
import { add } from '../lib/table.mjs';
import { shop } from './sign-in.mjs';

export default {
  name: 'mixed',
  async run(stage) {
    const ours = await stage.ours();
    const token = { scenario: 'token', authorization: basic('machine-es256'), body: 'grant_type=client_credentials&scope=bench', connections: 32 };
    const most = await drive(ours, token);
    const paced = { ...token, rate: 0.2 * most.wall };
    const seen = [];
    for (let round = 0; round < rounds; round += 1) {
      const alone = await drive(ours, paced);
      const [beside, people] = await Promise.all([drive(ours, paced), drive(ours, { ...shop, people: stage.people })]);
      seen.push({ alone, beside, people });
    }
    const middle = (pick) => median(seen.map(pick));
    add('client_credentials during a storm of sign-ins', middle(({ alone, beside }) => beside.p99 / alone.p99), { most: 3, unit: '× its own p99' },
      `alone p99 ${middle(({ alone }) => alone.p99).toFixed(2)} ms, in the storm ${middle(({ beside }) => beside.p99).toFixed(2)} ms, at ${Math.round(paced.rate)}/s`);
    add('sign-ins in the storm', middle(({ people }) => Math.max(people.max, people.busy_max)), { most: 1000, unit: 'ms for the longest, answered or told 503' },
      `${Math.round(middle(({ people }) => people.done))} signed in, ${Math.round(middle(({ people }) => people.busy))} told to come back (503, Retry-After)`);
  },
};
