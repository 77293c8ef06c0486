"""A letter at once to whom it concerns when the way into somebody's account changes (`account_events`, publishing/apps.py).

Whoever did it himself reads it and is glad; whoever did not has lost his password, and learns it here.
"""

from django.conf import settings
from django.urls import reverse

from accounts.addresses import shortened
from accounts.models import Office, SignInEvent, User
from accounts.roles import Role
from accounts.templatetags.sign_in import device
from publishing import mail
from publishing.models import Letter
from publishing.notices import FOOT
from thai.dates import format_datetime

Kind = SignInEvent.Kind
#: event → what stands in the letter besides its name
TOLD = {
    Kind.FACTOR_ADDED: "ต่อไปนี้ใช้เข้าสู่ระบบบัญชีนี้ได้ เครื่องอื่นที่เข้าสู่ระบบอยู่ออกจากระบบแล้ว",
    Kind.FACTOR_REMOVED: "ต่อไปนี้ใช้เข้าสู่ระบบบัญชีนี้ไม่ได้",
    Kind.CODES_MADE: "รหัสสำรองชุดเดิมใช้ไม่ได้แล้ว",
    Kind.CODE_USED: "มีผู้เข้าสู่ระบบหรือยืนยันตัวตนด้วยรหัสสำรองแทนโทรศัพท์ ถ้าเหลือน้อย ให้ออกรหัสชุดใหม่แล้วพิมพ์เก็บไว้",
    Kind.PASSWORD_CHANGED: "รหัสผ่านเดิมใช้ไม่ได้แล้ว",
    Kind.FACTOR_RESET: "รหัสผ่านเดิมใช้ไม่ได้แล้ว เจ้าของบัญชีต้องตั้งรหัสผ่านใหม่ด้วยใบเริ่มใช้งาน และเพิ่มการยืนยันตัวตนสองขั้นใหม่",
    Kind.START_GIVEN: "รหัสผ่านเดิมใช้ไม่ได้แล้ว เจ้าของบัญชีตั้งรหัสผ่านเองด้วยใบเริ่มใช้งาน ภายใน 72 ชั่วโมง",
}
#: What opens somebody else's account is told to all administrators too, also to the one in whose name it was done.
TOLD_TO_ADMINISTRATORS = {Kind.FACTOR_RESET, Kind.START_GIVEN}


def tell(event: SignInEvent) -> None:
    """In the transaction of the event; sent after it. Four queries, none for what is not told."""
    if event.kind not in TOLD or event.user is None:
        return
    person = event.user
    office = Office.objects.first()
    administrators = list(User.objects.holding(Role.ADMINISTRATOR))
    others = [one.full_name for one in administrators if one != person]
    phone = f" โทร {office.phone}" if office and office.phone else ""
    whom = f"ผู้ดูแลระบบ ({', '.join(others)})" if others else "ผู้บริหารของหน่วยงาน"
    where = (
        f"{device(event.agent)} เครือข่าย {shortened(event.address)}" if event.address else "เครื่องแม่ข่าย (คำสั่ง)"
    )
    what = f"{event.get_kind_display()}{f' ({event.detail})' if event.detail else ''}"
    lines = [
        f"เหตุการณ์: {what}",
        f"เวลา: {format_datetime(event.at)}",
        f"ทำจาก: {where}",
        TOLD[event.kind],
    ]
    account = f"{settings.SITE_ADDRESS}{reverse('own_account')}"
    own = [
        f"เรียน {person.full_name}",
        "มีการเปลี่ยนแปลงวิธีเข้าสู่ระบบของบัญชีท่าน",
        "\n".join(lines),
        "ถ้าท่านทำเองหรือขอให้ทำ ไม่ต้องทำอะไรอีก",
        f"ถ้าไม่ใช่ ให้แจ้ง{whom}{phone} ทันที ถ้ายังเข้าสู่ระบบได้ ให้เปลี่ยนรหัสผ่านและกด “ออกจากระบบทุกเครื่อง” ที่ {account}",
        FOOT,
    ]
    if person.is_active:
        _queue([person], f"บัญชีของท่าน: {event.get_kind_display()}", own)
    if event.kind in TOLD_TO_ADMINISTRATORS:
        lines.insert(0, f"บัญชี: {person.full_name} ({person.username})")
        told = [
            "เรียน ผู้ดูแลระบบ",
            "\n".join(lines),
            "ถ้าท่านหรือผู้ดูแลระบบคนอื่นไม่ได้ทำ ให้ระงับบัญชีนี้และบัญชีของผู้ที่ทำทันที แล้วดูสมุดบันทึก",
            FOOT,
        ]
        _queue(
            [one for one in administrators if one != person],
            f"บัญชีของ{person.full_name}: {event.get_kind_display()}",
            told,
        )


def _queue(people: list[User], subject: str, paragraphs: list[str]) -> None:
    mail.queue(Letter.Kind.ACCOUNT, people, subject=subject, body="\n\n".join(paragraphs))
