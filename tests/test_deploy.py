"""What deploy/ ships for a machine: scripts without faults, services that systemd understands, one set of places."""

import os
import re
import shutil
import subprocess

import pytest
from django.contrib.auth.models import Group

from accounts import start_codes
from accounts.models import User
from accounts.roles import Role
from ponko_site.first_administrator import Refused, create_administrator
from publishing.models import LedgerEvent
from tests.copies import ROOT

DEPLOY = ROOT / "deploy"
SCRIPTS = [*sorted(DEPLOY.glob("*.sh")), DEPLOY / "ponko"]
UNITS = sorted(path for kind in ("service", "socket", "timer") for path in DEPLOY.glob(f"*.{kind}"))


def output_of(*command: object, status: int = 0) -> str:
    done = subprocess.run(
        command, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_scripts_have_no_faults():
    for script in SCRIPTS:
        output_of("bash", "-n", script)
    if shutil.which("shellcheck"):
        assert output_of("shellcheck", "--external-sources", f"--source-path={ROOT}", *SCRIPTS) == ""


def test_units_are_understood_by_systemd(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    for unit in UNITS:
        text = re.sub(r"^(ExecStart(?:Pre)?=)\S+", r"\1/bin/true", unit.read_text(), flags=re.M)
        (tmp_path / unit.name).write_text(text)
    said = output_of("systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir()))
    assert [line for line in said.splitlines() if "ponko" in line] == []


def test_install_does_everything_that_the_units_need():
    dry = output_of("bash", DEPLOY / "install.sh", "www.example.go.th", "--dry-run")
    steps = ["apt-get install", "useradd --system", "manage.py migrate", "setup_office"]
    steps += ["collectstatic", "systemctl enable --quiet --now ponko.socket", "nginx -t", "certbot certonly"]
    places = [dry.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    assert {unit.name for unit in UNITS} == set(re.findall(r"write /etc/systemd/system/(\S+)", dry))
    without = output_of("bash", DEPLOY / "install.sh", "a.go.th", "--sqlite", "--self-signed", "--dry-run")
    assert "certbot certonly" not in without
    assert "postgresql" not in without


@pytest.mark.parametrize(
    "arguments",
    [["a.go.th;id"], ["-x"], ["A.go.th"], ["localhost"], ["a.go.th", "--email"], ["a.go.th", "b.go.th"]],
)
def test_install_refuses_what_is_no_name(arguments):
    assert "!!" in output_of("bash", DEPLOY / "install.sh", "--dry-run", *arguments, status=1)


def test_every_place_to_fill_in_is_filled_in():
    filled = set(re.findall(r"s\|(@[A-Z_]+@)\|", (DEPLOY / "install.sh").read_text()))
    assert set(re.findall(r"@[A-Z_]+@", (DEPLOY / "nginx.conf").read_text())) - {"@NAMES@"} == filled


@pytest.mark.django_db
def test_the_first_administrator_is_made_once_and_the_ledger_says_so():
    group = Group.objects.get(name=Role.ADMINISTRATOR.label)
    group.user_set.update(is_active=False)
    code = create_administrator("admin", "นายหนึ่ง ใจดี")
    person = User.objects.get(username="admin")
    assert start_codes.owner_of("admin", code.replace(" ", "")) == person
    assert not person.has_usable_password()
    assert (person.is_staff, person.is_superuser, list(person.groups.all())) == (True, False, [group])
    assert LedgerEvent.objects.latest("pk").note == "นายหนึ่ง ใจดี: สร้างบัญชี, ได้รับบทบาทผู้ดูแลระบบ, ออกรหัสเริ่มใช้งาน"
    with pytest.raises(Refused) as refused:
        create_administrator("second", "นายสอง ใจดี")
    assert refused.value.there_is_one
    assert not User.objects.filter(username="second").exists()
