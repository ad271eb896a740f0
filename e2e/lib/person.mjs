// A person without a browser: keeps cookies, follows redirects, and submits the forms it was served.
//
// For suites that need many sign-ins, not a rendered page. It knows only the page contract: fields `username` and
// `password`, and whatever hidden fields the form brought along.
import * as client from 'openid-client';
import { codeRequest } from './openid.mjs';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x2f': '/', '#x2F': '/' };

function decode(text) {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27|#x2f|#x2F);/g, (_, name) => entities[name]);
}

function attributes(tag) {
  const found = {};
  for (const [, name, , double, single, bare] of tag.matchAll(/([\w-]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g)) {
    found[name.toLowerCase()] = decode(double ?? single ?? bare ?? '');
  }
  return found;
}

/** The forms of an HTML page: address, method and named fields (buttons apart). */
export function forms(html, base) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, body]) => {
    const { action, method } = attributes(head);
    const fields = {};
    const buttons = [];
    for (const [, kind, rest] of body.matchAll(/<(input|button|select|textarea)\b([^>]*)>/gi)) {
      const field = attributes(rest);
      if (kind.toLowerCase() === 'button' || field.type === 'submit') buttons.push(field);
      else if (field.name && (!['checkbox', 'radio'].includes(field.type) || 'checked' in field)) fields[field.name] = field.value ?? '';
    }
    return { address: new URL(action || base, base).href, method: (method ?? 'get').toUpperCase(), fields, buttons };
  });
}

/** A cookie jar with legs. One origin at a time is all it needs to know. */
export class Person {
  constructor() {
    this.cookies = new Map();
  }

  /** One request, no redirect followed. Network failures are thrown as they are. */
  async send(address, { form, headers = {} } = {}) {
    const url = new URL(address);
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      ...(form ? { body: new URLSearchParams(form) } : {}),
      headers: {
        accept: 'text/html',
        ...(this.cookies.size ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(form ? { origin: url.origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' } : {}),
        ...headers,
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0\b|expires=thu, 01 jan 1970/i.test(line) || value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, address: url.href, text: await response.text() };
  }

  /** Like `send`, then follows redirects until a page, or an address that begins with `stop`. */
  async go(address, options = {}) {
    let answer = await this.send(address, options);
    for (let hops = 0; answer.headers.get('location'); hops += 1) {
      const next = new URL(answer.headers.get('location'), answer.address).href;
      if (options.stop && next.startsWith(options.stop)) return { ...answer, arrived: new URL(next) };
      if (hops > 12) throw new Error(`redirected in circles at ${next}`);
      answer = await this.send(next);
    }
    return answer;
  }

  /** Submits the first form of `page` that has the wanted fields. */
  submit(page, values, { stop, button } = {}) {
    const all = forms(page.text, page.address);
    const form = all.find(({ fields, buttons }) => Object.keys(values).every((name) => name in fields)
      && (!button || buttons.some((field) => field.id === button)));
    if (!form) throw new Error(`no form with ${Object.keys(values)} ${button ?? ''} on ${page.address} (${page.status})\n${page.text.slice(0, 2000)}`);
    const pressed = button ? form.buttons.find((field) => field.id === button) : form.buttons[0];
    const fields = { ...form.fields, ...(pressed?.name ? { [pressed.name]: pressed.value ?? '' } : {}), ...values };
    return this.go(form.address, { form: fields, stop });
  }

  /** Opens `address`, signs in when asked to, and stops where the answer leads to `stop`. */
  async signIn(address, { username, password }, stop) {
    let page = await this.go(address, { stop });
    for (let steps = 0; !page.arrived && steps < 3; steps += 1) {
      const asks = forms(page.text, page.address).find(({ fields }) => 'username' in fields || 'password' in fields);
      if (!asks) return page;
      const values = { ...('username' in asks.fields ? { username } : {}), ...('password' in asks.fields ? { password } : {}) };
      page = await this.submit(page, values, { stop });
    }
    return page;
  }

  /** The whole code flow for `config`; resolves to the token response. */
  async tokens(config, parameters, person) {
    const { url, checks } = await codeRequest(config, parameters);
    const page = await this.signIn(url.href, person, parameters.redirect_uri);
    if (!page.arrived) throw new Error(`not sent back to the app: ${page.status} ${page.address}\n${page.text.slice(0, 2000)}`);
    return client.authorizationCodeGrant(config, page.arrived, checks);
  }
}
