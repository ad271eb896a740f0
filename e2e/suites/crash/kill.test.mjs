// kill -9 under write load, again and again: nothing acknowledged is lost, nothing happens twice.
import test from 'node:test';
import assert from 'node:assert/strict';
import { defer } from '../../lib/cleanup.mjs';
import { Durward, fixture, Home, quick } from '../../lib/durward.mjs';
import { discover } from '../../lib/openid.mjs';
import { freePort, sleep } from '../../lib/processes.mjs';
import { Storm, stormPeople } from '../../lib/storm.mjs';

const times = quick ? 3 : 20;
// One address signs in more often than the limit for one address allows.
const env = { DURWARD_LIMITS_SIGN_IN_RATE: '0' };
const callback = 'http://127.0.0.1:9/cb';

function application(number) {
  return `kind: app\nrealm: storm\nname: Counter\nclient_type: confidential\ndescription: "change ${number}"\noauth:\n  client_id: counter\n  grant_types: [client_credentials]\n  client_secret: counter-secret-counter-secret\n  scope: openid\n`;
}

/** Changes one document through `durward apply` until told to stop, and remembers the last acknowledged change. */
class Editor {
  constructor(home) {
    this.home = home;
    this.attempted = 0;
    this.acknowledged = 0;
  }

  async run(going) {
    while (going()) {
      this.attempted += 1;
      const file = this.home.file('counter.yaml', application(this.attempted));
      const { code } = await this.home.command(['apply', file]);
      if (code === 0) this.acknowledged = this.attempted;
    }
  }

  async stored() {
    const { stdout } = await this.home.command(['export', '--realm', 'storm']);
    return Number(stdout.match(/change (\d+)/)?.[1] ?? 0);
  }
}

test(`killed ${times} times under load, the server keeps what it acknowledged`, { timeout: 900_000 }, async (t) => {
  const home = await Home.create();
  defer(() => home.remove());
  await home.apply(fixture('storm.yaml', { RP: callback.replace('/cb', '') }) + stormPeople(30));
  const port = await freePort();
  let server = await Durward.start({ home, port, env });
  defer(() => server.kill());
  const storm = new Storm(await discover(server.issuer('storm'), 'shop'), callback, 30);
  // Keys are made when first needed; the load shall find them.
  await storm.attempt(() => storm.signIn(0));
  const editor = new Editor(home);
  let checked = 0;

  for (let round = 1; round <= times; round += 1) {
    storm.start(6);
    let editing = true;
    const edits = editor.run(() => editing);
    await sleep(700 + Math.random() * 800);
    await server.kill();
    editing = false;
    await Promise.all([storm.stop(), edits]);

    server = await Durward.start({ home, port, env });
    const { checked: count, problems } = await storm.verify();
    assert.deepEqual(problems, [], `after kill ${round}`);
    checked += count;
    const stored = await editor.stored();
    assert.ok(stored >= editor.acknowledged && stored <= editor.attempted, `document change ${stored} is stored, ${editor.acknowledged} was acknowledged`);
  }
  t.diagnostic(`${storm.acknowledged} acknowledged writes and ${editor.acknowledged} document changes, ${storm.uncertain} cut off, ${checked} checks`);
  assert.ok(storm.acknowledged > times * 5, `${storm.acknowledged} writes were acknowledged: too little load to prove anything`);
});
