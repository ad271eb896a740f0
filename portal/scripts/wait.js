// Sends a form that only waits for something again after a while. Without scripts, its button does.

for (const note of document.querySelectorAll("[data-wait]")) {
  const form = note.closest("form");
  const wait = Number(note.getAttribute("data-wait"));
  if (form && wait > 0) setTimeout(() => form.requestSubmit(), wait);
}
