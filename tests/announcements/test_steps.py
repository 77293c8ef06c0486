from datetime import date

import pytest

from announcements.models import Procurement
from tests.helpers import make_draft, make_live

pytestmark = pytest.mark.django_db


def notice(title: str, month: int, stage: str, number: str = "", project: str = "ถนน", make=make_live):
    result = {"winner": "หจก.ก", "price": 1} if stage in ("winner", "contract") else {}
    return make(
        Procurement, title=title, dated_on=date(2026, month, 1), stage=stage, egp_number=number,
        project=project, **result,
    )  # fmt: skip


def titles(step: Procurement) -> list[str]:
    return [one.title for one in step.steps()]


def test_the_notices_of_one_project_stand_together_in_the_order_of_time(client, cast):
    contract = notice("สัญญา", 6, "contract", "6901")
    price = notice("ราคากลาง", 2, "reference_price")
    invitation = notice("เชิญชวน", 3, "invitation", "6901", project="ถนน หมู่ที่ 4")
    for step in (contract, invitation):
        assert set(titles(step)) >= {"เชิญชวน", "สัญญา"}
    assert titles(contract) == ["ราคากลาง", "เชิญชวน", "สัญญา"]
    html = client.get(contract.publication.address).content.decode()
    section = html.split('class="steps-list"')[1].split("</ol>")[0]
    assert f'href="{price.publication.address}"' in section
    assert section.count("<li") == 3
    assert section.count('aria-current="step"') == 1


def test_two_numbers_are_two_projects_whatever_their_names(cast):
    first, second = notice("ปีก่อน", 2, "winner", "6801"), notice("ปีนี้", 3, "winner", "6901")
    assert titles(first) == titles(second) == []


def test_what_is_not_live_is_no_step_and_one_alone_has_none(client, cast):
    alone = notice("เชิญชวน", 3, "invitation", "6901")
    notice("ร่าง", 4, "winner", "6901", make=make_draft)
    assert titles(alone) == []
    assert "steps-list" not in client.get(alone.publication.address).content.decode()
