/* Asks the browser for a passkey and sends what it answers. Without scripts the form stays hidden: an app's code does too. */
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const wrong = form.querySelector(".sign-in-wrong[hidden]");
  const options = JSON.parse(document.getElementById("passkey-data").textContent);
  const isNew = form.dataset.passkey === "create";
  form.hidden = false;
  form.querySelector("button").addEventListener("click", async () => {
    wrong.hidden = true;
    try {
      const answer = isNew
        ? await window.webauthnJSON.create(options.creation_options)
        : await window.webauthnJSON.get(options.request_options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
}
