// What the reader chose in "ตัวช่วยการอ่าน", put on <html> before the page is drawn; static/js/reading.js does the rest.
// A file of its own, loaded with `async` ahead of the stylesheet: it holds up nothing, and is there before the styles are.
{
  const choices = { text: ["125", "150", "200"], contrast: ["high"], pictures: ["tap"] };
  try {
    const kept = JSON.parse(localStorage.getItem("reading")) || {};
    for (const name in choices) {
      if (choices[name].includes(kept[name])) document.documentElement.dataset[name] = kept[name];
    }
  } catch {
    // A browser that keeps nothing, or something else under this name: the page stays as it is.
  }
}
