// A video plays in the page only after a press: until then nothing is asked of its host. The link beside it needs no script.
for (const media of document.querySelectorAll("[data-player]")) {
  const button = media.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = `${media.dataset.player}?autoplay=1&hl=th`;
    frame.title = media.dataset.title;
    frame.className = "media-frame";
    frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    media.querySelector(".media-facade").prepend(frame);
    media.querySelector(".media-facade > .icon").remove();
    button.remove();
    frame.focus();
  });
}
