"""Outside addresses to which editions lead, and what was found there."""

import hashlib

from django.db import models
from django.utils import timezone

from publishing.models.edition import Edition

LONGEST_ADDRESS = 2000


class OutsideLink(models.Model):
    """An outside address that some edition leads to, once however many do, and what the last look at it found."""

    class Verdict(models.TextChoices):
        """The most pressing first; `PROBLEMS` ask somebody to do something."""

        SUSPECT = "suspect", "พบคำการพนันหรือเงินกู้"
        BROKEN = "broken", "ลิงก์เสีย"
        ELSEWHERE = "elsewhere", "พาไปเว็บไซต์อื่น"
        CERTIFICATE = "certificate", "ใบรับรองความปลอดภัยมีปัญหา"
        MOVED = "moved", "ย้ายที่อยู่แล้ว"
        UNSURE = "unsure", "ไม่แน่ใจ"
        CLOSED = "closed", "ระบบตรวจให้ไม่ได้"
        NEW = "new", "รอตรวจครั้งแรก"
        FINE = "fine", "เปิดได้"

    PROBLEMS = (Verdict.SUSPECT, Verdict.BROKEN, Verdict.ELSEWHERE, Verdict.CERTIFICATE, Verdict.MOVED)

    address = models.TextField("ที่อยู่")
    fingerprint = models.CharField(
        max_length=64, unique=True
    )  # of the address, which is too long for an index
    host = models.CharField("เว็บไซต์", max_length=255)
    verdict = models.CharField("ผลการตรวจ", max_length=12, choices=Verdict, default=Verdict.NEW)
    why = models.CharField("รายละเอียด", max_length=300, blank=True)  # a Thai phrase
    target = models.TextField("ที่อยู่ปลายทาง", blank=True)  # where its redirects end, when that is another place
    failing_since = models.DateField("เปิดไม่ได้ตั้งแต่", null=True)
    failed_on = models.DateField(null=True)  # the last day on which it failed
    failed_days = models.PositiveSmallIntegerField(
        default=0
    )  # one after the other, without a success in between
    added_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField("ตรวจล่าสุด", null=True)
    next_at = models.DateTimeField("ตรวจครั้งต่อไป", default=timezone.now)

    class Meta:
        verbose_name = "ลิงก์ไปเว็บไซต์อื่น"
        verbose_name_plural = "ลิงก์ไปเว็บไซต์อื่น"
        indexes = [
            models.Index(fields=["next_at"], name="publishing_links_due"),
            models.Index(fields=["verdict"], name="publishing_links_verdict"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_problem(self) -> bool:
        return self.verdict in self.PROBLEMS


class LinkPlace(models.Model):
    """An outside address stands in an edition: once, however often it does there."""

    link = models.ForeignKey(OutsideLink, models.CASCADE, related_name="places")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="outside_links")
    where = models.CharField(max_length=300)  # in Thai: the first of the places within the edition

    class Meta:
        verbose_name = "ที่ที่มีลิงก์"
        verbose_name_plural = "ที่ที่มีลิงก์"
        constraints = [models.UniqueConstraint(fields=["link", "edition"], name="publishing_link_place_once")]

    def __str__(self) -> str:
        return self.where


class LinkReading(models.Model):
    """Which version of an edition had its links read last; every save and every move makes another version."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="link_reading")
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "การอ่านลิงก์"
        verbose_name_plural = "การอ่านลิงก์"

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.version}"


def fingerprint_of(address: str) -> str:
    """SHA-256 (hex) of an address."""
    return hashlib.sha256(address.encode()).hexdigest()
