from django.apps import AppConfig

from publishing.categories import Category


def menu():
    from content.menu import menu_entries

    return menu_entries()


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "ข้อมูลพื้นฐาน"
    category = Category(
        number=1,
        path="about",
        title="ข้อมูลพื้นฐาน",
        clause="2(1)",
        description="ประวัติ วิสัยทัศน์ โครงสร้าง อำนาจหน้าที่ แผนงาน โครงการ และช่องทางติดต่อ",
        models=("Page", "Structure", "Plan", "Contact"),
        menu=menu,
        lists=(("index", "Page"), ("plans", "Plan")),
    )
