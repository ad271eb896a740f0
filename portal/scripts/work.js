// Proves some work before the form is sent: finds a number whose SHA-256 with the challenge begins with enough zero
// bits. The hash is written out here, for browsers give theirs to pages on TLS only.

const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let prime = 2, found = 0; found < 64; prime++) {
  let divides = false;
  for (let by = 2; by * by <= prime; by++) divides ||= prime % by === 0;
  if (divides) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(prime));
  K[found++] = fraction(Math.cbrt(prime));
}

/** @param {number} number The first 32 bits behind its point. */
function fraction(number) {
  return Math.floor((number - Math.floor(number)) * 0x100000000);
}

const words = new Uint32Array(64);

/**
 * Zero bits that the hash of a text begins with, at most 32 of them.
 *
 * @param {string} text Of at most 55 ASCII characters: one block (FIPS 180-4 5.1.1).
 */
function zeros(text) {
  words.fill(0, 0, 16);
  for (let at = 0; at < text.length; at++) words[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
  words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  words[15] = text.length * 8;
  for (let at = 16; at < 64; at++) {
    const [early, late] = [words[at - 15], words[at - 2]];
    words[at] =
      words[at - 16] +
      (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) +
      words[at - 7] +
      (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let at = 0; at < 64; at++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[at] + words[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return Math.clz32((a + START[0]) | 0);
}

/**
 * @param {number} word
 * @param {number} by
 */
function turn(word, by) {
  return (word >>> by) | (word << (32 - by));
}

for (const input of document.querySelectorAll("input[data-challenge]")) {
  if (input instanceof HTMLInputElement && input.form) prove(input, input.form);
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLFormElement} form
 */
function prove(input, form) {
  const challenge = input.dataset.challenge ?? "";
  const bits = Number(input.dataset.bits);
  /** @type {HTMLElement | null | undefined} */
  let waiting;
  let nonce = 0;
  form.addEventListener(
    "submit",
    (event) => {
      if (input.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = event instanceof SubmitEvent ? event.submitter : null;
    },
    { capture: true },
  );
  const some = () => {
    for (const end = performance.now() + 12; performance.now() < end; ) {
      for (let tries = 0; tries < 200; tries++, nonce++) {
        if (zeros(`${challenge}:${nonce}`) >= bits) {
          input.value = String(nonce);
          if (waiting !== undefined) form.requestSubmit(waiting);
          return;
        }
      }
    }
    setTimeout(some);
  };
  some();
}
