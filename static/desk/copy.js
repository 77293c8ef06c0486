/* A button that copies the field which it names: <button data-copy="id of the field" hidden>. Without this script the field can still be marked by hand. */
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[role=status]");

  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      // No clipboard without HTTPS: the older command copies what is marked.
      copied = document.execCommand("copy");
    }
    told.textContent = copied ? "คัดลอกแล้ว" : "กด Ctrl+C หรือแตะค้างเพื่อคัดลอก";
  });
}
