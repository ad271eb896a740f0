// What this run is: its length, its workloads, and where its programs are.
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const here = fileURLToPath(new URL('..', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});

/** The workloads named on the command line; none means all. */
export const wanted = positionals;

/** A short run: one round of short windows and a tenth of the rows. Its figures are for finding mistakes, not for the table. */
export const quick = values.quick;

export const rounds = Number(values.rounds ?? (quick ? 1 : 3));
export const warm = quick ? 1 : 3;
export const measured = quick ? 2 : 6;
export const connections = 64;

/** How many people and realms are on disk. */
export const people = quick ? 100_000 : 1_000_000;
export const realms = quick ? 1000 : 10_000;

const target = process.env.BENCH_TARGET_DIR ?? path.join(here, 'target');
export const programs = {
  durward: process.env.DURWARD_BIN,
  floor: path.join(target, 'release/floor'),
  driver: path.join(target, 'release/driver'),
};

/** Servers run on core 0, load on core 1. */
export const onServerCore = ['taskset', '-c', '0'];
export const onLoadCore = ['taskset', '-c', '1'];
