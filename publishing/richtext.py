"""Rich text: the one place that knows the editor. To migrations the field is a plain TextField.

CKEditor 4 is past its end of life, so nothing that it sends is trusted: every value is cleaned by nh3 with an
allow-list on its way to the database, `update()` and `loaddata` included (docs/decisions/0004-editor.md).
"""

import nh3
from ckeditor.widgets import CKEditorWidget
from django.db import models
from django.forms import Media

from thai.text import normalise

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "u", "sub", "sup", "br", "hr",
    "blockquote", "a", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
DROPPED_WITH_CONTENT = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "form", "textarea",
}  # fmt: skip


def clean(html: str) -> str:
    """`html` with only the allowed tags, attributes and address schemes; links get a safe `rel`."""
    cleaned = _allowed(normalise(html))
    # Cleaning has written &#8203; and the like as characters. Taking them out may join what they kept apart
    # (java&#8203;script:), so what is left is cleaned once more.
    normalised = normalise(cleaned)
    return cleaned if normalised == cleaned else _allowed(normalised)


def _allowed(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED_WITH_CONTENT,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    ).strip()


# It would belong in settings.CKEDITOR_CONFIGS; it stands here so that one file knows the editor.
EDITOR = {
    "language": "th",
    "defaultLanguage": "th",
    "width": "100%",
    "height": 360,
    "toolbar": [
        ["Undo", "Redo"],
        ["Format", "Bold", "Underline", "Subscript", "Superscript", "RemoveFormat"],
        ["NumberedList", "BulletedList", "Blockquote"],
        ["Link", "Unlink", "Table", "HorizontalRule"],
        ["Maximize"],
    ],
    "format_tags": "p;h2;h3;h4",
    "removePlugins": ",".join(
        [
            "exportpdf", "scayt", "wsc", "flash", "iframe", "preview", "print", "templates", "forms", "codesnippet",
            "sourcearea", "elementspath", "image", "uploadimage", "uploadwidget", "uploadfile", "smiley",
        ]
    ),
    "disallowedContent": "script style iframe object embed form img; *[on*]; *{*}",
    "linkShowTargetTab": False,
    "linkShowAdvancedTab": False,
    "disableNativeSpellChecker": False,
    "contentsCss": [],
    "entities": False,
}  # fmt: skip


class RichTextWidget(CKEditorWidget):
    """The editor with this project's own configuration, whatever settings say."""

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs)
        self.config = {**self.config, **EDITOR}

    @property
    def media(self):
        # Named together, so that the second comes after the first, which it hooks into.
        return super().media + Media(js=["ckeditor/ckeditor/ckeditor.js", "desk/editor-thai.js"])


class RichTextField(models.TextField):
    """HTML that is safe to show: cleaned whoever writes it, except raw SQL; templates clean it once more."""

    def formfield(self, **kwargs):
        kwargs["widget"] = RichTextWidget  # the admin passes its own textarea
        return super().formfield(**kwargs)

    def clean(self, value, model_instance):
        return clean(super().clean(value, model_instance) or "")

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
