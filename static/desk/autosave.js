/* Keeps what is typed in the editing form in this browser, and offers it again when it was not saved. Never fills in by itself. */
"use strict";
(function () {
  const box = document.getElementById("desk-together");
  const form = box && document.getElementById(box.dataset.form);
  if (!form) {
    return;
  }
  const KEY = `ponko-desk:${box.dataset.user}:${location.pathname}`;
  const EVERY = 5000;
  const MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];
  const NOT_KEPT = new Set(["hidden", "file", "password", "submit", "button", "image", "reset"]);
  const bar = document.getElementById("autosave-bar");
  const words = document.getElementById("autosave-words");
  const skipped = document.getElementById("autosave-skipped");
  let offered = null; // what the bar offers, until somebody decides
  let last = ""; // what is stored, or stood there when the page came
  let timer = 0;
  let isTouched = false;
  let hasBegun = false;

  function editorOf(field) {
    return window.CKEDITOR && window.CKEDITOR.instances[field.id];
  }

  function fields() {
    return Array.from(form.elements).filter(
      (field) =>
        field.name &&
        !NOT_KEPT.has(field.type) &&
        !("notKept" in field.dataset) &&
        !field.disabled &&
        !field.name.includes("__prefix__"),
    );
  }

  function read() {
    const values = {};
    for (const field of fields()) {
      const editor = editorOf(field);
      if (editor) {
        values[field.name] = editor.getData();
      } else if (field.type === "checkbox") {
        values[field.name] = field.checked;
      } else if (field.type === "radio") {
        values[field.name] = field.checked ? field.value : values[field.name] || "";
      } else {
        values[field.name] = field.value;
      }
    }
    return values;
  }

  function rows() {
    // Which rows there are: prefix → the keys of its rows, "" for a new one.
    const found = {};
    for (const total of form.querySelectorAll("[name$=-TOTAL_FORMS]")) {
      const prefix = total.name.slice(0, -"-TOTAL_FORMS".length);
      found[prefix] = Array.from({ length: Number(total.value) }, function (_, place) {
        const key = form.elements[`${prefix}-${place}-id`];
        return key ? key.value : "";
      });
    }
    return found;
  }

  function prefixOf(name, prefixes) {
    return prefixes
      .filter((prefix) => name.startsWith(`${prefix}-`) && /^\d+-[^-]+$/.test(name.slice(prefix.length + 1)))
      .sort((one, other) => other.length - one.length)[0];
  }

  function store(record) {
    try {
      localStorage.setItem(KEY, JSON.stringify(record));
    } catch (error) {
      // The store is full or forbidden; saving the draft works as ever.
    }
  }

  function stored() {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch (error) {
      return null;
    }
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    const values = read();
    const now = JSON.stringify(values);
    if (now !== last) {
      last = now;
      // What the bar still offers is kept below the newer text.
      store({ at: Date.now(), version: box.dataset.version, values, rows: rows(), older: offered });
    }
  }

  function later() {
    isTouched = true; // Also before the editor is ready, which takes a moment.
    if (hasBegun && !timer) {
      timer = setTimeout(save, EVERY);
    }
  }

  function clock(at) {
    const when = new Date(at);
    const time = `${String(when.getHours()).padStart(2, "0")}.${String(when.getMinutes()).padStart(2, "0")} น.`;
    const isToday = when.toDateString() === new Date().toDateString();
    return isToday ? `เมื่อ ${time}` : `เมื่อ ${when.getDate()} ${MONTHS[when.getMonth()]} ${when.getFullYear() + 543} เวลา ${time}`;
  }

  function differs(record) {
    const values = read();
    return (
      Object.keys(record.values).some((name) => name in values && values[name] !== record.values[name]) ||
      Object.entries(record.values).some(([name, value]) => !(name in values) && value !== "" && value !== false)
    );
  }

  function offer(record) {
    while (record && !differs(record)) {
      record = record.older;
    }
    offered = record || null;
    bar.hidden = !offered;
    if (offered) {
      words.textContent = `พบข้อความที่พิมพ์ค้างไว้${clock(offered.at)} ยังไม่ได้บันทึก`;
    }
  }

  function addRows(prefix, count) {
    // Files cannot be kept, so a row for a file is not made again.
    const group = document.getElementById(`${prefix}-group`);
    const link = group && !group.querySelector("input[type=file][multiple]") && group.querySelector(".add-row a");
    const total = form.elements[`${prefix}-TOTAL_FORMS`];
    while (link && Number(total.value) < count) {
      const before = total.value;
      link.click();
      if (total.value === before) {
        return;
      }
    }
  }

  function fill(record) {
    const there = rows();
    for (const [prefix, keys] of Object.entries(record.rows)) {
      if (there[prefix] && keys.slice(0, there[prefix].length).join() === there[prefix].join()) {
        addRows(prefix, keys.length);
      }
    }
    const now = rows();
    const prefixes = Object.keys(record.rows);
    const left = prefixes.filter((prefix) => (now[prefix] || []).join() !== record.rows[prefix].join());
    for (const field of fields()) {
      const value = record.values[field.name];
      if (value === undefined || left.includes(prefixOf(field.name, prefixes))) {
        continue;
      }
      const editor = editorOf(field);
      if (editor) {
        editor.setData(value);
      } else if (field.type === "checkbox") {
        field.checked = value;
      } else if (field.type === "radio") {
        field.checked = field.value === value;
      } else {
        field.value = value;
      }
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    skipped.hidden = left.length === 0;
    skipped.textContent = left.length ? "แถวในตารางหรือไฟล์ไม่ตรงกับเมื่อพิมพ์ไว้ จึงนำกลับมาเฉพาะช่องอื่น โปรดตรวจแถวเหล่านั้นเอง" : "";
  }

  document.getElementById("autosave-restore").addEventListener("click", function () {
    const record = offered;
    offered = null;
    fill(record);
    offer(record.older);
    last = "";
    save();
    form.querySelector("input:not([type=hidden]), textarea, select").focus();
  });

  document.getElementById("autosave-drop").addEventListener("click", function () {
    const dropped = offered;
    const record = stored();
    offer(dropped.older);
    if (record && record.at !== dropped.at) {
      store({ ...record, older: offered }); // Something newer was typed while the bar stood there.
    } else if (offered) {
      store(offered);
    } else {
      localStorage.removeItem(KEY);
    }
    form.querySelector("input:not([type=hidden]), textarea, select").focus();
  });

  function begin() {
    last = JSON.stringify(read());
    const record = stored();
    if (box.dataset.refused) {
      last = ""; // The form came back unsaved: what it shows is what has to be kept.
      save();
    } else if (record) {
      offer(record);
      if (offered) {
        bar.scrollIntoView({ block: "nearest" }); // The browser may have come back to where the page was left.
      } else {
        localStorage.removeItem(KEY);
      }
    }
    hasBegun = true;
    if (isTouched) {
      last = "";
      later();
    }
    for (const editor of Object.values(window.CKEDITOR ? window.CKEDITOR.instances : {})) {
      editor.on("change", later);
    }
    form.addEventListener("submit", save);
    window.addEventListener("pagehide", function () {
      if (timer) {
        save();
      }
    });
  }

  function whenReady(tries) {
    // The editor levels its text when it is ready; compared before, every text would seem to differ.
    const waiting = Array.from(form.querySelectorAll("textarea[data-type=ckeditortype]")).some(function (area) {
      const editor = editorOf(area);
      return !editor || editor.status !== "ready";
    });
    if (waiting && tries > 0) {
      setTimeout(() => whenReady(tries - 1), 100);
    } else {
      begin();
    }
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  whenReady(100);
})();
