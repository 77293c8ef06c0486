"""What the list and the page of a law show: its rank, its standing today, its citation, what changed it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from legal_docs.models import LawRelation, LegalDocument
from tests.helpers import make_draft, make_live, publish

pytestmark = pytest.mark.django_db
Type, Status = LegalDocument.Type, LegalDocument.Status


@pytest.mark.parametrize(
    ("status", "days", "standing"),
    [
        (Status.IN_FORCE, None, "มีผลใช้บังคับ"),
        (Status.IN_FORCE, 0, "มีผลใช้บังคับ"),
        (Status.IN_FORCE, 1, "ยังไม่ถึงวันใช้บังคับ"),
        (Status.REPEALED, 1, "ยกเลิกแล้ว"),
    ],
)
def test_a_law_stands_as_of_today(status, days, standing):
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    assert LegalDocument(status=status, effective_on=day).standing == standing


def test_days_stand_in_their_order():
    law = LegalDocument(effective_on=date(2025, 4, 1), dated_on=date(2025, 3, 3), posted_on=date(2025, 3, 20))
    assert [what for what, _ in law.dates] == ["ลงนาม", "ปิดประกาศ", "เริ่มใช้บังคับ"]


def test_the_list_goes_by_rank_and_tells_the_standing(client, cast):
    make_live(LegalDocument, title="ข้อบัญญัติ", doc_type=Type.LOCAL_ORDINANCE)
    make_live(LegalDocument, title="พ.ร.บ. เก่า", status=Status.REPEALED)
    html = client.get("/laws/").content.decode()
    marks = [
        "ลำดับที่ 2 พระราชบัญญัติ พระราชกำหนด",
        "พ.ร.บ. เก่า",
        ">ยกเลิกแล้ว<",
        "ลำดับที่ 6 ข้อบัญญัติท้องถิ่น",
        ">มีผลใช้บังคับ<",
    ]
    main = html[html.index("law-rank") :]
    assert sorted(marks, key=main.index) == marks


@pytest.mark.parametrize("words", ["2562", "๒๕๖๒", "ว 1438", "สภาตำบล", "ผู้ออก", "สาระสำคัญ"])
def test_a_law_is_found_by_name_number_issuer_and_subject_in_either_digits(words, client, cast):
    make_live(LegalDocument, title="อื่น", document_number="1")
    made = {"title": "พ.ร.บ. สภาตำบล พ.ศ. ๒๕๖๒", "document_number": "มท ๐๘๐๘.๒/ว ๑๔๓๘"}
    law = make_live(LegalDocument, **made, issuer="ผู้ออก", summary="สาระสำคัญ")
    assert list(client.get("/laws/", {"q": words}).context["page"]) == [law]


def test_a_repealed_law_leads_to_what_took_its_place(client, cast):
    old = make_live(LegalDocument, title="ฉบับเก่า", status=Status.REPEALED)
    draft = make_draft(LegalDocument, title="ฉบับใหม่")
    LawRelation.objects.create(law=draft, kind=LawRelation.Kind.REPEALS, target=old.publication)
    new = publish(draft)
    html = client.get(old.get_absolute_url()).content.decode()
    notice = html[html.index('aria-labelledby="repealed"') :]
    assert f'ยกเลิกโดย <a href="{new.get_absolute_url()}">ฉบับใหม่</a>' in notice
    assert "ยกเลิกแล้ว" not in client.get(new.get_absolute_url()).content.decode().split('id="related"')[0]


def test_the_citation_is_there_to_be_copied(client, cast):
    law = make_live(LegalDocument, title='พ.ร.บ. "ทดสอบ"', year_be=2562)
    html = client.get(law.get_absolute_url()).content.decode()
    assert 'data-copy="พ.ร.บ. &quot;ทดสอบ&quot; พ.ศ. ๒๕๖๒"' in html
