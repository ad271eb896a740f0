// Two thousand stolen passwords a second, from everywhere at once: do the machines notice, and do people still get in?
import { basic, drive } from '../lib/load.mjs';
import { median } from '../lib/rounds.mjs';
import { rounds } from '../lib/options.mjs';
import { add } from '../lib/table.mjs';

const machines = 128;

export default {
  name: 'stuffing',
  async run(stage) {
    const ours = await stage.ours();
    const token = { scenario: 'token', authorization: basic('machine-es256'), body: 'grant_type=client_credentials&scope=bench', connections: 32, rate: 200 };
    // Each try takes some time itself, so the pause is a little shorter than the rate says.
    const stuff = { scenario: 'stuff', people: stage.people, connections: machines, pause: 0.95 * machines / 2000 };
    const seen = [];
    for (let round = 0; round < rounds; round += 1) {
      const alone = await drive(ours, token);
      const [beside, tries] = await Promise.all([drive(ours, token), drive(ours, stuff)]);
      seen.push({ alone, beside, tries });
    }
    const middle = (pick) => median(seen.map(pick));
    add('client_credentials while passwords are stuffed', middle(({ beside }) => beside.p99), { most: 20, unit: 'ms p99' },
      `alone ${middle(({ alone }) => alone.p99).toFixed(2)} ms, at ${token.rate}/s beside ${Math.round(middle(({ tries }) => (tries.done + tries.busy) / tries.seconds))} tries/s, `
      + `${Math.round(middle(({ tries }) => tries.done / tries.seconds))} of them checked, the others told to come back (503)`);
  },
};
