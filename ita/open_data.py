"""A cycle as data: JSON with everything that its pages show, CSV with a row for each piece of evidence."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from ita.models import Cycle
from ita.public import ShownEvidence, ShownItem, shown, whole
from ita.words import own_check
from publishing.models import Attachment
from publishing.open_data import LICENCE, cacheable
from publishing.spreadsheet import csv_text
from thai.dates import local

#: What the columns of the CSV are called; the same names are in the JSON. Names never change, new ones come last.
ITEM_COLUMNS = (
    "code",
    "title",
    "url",
    "indicator",
    "concept",
    "period",
    "state",
    "state_label",
    "unit",
    "updated_at",
)
EVIDENCE_COLUMNS = ("kind", "standing", "title", "url", "period", "statement", "unit", "updated_at", "way")


def json(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    items = [_item(one) for one in shown(cycle.items.all())]
    body = {
        "title": cycle.name,
        "fiscal_year": cycle.fiscal_year,
        "url": whole(cycle.address),
        "publisher": request.office.name if request.office else "",
        "note": own_check(cycle),
        "licence": LICENCE,
        "items": items,
        "count": len(items),
    }
    return cacheable(request, JsonResponse(body, json_dumps_params={"ensure_ascii": False}))


def csv(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """An item without evidence has one row, with nothing in the columns of the evidence."""
    rows = [[*ITEM_COLUMNS, *(f"evidence_{name}" for name in EVIDENCE_COLUMNS), "evidence_files"]]
    for one in shown(cycle.items.all()):
        about = _item(one)
        first = [_cell(about[name]) for name in ITEM_COLUMNS]
        for piece in about["evidence"] or [{}]:
            files = "\n".join(file["url"] for file in piece.get("files", ()))
            rows.append([*first, *(_cell(piece.get(name)) for name in EVIDENCE_COLUMNS), files])
    response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    name = "oia" if cycle.is_act else f"ita-{cycle.fiscal_year}"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return cacheable(request, response)


def _item(one: ShownItem) -> dict[str, object]:
    item = one.item
    return {
        "code": item.code,
        "title": item.title,
        "url": whole(item.address),
        "indicator": one.indicator,
        "concept": item.concept,
        "period": one.period,
        "state": one.state.value,
        "state_label": one.state_label,
        "unit": one.unit,
        "updated_at": _moment(one.updated_at),
        "elements": [
            {
                "text": element.text,
                "shown": [{"evidence": number, "where": where} for number, where in element.shown],
            }
            for element in one.elements
        ],
        "evidence": [_evidence(piece) for piece in one.evidence],
    }


def _evidence(piece: ShownEvidence) -> dict[str, object]:
    return {
        "number": piece.number,
        "kind": piece.evidence.kind,
        "standing": piece.standing.value,
        "title": piece.title,
        "url": piece.whole_address,
        "period": piece.period,
        "statement": piece.statement,
        "unit": piece.unit,
        "updated_at": _moment(piece.updated_at),
        "way": " → ".join(step.words for step in piece.way),
        "files": [_file(file) for file in piece.files],
    }


def _file(file: Attachment) -> dict[str, object]:
    return {
        "title": file.label,
        "url": whole(file.get_absolute_url()),
        "type": file.stored.media_type,
        "bytes": file.stored.size,
        "received_at": _moment(file.stored.uploaded_at),
        "sha256": file.stored.sha256,
    }


def _moment(value) -> str | None:
    return local(value).isoformat(timespec="seconds") if value else None


def _cell(value: object) -> str:
    return "" if value is None else str(value)
