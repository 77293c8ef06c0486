"""The items of a cycle as data: an administrator compares their words with the manual, and corrects them."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ita import cycles
from ita.admin.importing import concepts
from ita.documents import MOST_ELEMENTS, slug_of
from ita.models import Cycle, Element, Item
from ita.models.cycle import Basis
from publishing import ledger
from publishing.proofs import KNOWN_KINDS
from publishing.refusal import Refused
from thai.forms import ThaiDateField, ThaiIntegerField

CORRECTED = "แก้ไขข้อในแบบวัด ITA"
#: What stays as it is once a cycle is open: addresses hang on the code, the evidence of other years on the concept.
FIXED_WHEN_OPEN = ("code", "concept")
COMPARED = "เทียบกับคู่มือแล้ว"


class ItemForm(forms.ModelForm):
    due_on = ThaiDateField(label="กำหนดเสร็จ", required=False, help_text="เว้นว่างเพื่อใช้กำหนดตามช่วงเวลาของข้อมูล")
    compared = forms.BooleanField(
        label=f"ชื่อข้อนี้{COMPARED}", required=False, help_text="ทำเครื่องหมายเมื่ออ่านคู่มือของปีนั้นเองแล้วและคำตรงกัน"
    )

    class Meta:
        model = Item
        fields = [
            *("code", "title", "concept", "indicator", "period_kind", "period_offset"),
            *("owner", "due_on", "outside_allowed", "none_allowed"),
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "concept": forms.TextInput(attrs={"list": "known-concepts", "class": "vTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cycle = self.instance.cycle
        self.fields["indicator"].queryset = cycle.indicators.all()
        self.fields["owner"].queryset = self.fields["owner"].queryset.select_related("unit")
        self.initial["compared"] = self.instance.title_basis == Basis.CONFIRMED
        if cycle.status != Cycle.Status.PREPARING:
            for name in FIXED_WHEN_OPEN:
                del self.fields[name]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        others = self.instance.cycle.items.exclude(pk=self.instance.pk).values_list("slug", flat=True)
        if slug_of(code) in set(others):
            raise forms.ValidationError("รอบนี้มีข้ออื่นใช้รหัสนี้แล้ว")
        return code

    def clean_concept(self) -> str:
        concept = self.cleaned_data["concept"]
        if self.instance.cycle.items.exclude(pk=self.instance.pk).filter(concept=concept).exists():
            raise forms.ValidationError("รอบนี้มีข้ออื่นใช้รหัสเรื่องนี้แล้ว")
        return concept

    def save(self) -> Item:
        self.instance.slug = slug_of(self.instance.code)
        self.instance.title_basis = _basis(
            self.instance.title_basis, "title" in self.changed_data, self.cleaned_data["compared"]
        )
        self.instance.stale = True
        # Named: a check may write its results meanwhile.
        own = [name for name in self.fields if name != "compared"]
        self.instance.save(update_fields=[*own, "slug", "title_basis", "stale"])
        return self.instance


class ElementForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label="พิสูจน์ด้วยข้อมูล",
        required=False,
        choices=[("", "ให้คนเป็นผู้ยืนยัน"), *KNOWN_KINDS.items()],
        help_text="ถ้าเลือก ระบบจะดูจากข้อมูลของเรื่องเอง",
    )
    count = ThaiIntegerField(
        label="อย่างน้อย (รายการ)",
        required=False,
        min_value=1,
        max_value=100,
        help_text="จำนวนหลักฐานที่ต้องมี เว้นว่างได้",
    )
    compared = forms.BooleanField(
        label=COMPARED, required=False, help_text="ทำเครื่องหมายเมื่ออ่านคู่มือเองแล้วและคำตรงกัน"
    )

    class Meta:
        model = Element
        fields = ["text", "kind", "count", "none_allowed"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"none_allowed": "ปีที่ไม่มีข้อมูลจริง เผยแพร่คำชี้แจงว่าไม่มีแทนได้"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["compared"] = self.instance.basis == Basis.CONFIRMED

    def save(self, commit=True):
        self.instance.basis = _basis(
            self.instance.basis, "text" in self.changed_data, self.cleaned_data["compared"]
        )
        return super().save(commit)


class ElementForms(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        there = [form.instance for form in self.deleted_forms if form.instance.pk]
        kept = [one for one in there if one.claims.exists()]
        if kept:
            raise forms.ValidationError(
                [f"ลบ “{one}” ไม่ได้ เพราะมีหลักฐานที่แสดงองค์ประกอบนี้ ให้แก้คำแทน" for one in kept]
            )

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].help_text = "ลบองค์ประกอบนี้เมื่อกดบันทึก"

    def save_new(self, form, commit=True):
        form.instance.order = (
            1 + max((one.order for one in self.queryset), default=-1) + self.forms.index(form)
        )
        return super().save_new(form, commit)


ELEMENTS = inlineformset_factory(
    Item,
    Element,
    form=ElementForm,
    formset=ElementForms,
    extra=1,
    max_num=MOST_ELEMENTS,
    absolute_max=MOST_ELEMENTS + 5,  # more are not even drawn
    validate_max=True,
)


class CorrectingPages:
    """The pages of CycleAdmin about items as data."""

    def items_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """All items with where their words come from; posting says that some were compared with the manual."""
        cycle = self.cycle_of(request, object_id, manage=request.method == "POST")
        if request.method == "POST":
            try:
                count = cycles.confirm_items(cycle, request.POST.getlist("code"), actor=request.user)
            except Refused as refusal:
                for reason in refusal.reasons:
                    messages.error(request, reason)
            else:
                messages.success(request, f"บันทึกว่า{COMPARED} {count} ข้อ" if count else "ไม่มีข้อที่เลือก")
            return HttpResponseRedirect(reverse("admin:ita_cycle_items", args=[cycle.pk]))
        items = list(cycle.items.select_related("owner", "indicator").prefetch_related("elements"))
        for item in items:
            item.words = [item.title_basis, *(one.basis for one in item.elements.all())]
            item.unsure = sum(basis != Basis.CONFIRMED for basis in item.words)
        return self.page_of(
            request,
            cycle,
            "cycle_items.html",
            f"เทียบรายการข้อกับคู่มือ {cycle.label}",
            items=items,
            unsure=sum(item.unsure for item in items),
            may_change=self._may_correct(request, cycle),
        )

    def item_view(self, request: HttpRequest, object_id: int, item_id: int) -> HttpResponse:
        cycle = self.cycle_of(request, object_id)
        item = cycle.items.filter(pk=item_id).first() if item_id < 2**63 else None
        if item is None or not self._may_correct(request, cycle):
            raise Http404
        item.cycle = cycle
        form = ItemForm(request.POST or None, instance=item)
        elements = ELEMENTS(request.POST or None, instance=item)
        if request.method == "POST" and form.is_valid() and elements.is_valid():
            try:
                _save(form, elements, request)
            except (IntegrityError, Refused):
                form.add_error(None, "มีผู้อื่นแก้ไขรอบนี้อยู่ในขณะเดียวกัน ให้เปิดหน้านี้ใหม่")
            else:
                messages.success(request, f"บันทึกข้อ {item.code} แล้ว")
                return HttpResponseRedirect(
                    reverse("admin:ita_cycle_items", args=[cycle.pk]) + f"#{item.slug}"
                )
        return self.page_of(
            request,
            cycle,
            "cycle_item.html",
            f"แก้ไขข้อ {item.code}",
            item=item,
            form=form,
            elements=elements,
            concepts=concepts(),
            is_wrong=form.is_bound and not (form.is_valid() and elements.is_valid()),
            media=self.media + form.media,
        )

    def _may_correct(self, request: HttpRequest, cycle: Cycle) -> bool:
        return request.user.has_perm("ita.change_item") and cycle.status != Cycle.Status.CLOSED


def _save(form: ItemForm, elements: ElementForms, request: HttpRequest) -> None:
    """Item and elements with one event; nothing at all when nothing was changed."""
    if not form.has_changed() and not elements.has_changed():
        return
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=form.instance.cycle_id)
        if cycle.status != form.instance.cycle.status:  # opened or closed since the form was made
            raise Refused([])
        item = form.save()
        elements.save()
        changed = [str(form.fields[name].label) for name in form.changed_data]
        if elements.has_changed():
            changed.append("องค์ประกอบ")
        note = f"{item.cycle.label} ข้อ {item.code}: {', '.join(changed)}"
        ledger.append(CORRECTED, actor=request.user, note=note)


def _basis(now: str, was_changed: bool, compared: bool) -> str:
    """Where words come from after a save: new ones are nobody's until they were compared."""
    if compared:
        return Basis.CONFIRMED
    return Basis.RECALLED if was_changed or now == Basis.CONFIRMED else now
