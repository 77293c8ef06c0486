"""The demonstration content: real texts and sample figures, brought in the way staff bring theirs.

Everything goes through `workflow.start()` and `workflow.move()` with different people, so the ledger of the
demonstration is a true one. Loaded once, into an empty site, in one transaction.
"""

import json
import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import Position, Unit, User
from accounts.roles import Role
from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Post, Structure
from ita.checking import later
from knowledge.models import KnowledgeItem
from legal_docs.models import LawRelation, LegalDocument
from links.models import Link
from ponko_site.demo_files import DemoFiles
from ponko_site.demo_ita import load_ita
from ponko_site.policies import seed_pages
from publishing.clauses import CLAUSE_1_1, FINDINGS_TICK
from publishing.files import attach
from publishing.models import Attachment, Edition, Publication
from publishing.states import Action
from publishing.urgent import acknowledge
from publishing.workflow import claim_draft, move, start
from thai.dates import BANGKOK

FOLDER = Path(__file__).parent / "demo"
TICKS = (*CLAUSE_1_1, FINDINGS_TICK)
#: (sign-in name, full name, role, position title)
PEOPLE = (
    ("writer", "นางสาวตัวอย่าง เขียนดี (ตัวอย่าง)", Role.WRITER, "นักประชาสัมพันธ์"),
    ("writer2", "นายตัวอย่าง ร่างเก่ง (ตัวอย่าง)", Role.WRITER, "นิติกร"),
    ("reviewer", "นางตัวอย่าง ตรวจละเอียด (ตัวอย่าง)", Role.REVIEWER, "หัวหน้าสำนักปลัด"),
    ("approver", "นายตัวอย่าง รอบคอบ (ตัวอย่าง)", Role.APPROVER, "ปลัดองค์การบริหารส่วนตำบล"),
    ("approver2", "นางตัวอย่าง ถี่ถ้วน (ตัวอย่าง)", Role.APPROVER, "รองปลัดองค์การบริหารส่วนตำบล"),
    ("chief", "นายตัวอย่าง นำชุมชน (ตัวอย่าง)", Role.CHIEF_EXECUTIVE, "นายกองค์การบริหารส่วนตำบล"),
    ("admin", "นายตัวอย่าง ดูแลระบบ (ตัวอย่าง)", Role.ADMINISTRATOR, "นักวิชาการคอมพิวเตอร์"),
    ("assessor", "นางสาวตัวอย่าง ประเมินผล (ตัวอย่าง)", Role.ASSESSOR, ""),
)
#: Columns of a JSON object that are not columns of the model under the same name.
NOT_COLUMNS = {
    "key",
    "slug",
    "owner",
    "files",
    "photos",
    "posts",
    "channels",
    "relations",
    "pinned_days",
    "number",
}


def sign_ins_file() -> Path:
    return settings.DATA_DIR / "demo-sign-ins.txt"


def load_demo() -> int:
    """Fill an empty site; returns the number of publications made (0 when there were any already)."""
    if Publication.objects.exists():
        return 0
    with later(), transaction.atomic():
        loader = _Loader(_make_people())
        loader.run()
    return Publication.objects.count()


def _make_people() -> dict[str, User]:
    """One account a role, each with a password of its own that only this machine knows."""
    lines, people = [], {}
    for username, full_name, role, title in PEOPLE:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        user = User.objects.create_user(
            username, password=password, full_name=full_name, is_staff=True, is_demo=True
        )
        user.position = Position.objects.filter(title=title).first()
        user.save(update_fields=["position"])
        user.groups.add(Group.objects.get(name=role.label))
        people[username] = user
        lines.append(f"{role.label:<16}  {username:<10}  {password}")
    file = sign_ins_file()
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n")
    return people


def _read(name: str) -> list[dict] | dict:
    return json.loads((FOLDER / f"{name}.json").read_text())


