"""Who had a hand in an edition: who saved it, who declared and attested it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from publishing.models.edition import Edition


class Contribution(models.Model):
    """Somebody saved this edition, so may not approve it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = "ผู้ร่วมจัดทำ"
        verbose_name_plural = "ผู้ร่วมจัดทำ"
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="publishing_contributor_once")
        ]

    def __str__(self) -> str:
        return str(self.user)


class Attestation(models.Model):
    """Clause 1(1), tick by tick: declared by the writer at submit, attested by the approver."""

    class Kind(models.TextChoices):
        DECLARATION = "declaration", "คำรับรองของผู้จัดทำ"
        ATTESTATION = "attestation", "คำรับรองของผู้อนุมัติ"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=12, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    monarchy = models.BooleanField()
    state_security = models.BooleanField()
    public_order = models.BooleanField()
    good_morals = models.BooleanField()
    # How many things the gates pointed at and this person confirmed to have looked at.
    findings = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "คำรับรองตามข้อ 1(1)"
        verbose_name_plural = "คำรับรองตามข้อ 1(1)"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(monarchy=True, state_security=True, public_order=True, good_morals=True),
                name="publishing_every_tick_given",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
