// Shows and hides what is typed into a password field. The button is in the page, hidden until this runs.

for (const button of document.querySelectorAll("button[data-reveal]")) {
  const input = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (button instanceof HTMLButtonElement && input instanceof HTMLInputElement) {
    button.hidden = false;
    button.addEventListener("click", () => show(button, input, input.type === "password"));
    // A password must not be kept by the browser as ordinary text.
    input.form?.addEventListener("submit", () => show(button, input, false));
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLInputElement} input
 * @param {boolean} visible
 */
function show(button, input, visible) {
  input.type = visible ? "text" : "password";
  button.setAttribute("aria-pressed", String(visible));
}
