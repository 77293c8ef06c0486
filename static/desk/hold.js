/* Who has the draft open: a sign of life every minute while the page is looked at, and the notice that follows from the answer. */
"use strict";
(function () {
  const box = document.getElementById("desk-together");
  const form = box && document.getElementById(box.dataset.form);
  if (!form || !box.dataset.hold) {
    return;
  }
  const EVERY = 60 * 1000;
  const notice = document.getElementById("hold-notice");
  const words = document.querySelector("#hold-words strong");
  const takeForm = document.getElementById("hold-form");
  const newer = document.getElementById("hold-newer");
  const newerWords = document.getElementById("hold-newer-words");
  let mark = box.dataset.mark;
  let wasMine = notice.hidden;

  function data(act) {
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    sent.set("act", act);
    sent.set("version", box.dataset.version);
    sent.set("mark", mark);
    sent.set("holder", takeForm.elements.holder.value);
    return sent;
  }

  async function send(act) {
    try {
      const answer = await fetch(box.dataset.hold, {
        method: "POST",
        body: data(act),
        headers: { Accept: "application/json" },
        redirect: "error", // Signed out meanwhile: nothing to say here, the next save asks to sign in.
      });
      if (answer.ok) {
        show(await answer.json());
      }
    } catch (error) {
      // No connection: the hold lapses by itself, and the next sign of life renews it.
    }
  }

  function say(element, text) {
    if (element.textContent !== text) {
      element.textContent = text; // Only when it is new: a screen reader reads it out.
    }
  }

  function show(facts) {
    if (facts.newer) {
      newer.hidden = false;
      say(newerWords, facts.newer);
    }
    if (facts.closed) {
      notice.hidden = true;
      return;
    }
    mark = facts.mark || "";
    if (!facts.mine) {
      notice.hidden = false;
      say(words, wasMine ? facts.taken : facts.notice);
      takeForm.elements.holder.value = facts.holder;
      return;
    }
    notice.hidden = true;
    wasMine = true;
  }

  takeForm.addEventListener("submit", function (event) {
    event.preventDefault(); // Without leaving the page: something may have been typed already.
    send("take");
  });
  setInterval(function () {
    if (document.visibilityState === "visible") {
      send("beat");
    }
  }, EVERY);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") {
      send("beat");
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      send("beat");
    }
  });
  window.addEventListener("pagehide", function () {
    if (mark) {
      navigator.sendBeacon(box.dataset.hold, data("release"));
    }
  });
})();
