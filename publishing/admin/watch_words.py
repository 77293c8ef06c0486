"""The words and hosts that the gates point at. Whoever answers for the site changes them; each change is in the ledger."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction

from publishing import ledger
from publishing.admin.lists import PlainSearch
from publishing.admin.office import RecordedAdmin
from publishing.gates.spam import bare_host
from publishing.links import HOST_NAME
from publishing.models import WatchWord
from thai.forms import ADMIN_FIELDS

FEWEST_LETTERS = 2


class WatchWordForm(forms.ModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        word = cleaned.get("word")
        if word and cleaned.get("kind") == WatchWord.Kind.DANGEROUS_HOST:
            host = bare_host(word)
            if not HOST_NAME.fullmatch(host):
                self.add_error("word", ValidationError("กรอกชื่อเว็บไซต์อย่างเดียว เช่น example.com"))
            cleaned["word"] = host
        elif word and sum(letter.isalnum() for letter in word) < FEWEST_LETTERS:
            self.add_error(
                "word", ValidationError(f"คำสั้นเกินไป กรอกอย่างน้อย {FEWEST_LETTERS} ตัวอักษร มิฉะนั้นระบบจะชี้ทุกประโยค")
            )
        return cleaned


@admin.register(WatchWord)
class WatchWordAdmin(PlainSearch, RecordedAdmin):
    """Nothing that was approved is judged again: a new word counts from the next look at a draft."""

    form = WatchWordForm
    formfield_overrides = ADMIN_FIELDS
    fields = ["kind", "word"]
    list_display = ["word", "kind"]
    list_filter = ["kind"]
    list_per_page = 100
    search_fields = ["word"]
    search_help_text = "ค้นจากคำหรือชื่อเว็บไซต์"
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def ledger_note(self, obj: WatchWord) -> str:
        """The word as it is now; a changed one with what it was before."""
        note, before = _told(obj), WatchWord.objects.filter(pk=obj.pk).first()
        return f"{_told(before)} เป็น {note}" if before and _told(before) != note else note

    def delete_model(self, request, obj):
        with transaction.atomic():
            ledger.append("ลบคำที่ให้ระบบชี้", actor=request.user, note=self.ledger_note(obj))
            super().delete_model(request, obj)


def _told(word: WatchWord) -> str:
    return f"{word.get_kind_display()}: {word.word}"
