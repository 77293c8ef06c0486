// The reading help: text size, contrast, pictures on tap. Kept in this browser only.
// js/early/reading.js has put the choice on <html> already, unless it came late.
const root = document.documentElement;
const panel = document.querySelector(".reading");
const DEFAULTS = { text: "100", contrast: "normal", pictures: "show" };

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem("reading")) || {};
  } catch {
    return {};
  }
};

const inputs = (name) => [...panel.querySelectorAll(`[name="reading-${name}"]`)];

const pictures = () => document.querySelectorAll('main img[src^="/files/"]');

// The style sheet hides a picture that waits, and a lazy one that is hidden is not fetched.
const hold = (image) => {
  const whole = image.parentElement.matches("a") && image.parentElement.children.length === 1 ? image.parentElement : image;
  const button = document.createElement("button");
  button.type = "button";
  button.className = `picture-tap ${image.className}`;
  if (!image.className) button.style.aspectRatio = `${image.getAttribute("width")} / ${image.getAttribute("height")}`;
  button.append(panel.querySelector(".reading-picture").content.cloneNode(true));
  if (image.alt) button.querySelector(".picture-tap-name").textContent = image.alt;
  button.addEventListener("click", () => {
    release(image);
    if (whole === image) image.tabIndex = -1;
    whole.focus();
  });
  whole.before(button);
  image.held = { button, whole };
  whole.hidden = true;
  delete image.dataset.shown;
};

const release = (image) => {
  image.dataset.shown = "";
  if (!image.held) return;
  image.held.whole.hidden = false;
  image.held.button.remove();
  delete image.held;
};

let choice = kept();

const apply = () => {
  for (const [name, usual] of Object.entries(DEFAULTS)) {
    const input = inputs(name).find((one) => one.value === choice[name]) || inputs(name)[0];
    input.checked = true;
    if (input.value === usual) delete root.dataset[name];
    else root.dataset[name] = input.value;
  }
  const wait = root.dataset.pictures === "tap";
  for (const image of pictures()) {
    // What has been fetched already may as well be seen.
    if (!wait || image.complete) release(image);
    else if (!image.held) hold(image);
  }
};

const choose = (changes) => {
  choice = { ...choice, ...changes };
  try {
    localStorage.setItem("reading", JSON.stringify(choice));
  } catch {
    // A browser that keeps nothing: the choice holds for this page.
  }
  apply();
};

if (panel) {
  apply();
  root.classList.add("js");
  panel.addEventListener("change", (event) => {
    choose({ [event.target.name.replace("reading-", "")]: event.target.value });
  });
  panel.querySelector(".reading-reset").addEventListener("click", () => choose(DEFAULTS));
}
