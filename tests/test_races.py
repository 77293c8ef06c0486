"""People who act at the same moment, in processes of their own; `make races` plays more rounds."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.own_database
def test_of_people_who_act_at_the_same_moment_one_wins_and_the_others_are_refused():
    done = subprocess.run(
        [sys.executable, "-m", "tests.races", "--rounds", "4", "--here"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Afterwards: ledger whole" in done.stdout
