"""A snapshot beside today: what of each item is the same, what changed, what is gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ita.contents import contents
from ita.kept_pages import MARK
from ita.models import Item, Snapshot
from ita.public import Standing
from ita.standing import published_at

OPEN = 200


@dataclass(frozen=True)
class Difference:
    """One item then and now; `changes` are Thai sentences, none when it is the same."""

    code: str
    title: str
    address: str
    changes: list[str] = field(default_factory=list)
    pieces: int = 0  # of evidence, then

    @property
    def is_same(self) -> bool:
        return not self.changes


def compare(snapshot: Snapshot, codes: Iterable[str] | None = None) -> list[Difference]:
    """The items of a snapshot (only those of `codes`, if given) and those added since, each beside today. Costs what
    `contents()` costs: a request a page.
    """
    then = {item["code"]: item for item in snapshot.manifest.get("items", [])}
    items = snapshot.cycle.items.order_by("order", "pk")
    wanted = set(codes_of(snapshot)) if codes is None else set(codes)
    now = {item["code"]: item for item in contents(_of(items, wanted))}
    since = published_at(
        one["address"] for code, item in then.items() if code in wanted for one in item["evidence"]
    )
    ended = {address for address, at in since.items() if at is None}
    return [
        _difference(then.get(code), now.get(code), ended) for code in codes_of(snapshot) if code in wanted
    ]


def codes_of(snapshot: Snapshot) -> list[str]:
    """The codes of the items of then, and after them of those that came since."""
    then = [item["code"] for item in snapshot.manifest.get("items", [])]
    now = snapshot.cycle.items.order_by("order", "pk").values_list("code", flat=True)
    return [*dict.fromkeys([*then, *now])]


def _of(items: Iterable[Item], codes: set[str]) -> list[Item]:
    return [item for item in items if item.code in codes]


def _difference(then: dict | None, now: dict | None, ended: set[str]) -> Difference:
    known = then or now
    about = (known["code"], known["title"], known["address"])
    if then is None:
        return Difference(*about, ["ข้อนี้เพิ่มหลังเก็บสำเนา"])
    if now is None:
        return Difference(*about, ["ข้อนี้ไม่มีในรอบนี้แล้ว"], len(then["evidence"]))
    return Difference(*about, list(_changes(then, now, ended)), len(then["evidence"]))


def _changes(then: dict, now: dict, ended: set[str]) -> Iterator[str]:
    """`ended`: addresses where nothing is live any more."""
    if then["status"] == OPEN != now["status"]:
        yield f"หน้าของข้อนี้เปิดไม่ได้แล้ว (รหัส {now['status']})"
    before = {one["id"]: one for one in then["evidence"]}
    after = {one["id"]: one for one in now["evidence"]}
    for key, one in before.items():
        if one.get("expunged"):
            yield f"หลักฐานที่ {one['address']} {MARK}"
            continue
        name, today = f"“{one['title'] or 'หลักฐานที่ถอนออกแล้ว'}”", after.get(key)
        if (today["standing"] == Standing.REMOVED) if today else (one["address"] in ended):
            name = f"หลักฐานที่ {one['address']}"  # its title may be what had to go
        if today is None:
            yield f"{name} ไม่เป็นหลักฐานแล้ว"
        else:
            yield from (f"{name} {change}" for change in _of_evidence(one, today))
    for key, one in after.items():
        if key not in before:
            yield f"เพิ่มหลักฐาน “{one['title']}”"


def _of_evidence(then: dict, now: dict) -> Iterator[str]:
    if now["standing"] == Standing.REMOVED:
        if then["standing"] != Standing.REMOVED:
            yield "ถอนออกแล้ว"
        return
    if now["standing"] != then["standing"] and now["standing"] == Standing.WITHDRAWN:
        yield "สิ้นผลแล้ว"
    elif then["status"] == OPEN != now["status"]:
        yield f"เปิดไม่ได้แล้ว ({now['problem'] or now['status']})"
    elif then["address"] != now["address"]:
        yield f"ใช้ที่อยู่ {now['address']} แทน {then['address']}"
    elif then["edition"] and now["edition"]:
        # What else stands on the page, such as the way to a newer item, is not its content.
        if then["edition"]["content_hash"] != now["edition"]["content_hash"]:
            yield f"มีฉบับใหม่ ฉบับที่ {now['edition']['number']} แทนฉบับที่ {then['edition']['number']}"
    elif then["text_sha256"] != now["text_sha256"]:
        yield "ข้อความในหน้าเปลี่ยน"
    if then["statement"] != now["statement"]:
        yield "คำชี้แจงเปลี่ยน"
    yield from _of_files(then["files"], now["files"])


def _of_files(then: list[dict], now: list[dict]) -> Iterator[str]:
    before = {file["address"]: file for file in then}
    after = {file["address"]: file for file in now}
    for address, file in before.items():
        if address not in after:
            yield f"ไม่มีไฟล์ “{file['label']}” แล้ว"
        elif after[address]["sha256"] != file["sha256"]:
            yield f"ไฟล์ “{file['label']}” เปลี่ยนเนื้อหา"
    for address, file in after.items():
        if address not in before:
            yield f"เพิ่มไฟล์ “{file['label']}”"
