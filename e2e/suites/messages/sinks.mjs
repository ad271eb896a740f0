// Where messages end up in these tests: a mail server (aiosmtpd) and a provider's HTTP interface.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../../lib/processes.mjs';

const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const script = fileURLToPath(new URL('sink.py', import.meta.url));

/** A real mail server on loopback that keeps what it takes. */
export class MailSink {
  static async start(...tls) {
    const child = spawn(python, ['-B', script, ...tls], { stdio: ['pipe', 'pipe', 'inherit'] });
    const sink = new MailSink(child);
    await until('the mail server listens', () => sink.port);
    return sink;
  }

  constructor(child) {
    this.child = child;
    this.messages = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line);
      if ('port' in said) this.port = said.port;
      else if ('mode' in said) this.mode = said.mode;
      else this.messages.push(said);
    });
  }

  /** `ok`, `busy`, `refuse` or `slow SECONDS`. */
  async behave(mode) {
    this.child.stdin.write(`${mode}\n`);
    await until(`the mail server is ${mode}`, () => this.mode === mode);
  }

  async arrived(count, timeout = 20_000) {
    await until(`${count} messages arrived`, () => this.messages.length >= count, { timeout });
    return this.messages.at(-1);
  }

  stop() {
    this.child.stdin.end();
    this.child.kill();
  }
}

/** A provider of text messages on loopback. `answer` decides what it says to each request. */
export class HttpSink {
  static async start() {
    const sink = new HttpSink();
    sink.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const asked = { url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
      sink.requests.push(asked);
      const [status, body, delay] = await sink.answer(asked);
      setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)), delay ?? 0);
    });
    await new Promise((resolve) => { sink.server.listen(0, '127.0.0.1', resolve); });
    sink.port = sink.server.address().port;
    return sink;
  }

  constructor() {
    this.requests = [];
    this.answer = () => [201, { sid: `SM${this.requests.length}` }];
  }

  /** What was taken: requests that were answered with success, by the message they carried. */
  async arrived(count, timeout = 20_000) {
    await until(`${count} requests arrived`, () => this.requests.length >= count, { timeout });
    return this.requests.at(-1);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
