"""The half-year report as tables: one list of them serves the page, the files and the published report."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from ponko_site.half_year import Counts, Half, Report
from ponko_site.half_year_rows import IN_TIME, LATE, OPEN
from publishing.answers import JUSTIFIED, MASKED
from publishing.categories import all_categories
from publishing.link_mending import MENDED
from publishing.models import OutsideLink
from publishing.states import Action
from thai.dates import MONTHS, format_date, local, year_be
from thai.half_years import HalfYear

#: What a cell holds: a number, a text, or None where there is nothing to count.
Value = int | float | str | None
TITLE = "รายงานผลการกำกับติดตามการเผยแพร่ข้อมูล"
NO_LONGER_PUBLIC = "เรื่องที่ไม่ได้เผยแพร่แล้ว"
TOTAL = "รวม"
BESIDE = ("งวดนี้", "งวดก่อน", "เพิ่มหรือลด")
PLACES = ("เผยแพร่ครั้งแรก", "ฉบับใหม่", "แก้ไขสาระสำคัญ", "ให้สิ้นผล", "ถอนออก", "เผยแพร่อยู่เมื่อสิ้นงวด")
TIMES = ("ส่งตรวจสอบ (ครั้ง)", "ส่งกลับแก้ไข (ครั้ง)", "ส่งกลับ (ร้อยละ)", "เวลาจนเผยแพร่ (ชั่วโมงทำการ)")
WORKING_TIME = (
    "เวลาจนเผยแพร่คือค่ามัธยฐานของเวลาตั้งแต่ส่งตรวจสอบครั้งแรกจนเผยแพร่ รวมเวลาที่ส่งกลับแก้ไขและเวลาที่ตั้งไว้ให้เผยแพร่ "
    "นับเฉพาะ 08.30–16.30 น. ของวันทำการ (วันละ 8 ชั่วโมง) ไม่รวมกรณีเร่งด่วน"
)
NOT_OVER = "งวดนี้ยังไม่สิ้นสุด จึงยังเทียบกับงวดก่อนซึ่งครบหกเดือนแล้วไม่ได้เต็มที่"
NOW_ONLY = "จำนวนลิงก์ที่มีปัญหาเป็นจำนวนในวันที่ออกรายงาน เพราะระบบไม่ได้เก็บจำนวนย้อนหลัง"


@dataclass(frozen=True)
class Row:
    """`address`: the list of the desk, or the page, of which the first value tells."""

    name: str
    values: list[Value]
    address: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """`columns` begins with the heading of the names. `chart`: bars as (name, this half, the one before);
    None is yet to come."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[Row]
    note: str = ""
    chart: list[tuple[str, int | None, int]] = field(default_factory=list)
    chart_title: str = ""


def tables(report: Report) -> list[Table]:
    """The sections of the report in order."""
    return [
        _summary(report),
        _categories(report),
        _units(report),
        _times(report),
        _urgent(report),
        _reviews(report),
        _personal(report),
        _links(report),
        _reading(report),
        _most_read(report),
    ]


def summary_sentence(report: Report) -> str:
    """The half in one sentence: what a list shows of the report."""
    one = report.now.all
    return (
        f"{report.now.period.label} ({report.now.period.days}) เผยแพร่เรื่องใหม่ {one.first:,} เรื่อง ฉบับใหม่ {one.new:,} ฉบับ "
        f"ให้สิ้นผล {one.withdrawn:,} เรื่อง ถอนออก {one.removed:,} ฉบับ ส่งกลับแก้ไข {one.returned:,} ครั้ง "
        f"เผยแพร่กรณีเร่งด่วน {report.now.all.urgent:,} เรื่อง"
    )


def as_of(half: Half) -> str:
    """Up to when it was counted."""
    if half.is_over:
        return f"ข้อมูลตั้งแต่วันที่ {half.period.days}"
    return f"งวดนี้ยังไม่สิ้นสุด ข้อมูลตั้งแต่วันที่ {format_date(half.period.first)} ถึง {format_date(half.until)}"


def difference(now: Value, before: Value) -> Value:
    """With its sign; None where either is none."""
    if not isinstance(now, int | float) or not isinstance(before, int | float):
        return None
    more = round(now - before, 1)
    return f"+{more:,}" if more > 0 else f"−{-more:,}" if more < 0 else 0


