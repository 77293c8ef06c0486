/* The Thai of CKEditor 4 is half English (and one string Tamil): what an officer meets is put right here. */
"use strict";
(function () {
  const words = {
    format: {
      tag_p: "ย่อหน้า", tag_h2: "หัวข้อ 1", tag_h3: "หัวข้อ 2", tag_h4: "หัวข้อ 3", tag_pre: "ข้อความคงรูป", tag_div: "กลุ่มย่อหน้า", tag_address: "ที่อยู่",
    },
    table: {
      cell: {
        insertBefore: "แทรกช่องก่อนหน้า", insertAfter: "แทรกช่องถัดไป", mergeRight: "รวมกับช่องขวา", mergeDown: "รวมกับช่องล่าง",
        splitHorizontal: "แบ่งช่องตามแนวนอน", splitVertical: "แบ่งช่องตามแนวตั้ง", title: "คุณสมบัติของช่อง", cellType: "ชนิดของช่อง",
        rowSpan: "จำนวนแถวที่กิน", colSpan: "จำนวนคอลัมน์ที่กิน", wordWrap: "ตัดบรรทัด", hAlign: "จัดแนวนอน", vAlign: "จัดแนวตั้ง",
        alignBaseline: "เส้นฐาน", bgColor: "สีพื้น", borderColor: "สีเส้น", data: "ข้อมูล", header: "หัวตาราง",
        columnHeader: "หัวคอลัมน์", rowHeader: "หัวแถว", yes: "ใช่", no: "ไม่ใช่", chooseColor: "เลือก",
        invalidWidth: "ความกว้างต้องเป็นตัวเลข", invalidHeight: "ความสูงต้องเป็นตัวเลข",
        invalidRowSpan: "จำนวนแถวต้องเป็นจำนวนเต็ม", invalidColSpan: "จำนวนคอลัมน์ต้องเป็นจำนวนเต็ม",
      },
      column: { insertBefore: "แทรกคอลัมน์ก่อนหน้า", insertAfter: "แทรกคอลัมน์ถัดไป", deleteColumn: "ลบคอลัมน์" },
      row: { insertBefore: "แทรกแถวด้านบน", insertAfter: "แทรกแถวด้านล่าง" },
      headersNone: "ไม่มี", headers: "หัวตาราง", headersBoth: "แถวแรกและคอลัมน์แรก",
      heightUnit: "หน่วยความสูง",
      columns: "คอลัมน์", caption: "ชื่อตาราง", title: "ตาราง", menu: "แก้ไขตาราง",
    },
    link: {
      title: "ลิงก์", toolbar: "ใส่ลิงก์", menu: "แก้ไขลิงก์", unlink: "ลบลิงก์", type: "ลิงก์ไปที่", toUrl: "หน้าเว็บ", toEmail: "อีเมล",
      emailAddress: "อีเมล", noEmail: "พิมพ์อีเมล", noUrl: "พิมพ์ที่อยู่เว็บ", other: "หน้าในเว็บไซต์นี้",
      displayText: "ข้อความที่แสดง", noTel: "พิมพ์หมายเลขโทรศัพท์", phoneNumber: "หมายเลขโทรศัพท์", toPhone: "โทรศัพท์", download: "ให้ดาวน์โหลด",
      anchor: { errorWhitespace: "ชื่อจุดเชื่อมต้องไม่มีช่องว่าง", remove: "ลบจุดเชื่อม" },
    },
    clipboard: {
      pasteNotification: "กด %1 เพื่อวาง เบราว์เซอร์นี้ไม่ให้วางด้วยปุ่มหรือเมนู", pasteArea: "ช่องสำหรับวาง",
      pasteMsg: "วางข้อความในช่องด้านล่าง แล้วกดตกลง",
      fileFormatNotSupportedNotification: "ไม่รับไฟล์ชนิด ${formats} ในเนื้อหา ให้แนบไฟล์หรือภาพด้านล่างของแบบฟอร์ม",
      fileWithoutFormatNotSupportedNotification: "ไม่รับไฟล์ชนิดนี้ในเนื้อหา ให้แนบไฟล์หรือภาพด้านล่างของแบบฟอร์ม",
    },
    pastetext: { pasteNotification: "กด %1 เพื่อวาง เบราว์เซอร์นี้ไม่ให้วางด้วยปุ่มหรือเมนู" },
    toolbar: {
      toolbarGroups: {
        document: "เอกสาร", clipboard: "คลิปบอร์ดและเลิกทำ", editing: "แก้ไข", forms: "แบบฟอร์ม", basicstyles: "ตัวอักษร", paragraph: "ย่อหน้า",
        links: "ลิงก์", insert: "แทรก", styles: "รูปแบบ", colors: "สี", tools: "เครื่องมือ",
      },
    },
    blockquote: { toolbar: "ข้อความอ้างอิง" },
    contextmenu: { options: "ตัวเลือกในเมนู" },
    list: { bulletedlist: "รายการแบบจุด", numberedlist: "รายการแบบตัวเลข" },
    basicstyles: { underline: "ขีดเส้นใต้" },
    common: {
      url: "ที่อยู่เว็บ", protocol: "ขึ้นต้นด้วย",
      justify: "จัดชิดขอบสองด้าน", alignCenter: "จัดกึ่งกลาง", alignNone: "ไม่จัด", targetTop: "หน้าต่างบนสุด", targetParent: "หน้าต่างแม่",
      keyboardShortcut: "ปุ่มลัด", optionDefault: "ค่าเริ่มต้น",
      unavailable: '%1<span class="cke_accessibility">, ใช้ไม่ได้ขณะนี้</span>',
    },
  };

  function mend(target, source) {
    for (const name of Object.keys(source)) {
      if (typeof source[name] === "string") {
        target[name] = source[name];
      } else if (target[name]) {
        mend(target[name], source[name]);
      }
    }
  }

  CKEDITOR.on("instanceCreated", function (event) {
    event.editor.on("langLoaded", function () {
      mend(event.editor.lang, words);
    });
  });
})();
