// Shows the field for a question of one's own only where that is chosen.

for (const select of document.querySelectorAll("select[data-own]")) {
  const input = document.getElementById(select.getAttribute("data-own") ?? "");
  const field = input?.closest(".field");
  if (select instanceof HTMLSelectElement && input instanceof HTMLInputElement && field instanceof HTMLElement) {
    const follow = () => {
      field.hidden = select.value !== "own";
      input.required = !field.hidden;
    };
    select.addEventListener("change", follow);
    follow();
  }
}
