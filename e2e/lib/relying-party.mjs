// The app's side of a redirect: a listener at /cb (and /bye after a logout) that remembers what it was sent.
import http from 'node:http';

/** A relying party's web server on a free loopback port. */
export class RelyingParty {
  static listen() {
    return new Promise((resolve) => {
      const party = new RelyingParty();
      party.server.listen(0, '127.0.0.1', () => {
        party.origin = `http://127.0.0.1:${party.server.address().port}`;
        party.callback = `${party.origin}/cb`;
        party.goodbye = `${party.origin}/bye`;
        resolve(party);
      });
    });
  }

  constructor() {
    this.received = [];
    this.server = http.createServer((request, response) => this.answer(request, response));
  }

  async answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url.startsWith('/cb') || request.url.startsWith('/bye')) {
      this.received.push({ method: request.method, url: this.origin + request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>The app</title><h1 id="app">The app</h1>');
  }

  /** The last request it received, as a `Request` for a client library. */
  last() {
    const { method, url, headers, body } = this.received.at(-1);
    return new Request(url, { method, ...(method === 'POST' ? { body, headers: { 'content-type': headers['content-type'] } } : {}) });
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
