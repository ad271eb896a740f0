// Asks the browser for a passkey, and puts its answer into the step's form.

for (const place of document.querySelectorAll("[data-passkey]")) {
  const form = place.closest("form");
  const answer = form?.querySelector('input[data-callback="webAuthnOutcome"]');
  if (form && answer instanceof HTMLInputElement && place instanceof HTMLElement) {
    const data = JSON.parse(place.dataset.passkey ?? "{}");
    if ("conditional" in place.dataset) offer(form, answer, data);
    else ask(form, answer, data, place);
  }
}

/**
 * Offers passkeys among what the browser fills in, while the rest of the form can be used as ever.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} answer
 * @param {Record<string, any>} data
 */
async function offer(form, answer, data) {
  const possible = await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.();
  if (!possible) return;
  const controller = new AbortController();
  form.addEventListener("submit", () => controller.abort());
  try {
    const found = await navigator.credentials.get({
      publicKey: request(data), mediation: "conditional", signal: controller.signal,
    });
    if (!found) return;
    answer.value = written(found);
    form.noValidate = true;
    form.requestSubmit();
  } catch {
    // Not chosen: name and password are still there.
  }
}

/**
 * Asks when the step's button is pressed.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} answer
 * @param {Record<string, any>} data
 * @param {HTMLElement} place
 */
function ask(form, answer, data, place) {
  const button = form.querySelector("#login-submit");
  if (!(button instanceof HTMLButtonElement)) return;
  if (!globalThis.PublicKeyCredential) {
    tell(place, "unsupported");
    return;
  }
  let asking = false;
  button.addEventListener("click", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    tell(place, "");
    try {
      const found = data._action === "webauthn_registration"
        ? await navigator.credentials.create({ publicKey: creation(data) })
        : await navigator.credentials.get({ publicKey: request(data) });
      if (!found) throw new Error("nothing was given");
      answer.value = written(found);
      button.click();
    } catch (error) {
      const names = { InvalidStateError: "known", NotSupportedError: "unsupported" };
      tell(place, names[error instanceof Error ? error.name : ""] ?? "cancelled");
    }
    asking = false;
  });
}

/**
 * Shows one of the problems the page has words for, or none.
 * @param {HTMLElement} place
 * @param {string} problem
 */
function tell(place, problem) {
  for (const note of place.querySelectorAll("[data-passkey-problem]")) {
    if (note instanceof HTMLElement) note.hidden = note.dataset.passkeyProblem !== problem;
  }
}

/** @param {Record<string, any>} data */
function request(data) {
  return {
    challenge: decoded(data.challenge),
    rpId: data._relyingPartyId,
    timeout: data.timeout,
    userVerification: data.userVerification,
    allowCredentials: credentials(data._allowCredentials),
  };
}

/** @param {Record<string, any>} data */
function creation(data) {
  const name = data.userName;
  return {
    challenge: decoded(data.challenge),
    rp: { id: data._relyingPartyId, name: data.relyingPartyName },
    user: { id: new TextEncoder().encode(data.userId), name, displayName: data.displayName || name },
    pubKeyCredParams: data.pubKeyCredParams,
    timeout: data.timeout,
    attestation: data.attestationPreference,
    authenticatorSelection: data._authenticatorSelection,
    excludeCredentials: credentials(data._excludeCredentials),
  };
}

/** @param {{ type: string, id: number[], transports: string[] }[]} known */
function credentials(known) {
  return known.map(({ type, id, transports }) => ({
    type, id: new Int8Array(id), ...(transports.length ? { transports } : {}),
  }));
}

/** @param {string} text */
function decoded(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer | null | undefined} buffer */
function encoded(buffer) {
  if (!buffer) return undefined;
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * A credential as JSON (Web Authentication 5.1.4).
 * @param {any} credential
 */
function written(credential) {
  const { response } = credential;
  return JSON.stringify({
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: {
      clientDataJSON: encoded(response.clientDataJSON),
      attestationObject: encoded(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: response.attestationObject ? undefined : encoded(response.authenticatorData),
      signature: encoded(response.signature),
      userHandle: encoded(response.userHandle),
    },
  });
}
