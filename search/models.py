"""What the search keeps: the index (words, and where they stand), the text of files, and what the office tells it.

The index is plain tables that the ORM holds, the same on SQLite and PostgreSQL. Everything in it can be made again from the live
editions (`rebuild_search`); what the public sees of a result is always read from `live()`.
"""

from django.db import models
from django.db.models import Q

from publishing.fields import LineField
from publishing.models import Edition, Publication, StoredFile

#: Letters of a term; longer runs are no words.
TERM_LENGTH = 40


class PublicIndexes(models.Manager):
    """Without the staff's indexes: what works for the public never comes upon a draft."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().exclude(state__in=[Index.State.STAFF, Index.State.NEW_STAFF])


class Index(models.Model):
    """One build of the index. One serves; the next is made beside it and takes its place when it is whole."""

    class State(models.TextChoices):
        BUILDING = "building", "กำลังจัดทำ"
        SERVING = "serving", "ใช้งานอยู่"
        RETIRED = "retired", "กำลังลบ"
        # What the public index has not, for the desk's search (search/staff.py). `objects` does not see these two.
        STAFF = "staff", "สำหรับเจ้าหน้าที่"
        NEW_STAFF = "newstaff", "สำหรับเจ้าหน้าที่ กำลังจัดทำ"

    state = models.CharField("สถานะ", max_length=8, choices=State, default=State.BUILDING)
    recipe = models.PositiveSmallIntegerField()  # by which version of search/terms.py
    words = models.TextField(blank=True)  # the office's own words that texts were cut with, one a line
    size = models.PositiveIntegerField(default=0)  # how many entries it has
    done_to = models.BigIntegerField(default=0)  # the last publication that the rebuild has come to
    begun_at = models.DateTimeField("เริ่มจัดทำ", auto_now_add=True)
    whole_at = models.DateTimeField("จัดทำเสร็จ", null=True)

    objects = PublicIndexes()
    everything = models.Manager()

    class Meta:
        verbose_name = "ดัชนีค้นหา"
        verbose_name_plural = "ดัชนีค้นหา"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=~Q(state="retired"), name="search_one_index_of_each_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"


class Entry(models.Model):
    """A live edition in the index, with what results are narrowed and ordered by."""

    index = models.ForeignKey(Index, models.PROTECT, related_name="entries")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", related_query_name="entry")
    category = models.CharField(max_length=30)  # app label
    kind = models.CharField(max_length=60, blank=True)  # model, and the value of its kind: "announcement.job"
    year = models.PositiveSmallIntegerField(null=True)  # fiscal year พ.ศ. of its date
    dated_on = models.DateField(null=True)
    has_files = models.BooleanField(default=False)
    #: What the phrase check reads (`folding.squashed`): the title, and everything that can be found but the files.
    title = models.TextField()
    text = models.TextField()
    #: The keys of its terms, to take them out again: array("q").
    terms = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["index", "edition"], name="search_entry_once"),
        ]
        # Everything that results are narrowed by: rows hold long texts, so they are not looked at for it.
        indexes = [
            models.Index(
                fields=["index", "category", "kind", "year", "has_files", "id"], name="search_entry_narrowing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.title[:40]}"


class Held(models.Model):
    """Which version of an edition an entry of the staff's index was made of."""

    # No key of the database: else Django would fetch every entry before it deletes an index.
    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, related_name="held", db_constraint=False
    )
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.version}"


class AnyEdition(Edition):
    """An edition in whatever state: the rows of the desk's search."""

    class Meta:
        proxy = True
        verbose_name = "ฉบับ"
        verbose_name_plural = "ค้นหาทุกฉบับ"


class Term(models.Model):
    """A word of the index. With "~" before it: a part of longer words, which counts less."""

    index = models.ForeignKey(Index, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=TERM_LENGTH + 1)
    entries = models.PositiveIntegerField(default=0)  # how many have it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "text"], name="search_term_once")]

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """That a term stands in an entry, and how much it says of it (BM25F without the rarity of the term, × 1,000)."""

    # No keys of the database and one index that holds everything: the table has millions of narrow rows.
    term = models.ForeignKey(Term, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["term", "entry", "weight"], name="search_posting_cover")]

    def __str__(self) -> str:
        return f"{self.term_id} {self.entry_id}"


class Spelling(models.Model):
    """A term with one letter left out: two words that share such a form differ by one mistake at most."""

    form = models.CharField(max_length=TERM_LENGTH)
    term = models.ForeignKey(Term, models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["form", "term"], name="search_spelling_form")]

    def __str__(self) -> str:
        return self.form


