// The order of measuring, and what comes of it.
//
// A round is: limit, peer, ours, peer, ours, limit. Within a round the machine is about as busy for all three, so the ratio of a
// round is worth more than any figure of it; the medians of the rounds' ratios are what the table shows.
import { rounds } from './options.mjs';

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/**
 * Measures `limit()` (operations per CPU second), `peer()` and `ours()` (results of a load tool) in every round.
 * `peer` and `limit` may be absent.
 */
export async function measure({ limit, peer, ours }) {
  const seen = [];
  for (let round = 0; round < rounds; round += 1) {
    const limits = [];
    const peers = [];
    const own = [];
    if (limit) limits.push(await limit());
    for (let turn = 0; turn < 2; turn += 1) {
      if (peer) peers.push(await peer());
      own.push(await ours());
    }
    if (limit) limits.push(await limit());
    seen.push({ limits, peers, own });
    process.stderr.write(`  round ${round + 1}: ours ${Math.round(mean(own.map((run) => run.perCpu)))}${peer ? `, peer ${Math.round(mean(peers.map((run) => run.perCpu)))}` : ''}${limit ? `, limit ${Math.round(mean(limits))}` : ''} per CPU second\n`);
  }
  const rate = (runs) => mean(runs.map((run) => run.perCpu));
  const all = (pick) => median(seen.flatMap(({ own }) => own.map(pick)));
  return {
    perCpu: median(seen.map(({ own }) => rate(own))),
    wall: all((run) => run.wall),
    p50: all((run) => run.p50),
    p99: all((run) => run.p99),
    peerPerCpu: peer && median(seen.map(({ peers }) => rate(peers))),
    limitPerCpu: limit && median(seen.map(({ limits }) => mean(limits))),
    overPeer: peer && median(seen.map(({ own, peers }) => rate(own) / rate(peers))),
    overLimit: limit && median(seen.map(({ own, limits }) => rate(own) / mean(limits))),
  };
}
