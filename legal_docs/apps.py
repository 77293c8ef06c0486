from django.apps import AppConfig

from publishing.categories import Category


class LegalDocsConfig(AppConfig):
    name = "legal_docs"
    verbose_name = "กฎหมายและระเบียบ"
    category = Category(
        number=2,
        path="laws",
        title="กฎหมายและระเบียบ",
        clause="2(2)",
        description="กฎหมาย ระเบียบ ข้อบังคับ และหนังสือสั่งการที่เกี่ยวข้อง พร้อมที่มาของข้อมูล",
        models=("LegalDocument",),
    )
