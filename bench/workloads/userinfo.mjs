// UserInfo of a random person of a million.
import { drive, wrk } from '../lib/load.mjs';
import { limit } from '../lib/limit.mjs';
import { people } from '../lib/options.mjs';
import { measure } from '../lib/rounds.mjs';
import { tokenFormat, tokenPattern } from '../lib/seed.mjs';
import { add, beside } from '../lib/table.mjs';

function load(subject, format) {
  return wrk(subject, 'userinfo.lua', { REQUEST_PATH: `${subject.base}/oauth2/userinfo`, PEOPLE: String(people), TOKEN_FORMAT: format });
}

export default {
  name: 'userinfo',
  seeded: true,
  async run(stage) {
    const [floor, peer, ours] = [await stage.floor(), await stage.peer(), await stage.ours()];
    const run = await measure({
      limit: () => limit(floor, [['sha256', 1]]), peer: () => load(peer, 'seeded-%d'), ours: () => load(ours, tokenFormat),
    });
    const name = `UserInfo, ${people.toLocaleString('en')} users`;
    add(name, run.overPeer, { least: 9, unit: '× peer' }, beside(run));
    add(name, run.overLimit, { least: 0.6, unit: 'L' });
    await drive(ours, { scenario: 'userinfo', people, token_pattern: tokenPattern, rate: 0.7 * run.wall });
  },
};