def _beside(name: str, now: Value, before: Value, address: str = "") -> Row:
    return Row(name, [now, before, difference(now, before)], address)


def _ledger(period: HalfYear, action: str) -> str:
    """The list of the ledger's events of a half: exactly those that are counted."""
    query = urlencode({"did": action, "half": period.key})
    return f"{reverse('admin:publishing_ledgerevent_changelist')}?{query}"


def _summary(report: Report) -> Table:
    now, before, period = report.now, report.before, report.now.period
    rows = [
        _beside("เผยแพร่ทั้งหมด (ฉบับ)", now.all.published, before.all.published, _ledger(period, "public")),
        _beside("เผยแพร่ครั้งแรก (เรื่อง)", now.all.first, before.all.first),
        _beside("เผยแพร่ฉบับใหม่แทนฉบับเดิม (ฉบับ)", now.all.new, before.all.new),
        _beside("ในจำนวนฉบับใหม่ แก้ไขสาระสำคัญ (ฉบับ)", now.all.corrected, before.all.corrected),
        _beside("ให้สิ้นผล (เรื่อง)", now.all.withdrawn, before.all.withdrawn, _ledger(period, Action.WITHDRAW)),
        _beside("ถอนออก (ฉบับ)", now.all.removed, before.all.removed, _ledger(period, Action.REMOVE)),
        _beside("ส่งกลับแก้ไข (ครั้ง)", now.all.returned, before.all.returned, _ledger(period, Action.RETURN)),
        _beside("เวลาจนเผยแพร่ ค่ามัธยฐาน (ชั่วโมงทำการ)", now.all.middle, before.all.middle),
        _beside(
            "เผยแพร่กรณีเร่งด่วน (เรื่อง)",
            now.all.urgent,
            before.all.urgent,
            _ledger(period, Action.URGENT_PUBLISH),
        ),
        _beside("เกินกำหนดตรวจทานเมื่อสิ้นงวด (เรื่อง)", now.reviews.overdue, before.reviews.overdue),
        _beside("เรื่องที่เผยแพร่อยู่เมื่อสิ้นงวด (เรื่อง)", now.all.live, before.all.live),
        _beside("เปิดอ่านหน้าเว็บ (ครั้ง)", now.views, before.views),
    ]
    note = "" if now.is_over else NOT_OVER
    return Table("summary", "สรุปผลเทียบกับงวดก่อน", ("รายการ", *BESIDE), rows, note=note)


def _place(name: str, one: Counts, *, is_total: bool = False) -> Row:
    values = [one.first, one.new, one.corrected, one.withdrawn, one.removed, one.live]
    return Row(name, values, is_total=is_total)


def _bars(
    names: list[tuple[str, str]], now: dict[str, Counts], before: dict[str, Counts]
) -> list[tuple[str, int, int]]:
    """Of (name, key): how many editions became public."""
    nothing = Counts()
    return [
        (name, now.get(key, nothing).published, before.get(key, nothing).published) for name, key in names
    ]


def _categories(report: Report) -> Table:
    names = [(one.title, one.app_label) for one in all_categories()]
    rows = [_place(name, report.now.categories.get(key, Counts())) for name, key in names]
    return Table(
        "categories",
        "การเผยแพร่แยกตามหมวด",
        ("หมวด", *PLACES),
        [*rows, _place(TOTAL, report.now.all, is_total=True)],
        chart=_bars(names, report.now.categories, report.before.categories),
        chart_title="จำนวนฉบับที่เผยแพร่แยกตามหมวด",
    )


def _units(report: Report) -> Table:
    names = [(unit, unit) for unit in report.units]
    rows = [_place(name, report.now.units.get(key, Counts())) for name, key in names]
    return Table(
        "units",
        "การเผยแพร่แยกตามสำนักและกอง",
        ("สำนักหรือกอง", *PLACES),
        [*rows, _place(TOTAL, report.now.all, is_total=True)],
        note="นับตามตำแหน่งผู้รับผิดชอบของฉบับนั้น ตามสังกัดปัจจุบันของตำแหน่ง ถ้าย้ายตำแหน่งไปสังกัดอื่น ตัวเลขในตารางนี้จะย้ายตาม",
        chart=_bars(names, report.now.units, report.before.units),
        chart_title="จำนวนฉบับที่เผยแพร่แยกตามสำนักและกอง",
    )


