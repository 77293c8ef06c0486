"""docs/permissions.md is what the tests ask."""

from tests.tools.permission_table import FILE, table


def test_the_table_of_permissions_is_current():
    assert FILE.read_text() == table(), "python -m tests.tools.permission_table writes it anew"
