// What needs a script among the ways to pass a page on. Without this file its buttons stay hidden.

// Pictures that were put off until they come into sight are wanted on paper: a promise for each.
const allPictures = () =>
  [...document.querySelectorAll("main img")].map((picture) => {
    picture.loading = "eager";
    return picture.decode();
  });

const bar = document.querySelector(".share");

if (bar) {
  const share = bar.querySelector("[data-share]");
  share.hidden = !navigator.share;
  share.firstElementChild.addEventListener("click", ({ currentTarget }) => {
    const { title, address } = currentTarget.dataset;
    // Who closes the phone's sheet without choosing has not failed.
    navigator.share({ title, url: address }).catch(() => {});
  });

  const print = bar.querySelector("[data-print]");
  print.hidden = false;
  print.firstElementChild.addEventListener("click", async () => {
    await Promise.allSettled(allPictures());
    window.print();
  });
}

addEventListener("beforeprint", () => {
  Promise.allSettled(allPictures());
  // A page may stand open for days before it is printed.
  for (const printed of document.querySelectorAll("[data-printed]")) {
    printed.textContent = new Date().toLocaleString("th-TH-u-ca-buddhist-nu-latn", { dateStyle: "medium" });
  }
});
