// The limit of a workload: one over (a bare axum POST + its signatures, hashes and durable rows), all measured now.
import { runOk } from '../../e2e/lib/processes.mjs';
import { measured, onServerCore, programs } from './options.mjs';
import { wrk } from './load.mjs';

/** CPU seconds of one operation `what`. */
export async function cost(what, { database, pids = [] } = {}) {
  const [command, ...args] = [...onServerCore, programs.floor, 'cost', what, '--seconds', String(measured / 4),
    ...(database ? ['--database', database] : []), ...(pids.length ? ['--pids', pids.join(',')] : [])];
  return JSON.parse((await runOk(command, args)).stdout).cpu_us / 1e6;
}

/** Operations per CPU second of the bare server `subject` plus `parts`, a list of `[what, times, options]`. */
export async function limit(subject, parts) {
  const bare = await wrk(subject, 'post.lua', { REQUEST_PATH: '/', BODY: 'grant_type=client_credentials&scope=bench', AUTHORIZATION: 'Basic x', EXPECT: 'access_token' });
  let total = 1 / bare.perCpu;
  for (const [what, times, options] of parts) total += times * (await cost(what, options));
  return 1 / total;
}
