/* What the browser keeps of unsaved typing (autosave.js) goes when it was saved, at sign-out, when somebody else signs in, and after 7 days. */
"use strict";
(function () {
  const PREFIX = "ponko-desk:";
  const LONGEST = 7 * 24 * 60 * 60 * 1000;
  const user = document.currentScript.dataset.user;

  function keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch (error) {
      return []; // The browser keeps nothing for this site.
    }
  }

  function isOver(key) {
    try {
      return Date.now() - JSON.parse(localStorage.getItem(key)).at > LONGEST;
    } catch (error) {
      return true; // Nothing that autosave.js wrote.
    }
  }

  function isReturning() {
    // The session ended while somebody was typing: after signing in he comes back to his form.
    return /\/(change|add)\//.test(new URLSearchParams(location.search).get("next") || "");
  }

  function forgetSaved() {
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("desk-saved="));
    if (cookie && user) {
      localStorage.removeItem(`${PREFIX}${user}:${decodeURIComponent(cookie.split("=")[1])}`);
      document.cookie = "desk-saved=; Max-Age=0; Path=/admin/; SameSite=Lax";
    }
  }

  for (const key of keys()) {
    const isOwn = user ? key.startsWith(`${PREFIX}${user}:`) : isReturning();
    if (!isOwn || isOver(key)) {
      localStorage.removeItem(key);
    }
  }
  if (keys().length) {
    forgetSaved();
  }
})();
