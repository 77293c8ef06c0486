/* What must be told of an urgent event is in the way of everyday news: it shows when a class of urgency is chosen, and
   for as long as anything of it is filled in or refused. */
"use strict";
(function () {
  const urgency = document.getElementById("id_urgency");
  const form = urgency && urgency.form;
  if (!form) {
    return; // Read-only: everything stands there as it is.
  }
  const parts = [...form.querySelectorAll("fieldset.urgent-event")];
  const hidden = parts.flatMap((part) =>
    part.contains(urgency)
      ? [...part.querySelectorAll(".form-row, .description")].filter((row) => !row.contains(urgency))
      : [part]
  );
  const answers = parts.flatMap((part) => [...part.querySelectorAll("input, select, textarea")]);

  function show() {
    const open = answers.some((answer) => answer.value) || parts.some((part) => part.querySelector(".errorlist"));
    hidden.forEach((part) => {
      part.hidden = !open;
    });
  }

  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
})();
