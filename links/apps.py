from django.apps import AppConfig

from publishing.categories import Category, MenuEntry


def menu():
    from django.urls import reverse

    from links.models import Link

    plain = reverse("links:index")
    return [MenuEntry(label, f"{plain}?kind={value}") for value, label in Link.Kind.choices]


class LinksConfig(AppConfig):
    name = "links"
    verbose_name = "เว็บลิงก์"
    category = Category(
        number=5,
        path="links",
        title="เว็บลิงก์",
        clause="2(5)",
        description="หน่วยงานที่เกี่ยวข้อง บริการออนไลน์ วีดิทัศน์ และเสียง",
        models=("Link",),
        menu=menu,
    )