class _Loader:
    """Carries what one load needs: people, positions, files, and the publications made so far."""

    def __init__(self, people: dict[str, User]):
        self.people = people
        self.positions = {position.title: position for position in Position.objects.all()}
        self.units = {unit.name: unit for unit in Unit.objects.all()}
        named = ("pages", "structure", "plans", "knowledge", "laws", "procurement", "news")
        self.files = DemoFiles(FOLDER, (item for name in named for item in _read(name)))
        self.content: dict[str, Publication] = {}  # by the key that other files of the demonstration name
        self.count = 0

    def run(self) -> None:
        for name, model in (
            ("pages", Page),
            ("structure", Structure),
            ("contact", Contact),
            ("plans", Plan),
            ("links", Link),
            ("knowledge", KnowledgeItem),
        ):
            for item in _read(name):
                self.publish(self.draft(model, item))
        for page in seed_pages(writer=self.people["writer"], owner=self.positions["นิติกร"]):
            self.publish(page)
        self.laws()
        for item in _read("procurement"):
            self.publish(self.draft(Procurement, item))
        news = [self.publish(self.draft(Announcement, item)) for item in _by_date(_read("news"))]
        self.work_in_progress(news)
        self.drill(*_read("drill"))
        load_ita(self.people, self.content, _read("ita"))

    # -- one item ----------------------------------------------------------------------------------------

    def draft(self, model: type[Edition], item: dict) -> Edition:
        values = {name: value for name, value in item.items() if name not in NOT_COLUMNS}
        for field in model.content_fields():
            if field.name in values:
                values[field.name] = _as_column(field, values[field.name])
        if model is LegalDocument:
            values["document_number"] = item["number"]
        if item.get("pinned_days"):
            values["pinned_until"] = timezone.localdate() + timedelta(days=item["pinned_days"])
        writer = self.writer_of(model)
        edition = start(
            model(**values), actor=writer, owner=self.positions[item["owner"]], slug=item.get("slug") or None
        )
        for entry in item.get("files", []):
            self.attach(edition, entry, Attachment.Kind.DOCUMENT)
        for entry in item.get("photos", []):
            self.attach(edition, entry, Attachment.Kind.PHOTO)
        for order, post in enumerate(item.get("posts", [])):
            self.post(edition, post, order)
        if "key" in item:
            self.content[item["key"]] = edition.publication
        for order, channel in enumerate(item.get("channels", [])):
            Channel.objects.create(contact=edition, order=order, **channel)
        return edition

    def publish(self, edition: Edition) -> Edition:
        """Submit and approve; every ninth is returned once and mended first, as in life."""
        self.count += 1
        writer = self.writer_of(type(edition))
        approver = self.people["approver" if self.count % 3 else "approver2"]
        edition = move(edition, Action.SUBMIT, actor=writer, ticks=TICKS)
        if self.count % 9 == 0:
            edition = move(
                edition, Action.RETURN, actor=self.people["reviewer"], note="โปรดตรวจการสะกดและวันที่อีกครั้ง"
            )
            claim_draft(edition, actor=writer, seen_version=edition.version)
            edition = move(edition, Action.SUBMIT, actor=writer, ticks=TICKS)
        return move(edition, Action.APPROVE, actor=approver, ticks=TICKS)

    def writer_of(self, model: type[Edition]) -> User:
        return self.people["writer2" if model in (LegalDocument, Plan) else "writer"]

    def attach(self, edition: Edition, entry: dict, kind: Attachment.Kind) -> Attachment:
        about = {name: entry[name] for name in ("title", "alt", "caption") if entry.get(name)}
        return attach(edition, self.files.store(entry["file"], kind), kind=kind, **about)

    def post(self, structure: Edition, item: dict, order: int) -> None:
        values = {**item, "order": order, "unit": self.units.get(item["unit"])}
        photo = values.pop("photo", "")
        if photo:
            stored = self.files.store(photo, Attachment.Kind.PORTRAIT)
            title = f"{item['position']} {item['name']}"
            values["photo"] = attach(structure, stored, kind=Attachment.Kind.PORTRAIT, title=title).address
        Post.objects.create(structure=structure, **values)

    # -- what belongs together ---------------------------------------------------------------------------

    def laws(self) -> None:
        items = _read("laws")
        drafts = {item["key"]: self.draft(LegalDocument, item) for item in items}
        for item in items:
            for relation in item.get("relations", []):
                LawRelation.objects.create(
                    law=drafts[item["key"]],
                    kind=relation["kind"],
                    target=drafts[relation["target"]].publication,
                )
        for draft in drafts.values():
            self.publish(draft)

    def work_in_progress(self, news: list[Edition]) -> None:
        """New editions of live news at every station, so that each role finds work on its desk."""
        reviewer, approver = self.people["reviewer"], self.people["approver"]
        _, submitted, returned, scheduled, replaced, over, thrown_away = (
            self.revise(edition, **change)
            for edition, change in zip(news[-9:-2], _read("revisions"), strict=True)
        )
        for draft in (submitted, returned, scheduled):
            move(draft, Action.SUBMIT, actor=self.people["writer"], ticks=TICKS)
        move(returned, Action.RETURN, actor=reviewer, note="โปรดระบุหมู่ที่ของสถานที่จัดงานให้ชัดเจน")
        tomorrow = timezone.localtime() + timedelta(days=1)
        scheduled.refresh_from_db()
        move(
            scheduled,
            Action.SCHEDULE,
            actor=approver,
            ticks=TICKS,
            publish_at=tomorrow.replace(hour=8, minute=30, second=0, microsecond=0),
        )
        self.publish(replaced)
        live = self.publish(over)
        move(
            live,
            Action.WITHDRAW,
            actor=self.people["approver2" if live.approved_by == approver else "approver"],
            note="กิจกรรมเสร็จสิ้นแล้ว มีเรื่องใหม่แทน",
            successor=news[-1].publication,
        )
        move(thrown_away, Action.DISCARD, actor=self.people["writer"])

    def drill(self, report: dict, closing: dict) -> None:
        """An emergency drill from the first report to its closing, with everything that clause 3(3) asks for."""
        began = timezone.localtime() - timedelta(days=1)
        report["happened_at"] = began.replace(hour=9, minute=0).isoformat()[:16]
        report["expected_end"] = began.replace(hour=12, minute=0).isoformat()[:16]
        report["dated_on"] = began.date().isoformat()
        live = move(
            self.draft(Announcement, report),
            Action.URGENT_PUBLISH,
            actor=self.people["approver"],
            ticks=TICKS,
            note="เป็นการฝึกซ้อมตามแผน ต้องแจ้งให้ประชาชนในหมู่บ้านทราบก่อนเริ่มฝึก",
        )
        acknowledge(
            live.chief_report,
            actor=self.people["chief"],
            instruction="ทราบ ให้รายงานผลการฝึกซ้อมและข้อบกพร่องที่พบเมื่อเสร็จสิ้น",
        )
        move(live, Action.CONFIRM, actor=self.people["reviewer"], note="ตรวจสอบกับผู้ใหญ่บ้านแล้ว ข้อมูลถูกต้อง")
        live.refresh_from_db()
        writer = self.people["writer"]
        draft = move(live, Action.START, actor=writer)
        claim_draft(draft, actor=writer, seen_version=draft.version)
        closing["ended_event_at"] = began.replace(hour=11, minute=30, second=0, microsecond=0)
        Announcement.objects.filter(pk=draft.pk).update(**closing)
        self.publish(Announcement.objects.get(pk=draft.pk))

    def revise(self, live: Edition, *, note: str, summary: str, paragraph: str) -> Edition:
        """A draft of the next edition, with another summary and one more paragraph."""
        writer = self.people["writer"]
        draft = move(live, Action.START, actor=writer)
        claim_draft(draft, actor=writer, seen_version=draft.version)
        Edition.objects.filter(pk=draft.pk).update(
            change_note=note,
            summary=f"{live.summary} {summary}".strip(),
            body=f"{live.body}<p>{paragraph}</p>",
        )
        return Announcement.objects.get(pk=draft.pk)


def _by_date(items: list[dict]) -> list[dict]:
    return sorted(items, key=lambda item: item["dated_on"] or "")


def _as_column(field, value):
    """A JSON value as the column takes it: ISO dates, local times, decimals; null text is empty."""
    kind = field.get_internal_type()
    if value is None and not field.null:
        return ""
    if value is None or value == "" and kind in ("DateField", "DateTimeField", "DecimalField"):
        return None
    if kind == "DateField":
        return date.fromisoformat(value)
    if kind == "DateTimeField":
        return datetime.fromisoformat(value).replace(tzinfo=BANGKOK)
    if kind == "DecimalField":
        return Decimal(str(value))
    return value
