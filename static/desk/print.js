/* A button that prints the page; without scripts it stays hidden and the browser's own menu prints. */
"use strict";

for (const button of document.querySelectorAll(".paper-print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
