"""Undoing what was done with one account: asked for by one person, decided by another (publishing/undo.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class AccountUndo(models.Model):
    """Somebody asks that what this account made public since a moment is taken away. Two people: one asks, another decides."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="undos", verbose_name="บัญชี"
    )
    since = models.DateTimeField("ตั้งแต่")
    reason = models.CharField("เหตุผล", max_length=500)
    #: None: the command on the server.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField("เสนอเมื่อ")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField("พิจารณาเสร็จเมื่อ", null=True)

    class Meta:
        verbose_name = "การย้อนสิ่งที่บัญชีทำ"
        verbose_name_plural = "การย้อนสิ่งที่บัญชีทำ"
        default_permissions = ()
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="publishing_one_open_undo"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"
