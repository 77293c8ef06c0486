/* Files of an edition: choose or drop several, see them, type their text before saving, put them in order.
   Every file becomes an ordinary row of the form set, so the server needs to know nothing of this script. */
"use strict";
{
  const MB = 1024 * 1024;
  const groups = [];

  const extensionOf = (name) => (name.includes(".") ? name.split(".").pop().toLowerCase() : "");
  const sizeOf = (bytes) => (bytes < MB ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MB).toFixed(1)} MB`);

  class Group {
    constructor(element) {
      this.element = element;
      this.facts = JSON.parse(element.dataset.files);
      this.machineName = new RegExp(`^(?:${this.facts.machineName})$`, "i");
      this.list = element.querySelector(".files-rows");
      this.template = this.list.querySelector("template");
      this.many = element.querySelector("input[multiple]");
      this.total = element.querySelector(`#id_${element.dataset.prefix}-TOTAL_FORMS`);
      this.status = element.querySelector(".files-status");
      this.refusals = element.querySelector(".files-refused");
      element.classList.add("files-scripted");
      element.querySelector(".files-drop").hidden = false;
      this.sort();
      this.rows().forEach((row) => this.wire(row));
      this.number();
      this.many.addEventListener("change", () => {
        const files = [...this.many.files];
        this.many.value = "";
        receive(files, this);
      });
      this.list.addEventListener("click", (event) => this.click(event));
      this.list.addEventListener("change", (event) => this.change(event));
      this.list.addEventListener("pointerdown", (event) => this.drag(event));
    }

    rows() {
      return [...this.list.querySelectorAll(".files-row:not([hidden])")];
    }

    order(row) {
      return row.querySelector("[name$='-order']");
    }

    /* A form that came back lists its rows as they were sent; their order is in their numbers. */
    sort() {
      const rows = this.rows();
      const sorted = [...rows].sort((one, other) => this.order(one).value - this.order(other).value);
      if (sorted.some((row, place) => row !== rows[place])) {
        this.template.before(...sorted);
      }
    }

    wire(row) {
      row.querySelector(".files-handle").hidden = false;
      row.querySelectorAll("[data-move]").forEach((button) => { button.hidden = false; });
      if (!row.classList.contains("has_original")) {
        row.querySelector("[data-remove]").hidden = false;
        row.querySelector(".files-delete").hidden = true;
        row.hidden = row.querySelector("[name$='-DELETE']").checked;
      } else if (this.held(row).value) {
        row.querySelector(".files-chosen").append(" ", this.undoButton());
      }
    }

    /* The token of a file that the server keeps for this form until it is saved. */
    held(row) {
      return row.querySelector("[name$='-held']");
    }

    undoButton() {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.undo = "";
      button.textContent = "ไม่เปลี่ยน";
      return button;
    }

    /* Say each row's place, and stop the first from going up and the last from going down. */
    number() {
      const rows = this.rows();
      rows.forEach((row, place) => {
        row.querySelector(".files-number").textContent = `${this.facts.item} ${place + 1}`;
        row.querySelector("[data-move='-1']").disabled = place === 0;
        row.querySelector("[data-move='1']").disabled = place === rows.length - 1;
      });
      this.element.classList.toggle("files-alone", rows.length < 2);
    }

    nameOf(row) {
      return row.querySelector(".files-name").textContent.trim();
    }

    say(sentence) {
      this.status.textContent = sentence;
    }

    refuse(sentences) {
      this.refusals.replaceChildren(...sentences.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }));
    }

    /* Why the server would refuse this file, as far as its name and size tell; empty when they tell nothing. */
    reasonAgainst(file, isNew) {
      const limit = this.facts.limits[extensionOf(file.name)];
      const chosen = groups.flatMap((group) => group.chosenFiles());
      if (limit === undefined) {
        return `ไม่รับไฟล์ “${file.name}” รับเฉพาะ ${this.facts.allowed}`;
      }
      if (file.size === 0) {
        return `ไฟล์ “${file.name}” ว่างเปล่า ตรวจไฟล์แล้วแนบใหม่`;
      }
      if (file.size > limit) {
        return `ไฟล์ “${file.name}” ใหญ่ ${sizeOf(file.size)} เกินกำหนด ${limit / MB} MB ย่อหรือแบ่งไฟล์ก่อน`;
      }
      if (isNew && chosen.length >= this.facts.mostFiles) {
        return `ยังไม่ได้รับ “${file.name}” เพราะแนบได้ครั้งละไม่เกิน ${this.facts.mostFiles} ไฟล์ บันทึกก่อน แล้วแนบส่วนที่เหลือ`;
      }
      if (isNew && chosen.reduce((sum, each) => sum + each.size, file.size) > this.facts.mostBytes) {
        return `ยังไม่ได้รับ “${file.name}” เพราะแนบได้รวมกันไม่เกิน ${this.facts.mostBytes / MB} MB บันทึกก่อน แล้วแนบส่วนที่เหลือ`;
      }
      return "";
    }

    chosenFiles() {
      return [...this.list.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    }

    add(file) {
      const index = Number(this.total.value);
      const holder = document.createElement("template");
      holder.innerHTML = this.template.innerHTML.replaceAll("__prefix__", index);
      const row = holder.content.querySelector(".files-row");
      const orders = this.rows().map((each) => Number(this.order(each).value));
      const transfer = new DataTransfer();
      transfer.items.add(file);
      this.template.before(row);
      this.total.value = index + 1;
      row.classList.add("files-fresh");
      row.querySelector("input[type=file]").files = transfer.files;
      row.querySelector(".files-name").textContent = file.name;
      this.order(row).value = orders.length ? Math.max(...orders) + 1 : 0;
      const title = row.querySelector("[name$='-title']");
      if (title) {
        title.value = this.titleFrom(file.name);
      }
      this.wire(row);
      this.show(row, file);
      return row;
    }

    /* The same title that the server gives (publishing/files.py). */
    titleFrom(name) {
      const stem = name.replace(/\.[^.]*$/, "");
      const plain = stem.replace(/[_\s-]+/g, " ").trim();
      return this.machineName.test(plain) ? "" : stem.replace(/[_\s]+/g, " ").trim().slice(0, 200);
    }

    /* The picture that was chosen, or the kind of document, and what becomes of the file that it replaces. */
    show(row, file) {
      const picture = row.querySelector(".files-picture");
      const note = row.querySelector(".files-new");
      const state = row.querySelector(".files-state");
      const isReplaced = Boolean(file) && row.classList.contains("has_original");
      row.querySelectorAll(".files-chosen:not(.files-new)").forEach((each) => each.remove());
      picture.querySelectorAll(".files-carried, .files-preview").forEach((each) => {
        URL.revokeObjectURL(each.src);
        each.remove();
      });
      row.classList.toggle("files-replacing", isReplaced);
      note.replaceChildren();
      note.hidden = !isReplaced;
      state.hidden = !file;
      if (!file) {
        return;
      }
      if (this.facts.isPicture) {
        const image = document.createElement("img");
        image.className = "files-preview";
        image.alt = "ภาพที่เลือก";
        image.src = URL.createObjectURL(file);
        picture.append(image);
      } else {
        const kind = document.createElement("span");
        kind.className = "files-preview";
        kind.textContent = extensionOf(file.name).toUpperCase();
        picture.append(kind);
      }
      state.textContent = `ยังไม่ได้บันทึก ${sizeOf(file.size)}`;
      if (isReplaced) {
        note.append(
          `ไฟล์เดิม: ${row.dataset.name}`,
          document.createElement("br"),
          `ไฟล์ใหม่: ${file.name} จะใช้ที่อยู่เดิมเมื่อท่านบันทึก `,
          this.undoButton(),
        );
      }
    }

    click(event) {
      const button = event.target.closest("button");
      const row = event.target.closest(".files-row");
      if (!button || !row) {
        return;
      }
      if (button.dataset.move) {
        this.move(row, Number(button.dataset.move), button);
      } else if ("remove" in button.dataset) {
        this.remove(row);
      } else if ("undo" in button.dataset) {
        const upload = row.querySelector("input[type=file]");
        upload.value = "";
        this.held(row).value = "";
        this.show(row, null);
        upload.focus();
        this.say(`ใช้ไฟล์เดิม ${row.dataset.name}`);
      }
    }

    /* The neighbour changes place, so that the row that was asked to move keeps the focus. */
    move(row, step, button) {
      const rows = this.rows();
      const neighbour = rows[rows.indexOf(row) + step];
      if (!neighbour) {
        return;
      }
      if (step < 0) {
        row.after(neighbour);
      } else {
        row.before(neighbour);
      }
      this.moved(row);
      if (button.disabled) {
        row.querySelector(`[data-move='${-step}']`).focus();
      }
      row.scrollIntoView({ block: "nearest" });
    }

    moved(row) {
      const rows = this.rows();
      rows.forEach((each, place) => { this.order(each).value = place; });
      this.number();
      this.say(`ย้าย ${this.nameOf(row)} ไปลำดับที่ ${rows.indexOf(row) + 1} จาก ${rows.length} แล้ว`);
    }

    /* A row that was never saved is sent as deleted and without its file: the form set counts its rows. */
    remove(row) {
      const rows = this.rows();
      const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
      row.querySelector("[name$='-DELETE']").checked = true;
      row.querySelector("input[type=file]").value = "";
      this.show(row, null);
      row.hidden = true;
      this.number();
      this.say(`ไม่แนบ ${this.nameOf(row)} แล้ว`);
      (next ? next.querySelector("[data-remove]:not([hidden]), [name$='-DELETE']") : this.many).focus();
    }

    change(event) {
      if (event.target.name.endsWith("-order")) {
        this.sort(); // autosave.js gave typed numbers back
        this.number();
      }
      if (event.target.type !== "file") {
        return;
      }
      const row = event.target.closest(".files-row");
      const file = event.target.files[0];
      const reason = file ? this.reasonAgainst(file, false) : "";
      this.refuse(reason ? [reason] : []);
      if (reason) {
        event.target.value = "";
      }
      if (!reason || !this.held(row).value) {
        this.show(row, reason ? null : file);
      }
      if (file && !reason) {
        this.held(row).value = "";
        row.querySelectorAll(".field-upload .errorlist").forEach((each) => each.remove());
        if (!row.classList.contains("has_original")) {
          row.querySelector(".files-name").textContent = file.name;
        }
        this.say(`เลือก ${file.name} แล้ว`);
      }
    }

    /* With a mouse, a finger or a pen. As in move(), the others make way: the row under the pointer must stay. */
    drag(event) {
      const handle = event.target.closest(".files-handle");
      if (!handle || event.button !== 0) {
        return;
      }
      event.preventDefault();
      const row = handle.closest(".files-row");
      const before = this.rows();
      let y = event.clientY;
      let under_way = true;
      const middle = (each) => { const box = each.getBoundingClientRect(); return box.top + box.height / 2; };
      const follow = () => {
        if (!under_way) {
          return;
        }
        const rows = this.rows();
        const above = rows[rows.indexOf(row) - 1];
        const below = rows[rows.indexOf(row) + 1];
        if (above && y < middle(above)) {
          row.after(above);
        } else if (below && y > middle(below)) {
          row.before(below);
        }
        if (y < 60 || y > window.innerHeight - 60) {
          window.scrollBy(0, y < 60 ? -10 : 10);
        }
        requestAnimationFrame(follow);
      };
      const point = (moving) => { y = moving.clientY; };
      const end = (escaped) => {
        under_way = false;
        row.classList.remove("files-dragged");
        handle.removeEventListener("pointermove", point);
        handle.removeEventListener("lostpointercapture", drop);
        document.removeEventListener("keydown", escape);
        if (escaped) {
          this.template.before(...before);
        } else if (this.rows().some((each, place) => each !== before[place])) {
          this.moved(row);
        }
      };
      const drop = () => end(false);
      const escape = (key) => { if (key.key === "Escape") { end(true); } };
      row.classList.add("files-dragged");
      handle.setPointerCapture(event.pointerId);
      handle.addEventListener("pointermove", point);
      handle.addEventListener("lostpointercapture", drop);
      document.addEventListener("keydown", escape);
      requestAnimationFrame(follow);
    }
  }

  /* Files that came to one group; a picture that was dropped on the documents goes to the pictures. */
  const receive = (files, group) => {
    const refused = [];
    const added = [];
    for (const file of files) {
      const takes = (each) => extensionOf(file.name) in each.facts.limits;
      const home = [group, ...groups].find(takes) || group;
      const reason = home.reasonAgainst(file, true);
      if (reason) {
        refused.push(reason);
      } else {
        added.push([home, home.add(file)]);
      }
    }
    groups.forEach((each) => { each.number(); each.refuse(each === group ? refused : []); });
    const elsewhere = added.filter(([home]) => home !== group).length;
    if (added.length) {
      const where = elsewhere ? ` โดย ${elsewhere} ไฟล์อยู่ในส่วน “${[...groups].find((each) => each !== group).element.querySelector("h2").textContent}”` : "";
      group.say(`เลือกแล้ว ${added.length} ไฟล์${where} พิมพ์ข้อความของแต่ละไฟล์ แล้วบันทึก`);
      if (window.matchMedia("(pointer: fine)").matches) {
        added[0][1].querySelector("[name$='-alt'], [name$='-title']").focus();
      }
    } else {
      group.say("");
    }
  };

  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

  /* Anywhere else a dropped file would open in place of the form, and what was typed would be gone. */
  const listenForDrops = () => {
    const groupUnder = (event) => groups.find((each) => each.element.contains(event.target));
    const mark = (event) => groups.forEach((each) => each.element.classList.toggle("files-over", each === event));
    document.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) {
        return;
      }
      const group = groupUnder(event);
      mark(group);
      if (group || event.target.type !== "file") {
        event.preventDefault();
        event.dataTransfer.dropEffect = group ? "copy" : "none";
      }
    });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) { mark(null); } });
    document.addEventListener("drop", (event) => {
      const group = groupUnder(event);
      mark(null);
      if (!carriesFiles(event) || (!group && event.target.type === "file")) {
        return;
      }
      event.preventDefault();
      if (group) {
        receive([...event.dataTransfer.files], group);
      }
    });
  };

  /* Inputs without a file are sent as well and would count against the server's limit of files in one request. */
  const listenForSending = (form) => {
    const note = document.createElement("p");
    note.className = "files-sending";
    note.setAttribute("role", "status");
    form.querySelector(".submit-row").append(note);
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) {
        if (value instanceof File && value.name === "" && value.size === 0) {
          event.formData.delete(name);
        }
      }
    });
    form.addEventListener("submit", (event) => {
      const chosen = groups.flatMap((group) => group.chosenFiles());
      if (chosen.length && !event.defaultPrevented) {
        const size = sizeOf(chosen.reduce((sum, each) => sum + each.size, 0));
        note.textContent = `กำลังส่ง ${chosen.length} ไฟล์ รวม ${size} กรุณารอจนหน้าใหม่ปรากฏ อย่าปิดหน้านี้`;
      }
    });
    window.addEventListener("pageshow", () => { note.textContent = ""; });
  };

  const elements = [...document.querySelectorAll(".files[data-files]")].filter((each) => each.querySelector("input[multiple]"));
  if (elements.length && "DataTransfer" in window) {
    groups.push(...elements.map((element) => new Group(element)));
    listenForDrops();
    listenForSending(elements[0].closest("form"));
  }
}
