// The photos of a page in a dialog: arrow keys, swipe, Esc. Without this file each photo is a link to its largest copy.
const links = [...document.querySelectorAll("[data-photo]")];
const room = document.getElementById("viewer");

if (room && links.length) {
  const dialog = room.content.firstElementChild.cloneNode(true);
  const strip = dialog.querySelector(".viewer-strip");
  const before = dialog.querySelector(".viewer-before");
  const after = dialog.querySelector(".viewer-after");
  let shown = 0;

  const slide = (link) => {
    const item = document.createElement("li");
    const figure = item.appendChild(document.createElement("figure"));
    const picture = figure.appendChild(link.querySelector("img").cloneNode());
    picture.loading = "lazy";
    picture.sizes = "100vw";
    const caption = link.parentElement.querySelector("figcaption");
    if (caption) figure.append(caption.cloneNode(true));
    return item;
  };

  const say = (index) => {
    shown = index;
    dialog.querySelector(".viewer-count").textContent = `${index + 1} / ${links.length}`;
    before.setAttribute("aria-disabled", index === 0);
    after.setAttribute("aria-disabled", index === links.length - 1);
  };

  const show = (index) => {
    const place = Math.min(Math.max(index, 0), links.length - 1);
    const calm = Math.abs(place - shown) !== 1 || matchMedia("(prefers-reduced-motion: reduce)").matches;
    strip.scrollTo({ left: place * strip.clientWidth, behavior: calm ? "instant" : "smooth" });
    say(place);
  };

  const open = (index) => {
    if (!dialog.isConnected) document.body.append(dialog);
    if (!strip.childElementCount) strip.append(...links.map(slide));
    dialog.classList.toggle("viewer-one", links.length === 1);
    dialog.showModal();
    strip.focus({ preventScroll: true });
    shown = index;
    show(index);
  };

  links.forEach((link, index) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !dialog.showModal) return;
      event.preventDefault();
      open(index);
    });
  });

  const settle = () => {
    if (dialog.open) say(Math.round(strip.scrollLeft / strip.clientWidth));
  };
  let waiting;
  if ("onscrollend" in strip) strip.addEventListener("scrollend", settle);
  else {
    strip.addEventListener("scroll", () => {
      clearTimeout(waiting);
      waiting = setTimeout(settle, 150);
    });
  }
  addEventListener("resize", () => dialog.open && show(shown));
  before.addEventListener("click", () => show(shown - 1));
  after.addEventListener("click", () => show(shown + 1));
  dialog.querySelector(".viewer-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target.matches("li, figure, ul, dialog")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: links.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  });
  // Back to the photo that was seen last, not to the one that was pressed first.
  dialog.addEventListener("close", () => links[shown].focus());
}
