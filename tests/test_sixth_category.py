"""A sixth category needs one new folder, one line in INSTALLED_APPS and one test file, nothing else.

The project is copied to a temporary folder, the folder `petitions/` and the line are added there, and the copy is asked
to do with the new category all that it does with the five.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import copies

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "__init__.py": "",
    "migrations/__init__.py": "",
    "apps.py": """
from django.apps import AppConfig

from publishing.categories import Category


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = "เรื่องร้องเรียน"
    category = Category(
        number=6, path="petitions", title="เรื่องร้องเรียน", clause="–", description="ผลการแก้ไขเรื่องร้องเรียน",
        models=("Petition",),
    )
""",
    "models.py": '''
from django.db import models

from publishing.models import Edition


class Petition(Edition):
    """One petition and what became of it."""

    result = models.CharField("ผล", max_length=200, blank=True)

    class Meta:
        verbose_name = "เรื่องร้องเรียน"
        verbose_name_plural = "เรื่องร้องเรียน"

    def missing(self):
        if not self.result:
            yield "กรอกผล"
''',
    "admin.py": """
from django.contrib import admin

from petitions import views
from petitions.models import Petition
from publishing.admin import EditionAdmin


@admin.register(Petition)
class PetitionAdmin(EditionAdmin):
    show = views.show
    own_fieldsets = [("ผล", {"fields": ["result"]})]
""",
    "filters.py": """
from petitions.models import Petition
from publishing.filters import EditionFilter


class PetitionFilter(EditionFilter):
    class Meta:
        model = Petition
        fields = []
""",
    "urls.py": """
from django.urls import path

from petitions import views

app_name = "petitions"
urlpatterns = [path("", views.index, name="index"), path("<str:reference>/", views.detail, name="detail")]
""",
    "views.py": """
from django.shortcuts import render
from django.views.decorators.http import require_safe

from petitions.filters import PetitionFilter
from petitions.models import Petition
from publishing.pages import detail as detail_context
from publishing.pages import find_edition, listing


@require_safe
def index(request):
    found = Petition.objects.live().newest()
    return render(request, "publishing/list.html", listing(request, PetitionFilter, found))


@require_safe
def detail(request, reference):
    return show(request, find_edition("petitions", reference))


def show(request, petition):
    return render(request, "publishing/detail.html", detail_context(petition))
""",
}
TEST = """
import pytest

from petitions.models import Petition
from publishing.clauses import CLAUSE_1_1
from publishing.states import Action
from publishing.workflow import Refused, move, start
from tests.helpers import remove, revise, submit

pytestmark = pytest.mark.django_db


def test_the_sixth_category_has_everything_that_the_five_have(client, cast):
    petition = start(Petition(title="ไฟทางดับ", summary="ซ่อมแล้ว"), actor=cast.writer)
    with pytest.raises(Refused, match="กรอกผล"):
        submit(petition)
    Petition.objects.filter(pk=petition.pk).update(result="ซ่อมเสร็จ")
    live = move(submit(petition), Action.APPROVE, actor=cast.approver, ticks=list(CLAUSE_1_1))
    address = live.publication.address
    assert address == f"/petitions/{live.publication_id}/"
    for page in ("/", "/petitions/", address, "/sitemap.xml"):
        body = client.get(page)
        assert body.status_code == 200, page
        assert (address if page == "/sitemap.xml" else "ไฟทางดับ") in body.content.decode(), page
    assert "เรื่องร้องเรียน" in client.get("/news/").content.decode()  # in the menu of every page
    client.force_login(cast.writer)
    assert client.get("/admin/petitions/petition/").status_code == 200
    assert client.get("/admin/petitions/petition/add/").status_code == 200
    assert client.get(f"/admin/petitions/petition/{live.pk}/preview/").status_code == 200
    client.force_login(cast.assessor)
    assert client.get("/admin/petitions/petition/").status_code == 403
    latest = revise(live, title="ไฟทางสว่าง")
    assert "ไฟทางดับ" in client.get(f"{address}editions/1/").content.decode()
    remove(latest, "มีข้อมูลส่วนบุคคล")
    for tail in ("", "editions/", "editions/1/"):
        gone = client.get(f"{address}{tail}")
        assert gone.status_code == 410
        assert "มีข้อมูลส่วนบุคคล" in gone.content.decode()
"""
#: Brings a migrated office up to date and puts it where the copy's tests look for it.
KEEP = """
import os, shutil, sys
os.environ |= {"DATA_DIR": sys.argv[1], "DJANGO_SETTINGS_MODULE": "ponko_site.settings"}
from tests import copies
copies._fill(copies.EMPTY)
shutil.copytree(sys.argv[1], copies.KEPT / f"ponko_empty_sqlite_{copies._digest(copies.EMPTY)}")
"""


def test_one_folder_one_line_and_one_test_file_are_enough(tmp_path):
    copy = tmp_path / "project"
    keep_out = shutil.ignore_patterns(".git", ".venv", "var", "demo", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=keep_out)
    for name, text in FILES.items():
        file = copy / "petitions" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    settings = copy / "ponko_site/settings.py"
    line = '    "links.apps.LinksConfig",\n'
    assert settings.read_text().count(line) == 1
    settings.write_text(settings.read_text().replace(line, line + '    "petitions.apps.PetitionsConfig",\n'))
    (copy / "tests/test_petitions.py").write_text(TEST)

    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "ponko_site.settings_test",
    }
    environment = {key: value for key, value in environment.items() if not key.startswith("PYTEST_")}
    (tmp_path / "data").mkdir()

    def run(*command: str) -> None:
        done = subprocess.run(
            [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]

    run("manage.py", "makemigrations", "petitions")
    # The office that the tests begin with gets the new category as an update brings it.
    kept = tmp_path / "kept"
    kept.mkdir()
    copies.lay(copies.EMPTY, kept)
    run("-c", KEEP, str(kept))
    run("-m", "pytest", "-p", "no:cacheprovider", "tests/test_petitions.py")
