from django.apps import AppConfig

from publishing.categories import Category, MenuEntry


def menu():
    from django.urls import reverse

    from announcements.models import Announcement

    plain = reverse("announcements:index")
    kinds = [MenuEntry(label, f"{plain}?kind={value}") for value, label in Announcement.Kind.choices]
    return [*kinds, MenuEntry("จัดซื้อจัดจ้าง", reverse("announcements:procurement"))]


class AnnouncementsConfig(AppConfig):
    name = "announcements"
    verbose_name = "ข่าวประชาสัมพันธ์"
    category = Category(
        number=3,
        path="news",
        title="ข่าวประชาสัมพันธ์",
        clause="2(3)",
        description="ภารกิจผู้บริหาร กิจกรรม งานประเพณี ประกาศ รับสมัครงาน และจัดซื้อจัดจ้าง",
        models=("Announcement", "Procurement"),
        menu=menu,
        lists=(("index", "Announcement"), ("procurement", "Procurement")),
    )
