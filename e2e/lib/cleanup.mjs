// What a test file started is undone when the file is done, the latest first.
import { after } from 'node:test';

const steps = [];

after(async () => {
  while (steps.length > 0) await steps.pop()();
});

/** Remembers to call `step` at the end of the file. */
export function defer(step) {
  steps.push(step);
}
