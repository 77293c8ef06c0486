"""Taking away somebody's lost second factor, with the reason in the ledger."""

from django.db import transaction
from django.http import HttpRequest

from accounts import second_factor
from accounts.models import User
from publishing import ledger

ACTION = "ล้างการยืนยันตัวตนสองขั้น"


def reset_second_factor(
    person: User, *, actor: User | None, reason: str, request: HttpRequest | None = None
) -> int:
    """Take away every factor, with the event in the ledger; returns how many there were. `actor` None: the command."""
    with transaction.atomic():
        ledger.append(ACTION, actor=actor, note=f"{person.full_name}: {reason}", name="ผู้ดูแลเครื่องแม่ข่าย (คำสั่ง)")
        return second_factor.reset(person, request, by=actor.full_name if actor else "คำสั่งที่เครื่องแม่ข่าย")
