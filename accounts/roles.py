"""The six roles. A role is a Django group of the same (Thai) name; `setup_office` makes the groups."""

from django.db import models


class Role(models.TextChoices):
    """Who may do what in the workflow; `publishing/states.py` says which arrow needs which role."""

    WRITER = "writer", "ผู้จัดทำ"
    REVIEWER = "reviewer", "ผู้ตรวจสอบ"
    APPROVER = "approver", "ผู้อนุมัติ"
    CHIEF_EXECUTIVE = "chief_executive", "นายก อบต."
    ADMINISTRATOR = "administrator", "ผู้ดูแลระบบ"
    ASSESSOR = "assessor", "ผู้ประเมิน"


#: Somebody who hands out accounts may not publish as well: one stolen password would do both.
NOT_WITH_ADMINISTRATOR = {Role.WRITER, Role.REVIEWER, Role.APPROVER}
#: What somebody who acts for a position may be given for that time.
ACTING_ROLES = (Role.REVIEWER, Role.APPROVER, Role.CHIEF_EXECUTIVE)