def _times(report: Report) -> Table:
    def row(name: str, one: Counts, *, is_total: bool = False) -> Row:
        return Row(name, [one.submitted, one.returned, one.returned_share, one.middle], is_total=is_total)

    categories = [(one.title, report.now.categories.get(one.app_label, Counts())) for one in all_categories()]
    most = max(categories, key=lambda pair: pair[1].returned, default=None)
    told = f"หมวดที่ถูกส่งกลับมากที่สุดคือ {most[0]} ({most[1].returned:,} ครั้ง) " if most and most[1].returned else ""
    return Table(
        "times",
        "การส่งกลับแก้ไขและเวลาจนเผยแพร่",
        ("หมวด", *TIMES),
        [*(row(*pair) for pair in categories), row(TOTAL, report.now.all, is_total=True)],
        note=f"{told}{WORKING_TIME} ถ้าแก้ไขรายการวันหยุดย้อนหลัง ตัวเลขนี้จะเปลี่ยน",
    )


def _urgent(report: Report) -> Table:
    now, before = report.now, report.before

    def of(name: str, what: str, which: str) -> Row:
        return _beside(name, getattr(now.urgent, what)[which], getattr(before.urgent, what)[which])

    def follow_up(name: str, which: str) -> Row:
        return _beside(name, now.follow_ups[which], before.follow_ups[which])

    haste = _ledger(now.period, Action.URGENT_PUBLISH)
    rows = [
        _beside("เผยแพร่กรณีเร่งด่วน", now.all.urgent, before.all.urgent, haste),
        of("สอบทานทันกำหนด", "reviewed", IN_TIME),
        of("สอบทานเกินกำหนด หรือพ้นกำหนดแล้วยังไม่สอบทาน", "reviewed", LATE),
        of("ยังไม่ถึงกำหนดสอบทาน", "reviewed", OPEN),
        of("นายก อบต. รับทราบทันกำหนด", "acknowledged", IN_TIME),
        of("นายก อบต. รับทราบเกินกำหนด หรือพ้นกำหนดแล้วยังไม่รับทราบ", "acknowledged", LATE),
        of("ยังไม่ถึงกำหนดรับทราบ", "acknowledged", OPEN),
        follow_up("ประเมินผลหลังเผยแพร่ทันกำหนด", IN_TIME),
        follow_up("ประเมินผลหลังเผยแพร่เกินกำหนด", LATE),
        follow_up("ถึงกำหนดประเมินแล้วยังไม่ประเมิน", "overdue"),
        follow_up("ยังไม่ถึงกำหนดประเมิน", OPEN),
    ]
    return Table(
        "urgent",
        "การเผยแพร่กรณีเร่งด่วนและการติดตามผล",
        ("รายการ (เรื่องหรือครั้ง)", *BESIDE),
        rows,
        note="กำหนดสอบทานคือภายใน 24 ชั่วโมงหรือเที่ยงวันของวันทำการถัดไป แล้วแต่เวลาใดถึงทีหลัง การรับทราบใช้กำหนดเดียวกัน "
        "การประเมินผลครบกำหนดเมื่อ 7 วันและ 30 วันหลังเผยแพร่ นับครั้งที่ครบกำหนดในงวด",
    )


def _reviews(report: Report) -> Table:
    now, before = report.now.reviews, report.before.reviews
    overdue = (
        ""
        if report.now.is_over
        else f"{reverse('admin:publishing_duereview_changelist')}?owner=all&when=late"
    )
    rows = [
        _beside(
            "ยืนยันว่ายังถูกต้อง (ครั้ง)", now.made, before.made, _ledger(report.now.period, Action.STILL_CORRECT)
        ),
        _beside("ในจำนวนนี้ ทันกำหนด (ครั้ง)", now.in_time, before.in_time),
        _beside("ในจำนวนนี้ เกินกำหนด (ครั้ง)", now.late, before.late),
        _beside("เกินกำหนดตรวจทานเมื่อสิ้นงวด (เรื่อง)", now.overdue, before.overdue, overdue),
    ]
    return Table(
        "reviews",
        "การตรวจทานให้เป็นปัจจุบัน",
        ("รายการ", *BESIDE),
        rows,
        note="การเกินกำหนดที่ตรวจทานแล้วนับจากบันทึกการแจ้งเตือนของระบบ",
    )


