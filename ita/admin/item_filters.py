"""How the list of items is narrowed: one cycle, then what is missing, how it stands, whose it is."""

from django.contrib import admin
from django.db.models import Exists, OuterRef

from accounts.models import Position
from ita.board import LEVEL_LABELS, current_cycle
from ita.models import Cycle, Evidence, Indicator, Item
from thai.digits import parse_int

State = Evidence.State
EVERY_OPEN = ("open", "ทุกรอบที่เปิดใช้งาน")


class CycleFilter(admin.SimpleListFilter):
    """Without a choice: the cycle that the board opens with."""

    title = "รอบ"
    parameter_name = "cycle"

    def __init__(self, request, *args):
        self.cycles = list(
            Cycle.objects.order_by("kind", "-fiscal_year").only("kind", "fiscal_year", "status")
        )
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [(str(cycle.pk), cycle.label) for cycle in self.cycles] + [EVERY_OPEN]

    def choices(self, changelist):
        chosen = self.chosen
        for value, words in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}, ["indicator"]),
                "display": words,
            }

    @property
    def chosen(self) -> str:
        """A value of the choices; empty while there is no cycle."""
        if self.value() in (value for value, _ in self.lookup_choices):
            return self.value()
        current = current_cycle(self.cycles)
        return str(current.pk) if current else ""

    def queryset(self, request, queryset):
        if self.chosen == EVERY_OPEN[0]:
            return queryset.filter(cycle__status=Cycle.Status.OPEN)
        return queryset.filter(cycle=self.chosen or None)


class EvidenceFilter(admin.SimpleListFilter):
    title = "หลักฐาน"
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [
            ("none", "ยังไม่มีหลักฐาน"),
            ("waiting", "รอยืนยัน"),
            ("renew", "ต้องทำใหม่"),
            ("returned", "ส่งกลับแก้ไข"),
            ("mine", "ส่งกลับถึงท่าน"),
        ]

    def queryset(self, request, queryset):
        evidence = Evidence.objects.filter(item=OuterRef("pk"))
        returned = evidence.filter(state=State.RETURNED)
        found = {
            "none": ~Exists(evidence.standing()),
            "waiting": Exists(evidence.filter(state=State.PROPOSED)),
            "renew": Exists(evidence.standing().exclude(renew="")),
            "returned": Exists(returned),
            "mine": Exists(returned.filter(proposed_by=request.user)),
        }.get(self.value() or "")
        return queryset if found is None else queryset.filter(found)


class LevelFilter(admin.SimpleListFilter):
    title = "ผลการตรวจ"
    parameter_name = "level"

    def lookups(self, request, model_admin):
        return [(level or "unchecked", label) for level, label in LEVEL_LABELS.items()]

    def queryset(self, request, queryset):
        level = "" if self.value() == "unchecked" else self.value()
        return queryset.filter(level=level) if level in LEVEL_LABELS else queryset


class OwnerFilter(admin.SimpleListFilter):
    title = "ตำแหน่งผู้รับผิดชอบ"
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        owners = Position.objects.filter(Exists(Item.objects.filter(owner=OuterRef("pk"))))
        return [
            ("me", "ตำแหน่งของท่าน"),
            ("none", "ยังไม่กำหนด"),
            *((str(owner.pk), owner.title) for owner in owners),
        ]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(owner__in=request.user.positions_today)
        if self.value() == "none":
            return queryset.filter(owner=None)
        number = parse_int(self.value()) if len(self.value() or "") < 19 else None
        return queryset if number is None else queryset.filter(owner=number)


class IndicatorFilter(admin.SimpleListFilter):
    """Those of the cycle that is shown."""

    title = "ตัวชี้วัดย่อย"
    parameter_name = "indicator"

    def lookups(self, request, model_admin):
        named = request.GET.get("cycle", "")
        cycles = Cycle.objects.filter(pk=parse_int(named) if len(named) < 19 else None)
        cycle = cycles.first() or current_cycle(Cycle.objects.order_by("kind", "-fiscal_year"))
        rows = Indicator.objects.filter(cycle=cycle)
        return [(str(indicator.pk), str(indicator)) for indicator in rows]

    def queryset(self, request, queryset):
        number = parse_int(self.value()) if len(self.value() or "") < 19 else None
        return queryset if number is None else queryset.filter(indicator=number)
