/* Adds to every .thai-date (thai/widgets/date.html) a calendar in พ.ศ. and says the typed date back in full.
   Without this script the input works all the same: the server reads it and says it back. */
(function () {
  "use strict";

  const BE_OFFSET = 543;
  const FIRST_YEAR = 2440;
  const LAST_YEAR = 2600;
  const MONTHS = ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"];
  const MONTHS_SHORT = ["มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค"];
  const WEEKDAYS = ["อาทิตย์", "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์"];
  const WEEKDAYS_SHORT = ["อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส."];

  /* Dates are UTC midnights, so that no time zone of the device moves them. Months count from 0. */
  const makeDate = (yearBE, month, day) => new Date(Date.UTC(yearBE - BE_OFFSET, month, day));
  const yearOf = (date) => date.getUTCFullYear() + BE_OFFSET;
  const addDays = (date, days) => new Date(date.getTime() + days * 86400000);
  const today = () => {
    const bangkok = new Date(Date.now() + 7 * 3600000);
    return new Date(Date.UTC(bangkok.getUTCFullYear(), bangkok.getUTCMonth(), bangkok.getUTCDate()));
  };
  const addMonths = (date, months) => {
    const last = makeDate(yearOf(date), date.getUTCMonth() + months + 1, 0);
    const day = Math.min(date.getUTCDate(), last.getUTCDate());
    return makeDate(yearOf(last), last.getUTCMonth(), day);
  };
  const withinRange = (date) => {
    const first = makeDate(FIRST_YEAR, 0, 1);
    const last = makeDate(LAST_YEAR, 11, 31);
    return date < first ? first : date > last ? last : date;
  };
  const monthTitle = (date) => `${MONTHS[date.getUTCMonth()]} พ.ศ. ${yearOf(date)}`;
  const longDate = (date) =>
    `วัน${WEEKDAYS[date.getUTCDay()]}ที่ ${date.getUTCDate()} ${monthTitle(date)}`;
  const inputDate = (date) => {
    const two = (number) => String(number).padStart(2, "0");
    return `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${yearOf(date)}`;
  };

  /* The same rules as thai/dates.py: parse_date, which has the last word. */
  const SEPARATOR = "(?: ?[-/.–] ?| )";
  const LEAD = `(?:(?:ประกาศ|สั่ง|ให้ไว้) ?ณ ?|ลง ?)?(?:วัน(${WEEKDAYS.join("|")}|พฤหัส)? ?(?:ที่)? ?|ที่ ?)?`;
  const YEAR = "(?:ปี ?)?(?:(พ|ค)\\.? ?ศ\\.? ?)?(\\d{4}|\\d{2})";
  const NUMERIC = new RegExp(`^${LEAD}(\\d{1,2})${SEPARATOR}(\\d{1,2})${SEPARATOR}${YEAR}$`);
  const NAMED = new RegExp(
    `^${LEAD}(\\d{1,2})${SEPARATOR}?(?:เดือน ?)?([ก-๎][ก-๎. ]*?)${SEPARATOR}?${YEAR}$`
  );
  const YEAR_FIRST = new RegExp(`^(\\d{4})${SEPARATOR}(\\d{1,2})${SEPARATOR}(\\d{1,2})$`);

  function monthFrom(name) {
    if (/^\d+$/.test(name)) return Number(name) - 1;
    const letters = name.replace(/[. ]/g, "");
    return Math.max(MONTHS.indexOf(letters), MONTHS_SHORT.indexOf(letters));
  }

  function yearFrom(digits, era) {
    const year = Number(digits);
    if (digits.length === 2 && era !== "ค") return year + 2500;
    return era === "ค" || (!era && year < 2400) ? year + BE_OFFSET : year;
  }

  /* Returns a date, or null for what cannot be read. */
  function parse(text) {
    const typed = text
      .replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50)
      .replace(/[\u200b-\u200f\u2060\ufeff]/g, "")
      .replace(/\s+/g, " ")
      .trim();
    const yearFirst = YEAR_FIRST.exec(typed);
    const match = yearFirst
      ? [null, null, yearFirst[3], yearFirst[2], null, yearFirst[1]]
      : NUMERIC.exec(typed) || NAMED.exec(typed);
    if (!match) return null;
    const [, weekday, day, monthName, era, digits] = match;
    const year = yearFrom(digits, era);
    const month = monthFrom(monthName);
    const date = makeDate(year, month, Number(day));
    const exists = date.getUTCMonth() === month && date.getUTCDate() === Number(day);
    if (!exists || year < FIRST_YEAR || year > LAST_YEAR) return null;
    return weekday && !WEEKDAYS[date.getUTCDay()].startsWith(weekday) ? null : date;
  }

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const button = (text, label, onClick) => {
    const node = element("button", { type: "button", ...(label && { "aria-label": label }) }, text);
    node.addEventListener("click", onClick);
    return node;
  };
  const select = (label, options, onChange) => {
    const node = element("select", { "aria-label": label });
    for (const [value, text] of options) node.append(element("option", { value }, text));
    node.addEventListener("change", onChange);
    return node;
  };

  /* One calendar serves every input of the page. */
  const picker = {
    dialog: null,
    input: null, // the one that the calendar is open for
    focused: null, // the day that has the focus, or will

    build() {
      const years = [];
      for (let year = LAST_YEAR; year >= FIRST_YEAR; year--) years.push([year, `พ.ศ. ${year}`]);
      const turn = () => this.show(makeDate(Number(this.year.value), Number(this.month.value), 1));
      this.month = select("เดือน", MONTHS.map((name, index) => [index, name]), turn);
      this.year = select("ปี พ.ศ.", years, turn);
      this.days = element("tbody", {});
      const heads = WEEKDAYS_SHORT.map((name, index) =>
        element("th", { scope: "col", abbr: WEEKDAYS[index] }, name));
      this.grid = element("table", { role: "grid" },
        element("thead", {}, element("tr", {}, ...heads)), this.days);
      this.dialog = element("dialog", { class: "thai-date-dialog", "aria-label": "เลือกวันที่" },
        element("div", { class: "thai-date-head" },
          button("‹", "เดือนก่อนหน้า", () => this.show(addMonths(this.focused, -1))),
          this.month, this.year,
          button("›", "เดือนถัดไป", () => this.show(addMonths(this.focused, 1)))),
        this.grid,
        element("div", { class: "thai-date-foot" },
          button("วันนี้", "", () => this.choose(today())),
          button("ล้าง", "ล้างวันที่", () => this.choose(null)),
          button("ปิด", "ปิดปฏิทิน", () => this.dialog.close())));
      this.days.addEventListener("click", (event) => {
        const day = event.target.closest("button");
        if (day) this.choose(new Date(Number(day.value)));
      });
      this.days.addEventListener("keydown", (event) => this.onKey(event));
      this.dialog.addEventListener("click", (event) => {
        if (event.target === this.dialog) this.dialog.close();
      });
      document.body.append(this.dialog);
    },

    open(input) {
      if (!this.dialog) this.build();
      this.input = input;
      this.dialog.showModal();
      this.show(parse(input.value) || today());
      this.focusDay();
    },

    choose(date) {
      this.input.value = date ? inputDate(date) : "";
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.dialog.close();
    },

    /* Draws the month of a date; that day is the one the Tab key reaches. */
    show(date) {
      this.focused = withinRange(date);
      const month = this.focused.getUTCMonth();
      const first = makeDate(yearOf(this.focused), month, 1);
      this.month.value = month;
      this.year.value = yearOf(this.focused);
      this.grid.setAttribute("aria-label", monthTitle(first));
      const weeks = [];
      let sunday = addDays(first, -first.getUTCDay());
      do {
        const week = element("tr", {});
        for (let column = 0; column < 7; column++) {
          const day = addDays(sunday, column);
          const inside = day.getUTCMonth() === month;
          week.append(element("td", {}, ...(inside ? [this.dayButton(day)] : [])));
        }
        weeks.push(week);
        sunday = addDays(sunday, 7);
      } while (sunday.getUTCMonth() === month);
      this.days.replaceChildren(...weeks);
    },

    dayButton(day) {
      const same = (other) => Boolean(other) && other.getTime() === day.getTime();
      const attributes = {
        type: "button",
        value: day.getTime(),
        "aria-label": longDate(day),
        "aria-pressed": same(parse(this.input.value)),
        tabindex: same(this.focused) ? 0 : -1,
      };
      if (same(today())) attributes["aria-current"] = "date";
      return element("button", attributes, day.getUTCDate());
    },

    focusDay() {
      this.days.querySelector("button[tabindex='0']").focus();
    },

    onKey(event) {
      const date = this.focused;
      const moves = {
        ArrowLeft: () => addDays(date, -1),
        ArrowRight: () => addDays(date, 1),
        ArrowUp: () => addDays(date, -7),
        ArrowDown: () => addDays(date, 7),
        Home: () => addDays(date, -date.getUTCDay()),
        End: () => addDays(date, 6 - date.getUTCDay()),
        PageUp: () => addMonths(date, event.shiftKey ? -12 : -1),
        PageDown: () => addMonths(date, event.shiftKey ? 12 : 1),
      };
      if (!moves[event.key]) return;
      event.preventDefault();
      this.show(moves[event.key]());
      this.focusDay();
    },
  };

  const inputOf = (node) => node.closest(".thai-date").querySelector("input");

  function sayBack(input) {
    const date = parse(input.value);
    input.closest(".thai-date").querySelector(".thai-date-echo").textContent = date ? `= ${longDate(date)}` : "";
  }

  /* Listening on the document also serves rows that the admin adds later. */
  if (typeof HTMLDialogElement === "function") {
    document.documentElement.classList.add("thai-date-picker");
    document.addEventListener("click", (event) => {
      const opener = event.target.closest(".thai-date-button");
      if (opener) picker.open(inputOf(opener));
    });
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches(".thai-date input")) sayBack(event.target);
  });
})();
