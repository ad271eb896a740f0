// Runs the workloads one after another and prints the table. See README.md for what the figures mean.
import os from 'node:os';
import { connections, measured, quick, rounds, wanted, warm } from './lib/options.mjs';
import { Stage } from './lib/stage.mjs';
import { note, print } from './lib/table.mjs';
import token from './workloads/token.mjs';
import introspection from './workloads/introspection.mjs';
import userinfo from './workloads/userinfo.mjs';
import refresh from './workloads/refresh.mjs';
import signIn from './workloads/sign-in.mjs';
import mixed from './workloads/mixed.mjs';
import stuffing from './workloads/stuffing.mjs';
import flow from './workloads/flow.mjs';
import start from './workloads/start.mjs';
import memory from './workloads/memory.mjs';
import realms from './workloads/realms.mjs';

const workloads = [token, introspection, userinfo, refresh, signIn, mixed, stuffing, flow, start, memory, realms];
const unknown = wanted.filter((name) => !workloads.some((workload) => workload.name === name));
if (unknown.length > 0) {
  console.error(`no workload called ${unknown.join(', ')}; there are ${workloads.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = workloads.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const stage = new Stage({ seeded: chosen.some(({ seeded }) => seeded) });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stage.clear().finally(() => process.exit(130)));

let broken = 0;
try {
  for (const workload of chosen) {
    process.stderr.write(`${workload.name}\n`);
    try {
      await workload.run(stage);
    } catch (error) {
      broken += 1;
      note(workload.name, `could not be measured: ${error.message.split('\n')[0].slice(0, 90)}`);
      process.stderr.write(`${error.stack}\n`);
    }
  }
} finally {
  await stage.clear();
}

console.log(`\n${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Linux ${os.release()}, load ${os.loadavg()[0].toFixed(2)}`);
console.log(`${rounds} rounds of ${warm} s + ${measured} s, ${connections} connections${quick ? ' (quick: for finding mistakes, not for the record)' : ''}\n`);
const reached = print();
process.exit(broken > 0 ? 1 : reached ? 0 : 3);
