"""The executive structure, post by post."""

from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from publishing.fields import LineField
from publishing.models import Attachment, Edition, FileAddress
from publishing.proofs import Proof, named


class Structure(Edition):
    """The structure of the office: who holds which post, political and permanent."""

    REVIEW_MONTHS = 6
    PARTS = ("posts",)

    class Meta:
        verbose_name = "โครงสร้างผู้บริหาร"
        verbose_name_plural = "โครงสร้างผู้บริหาร"

    def branches(self) -> list[dict[str, object]]:
        """The chart, branch by branch: `label`, `tiers` (lists of posts, the head first), `units`.

        `units` groups the officials below the heads by their unit: `unit`, `posts`. `count` and `vacant` are numbers of
        posts, `reachable` tells whether one of them has a telephone or e-mail address. One query.
        """
        posts = list(self.posts.select_related("unit"))
        found = []
        for branch in Post.Branch:
            members = [post for post in posts if post.branch == branch]
            if not members:
                continue
            heads = [post for post in members if post.unit is None or post.tier <= 2]
            tiers = [[post for post in heads if post.tier == tier] for tier in range(1, 5)]
            units: dict[Unit, list[Post]] = {}
            for post in members:
                if post not in heads:
                    units.setdefault(post.unit, []).append(post)
            found.append(
                {
                    "label": branch.label,
                    "count": len(members),
                    "vacant": sum(post.vacant for post in members),
                    "reachable": any(post.phone or post.email for post in members),
                    "tiers": [tier for tier in tiers if tier],
                    "units": [
                        {"unit": unit, "posts": units[unit]}
                        for unit in sorted(units, key=lambda unit: unit.order)
                    ],
                }
            )
        return found

    def structured(self) -> dict[str, object]:
        return {"@type": "AboutPage"}

    def missing(self) -> Iterator[str]:
        posts = list(self.posts.all())
        for branch in (Post.Branch.EXECUTIVE, Post.Branch.OFFICIAL):
            if not any(post.branch == branch for post in posts):
                yield f"เพิ่มตำแหน่งอย่างน้อยหนึ่งตำแหน่งในฝ่าย “{branch.label}”"
        for post in posts:
            if not post.name and not post.vacant:
                yield f"กรอกชื่อผู้ดำรงตำแหน่ง “{post.position}” หรือทำเครื่องหมายว่าตำแหน่งว่าง"

    def proofs(self) -> Iterator[Proof]:
        """Two queries."""
        posts = list(self.posts.all())
        branches = [branch for branch in Post.Branch if any(post.branch == branch for post in posts)]
        lacking = [
            branch.label for branch in (Post.Branch.EXECUTIVE, Post.Branch.OFFICIAL) if branch not in branches
        ]
        there = " ".join(branch.label for branch in branches)
        yield Proof("branches", not lacking, f"ผังยังไม่มี {named(lacking)}" if lacking else f"ผังแสดง {there}")
        units = {post.unit_id for post in posts} - {None}
        yield Proof(
            "units",
            bool(units),
            f"ผังแสดงสำนัก กอง หรือหน่วยงาน {len(units)} แห่ง" if units else "ยังไม่มีตำแหน่งใดอยู่ในสำนักหรือกอง",
        )
        nameless = [post.position for post in posts if not post.name and not post.vacant]
        yield Proof(
            "posts",
            bool(posts) and not nameless,
            f"ยังไม่มีชื่อและไม่ได้ระบุว่าตำแหน่งว่าง: {named(nameless)}"
            if nameless
            else f"ครบทั้ง {len(posts)} ตำแหน่ง"
            if posts
            else "ผังยังไม่มีตำแหน่ง",
        )
        heads = [post for post in posts if post.is_head and post.name]
        portraits = set(
            self.attachments.exclude(kind=Attachment.Kind.DOCUMENT).values_list("address", flat=True)
        )
        yield _of_each(heads, "photos", "รูปถ่าย", [post for post in heads if post.photo_id not in portraits])
        yield _of_each(
            heads, "reach", "โทรศัพท์หรืออีเมล", [post for post in heads if not (post.phone or post.email)]
        )


def _of_each(heads: list["Post"], kind: str, what: str, lacking: list["Post"]) -> Proof:
    """Whether each of the heads has something; `lacking` are those who have not."""
    if not heads:
        return Proof(kind, False, "ผังยังไม่มีชื่อผู้บริหาร")
    if lacking:
        return Proof(kind, False, f"ยังไม่มี{what}ของ {named(post.position for post in lacking)}")
    return Proof(kind, True, f"ผู้บริหารทั้ง {len(heads)} คนมี{what}")


class Post(models.Model):
    """One post in the structure, with the person who holds it or nobody."""

    class Branch(models.TextChoices):
        EXECUTIVE = "executive", "คณะผู้บริหาร"
        COUNCIL = "council", "สภาองค์การบริหารส่วนตำบล"
        OFFICIAL = "official", "พนักงานส่วนตำบล"

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="posts")
    branch = models.CharField(
        "ฝ่าย", max_length=10, choices=Branch, default=Branch.OFFICIAL, help_text="ฝ่ายที่ตำแหน่งนี้สังกัดในผัง"
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="สำนัก/กอง",
        null=True,
        blank=True,
        related_name="+",
        help_text="เว้นว่างได้ถ้าไม่ได้อยู่ในสำนักหรือกอง",
    )
    tier = models.PositiveSmallIntegerField(
        "ชั้นในผัง",
        default=3,
        choices=[(1, "1 หัวหน้าสูงสุดของฝ่าย"), (2, "2 รอง"), (3, "3 หัวหน้าสำนัก/กอง หรือสมาชิก"), (4, "4 เจ้าหน้าที่")],
        help_text="ชั้นที่ 1 อยู่บนสุดของผัง",
    )
    position = LineField("ตำแหน่ง", max_length=150, help_text="ชื่อตำแหน่งเต็มตามคำสั่ง")
    name = LineField(
        "ชื่อ-นามสกุล", max_length=150, blank=True, help_text="คำนำหน้า ชื่อ และนามสกุล เว้นว่างถ้าตำแหน่งว่าง"
    )
    vacant = models.BooleanField("ตำแหน่งว่าง", default=False, help_text="ทำเครื่องหมายเมื่อไม่มีผู้ดำรงตำแหน่ง")
    photo = models.ForeignKey(
        FileAddress, models.PROTECT, verbose_name="ภาพ", null=True, blank=True, related_name="+"
    )
    phone = LineField(
        "โทรศัพท์", max_length=60, blank=True, help_text="หมายเลขที่ทำงานที่เปิดเผยได้ ไม่ใช่หมายเลขส่วนตัว"
    )
    email = models.EmailField("อีเมล", blank=True, help_text="อีเมลที่ทำงานที่เปิดเผยได้")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0, help_text="เลขน้อยแสดงก่อน")

    class Meta:
        verbose_name = "ตำแหน่งในโครงสร้าง"
        verbose_name_plural = "ตำแหน่งในโครงสร้าง"
        ordering = ["tier", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vacant=False) | Q(name=""),
                name="content_vacant_post_has_no_name",
                violation_error_message="ตำแหน่งว่างต้องไม่มีชื่อ ให้ลบชื่อ หรือนำเครื่องหมาย “ตำแหน่งว่าง” ออก",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name or 'ตำแหน่งว่าง'}"

    @property
    def is_head(self) -> bool:
        """Whether who holds it is one of those who run the office: the executive, and officials down to the heads of units."""
        return self.branch == Post.Branch.EXECUTIVE or self.branch == Post.Branch.OFFICIAL and self.tier <= 3
