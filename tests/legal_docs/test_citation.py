"""The citation line and the relations of laws, as thai.md's examples have them (clause 2(2))."""

from datetime import date

import pytest

from legal_docs.models import LawRelation, LegalDocument
from tests.helpers import make_draft, make_live, publish

Type = LegalDocument.Type


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (
            {"title": "พระราชบัญญัติสภาตำบล", "document_number": "ฉบับที่ 7", "year_be": 2562},
            "พระราชบัญญัติสภาตำบล (ฉบับที่ ๗) พ.ศ. ๒๕๖๒",
        ),
        (
            {"title": "พระราชบัญญัติสภาตำบล พ.ศ. ๒๕๖๒", "document_number": "ฉบับที่ ๗", "year_be": 2562},
            "พระราชบัญญัติสภาตำบล (ฉบับที่ ๗) พ.ศ. ๒๕๖๒",
        ),
        (
            {"title": "พระราชบัญญัติสภาตำบล (ฉบับที่ ๗) พ.ศ. ๒๕๖๒", "document_number": "ฉบับที่ ๗", "year_be": 2562},
            "พระราชบัญญัติสภาตำบล (ฉบับที่ ๗) พ.ศ. ๒๕๖๒",
        ),
        (
            {
                "doc_type": Type.CIRCULAR,
                "title": "แนวทางการเบิกจ่าย",
                "issuer": "กระทรวงมหาดไทย",
                "document_number": "ที่ มท 0808.2/ว 1438",
                "dated_on": date(2016, 3, 10),
            },
            "หนังสือกระทรวงมหาดไทย ที่ มท ๐๘๐๘.๒/ว ๑๔๓๘ ลงวันที่ ๑๐ มีนาคม ๒๕๕๙ เรื่อง แนวทางการเบิกจ่าย",
        ),
        (
            {
                "title": "ประกาศ",
                "year_be": 2564,
                "gazette_volume": "138",
                "gazette_part": "ตอนพิเศษ 113 ง",
                "gazette_page": "1",
                "gazetted_on": date(2021, 5, 25),
            },
            "ประกาศ พ.ศ. ๒๕๖๔ ราชกิจจานุเบกษา เล่ม ๑๓๘ ตอนพิเศษ ๑๑๓ ง หน้า ๑ ลงวันที่ ๒๕ พฤษภาคม ๒๕๖๔",
        ),
        (
            {
                "doc_type": Type.ANNOUNCEMENT,
                "title": "ประกาศอบต. เรื่อง มาตรการ",
                "year_be": 2563,
                "dated_on": date(2020, 6, 17),
            },
            "ประกาศอบต. เรื่อง มาตรการ ลงวันที่ ๑๗ มิถุนายน ๒๕๖๓",
        ),
        ({"title": "มติคณะรัฐมนตรี"}, "มติคณะรัฐมนตรี"),
    ],
)
def test_a_law_is_cited_in_official_form(columns, line):
    assert LegalDocument(**columns).citation == line


@pytest.mark.django_db
def test_a_relation_is_shown_on_both_sides(cast):
    act = make_live(LegalDocument, title="พระราชบัญญัติแม่บท")
    draft = make_draft(LegalDocument, title="กฎกระทรวง", doc_type=Type.MINISTERIAL_REGULATION)
    LawRelation.objects.create(law=draft, kind=LawRelation.Kind.ISSUED_UNDER, target=act.publication)
    assert act.related() == []  # a draft shows nowhere
    rule = publish(draft)
    assert rule.related() == [("ออกตามความใน", [act])]
    assert act.related() == [("กฎหมายที่ออกตามฉบับนี้", [rule])]


@pytest.mark.django_db
def test_laws_stand_in_order_of_rank_then_newest_year(cast):
    rule = make_live(LegalDocument, title="ข้อบัญญัติ", doc_type=Type.LOCAL_ORDINANCE, year_be=2569)
    old = make_live(LegalDocument, title="พ.ร.บ. เก่า", doc_type=Type.ACT, year_be=2496)
    new = make_live(LegalDocument, title="พ.ร.บ. ใหม่", doc_type=Type.ACT, year_be=2562)
    constitution = make_live(LegalDocument, title="รัฐธรรมนูญ", doc_type=Type.CONSTITUTION, year_be=2560)
    assert list(LegalDocument.objects.live().by_rank()) == [constitution, new, old, rule]
