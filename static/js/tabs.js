// Lists below their headings become tabs: the headings go into a strip, one list shows at a time.
// Arrow keys, Home and End walk the strip (WAI-ARIA, tabs with automatic activation). Without this file all lists show.
for (const tabs of document.querySelectorAll("[data-tabs]")) {
  const panels = [...tabs.children];
  const strip = document.createElement("div");
  strip.className = "tab-strip";
  strip.setAttribute("role", "tablist");
  strip.setAttribute("aria-label", tabs.dataset.tabs);

  const buttons = panels.map((panel) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tab-button";
    button.id = `${panel.id}-tab`;
    button.textContent = panel.querySelector(".tab-head").textContent;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    return button;
  });

  const show = (chosen) => {
    buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
  };

  buttons.forEach((button, index) => {
    button.addEventListener("click", () => show(index));
    button.addEventListener("keydown", (event) => {
      const last = buttons.length - 1;
      const next = {
        ArrowRight: index === last ? 0 : index + 1,
        ArrowLeft: index === 0 ? last : index - 1,
        Home: 0,
        End: last,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      show(next);
      buttons[next].focus();
    });
  });

  strip.append(...buttons);
  tabs.prepend(strip);
  tabs.classList.add("tabs-on");
  // A link to one of the lists (#jobs) opens it.
  show(Math.max(0, panels.findIndex((panel) => `#${panel.id}` === location.hash)));
}
