// Describes this device for a journey that asks what it is. Where the person does not say where they are, or the browser
// keeps it to itself, the rest is sent; without scripts nothing is.

const NAME = "durward-device-profile";
/** Milliseconds a browser has to say where it is. */
const PATIENCE = 10_000;

for (const input of document.querySelectorAll("input[data-device]")) {
  if (input instanceof HTMLInputElement && input.form) describe(input, input.form);
}

/** The name this browser has for itself, made up once. */
function identifier() {
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const known = localStorage.getItem(NAME);
    if (known) return known;
    const made = fresh();
    localStorage.setItem(NAME, made);
    return made;
  } catch {
    return fresh();
  }
}

function metadata() {
  const { screen, navigator } = window;
  return {
    platform: { platform: navigator.platform, language: navigator.language, languages: navigator.languages.join(" ") },
    hardware: {
      cpuClass: navigator.hardwareConcurrency ?? null,
      touch: navigator.maxTouchPoints,
      display: { width: screen.width, height: screen.height, colorDepth: screen.colorDepth },
    },
    browser: { userAgent: navigator.userAgent, cookies: navigator.cookieEnabled },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** @returns {Promise<{latitude: number, longitude: number} | undefined>} */
function place() {
  return new Promise((answer) => {
    if (!navigator.geolocation) answer(undefined);
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => answer({ latitude: coords.latitude, longitude: coords.longitude }),
      () => answer(undefined),
      { timeout: PATIENCE, maximumAge: 600_000 },
    );
  });
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLFormElement} form
 */
async function describe(input, form) {
  /** @type {Record<string, unknown>} */
  const profile = { identifier: identifier(), alias: navigator.platform };
  if ("metadata" in input.dataset) profile.metadata = metadata();
  input.value = JSON.stringify(profile);
  if ("location" in input.dataset) {
    profile.location = await place();
    input.value = JSON.stringify(profile);
  }
  // A step that asks nothing else goes on by itself.
  const others = form.querySelectorAll("input:not([type=hidden]), select, textarea");
  if (others.length === 0 && form.querySelectorAll("button").length === 1) form.requestSubmit();
}
