"""What the office tells the search: words that mean the same, and what stands first. Each change is in the ledger."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery

from publishing import ledger
from publishing.admin.lists import PlainSearch
from publishing.admin.moving import SuccessorField
from publishing.admin.office import RecordedAdmin
from publishing.models import Edition, Publication
from search.folding import folded, squashed
from search.indexing import serving, terms_of
from search.models import Entry, Promoted, Synonym
from search.ranking import Deadline, Ranking, TooSlow
from search.synonyms import lookup
from thai.dates import format_date
from thai.forms import ADMIN_FIELDS
from thai.line_breaks import keep_together
from thai.text import normalise_line, normalise_query

SHORTEST, LONGEST = 1, 100  # letters of a form
SHORTEST_ASKED = 2  # letters of what something is promoted for
#: Publications that are offered to choose from, and how long they may be looked for, in seconds.
OFFERED, PATIENCE = 8, 2.0


def forms_of(line: str) -> dict[str, str]:
    """The forms of a line with commas: as they are compared → as they are written."""
    written = [normalise_line(form) for form in line.split(",")]
    return {squashed(folded(form)): form for form in written if form}


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ["forms"]
        widgets = {"forms": forms.TextInput(attrs={"class": "desk-wide", "autocomplete": "off"})}

    def clean_forms(self) -> str:
        typed = forms_of(self.cleaned_data["forms"])
        wrong = [
            f"“{form[:LONGEST]}” ต้องมี {SHORTEST} ถึง {LONGEST} ตัวอักษร"
            for letters, form in typed.items()
            if not SHORTEST <= len(letters) <= LONGEST
        ]
        if len(typed) < 2:
            wrong.append("กรอกอย่างน้อยสองคำที่ต่างกัน คั่นด้วยเครื่องหมายจุลภาค เช่น อบต., องค์การบริหารส่วนตำบล")
        wrong += self._taken(typed)
        if wrong:
            raise ValidationError(wrong)
        return ", ".join(typed.values())

    def _taken(self, typed: dict[str, str]) -> list[str]:
        """Which of the forms that are new here have a line already."""
        new = typed.keys() - forms_of(self.initial.get("forms", "") if self.instance.pk else "").keys()
        return [
            f"“{typed[letters]}” อยู่ในกลุ่ม “{other.forms}” แล้ว ให้เพิ่มคำในกลุ่มนั้นแทน"
            for other in Synonym.objects.exclude(pk=self.instance.pk)
            for letters in forms_of(other.forms)
            if letters in new
        ]


class AddressField(SuccessorField):
    """The address of a publication, or words of its title. Cleans to a Publication, or to the words."""

    def clean(self, value: str) -> Publication | str:
        typed = normalise_line(forms.CharField.clean(self, value))
        return super().clean(typed) if "/" in typed else typed


class PromotedForm(forms.ModelForm):
    """A publication is chosen by its address, or among those that its words find: in two steps that need no script."""

    about = AddressField(
        label="เรื่องที่แนะนำ",
        widget=forms.TextInput(attrs={"class": "desk-wide", "autocomplete": "off"}),
        help_text="พิมพ์คำในชื่อเรื่องแล้วกดบันทึก ระบบจะแสดงเรื่องที่พบให้เลือก หรือวางที่อยู่ของเรื่อง เช่น /news/12/",
    )
    choice = forms.ChoiceField(
        label="เลือกเรื่อง",
        required=False,
        widget=forms.RadioSelect,
        help_text="เฉพาะเรื่องที่เผยแพร่อยู่ ถ้าไม่มีเรื่องที่ต้องการ ให้พิมพ์คำอื่นในช่องด้านบน",
    )

    class Meta:
        model = Promoted
        fields = ["words"]
        widgets = {"words": forms.TextInput(attrs={"class": "desk-wide", "autocomplete": "off"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["about"] = self.instance.publication.address
        asked = self.data.get("about", "") if self.is_bound else self.initial.get("words", "")
        self.fields["choice"].choices = [] if "/" in asked else live_like(asked)

    def clean_words(self) -> str:
        typed = forms_of(self.cleaned_data["words"])
        if not typed or min(map(len, typed)) < SHORTEST_ASKED:
            raise ValidationError(f"กรอกคำค้นอย่างน้อย {SHORTEST_ASKED} ตัวอักษร คั่นหลายคำด้วยเครื่องหมายจุลภาค")
        return ", ".join(typed.values())

    def clean(self) -> dict:
        cleaned = super().clean()
        if "about" in cleaned and "choice" in cleaned:
            try:
                self.instance.publication = self._publication(cleaned["about"], cleaned["choice"])
            except ValidationError as error:
                self.add_error("about", error)
        return cleaned

    def _publication(self, about: Publication | str, choice: str) -> Publication:
        if isinstance(about, Publication):
            if not Edition.objects.live().filter(publication=about).exists():
                raise ValidationError("เรื่องนี้ไม่ได้เผยแพร่อยู่ เลือกเรื่องอื่น")
            return about
        if choice:
            return Publication.objects.get(pk=choice)  # one of those that were offered
        offered = self.fields["choice"].choices
        if not about and not offered:
            raise ValidationError("กรอกคำในชื่อเรื่องหรือที่อยู่ของเรื่อง")
        if not offered:
            raise ValidationError("ไม่พบเรื่องที่เผยแพร่อยู่ด้วยคำนี้ ลองคำอื่นหรือวางที่อยู่ของเรื่อง")
        raise ValidationError("เลือกเรื่องที่ต้องการจากรายการด้านล่าง แล้วกดบันทึกอีกครั้ง")


def live_like(text: str) -> list[tuple[str, str]]:
    """The live publications that words find, the likeliest first: (key, title with its category and date)."""
    index, text = serving(), normalise_query(text)
    if index is None or not text:
        return []
    ranking = Ranking(index, terms_of(index), lookup(), deadline=Deadline(PATIENCE))
    try:
        best = [hit.entry for hit in ranking.rank(text).hits[:OFFERED]]
    except TooSlow:
        return []
    publication_of = dict(Entry.objects.filter(pk__in=best).values_list("pk", "publication"))
    live = Edition.objects.live().filter(publication__in=publication_of.values()).defer("body")
    editions = {edition.publication_id: edition for edition in live}
    found = [editions[publication_of[entry]] for entry in best if publication_of[entry] in editions]
    return [(str(edition.publication_id), _told(edition)) for edition in found]


def _told(edition: Edition) -> str:
    day = f" · {format_date(edition.dated_on)}" if edition.dated_on else ""
    return keep_together(f"{edition.title} ({edition.publication.declared.title}{day})")


class ToldAdmin(PlainSearch, RecordedAdmin):
    """A changed row is in the ledger with what it was before; so is one that was deleted."""

    formfield_overrides = ADMIN_FIELDS
    list_per_page = 100
    show_full_result_count = False

    class Media:
        css = {"all": ["desk/search.css"]}

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def told(self, obj) -> str:
        return str(obj)

    def ledger_note(self, obj) -> str:
        note, before = self.told(obj), self.model.objects.filter(pk=obj.pk).first()
        return f"{self.told(before)} เป็น {note}" if before and self.told(before) != note else note

    def delete_model(self, request, obj):
        with transaction.atomic():
            ledger.append(f"ลบ{self.opts.verbose_name}", actor=request.user, note=self.told(obj))
            super().delete_model(request, obj)


@admin.register(Synonym)
class SynonymAdmin(ToldAdmin):
    """They count from the next search on; the index is cut by them as soon as the clock has made it anew."""

    form = SynonymForm
    fields = ["forms"]
    list_display = ["forms"]
    search_fields = ["forms"]
    search_help_text = "ค้นจากคำในกลุ่ม"


@admin.register(Promoted)
class PromotedAdmin(ToldAdmin):
    form = PromotedForm
    fields = ["words", "about", "choice"]
    list_display = ["words", "publication_shown"]
    list_select_related = ["publication"]
    search_fields = ["words"]
    search_help_text = "ค้นจากคำค้น"

    def get_queryset(self, request):
        title = Edition.objects.live().filter(publication=OuterRef("publication")).values("title")[:1]
        return super().get_queryset(request).select_related("publication").annotate(title=Subquery(title))

    @admin.display(description="เรื่องที่แนะนำ")
    def publication_shown(self, promoted: Promoted) -> str:
        title = promoted.title or "เรื่องนี้ไม่ได้เผยแพร่อยู่ จึงไม่แสดง"
        return f"{title} ({promoted.publication.address})"

    def told(self, obj: Promoted) -> str:
        return f"{obj.words}: {obj.publication.address}"
