"""The first person of a new installation: an administrator, who makes the accounts of all others at the desk."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from publishing.lost_factor import give_start_code


class Refused(Exception):
    """Why there is no new administrator, in Thai."""

    def __init__(self, reason: str, *, there_is_one: bool = False):
        super().__init__(reason)
        self.there_is_one = there_is_one


@transaction.atomic
def create_administrator(username: str, full_name: str) -> str:
    """Returns the start code, which is kept nowhere. Raises Refused where somebody active is administrator already.

    Whoever may run this on the server could write into the database as well; the ledger keeps that it happened.
    """
    group = Group.objects.filter(name=Role.ADMINISTRATOR.label).first()
    if group is None:
        raise Refused("ยังไม่มีบทบาทในระบบ ให้เรียก manage.py setup_office ก่อน")
    if group.user_set.filter(is_active=True).exists():
        raise Refused("มีผู้ดูแลระบบที่ใช้งานได้อยู่แล้ว ให้ผู้นั้นสร้างบัญชีในระบบจัดการ", there_is_one=True)
    person = User(username=username, full_name=full_name, is_staff=True)
    person.set_unusable_password()
    try:
        person.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    person.save()
    person.groups.add(group)
    return give_start_code(person, actor=None, done=f"สร้างบัญชี, ได้รับบทบาท{Role.ADMINISTRATOR.label}")
