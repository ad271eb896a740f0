// Once every app has had its page loaded, or has taken too long, the browser goes back to the one that asked.

const PATIENCE = 3000;

const back = document.getElementById("logout-back");
const loaded = [...document.querySelectorAll("iframe[hidden]")].map(
  (frame) => new Promise((resolve) => frame.addEventListener("load", resolve, { once: true })),
);
const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
await Promise.race([Promise.all(loaded), late]);
if (back instanceof HTMLAnchorElement) location.replace(back.href);
