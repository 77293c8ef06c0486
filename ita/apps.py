from django.apps import AppConfig


class ItaConfig(AppConfig):
    name = "ita"
    verbose_name = "การประเมิน ITA"
    #: What `manage.py tick` does for the assessment (publishing/management/commands/tick.py).
    clock = (
        ("ตรวจหลักฐาน ITA ที่เปลี่ยนแปลง {} ข้อ", "ita.checking.check_stale"),
        ("ตรวจหลักฐาน ITA ประจำวัน {} ข้อ", "ita.checking.nightly"),
        ("เก็บสำเนาหลักฐาน ITA {} ชุด", "ita.snapshots.make_waiting"),
        ("ลบข้อมูลออกจากสำเนาหลักฐาน ITA {} ชุด", "ita.expunging.expunge_agreed"),
    )
    #: Against which moves of the workflow the assessment speaks (publishing/declared.py).
    objections = ("ita.freezing.objections",)
    #: What the page of an item says of itself as evidence.
    marks = ("ita.marks.marks_of",)
    #: What the desk offers beside an edition.
    desk_links = ("ita.desk.links_for",)
    #: Addresses elsewhere that are looked at like links (publishing/link_states.py).
    watched_links = ("ita.facts.outside_addresses",)

    def ready(self) -> None:
        from ita.checking import follow
        from publishing.signals import edition_moved

        edition_moved.connect(follow, dispatch_uid="ita")
