"""What the checks found, the points of each day, and what a run learnt on its way."""

from django.db import models

from ita.models.cycle import Cycle, Item
from ita.models.evidence import Evidence


class Level(models.TextChoices):
    """The best first: `worst()` takes the last that occurs."""

    PASS = "pass", "ผ่าน"
    WARN = "warn", "ควรตรวจดู"
    FAIL = "fail", "ยังไม่ผ่าน"


class Result(models.Model):
    """What one check says of one item, or of one piece of its evidence: the newest only."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="results")
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, related_name="results")
    check_id = models.CharField("การตรวจ", max_length=30)  # of ita/rules.py; never renamed
    level = models.CharField("ผล", max_length=4, choices=Level)
    sentence = models.CharField("ผลการตรวจ", max_length=500)
    mend = models.CharField("วิธีแก้", max_length=300, blank=True)

    class Meta:
        verbose_name = "ผลการตรวจ"
        verbose_name_plural = "ผลการตรวจ"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.level}"


class Score(models.Model):
    """The office's own score on one day: one row a cycle and day, the last of the day."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="scores")
    day = models.DateField("วันที่")
    points = models.DecimalField("คะแนน", max_digits=5, decimal_places=2)  # of 100
    passed = models.PositiveSmallIntegerField("ผ่าน")
    warned = models.PositiveSmallIntegerField("ควรตรวจดู")
    failed = models.PositiveSmallIntegerField("ยังไม่ผ่าน")
    groups = models.JSONField(default=dict)  # {code of an indicator: points}
    at = models.DateTimeField()

    class Meta:
        verbose_name = "คะแนนประจำวัน"
        verbose_name_plural = "กระดานประเมินตนเอง ITA"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["cycle", "day"], name="ita_one_score_a_day")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.day}: {self.points}"


class Way(models.Model):
    """The shortest way from the home page to an address of this site, as the last crawl found it."""

    address = models.CharField(max_length=500, unique=True)
    steps = (
        models.JSONField()
    )  # [[words of the link, address], …], the home page first, the address itself last
    by_index = models.BooleanField(default=False)  # only over an index of everything (A–Z, site map)
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = "ทางเข้าถึงจากหน้าหลัก"
        verbose_name_plural = "ทางเข้าถึงจากหน้าหลัก"

    def __str__(self) -> str:
        return self.address

    @property
    def clicks(self) -> int:
        return len(self.steps) - 1


class FileFacts(models.Model):
    """What was read from a file once, whoever shows it."""

    sha256 = models.CharField(max_length=64, unique=True)
    characters = models.PositiveIntegerField(default=0)
    years = models.JSONField(default=list)  # [2568, 2569]: years (พ.ศ.) that its text names
    problem = models.CharField(max_length=200, blank=True)  # why it could not be read, in Thai
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = "ข้อเท็จจริงของไฟล์"
        verbose_name_plural = "ข้อเท็จจริงของไฟล์"

    def __str__(self) -> str:
        return self.sha256
