from django.apps import AppConfig

from publishing.categories import Category, MenuEntry


def menu():
    from django.urls import reverse

    from knowledge.models import KnowledgeItem

    plain = reverse("knowledge:index")
    return [MenuEntry(label, f"{plain}?kind={value}") for value, label in KnowledgeItem.Kind.choices]


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = "คลังความรู้"
    category = Category(
        number=4,
        path="knowledge",
        title="คลังความรู้",
        clause="2(4)",
        description="ผลงาน บทความ และสถิติ พร้อมแหล่งที่มา วัน และเวลาของข้อมูล",
        models=("KnowledgeItem",),
        menu=menu,
    )
