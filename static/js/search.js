// Suggestions below the search box while somebody types: a combobox with a list (WAI-ARIA APG). Without this file, and
// when nothing comes back, the box is a plain form.
const SHORTEST = 2;
const PAUSE = 150; // milliseconds without a key before the site is asked
const PICTURES = { true: "file", false: "search" };

document.addEventListener("focusin", (event) => {
  const form = event.target.closest?.("form[data-suggest]");
  if (form && event.target.matches(".search-box-input") && !event.target.hasAttribute("role")) suggestIn(form, event.target);
});

function suggestIn(form, input) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "คำแนะนำ");
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.parentNode.append(list);
  form.append(status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let timer = 0;
  let request = null;
  let chosen = -1;

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    list.replaceChildren();
    choose(-1);
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
  };

  const choose = (number) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = list.children[chosen];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const show = (found) => {
    choose(-1);
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    status.textContent = found.length ? `มี ${found.length} คำแนะนำ กดลูกศรลงเพื่อเลือก` : "";
  };

  const option = ({ text, address, is_title: isTitle }, number) => {
    const item = document.createElement("li");
    item.className = "suggestion";
    item.id = `${list.id}-${number}`;
    item.dataset.address = address;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const words = document.createElement("span");
    words.className = "suggestion-text";
    words.textContent = text;
    item.append(picture(PICTURES[isTitle]), words);
    return item;
  };

  // The address of the pictures is the one that the button has.
  const picture = (name) => {
    const copy = form.querySelector("button .icon").cloneNode(true);
    const use = copy.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return copy;
  };

  const ask = async () => {
    request = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(input.value.trim())}`, {
        signal: request.signal,
        credentials: "omit",
      });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch {
      // The line is gone, or more was typed: there is nothing to suggest.
    }
  };

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    request?.abort();
    if (event.isComposing) return;
    if (input.value.trim().length < SHORTEST || !navigator.onLine) close();
    else timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing || list.hidden || !count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Before the first and after the last is the box itself.
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.address);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "Home" || event.key === "End") {
      choose(-1);
    }
  });

  // The box keeps the focus while the list is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest(".suggestion");
    if (item) location.assign(item.dataset.address);
  });
  input.addEventListener("blur", close);
}
