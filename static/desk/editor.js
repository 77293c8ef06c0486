/* What the rich text editor does here beside its own: photos of the item, notes on what is pasted, plain dialogs. */
"use strict";
(function () {
  /* Photos of the item: the saved rows of the form below, by the address of their thumbnail */

  function ownPhotos(pattern) {
    const photos = [];
    for (const thumbnail of document.querySelectorAll("form img")) {
      let row = thumbnail.parentElement;
      while (row && !row.querySelector("[name$='-alt']")) {
        row = row.parentElement;
      }
      const isDeleted = row && row.querySelector("[name$='-DELETE']:checked");
      if (row && !isDeleted && pattern.test(thumbnail.getAttribute("src"))) {
        const alt = row.querySelector("[name$='-alt']").value.trim();
        photos.push({ address: thumbnail.getAttribute("src"), alt: alt });
      }
    }
    return photos;
  }

  function element(tag, properties, children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...(children || []));
    return made;
  }

  function choosePhoto(editor, pattern) {
    const photos = ownPhotos(pattern);
    const heading = element("h2", { id: "editor-photos-heading", textContent: "แทรกภาพของเรื่อง" });
    const hint = element("p", {
      textContent: photos.length
        ? "เลือกภาพที่จะแสดงในเนื้อหา คำบรรยายและข้อความแทนภาพใช้ตามที่กรอกไว้กับภาพ"
        : "เรื่องนี้ยังไม่มีภาพที่บันทึกแล้ว แนบภาพในส่วน “ภาพ” ของแบบฟอร์ม กดบันทึกร่าง แล้วกลับมาแทรก",
    });
    const list = element("ul");
    const close = element("button", { type: "button", className: "button", textContent: "ปิด" });
    const dialog = element("dialog", { className: "editor-photos" }, [heading, hint, list, close]);
    dialog.setAttribute("aria-labelledby", heading.id);
    for (const photo of photos) {
      const choose = element("button", { type: "button" }, [
        element("img", { src: photo.address, alt: "" }),
        element("span", { textContent: photo.alt || "ภาพที่ยังไม่มีข้อความแทนภาพ" }),
      ]);
      choose.addEventListener("click", function () {
        dialog.close();
        insert(editor, photo);
      });
      list.append(element("li", {}, [choose]));
    }
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", function () {
      dialog.remove();
      editor.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  function insert(editor, photo) {
    editor.focus();
    const paragraph = editor.document.createElement("p");
    const image = editor.document.createElement("img");
    image.setAttributes({ src: photo.address, "data-cke-saved-src": photo.address, alt: photo.alt });
    paragraph.append(image);
    editor.insertElement(paragraph);
  }

  CKEDITOR.plugins.add("ownphotos", {
    init: function (editor) {
      const pattern = new RegExp("^" + editor.config.ownPicture + "$");
      editor.addCommand("ownPhotos", {
        exec: function () {
          choosePhoto(editor, pattern);
        },
        // Any other picture is taken out as soon as it is pasted, dropped or loaded.
        allowedContent: { img: { attributes: "!src,alt", match: (image) => pattern.test(image.attributes.src || "") } },
        canUndo: false,
        editorFocus: false,
      });
      editor.ui.addButton("OwnPhotos", { label: "แทรกภาพของเรื่อง", command: "ownPhotos" });
    },
  });

  /* Pasting: what the browser and the server take out is said at once (the sentences are the server's) */

  function notesOn(html, rules) {
    return rules.flatMap(function (rule) {
      const count = (html.match(new RegExp(rule[0], "gi")) || []).length;
      return count ? [rule[1].replace("{count}", count)] : [];
    });
  }

  function watchPaste(editor, notes) {
    editor.on("paste", function (event) {
      const data = event.data;
      if (data.dataTransfer.getTransferType(editor) === CKEDITOR.DATA_TRANSFER_INTERNAL) {
        return;
      }
      const html = data.dataValue || "<img>".repeat(data.dataTransfer.getFilesCount());
      const found = notesOn(html, editor.config.pasteNotes);
      notes.replaceChildren();
      if (found.length) {
        const items = found.map((note) => element("li", { textContent: note }));
        notes.append(element("p", { textContent: "ข้อความที่วางมีการปรับดังนี้" }), element("ul", {}, items));
      }
    }, null, null, 2); // the clipboard plugin reads the HTML at 1
    // After Word's own clean-up (3) and before the filter, which would make plain paragraphs of them.
    editor.on("paste", function (event) {
      const html = event.data.dataValue;
      event.data.dataValue = html.replace(/(<\/?)h1\b/gi, "$1h2").replace(/(<\/?)h[56]\b/gi, "$1h4");
    }, null, null, 4);
  }

  CKEDITOR.on("instanceCreated", function (event) {
    const editor = event.editor;
    const notes = element("div", { className: "editor-notes" });
    notes.setAttribute("role", "status");
    editor.on("configLoaded", function () {
      if (window.matchMedia("(max-width: 48rem)").matches) {
        editor.config.height = 240;
      }
    });
    editor.on("instanceReady", function () {
      editor.container.$.after(notes);
    });
    watchPaste(editor, notes);
  });

  /* Dialogs: only what is kept */

  CKEDITOR.on("dialogDefinition", function (event) {
    const info = event.data.definition.getContents("info");
    if (event.data.name === "table" || event.data.name === "tableProperties") {
      event.data.definition.removeContents("advanced");
    }
    if (event.data.name === "table") {
      info.get("selHeaders").default = "row";
      info.get("selHeaders").items.shift(); // a table without header cells
    }
    if (event.data.name === "link") {
      const types = info.get("linkType");
      types.items = types.items.filter((item) => item[1] !== "anchor");
      const protocols = info.get("protocol");
      protocols.items = protocols.items.filter((item) => ["https://", "http://", ""].includes(item[1]));
      protocols.default = "https://";
    }
  });
})();