class FileText(models.Model):
    """What could be read of a file that a live edition shows. Kept while one does."""

    class State(models.TextChoices):
        READ = "read", "อ่านแล้ว"
        SEEN = "seen", "อ่านจากภาพ"
        PARTLY = "partly", "อ่านได้บางส่วน"
        UNREADABLE = "unreadable", "อ่านไม่ได้"

    stored = models.OneToOneField(StoredFile, models.CASCADE, related_name="text")
    recipe = models.PositiveSmallIntegerField()
    state = models.CharField("ผลการอ่าน", max_length=10, choices=State)
    why = models.CharField("เหตุผล", max_length=300, blank=True)
    read_at = models.DateTimeField("อ่านเมื่อ")
    letters = models.PositiveIntegerField(default=0)  # of its pages together, as they are compared

    class Meta:
        verbose_name = "ผลการอ่านไฟล์แนบ"
        verbose_name_plural = "ไฟล์แนบที่ค้นข้อความไม่ได้"

    def __str__(self) -> str:
        return f"{self.stored} {self.get_state_display()}"


class FilePage(models.Model):
    """The text of one page, sheet or slide."""

    file = models.ForeignKey(FileText, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()  # from 1, in the order of the file
    page = models.PositiveIntegerField(null=True)  # of a PDF: where a viewer opens
    where = models.CharField(max_length=200)  # in Thai: หน้า 12
    text = models.TextField()  # as it is shown
    squashed = models.TextField()  # as it is compared

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="search_page_once")]

    def __str__(self) -> str:
        return self.where


class Synonym(models.Model):
    """Ways to write the same thing: whoever types one finds all of them."""

    forms = LineField(
        "คำที่มีความหมายเดียวกัน",
        max_length=500,
        help_text="คั่นด้วยเครื่องหมายจุลภาค เช่น อบต., องค์การบริหารส่วนตำบล ประชาชนพิมพ์คำใดก็พบทุกคำ",
    )
    changed_at = models.DateTimeField("แก้ไขล่าสุด", auto_now=True)

    class Meta:
        verbose_name = "คำย่อและคำที่ใช้แทนกัน"
        verbose_name_plural = "คำย่อและคำที่ใช้แทนกัน"
        ordering = ["forms"]

    def __str__(self) -> str:
        return self.forms


class Promoted(models.Model):
    """What stands first when somebody asks for certain words."""

    words = LineField(
        "คำค้น",
        max_length=200,
        help_text="คำที่ประชาชนพิมพ์ คั่นหลายคำด้วยเครื่องหมายจุลภาค เช่น เบี้ยยังชีพ, เบี้ยผู้สูงอายุ",
    )
    publication = models.ForeignKey(
        Publication,
        models.CASCADE,
        verbose_name="เรื่องที่แสดงเป็นอันดับแรก",
        related_name="+",
        help_text="แสดงเฉพาะเมื่อเรื่องนี้เผยแพร่อยู่",
    )
    changed_at = models.DateTimeField("แก้ไขล่าสุด", auto_now=True)

    class Meta:
        verbose_name = "ผลการค้นหาที่แนะนำ"
        verbose_name_plural = "ผลการค้นหาที่แนะนำ"
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class QueryCount(models.Model):
    """How often something was asked for in a month, and whether anything was found. Nothing about who asked."""

    month = models.DateField("เดือน")
    query = models.CharField("คำค้น", max_length=100)
    asked = models.PositiveIntegerField("จำนวนครั้ง", default=0)
    found = models.PositiveIntegerField("พบล่าสุด (รายการ)", default=0)

    class Meta:
        verbose_name = "สถิติคำค้น"
        verbose_name_plural = "สถิติคำค้น"
        constraints = [models.UniqueConstraint(fields=["month", "query"], name="search_query_once_a_month")]

    def __str__(self) -> str:
        return self.query


class Asking(models.Model):
    """How often one address asked in the minute that began then: for the limit, gone after it. The address is a keyed hash.

    Also that somebody of a drawer asked for something in a month (counting.py): `minute` is when that is forgotten.
    """

    who = models.CharField(max_length=32)
    minute = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="search_asking_once")]
        indexes = [models.Index(fields=["minute"], name="search_asking_minute")]

    def __str__(self) -> str:
        return self.who


class Turn(models.Model):
    """That one process does a piece of the clock's work until then; others leave it alone. See search/turns.py."""

    work = models.CharField(max_length=20, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.work


class Given(models.Model):
    """That this site has been given a group of the first list of synonyms (search/seeds.py): what was deleted stays so."""

    key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.key
