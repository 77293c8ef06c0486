from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "การค้นหา"
    #: What `manage.py tick` does for the search (publishing/management/commands/tick.py).
    clock = (
        ("อ่านข้อความในไฟล์ {} ไฟล์", "search.files.read_waiting"),
        ("อ่านข้อความจากภาพ {} หน้า", "search.seeing.see_waiting"),
        ("ปรับปรุงดัชนีค้นหา {} เรื่อง", "search.keeping.keep"),
        ("เพิ่มผลการค้นหาที่แนะนำ {} รายการ", "search.seeds.seed_promoted"),
        ("ปรับปรุงดัชนีค้นหาของเจ้าหน้าที่ {} ฉบับ", "search.staff.keep"),
        ("ลบข้อความของไฟล์ที่ไม่ได้เผยแพร่แล้ว {} ไฟล์", "search.files.forget_texts"),
        ("ลบบันทึกจำนวนครั้งที่ค้นหาของนาทีก่อน {} รายการ", "search.limits.clean"),
        ("ลบสถิติคำค้นที่พ้นกำหนด {} รายการ", "search.counting.clean_counts"),
    )

    def ready(self) -> None:
        from publishing.signals import edition_moved
        from search.keeping import follow

        edition_moved.connect(follow, dispatch_uid="search")
