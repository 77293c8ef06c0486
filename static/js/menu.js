// The head of the page works without this file. It only closes what is open there with Esc, or with a press outside it.
const drops = () => document.querySelectorAll(".site-header details[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of drops()) {
    if (drop.contains(document.activeElement)) drop.querySelector("summary").focus();
    drop.open = false;
  }
});

document.addEventListener("click", (event) => {
  for (const drop of drops()) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
