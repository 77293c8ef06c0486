"""Bringing in the items of a cycle: a document is pasted or chosen, what would change is shown, then it is loaded."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import Position
from ita import cycles
from ita.admin.pages import desk_page
from ita.documents import Document, ItemData, as_document, read
from ita.models import Cycle, Item
from ita.reading import MOST_BYTES
from publishing.refusal import Refused


class DocumentForm(forms.Form):
    """A document as a file or as text; the file wins."""

    file = forms.FileField(
        label="ไฟล์ JSON",
        required=False,
        help_text="ไฟล์ที่ส่งออกจากระบบนี้ หรือที่หน่วยงานอื่นส่งให้ ไม่เกิน 1 MB",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label="หรือวางข้อความ JSON",
        required=False,
        strip=False,
        help_text="วางทั้งเอกสาร ตั้งแต่เครื่องหมาย { ถึง }",
        widget=forms.Textarea(attrs={"rows": 16, "cols": 80, "spellcheck": "false", "class": "ita-code"}),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError("ไฟล์ใหญ่เกิน 1 MB โปรดตรวจว่าเลือกไฟล์ถูกต้อง")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError("อ่านไฟล์ไม่ได้ ต้องเป็นไฟล์ JSON ที่บันทึกแบบ UTF-8") from error

    def clean(self) -> dict:
        given = self.cleaned_data.get("file") or self.cleaned_data.get("text", "").replace("\r\n", "\n")
        if not self.errors and not given.strip():
            self.add_error("text", "เลือกไฟล์หรือวางข้อความ JSON")
        return {"document": given}


@dataclass
class Preview:
    """What loading a document would do."""

    document: Document
    label: str
    cycle: Cycle | None = None  # which is there already
    reasons: list[str] = field(default_factory=list)  # why it cannot be loaded
    added: list[ItemData] = field(default_factory=list)
    gone: list[ItemData] = field(default_factory=list)
    changed: list[tuple[ItemData, str]] = field(default_factory=list)
    unknown_owners: list[str] = field(default_factory=list)
    unknown_concepts: list[str] = field(default_factory=list)

    @property
    def same(self) -> int:
        return len(self.document.items) - len(self.added) - len(self.changed)


def preview(document: Document) -> Preview:
    """What loading it would do, without writing."""
    cycle = Cycle.objects.filter(kind=document.kind, fiscal_year=document.fiscal_year).first()
    label = Cycle(kind=document.kind, fiscal_year=document.fiscal_year).label
    told = Preview(document, label, cycle, cycles.why_not_load(cycle))
    there = {one.concept: one for one in as_document(cycle).items} if cycle else {}
    here = {one.concept: one for one in document.items}
    told.added = [one for concept, one in here.items() if concept not in there]
    told.gone = [one for concept, one in there.items() if concept not in here]
    for concept, one in here.items():
        if concept in there and (what := _differing(there[concept], one)):
            told.changed.append((one, what))
    titles = set(Position.objects.values_list("title", flat=True))
    told.unknown_owners = _unknown((one.owner for one in document.items), titles)
    known = {*concepts(), *Item.objects.values_list("concept", flat=True)}
    told.unknown_concepts = _unknown(here, known)
    return told


def concepts() -> dict[str, str]:
    """Concept → its name in Thai, of every item that we know from any year."""
    with (cycles.DATA / "concepts.csv").open(newline="") as file:
        return {row["concept"]: row["name"] for row in csv.DictReader(file)}


def _unknown(values: Iterable[str], known: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value and value not in known]


def _differing(old: ItemData, new: ItemData) -> str:
    """What of an item changes, in Thai; empty when nothing does."""
    labels = {
        "code": "รหัส",
        "title": "ชื่อข้อ",
        "indicator": "ตัวชี้วัดย่อย",
        "title_basis": "ที่มาของชื่อข้อ",
        "period_kind": "ช่วงเวลาของข้อมูล",
        "period_offset": "ปีของข้อมูล",
        "outside_allowed": "ใช้เว็บไซต์อื่นได้",
        "none_allowed": "ประกาศว่าไม่มีได้",
        "owner": "ผู้รับผิดชอบ",
        "due_on": "กำหนดเสร็จ",
        "elements": "องค์ประกอบ",
    }
    return ", ".join(words for name, words in labels.items() if getattr(old, name) != getattr(new, name))


class ImportPage:
    """The page of CycleAdmin on which a document comes in."""

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("ita.add_cycle"):
            raise PermissionDenied
        form = DocumentForm(request.POST or None, request.FILES or None, initial=self._chosen(request))
        told, reasons = None, []
        if request.method == "POST" and form.is_valid():
            text = form.cleaned_data["document"]
            # What was read is shown in the text, so that its lines can be found and the second step has it.
            form = DocumentForm(initial={"text": text})
            try:
                document = read(text)
                told = preview(document)
                form.fields["text"].label = "เอกสารที่จะนำเข้า"
                if "load" in request.POST:
                    return self._load(request, document)
            except Refused as refusal:
                reasons = refusal.reasons
        return desk_page(
            self,
            request,
            "cycle_import.html",
            "นำเข้ารายการข้อ",
            status=409 if reasons else 200,
            form=form,
            told=told,
            reasons=reasons,
            ours=cycles.OURS,
            trail=((self.opts.verbose_name_plural, reverse("admin:ita_cycle_changelist")),),
            media=self.media,
        )

    def _chosen(self, request: HttpRequest) -> dict[str, str]:
        """One of the documents that come with the product, with `?ours=2569`."""
        name = request.GET.get("ours", "")
        return {"text": (cycles.DATA / f"{name}.json").read_text()} if name in cycles.OURS else {}

    def _load(self, request: HttpRequest, document: Document) -> HttpResponse:
        loaded = cycles.load(document, actor=request.user)
        messages.success(request, f"นำเข้า {loaded.cycle.label} {len(document.items)} ข้อแล้ว")
        if loaded.unknown_owners:
            names = ", ".join(loaded.unknown_owners)
            messages.warning(request, f"หน่วยงานนี้ไม่มีตำแหน่ง {names} ข้อเหล่านั้นจึงยังไม่มีผู้รับผิดชอบ")
        return HttpResponseRedirect(reverse("admin:ita_cycle_change", args=[loaded.cycle.pk]))
