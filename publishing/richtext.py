"""Rich text: the one place that knows the editor. To migrations the field is a plain TextField.

CKEditor 4 is past its end of life, so nothing that it sends is trusted: every value is cleaned (`markup.py`) on its
way to the database, `update()` and `loaddata` included (docs/decisions/0004-editor.md).
"""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.templatetags.static import static

from publishing.markup import NOTES, PICTURE, clean, removed

HELP = (
    "พิมพ์หรือวางจาก Word ได้ ระบบจะลบสี ขนาด และแบบอักษรที่ติดมา แล้วแจ้งว่าลบอะไร "
    "ใช้ได้: หัวข้อ 3 ระดับ ตัวหนา รายการ ข้อความอ้างอิง ลิงก์ ตารางที่มีหัวตาราง และภาพที่แนบไว้กับเรื่องนี้ "
    "ห้ามใส่เลขประจำตัวประชาชน หมายเลขโทรศัพท์ส่วนตัว และข้อมูลส่วนบุคคลอื่นของประชาชน"
)

#: Letters and marks of one text, as it is sent and as it is kept: about a hundred printed pages. What is longer would take
#: seconds to compare, on every page that shows the difference.
LONGEST_SENT = 1_000_000
LONGEST = 300_000
TOO_LONG = f"ข้อความยาวเกินไป เก็บได้ไม่เกิน {LONGEST:,} ตัวอักษร ให้แนบเป็นเอกสาร หรือแบ่งเป็นหลายเรื่อง"

# It would belong in settings.CKEDITOR_CONFIGS; it stands here so that one file knows the editor.
EDITOR = {
    "language": "th",
    "defaultLanguage": "th",
    "width": "100%",
    "height": 360,
    "toolbar": [
        ["Undo", "Redo"],
        ["Format"],
        ["Bold", "Underline", "Subscript", "Superscript", "RemoveFormat"],
        ["NumberedList", "BulletedList", "Blockquote"],
        ["Link", "Unlink", "Table", "HorizontalRule"],
        ["OwnPhotos", "Maximize"],
    ],
    "format_tags": "p;h2;h3;h4",
    "removePlugins": ",".join(
        [
            "exportpdf", "scayt", "wsc", "flash", "iframe", "preview", "print", "templates", "forms", "codesnippet",
            "sourcearea", "elementspath", "image", "uploadimage", "uploadwidget", "uploadfile", "smiley",
        ]
    ),
    "extraPlugins": "ownphotos",  # static/desk/editor.js, which also says which img is allowed
    "disallowedContent": "script style iframe object embed form; *[on*]; *{*}; *(*);"
    " table[border,align,cellpadding,cellspacing,summary,width,height]; a[download,target]",
    "clipboard_handleImages": False,
    "pasteFromWord_inlineImages": False,
    "pasteNotes": NOTES,
    "ownPicture": PICTURE.pattern,
    "linkShowTargetTab": False,
    "linkShowAdvancedTab": False,
    "disableNativeSpellChecker": False,
    "entities": False,
}  # fmt: skip


class RichTextWidget(CKEditorWidget):
    """The editor with this project's own configuration, whatever settings say."""

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs)
        self.config = {**self.config, **EDITOR}

    @property
    def media(self):
        # Named together, so that ours come after the editor, which they hook into.
        own = forms.Media(
            css={"all": ["desk/editor.css"]},
            js=["ckeditor/ckeditor/ckeditor.js", "desk/editor-thai.js", "desk/editor.js"],
        )
        return super().media + own

    def get_context(self, name, value, attrs):
        self.config["contentsCss"] = [static("desk/editor-content.css")]
        return super().get_context(name, value, attrs)


class RichTextFormField(forms.CharField):
    """Cleans what was typed; `notes` are Thai sentences about what that took out of it."""

    notes: list[str] = []

    def clean(self, value):
        value = value or ""
        if len(value) > LONGEST_SENT:
            raise ValidationError(TOO_LONG)
        self.notes = removed(value)
        cleaned = clean(value)
        if len(cleaned) > LONGEST:
            raise ValidationError(TOO_LONG)
        return super().clean(cleaned)


def notes_of(form: forms.BaseForm) -> list[str]:
    """What cleaning took out of the rich text of a valid form, for the writer: “เนื้อหา: ลบ…”."""
    return [
        f"{field.label}: {note}"
        for field in form.fields.values()
        if isinstance(field, RichTextFormField)
        for note in field.notes
    ]


class RichTextField(models.TextField):
    """HTML that is safe to show: cleaned whoever writes it, except raw SQL; templates clean it once more."""

    def formfield(self, **kwargs):
        own = {
            "form_class": RichTextFormField,
            "widget": RichTextWidget,  # the admin passes its own textarea
            "help_text": self.help_text or HELP,
        }
        return super().formfield(**{**kwargs, **own})

    def clean(self, value, model_instance):
        return clean(super().clean(value, model_instance) or "")

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
