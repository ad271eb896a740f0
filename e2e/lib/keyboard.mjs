// A page that is used by its keys alone, looked at on every step: a picture in e2e/out/, and no serious finding of axe-core.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';

const out = fileURLToPath(new URL('../out/', import.meta.url));
mkdirSync(out, { recursive: true });

/** A page that is used by its keys alone. */
export class Keys {
  constructor(page, name, scripts) {
    Object.assign(this, { page, name, scripts, looks: 0 });
  }

  step() {
    return this.page.locator('main').getAttribute('data-step');
  }

  /** Goes on with Tab until `selector` has the focus. */
  async to(selector) {
    const wanted = this.page.locator(selector).and(this.page.locator(':focus'));
    for (let presses = 0; presses < 60; presses += 1) {
      if (await wanted.count()) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached by Tab on ${this.page.url()} (${await this.step()})`);
  }

  async type(selector, text) {
    await this.to(selector);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  /** Presses Enter where the focus is, and waits for the page that comes. */
  async enter(next) {
    const navigated = this.page.waitForEvent('framenavigated');
    await this.page.keyboard.press('Enter');
    await navigated;
    await this.page.waitForLoadState();
    if (next) await this.reached(next);
  }

  async reached(step) {
    await this.page.locator(`main[data-step="${step}"]`).waitFor().catch(async (error) => {
      throw new Error(`${step} was not reached but ${await this.step()} at ${this.page.url()}: ${await this.page.locator('main').innerText()}`, { cause: error });
    });
    await this.look();
  }

  /** A picture, and no serious finding of axe-core. */
  async look() {
    this.looks += 1;
    await this.page.screenshot({ path: `${out}keyboard-${this.name}-${this.looks}.png`, fullPage: true });
    if (!this.scripts) return;
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), [], `${this.name} ${await this.step()}`);
  }

  /** Fills in the sign-in page and sends it. */
  async signIn({ username, password }) {
    await this.type('#username', username);
    await this.type('#password', password);
    await this.enter();
  }
}

/** Opens `address` on a page that `visit` makes, to be used by keys; its pictures are called `name`. */
export async function open(visit, name, address, options = {}) {
  const scripts = options.javaScriptEnabled !== false;
  const keys = new Keys(await visit({ bypassCSP: scripts, ...options }), name, scripts);
  await keys.page.goto(address);
  await keys.look();
  return keys;
}
