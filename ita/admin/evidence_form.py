"""The form by which a writer says what is evidence. It reads what was typed; ita/proposals.py judges it."""

from collections.abc import Iterator

from django import forms

from ita import periods
from ita.models import Evidence, Item
from ita.proposals import LONGEST_STATEMENT, LONGEST_WHERE
from publishing.categories import all_categories
from publishing.fields import WordsField
from publishing.models import Publication
from publishing.refusal import Refused
from thai.dates import MONTHS
from thai.digits import parse_int
from thai.forms import YearBEField

Kind, Part = Evidence.Kind, Evidence.Part

#: Item.Period → the part of a year that its evidence is usually about.
USUAL_PART = {
    Item.Period.FISCAL_YEAR: Part.YEAR,
    Item.Period.COVERS: Part.YEAR,
    Item.Period.FIRST_HALF: Part.FIRST_HALF,
    Item.Period.QUARTERLY: Part.QUARTER,
    Item.Period.MONTHLY: Part.MONTH,
}
QUARTERS = [(1, "1 (ต.ค.–ธ.ค.)"), (2, "2 (ม.ค.–มี.ค.)"), (3, "3 (เม.ย.–มิ.ย.)"), (4, "4 (ก.ค.–ก.ย.)")]
#: Months in the order of a fiscal year.
FISCAL_MONTHS = list(periods.MONTHS_IN_ORDER)
#: The field of the form that shows a reason about a field of the proposal.
SHOWN_AT = {
    "address": {Kind.CHANNEL: "path", Kind.OUTSIDE: "outside"},
    "number": {Part.QUARTER: "quarter", Part.MONTH: "month"},
}
LONGEST_TITLE = Evidence._meta.get_field("title").max_length
LONGEST_ADDRESS = Evidence._meta.get_field("address").max_length