def _personal(report: Report) -> Table:
    now, before, period = report.now, report.before, report.now.period
    rows = [
        _beside("ปกปิดข้อมูลส่วนบุคคลก่อนเผยแพร่ (แห่ง)", now.all.masked, before.all.masked, _ledger(period, MASKED)),
        _beside("ชี้แจงว่าเผยแพร่ข้อมูลส่วนบุคคลได้ (ครั้ง)", now.all.justified_personal, before.all.justified_personal),
        _beside("ชี้แจงรายการอื่นที่ระบบชี้ (ครั้ง)", now.all.justified_other, before.all.justified_other),
        _beside(
            "รวมการชี้แจงทั้งหมด (ครั้ง)",
            now.all.justified_personal + now.all.justified_other,
            before.all.justified_personal + before.all.justified_other,
            _ledger(period, JUSTIFIED),
        ),
        _beside(
            "อนุมัติโดยยืนยันว่าดูรายการที่ระบบชี้แล้ว (ครั้ง)",
            now.confirmed.approvals,
            before.confirmed.approvals,
        ),
        _beside("รายการที่ผู้อนุมัติยืนยันว่าดูแล้ว (รายการ)", now.confirmed.findings, before.confirmed.findings),
        _beside("ดำเนินการทั้งที่มีข้อทักท้วง (ครั้ง)", now.all.overridden, before.all.overridden),
    ]
    return Table(
        "personal",
        "การป้องกันข้อมูลส่วนบุคคลและรายการที่ระบบชี้",
        ("รายการ", *BESIDE),
        rows,
        note="ข้อมูลที่ผู้จัดทำลบออกเองก่อนส่งตรวจสอบไม่ได้เก็บไว้ จึงไม่อยู่ในจำนวนนี้",
    )


def _links(report: Report) -> Table:
    found = reverse("admin:publishing_outsidelink_changelist")
    mended = _beside(
        "แก้ลิงก์ที่ย้ายที่อยู่ (แห่ง)",
        report.now.all.links_mended,
        report.before.all.links_mended,
        _ledger(report.now.period, MENDED),
    )
    rows = [
        Row(
            f"{OutsideLink.Verdict(verdict).label} ณ วันที่ออกรายงาน (ลิงก์)",
            [count, None, None],
            f"{found}?verdict={verdict}",
        )
        for verdict, count in report.links_broken.items()
    ]
    return Table("links", "ลิงก์ไปเว็บไซต์อื่น", ("รายการ", *BESIDE), [mended, *rows], note=NOW_ONLY)


def _reading(report: Report) -> Table:
    begun = local(report.now.until).date()
    rows = [
        Row(f"{MONTHS[month.month - 1]} {year_be(month)}", list(counted) if month <= begun else [None, None])
        for month, counted in report.now.months.items()
    ]
    total = Row(TOTAL, [report.now.views, report.now.visits], is_total=True)
    before = Row("งวดก่อน", [report.before.views, report.before.visits], is_total=True)
    pairs = zip(rows, report.before.months.values(), strict=True)
    return Table(
        "reading",
        "การเปิดอ่านรายเดือน",
        ("เดือน", "เปิดอ่าน (ครั้ง)", "เข้าชม (ครั้ง)"),
        [*rows, total, before],
        note="นับบนเครื่องแม่ข่ายของหน่วยงาน ไม่เก็บว่าผู้ใดอ่าน",
        chart=[(row.name, row.values[0], views) for row, (views, _) in pairs],
        chart_title="จำนวนการเปิดอ่านรายเดือน เทียบกับเดือนลำดับเดียวกันของงวดก่อน",
    )


def _most_read(report: Report) -> Table:
    rows = [Row(read.title or NO_LONGER_PUBLIC, [read.views], read.address) for read in report.most_read]
    return Table(
        "most-read",
        "เรื่องที่มีผู้อ่านมากที่สุด 10 อันดับ",
        ("เรื่อง", "เปิดอ่าน (ครั้ง)"),
        rows,
        note="แสดงชื่อเรื่องปัจจุบัน เรื่องที่ถอนออกแล้วไม่แสดงชื่อ" if rows else "ยังไม่มีเรื่องที่มีผู้เปิดอ่านในงวดนี้",
    )
