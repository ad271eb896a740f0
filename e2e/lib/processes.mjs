// Child processes and ports: everything a suite starts is known here by pid and ends with it.
import { spawn } from 'node:child_process';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/** A TCP port on loopback that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Runs a command to its end. Resolves to `{ code, signal, stdout, stderr }`, whatever the exit status. */
export function run(command, args, { input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => { stdout += chunk; });
    child.stderr.setEncoding('utf8').on('data', (chunk) => { stderr += chunk; });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** Like `run`, but a failing command is an error that shows its output. */
export async function runOk(command, args, options) {
  const result = await run(command, args, options);
  if (result.code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${result.code ?? result.signal}\n${result.stdout}\n${result.stderr}`);
  }
  return result;
}

/** Asks `probe` every few milliseconds until it answers something truthy; fails after `timeout` milliseconds. */
export async function until(what, probe, { timeout = 10_000, every = 20 } = {}) {
  const end = performance.now() + timeout;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`not within ${timeout} ms: ${what}`);
    await sleep(every);
  }
}

/** A long-running child whose output is kept, unless `stdio` sends it elsewhere. */
export class Service {
  constructor(command, args, options = {}) {
    this.output = '';
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => { this.output += chunk; });
    }
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => { this.output += error; resolve({ code: null, signal: null, error }); });
      this.child.once('close', (code, signal) => { this.ended = { code, signal }; resolve(this.ended); });
    });
    running.add(this);
    this.exited.then(() => running.delete(this));
  }

  get pid() {
    return this.child.pid;
  }

  /** Sends `signal` and waits for the end, killing it after `grace` milliseconds. */
  async stop(signal = 'SIGTERM', grace = 15_000) {
    if (this.ended) return this.ended;
    this.child.kill(signal);
    const late = setTimeout(() => this.child.kill('SIGKILL'), grace);
    const ended = await this.exited;
    clearTimeout(late);
    return ended;
  }
}

const running = new Set();
process.once('exit', () => {
  for (const service of running) service.child.kill('SIGKILL');
});