class EvidenceForm(forms.Form):
    """Every kind on one page: what is not of the chosen kind is left alone, and shown again if something else is wrong."""

    kind = forms.ChoiceField(
        label="หลักฐานเป็น", widget=forms.RadioSelect, help_text="เลือกก่อน แล้วกรอกส่วนที่เกี่ยวข้อง"
    )
    publication = forms.CharField(required=False, label="เรื่อง", help_text="เลือกหนึ่งเรื่องจากรายการ")
    place = forms.ChoiceField(
        required=False, label="เลือกจากเมนูของเว็บไซต์", help_text="ถ้าไม่อยู่ในเมนู ให้กรอกที่อยู่ในช่องถัดไป"
    )
    path = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        label="หรือที่อยู่ในเว็บไซต์นี้",
        help_text="ส่วนหลังชื่อเว็บไซต์ ขึ้นต้นด้วย / เช่น /about/contact/",
        widget=forms.TextInput(attrs={"class": "desk-wide", "autocomplete": "off"}),
    )
    outside = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        label="ที่อยู่ของเว็บไซต์อื่น",
        help_text="คัดลอกจากแถบที่อยู่ของเบราว์เซอร์ เช่น https://www.facebook.com/…",
        widget=forms.TextInput(attrs={"class": "desk-wide", "inputmode": "url", "autocomplete": "off"}),
    )
    title = forms.CharField(
        required=False,
        max_length=LONGEST_TITLE,
        label="ชื่อที่แสดง",
        help_text="ประชาชนและผู้ประเมินเห็นชื่อนี้เป็นลิงก์ เช่น หน้าติดต่อหน่วยงาน ถ้าเลือกจากเมนูแล้วเว้นว่างไว้ ระบบใช้ชื่อในเมนู",
        widget=forms.TextInput(attrs={"class": "desk-wide"}),
    )
    part = forms.ChoiceField(
        label="เป็นข้อมูลของช่วงใด", choices=Part.choices, help_text="ดูจากเนื้อหาของหลักฐาน ไม่ใช่วันที่เผยแพร่"
    )
    year = YearBEField(required=False, label="ปีงบประมาณ (พ.ศ.)", help_text="เช่น 2568")
    to_year = YearBEField(
        required=False, label="ถึงปีงบประมาณ (พ.ศ.)", help_text="ปีสุดท้ายของแผนหรือข้อมูล เช่น 2570"
    )
    quarter = forms.ChoiceField(
        required=False,
        label="ไตรมาสที่",
        choices=[("", "เลือกไตรมาส"), *QUARTERS],
        help_text="ไตรมาสของปีงบประมาณ",
    )
    month = forms.ChoiceField(
        required=False,
        label="เดือน",
        choices=[("", "เลือกเดือน"), *((month, MONTHS[month - 1]) for month in FISCAL_MONTHS)],
        help_text="เดือน ต.ค.–ธ.ค. คือเดือนต้นปีงบประมาณ เช่น ต.ค. 2568 อยู่ในปีงบประมาณ 2569",
    )
    statement = WordsField(
        required=False,
        max_length=LONGEST_STATEMENT,
        label="คำชี้แจง",
        help_text="แสดงต่อประชาชนและผู้ประเมิน เช่น อ่านข้อมูลได้ที่หน้าใด หรือเหตุที่ปีนี้ไม่มีข้อมูล เว้นว่างได้ถ้ามีหลักฐาน",
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-wide"}),
    )
    seen = forms.CharField(
        required=False, widget=forms.HiddenInput, label="", help_text="ฉบับของหลักฐานที่เปิดดูอยู่"
    )

    def __init__(self, item: Item, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.item = item
        self.elements = list(item.elements.all())
        self.fields["kind"].choices = list(_kinds(item, self.elements))
        places = _places()
        self.place_names = {address: words for _, entries in places for address, words in entries}
        self.fields["place"].choices = [("", "เลือกหน้า"), *places]
        for element in self.elements:
            self.fields[f"shows-{element.pk}"] = forms.BooleanField(
                required=False, label=element.text, help_text="ทำเครื่องหมายเมื่อหลักฐานนี้แสดงองค์ประกอบนี้"
            )
            self.fields[f"where-{element.pk}"] = forms.CharField(
                required=False,
                max_length=LONGEST_WHERE,
                label="อยู่ตรงไหน",
                help_text="เช่น หน้า 3 หัวข้อที่ 2",
                widget=forms.TextInput(attrs={"class": "desk-wide"}),
            )

    def claims(self) -> Iterator[tuple[object, forms.BoundField, forms.BoundField]]:
        """Each element with the fields that say whether and where it is shown."""
        for element in self.elements:
            yield element, self[f"shows-{element.pk}"], self[f"where-{element.pk}"]

    def chosen(self) -> int | None:
        """The publication that is ticked, whatever else is wrong."""
        return _number(str(self["publication"].value() or ""))

    def clean_publication(self) -> Publication | None:
        key = _number(self.cleaned_data["publication"])
        return Publication.objects.filter(pk=key).first() if key else None

    def clean(self) -> dict[str, object]:
        data = super().clean()
        for element in self.elements:
            if data.get(f"where-{element.pk}") and not data.get(f"shows-{element.pk}"):
                self.add_error(f"shows-{element.pk}", "ทำเครื่องหมายที่องค์ประกอบนี้ด้วย หรือลบข้อความในช่อง “อยู่ตรงไหน”")
        return data

    def proposal(self) -> dict[str, object]:
        """What `ita.evidence.propose()` takes. What the chosen part of a year has no use for may stand hidden: it is left out."""
        data = self.cleaned_data
        kind, part = data["kind"], data["part"]
        address = data["path"] or data["place"] if kind == Kind.CHANNEL else data["outside"]
        numbers = {Part.QUARTER: data["quarter"], Part.MONTH: data["month"]}
        named = self.place_names.get(address, "") if kind == Kind.CHANNEL else ""
        return {
            "kind": kind,
            "publication": data["publication"],
            "address": address,
            "title": data["title"] or named,
            "statement": data["statement"],
            "part": part,
            "year": None if part == Part.CURRENT else data["year"],
            "to_year": data["to_year"] if part == Part.YEARS else None,
            "number": _number(numbers.get(part, "")),
            "claims": {
                element.pk: data[f"where-{element.pk}"]
                for element in self.elements
                if data[f"shows-{element.pk}"]
            },
        }

    def refuse(self, refusal: Refused) -> None:
        """Show each reason at the field that it is about."""
        for reason in refusal.reasons:
            name = getattr(reason, "field", None)
            choice = self.cleaned_data.get("kind") if name == "address" else self.cleaned_data.get("part")
            name = SHOWN_AT.get(name, {}).get(choice, name) if name else None
            if name and name.startswith("element-"):
                name = f"shows-{name.removeprefix('element-')}"
            self.add_error(name if name in self.fields else None, str(reason))


def initial_of(evidence: Evidence) -> dict[str, object]:
    """What the form shows of evidence that stands."""
    claims = list(evidence.claims.all())
    return {
        "kind": evidence.kind,
        "publication": evidence.publication_id,
        "path": evidence.address if evidence.kind == Kind.CHANNEL else "",
        "outside": evidence.address if evidence.kind == Kind.OUTSIDE else "",
        "title": evidence.title,
        "part": evidence.period_part,
        "year": evidence.period_year,
        "to_year": evidence.period_to_year,
        "quarter": evidence.period_number if evidence.period_part == Part.QUARTER else "",
        "month": evidence.period_number if evidence.period_part == Part.MONTH else "",
        "statement": evidence.statement,
        "seen": evidence.version,
        **{f"shows-{claim.element_id}": True for claim in claims},
        **{f"where-{claim.element_id}": claim.where for claim in claims},
    }


def same_claims(evidence: Evidence, item: Item) -> dict[str, object]:
    """What evidence of another year claims of elements that `item` words alike."""
    places = {claim.element.text: claim.where for claim in evidence.claims.select_related("element")}
    alike = [element for element in item.elements.all() if element.text in places]
    return {
        **{f"shows-{element.pk}": True for element in alike},
        **{f"where-{element.pk}": places[element.text] for element in alike},
    }


def usual(item: Item) -> dict[str, object]:
    """What a new form begins with: the time that the item asks for; of months and quarters the first without evidence."""
    part = USUAL_PART.get(item.period_kind, Part.CURRENT)
    asked = periods.wanted(item.period_kind, item.period_offset, item.cycle.fiscal_year)
    if asked.year is None:
        part = Part.CURRENT
    initial: dict[str, object] = {
        "kind": Kind.CHANNEL if item.period_kind == Item.Period.LIVE else Kind.PUBLICATION,
        "part": part,
        "year": asked.year,
    }
    if part in (Part.QUARTER, Part.MONTH):
        taken = item.evidence.standing().filter(period_part=part, period_year=asked.year)
        numbers = set(taken.values_list("period_number", flat=True))
        every = FISCAL_MONTHS if part == Part.MONTH else range(1, 5)
        initial[str(part)] = next((number for number in every if number not in numbers), "")
    return initial


def _number(text: str) -> int | None:
    return parse_int(text) if len(text) < 19 else None


def _kinds(item: Item, elements: list) -> Iterator[tuple[str, str]]:
    yield Kind.PUBLICATION, Kind.PUBLICATION.label
    yield Kind.CHANNEL, Kind.CHANNEL.label
    if item.outside_allowed:
        yield Kind.OUTSIDE, Kind.OUTSIDE.label
    if item.none_allowed or any(element.none_allowed for element in elements):
        yield Kind.NONE, Kind.NONE.label


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """The pages of this site in its menus, under the names of their categories."""
    return [
        (
            category.title,
            [
                (category.address, category.title),
                *(
                    (entry.address, entry.title)
                    for entry in category.menu()
                    if entry.address.startswith("/") and entry.address != category.address
                ),
            ],
        )
        for category in all_categories()
    ]
