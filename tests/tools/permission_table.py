"""Who may open what, as docs/permissions.md: `python -m tests.tools.permission_table` writes it anew.

It is the table of tests/test_url_table.py, which asks every address as every role; tests/test_permission_table.py says
when it is old.
"""

import os

from tests.copies import ROOT

FILE = ROOT / "docs" / "permissions.md"
HEAD = """# Permissions

Every address of the site and who gets it. Written by `python -m tests.tools.permission_table` from the table in
`tests/test_url_table.py`, which asks each address as each role, on a site with something to hide, and fails for a new
address that nobody has classified. What a button does is asked once more by `publishing/workflow.py`.

Beyond the table: without the second factor that a role asks for nothing below `/admin/` opens but the pages where it is added;
outside `DESK_NETWORKS` nothing of it is there. A visitor is sent to the sign-in, staff who may not get 403.
"""
WORDS = {
    "visitor": "visitor",
    "onlooker": "staff without a role",
    "assessor": "ผู้ประเมิน",
    "administrator": "ผู้ดูแลระบบ",
    "chief": "นายก อบต.",
    "approver": "ผู้อนุมัติ",
    "reviewer": "ผู้ตรวจสอบ",
    "writer": "ผู้จัดทำ",
}


def table() -> str:
    from tests.test_url_table import DESK, EVERYBODY, FIXED, ONE_S_OWN, PUBLIC

    lines = [HEAD, "## The desk", ""]
    lines.append("`{e}` stands for each kind of content of each category. ● may open it.")
    lines += [
        "",
        f"| address | {' | '.join(WORDS[name] for name in EVERYBODY)} |",
        f"|---|{'---|' * len(EVERYBODY)}",
    ]
    for route, who in sorted(DESK.items()):
        marks = " | ".join("●" if name in who else " " for name in EVERYBODY)
        lines.append(f"| `/{_plain(route)}` | {marks} |")
    lines += [
        "",
        "## One's own account",
        "",
        "Each shows whoever asks his own, and sends a visitor to the sign-in.",
        "",
    ]
    lines += [f"- `/{_plain(route)}`" for route in sorted(ONE_S_OWN)]
    lines += ["", "## Public: everybody reads, nobody writes", ""]
    lines += [f"- `/{_plain(route)}`" for route in sorted(PUBLIC)]
    lines += ["", "## With an answer of their own, alike for everybody", ""]
    lines += [f"- `/{_plain(route)}`" for route in sorted(FIXED.keys() - ONE_S_OWN)]
    return "\n".join([*lines, ""])


def _plain(route: str) -> str:
    """As it stands in a table of Markdown: a bar would end the cell."""
    return route.replace("|", "\\|")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ponko_site.settings_test")
    import django

    django.setup()
    FILE.write_text(table())
    print(f"{FILE.relative_to(ROOT)}: written")
