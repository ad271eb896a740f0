// Resident memory: idle, and after everything that ran before in this run.
import { memory } from '../lib/proc.mjs';
import { ours, sleep } from '../lib/subjects.mjs';
import { add } from '../lib/table.mjs';

/** What the reused memory of the password hash may take: one arena of 19 MiB per hashing thread, one core here. */
const arenas = 19;

export default {
  name: 'memory',
  async run(stage) {
    const used = await stage.ours();
    const { resident, peak } = memory(used.pid);
    const home = await stage.home();
    const idle = await ours(home, { name: 'idle Durward' });
    await sleep(3000);
    add('resident memory, idle', memory(idle.pid).resident, { most: 25, unit: 'MiB' });
    await idle.stop();
    add('resident memory, after the workloads of this run', resident, { most: 60 + arenas, unit: 'MiB' }, `goal 60 MiB and ${arenas} MiB of hash memory; peak ${peak.toFixed(0)} MiB`);
  },
};
