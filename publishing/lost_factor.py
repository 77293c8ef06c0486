"""A new way in for somebody who has none: a start code on paper, with what was done in the ledger."""

from django.db import transaction
from django.http import HttpRequest

from accounts import second_factor, start_codes
from accounts.models import User
from publishing import ledger

ACTION = "ล้างการยืนยันตัวตนสองขั้น"
SERVER = "ผู้ดูแลเครื่องแม่ข่าย (คำสั่ง)"


def reset_second_factor(
    person: User, *, actor: User | None, reason: str, request: HttpRequest | None = None
) -> str:
    """Take away every factor and the password; returns the start code. `actor` None: the command."""
    with transaction.atomic():
        ledger.append(ACTION, actor=actor, note=f"{person.full_name}: {reason}", name=SERVER)
        return second_factor.reset(person, request, by=actor.full_name if actor else SERVER)


def give_start_code(
    person: User, *, actor: User | None, done: str = "", request: HttpRequest | None = None
) -> str:
    """For a new account, or one whose password is forgotten; returns the code. `done`: what else was done (Thai)."""
    with transaction.atomic():
        note = ", ".join(filter(None, [done, "ออกรหัสเริ่มใช้งาน"]))
        ledger.append("จัดการบัญชี", actor=actor, note=f"{person.full_name}: {note}", name=SERVER)
        return start_codes.give(person, request, by=actor.full_name if actor else SERVER)
