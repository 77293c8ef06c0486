"""The rules of docs/architecture.md that a program can check: who imports whom, one door, no second live()."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATEGORIES = {"content", "legal_docs", "announcements", "knowledge", "links"}
MIDDLE = CATEGORIES | {"search", "ita"}
#: app → the apps that it may import
MAY_IMPORT = {
    "thai": set(),
    "accounts": {"thai"},
    "publishing": {"thai", "accounts"},
    **{name: {"thai", "accounts", "publishing"} for name in MIDDLE},
    "ponko_site": {"thai", "accounts", "publishing", *MIDDLE},
}
#: Inside publishing: what a module may import of its neighbours, lowest first.
LAYERS = [
    {
        "clauses",
        "categories",
        "declared",
        "proofs",
        "signals",
        "states",
        "fields",
        "links",
        "richtext",
        "markup",
        "spreadsheet",
        "refusal",
    },
    {"models"},
    {
        "approval_cap",
        "banners",
        "banner_check",
        "clock",
        "digest",
        "gates",
        "hands",
        "leftovers",
        "lost_factor",
        "link_check",
        "link_pages",
        "link_states",
        "link_wire",
        "mail",
        "notices",
        "urgent",
        "requirements",
        "wording",
        "ledger",
        "filters",
        "uploads",
        "pictures",
        "files",
        "pages",
        "compare",
        "desk",
        "handover",
        "history",
        "holds",
        "integrity",
        "side_drafts",
        "neighbours",
        "open_data",
        "pdf_report",
        "reminders",
        "upkeep",
        "visit_rows",
        "visits",
        "qr",
        "vobject",
    },  # fmt: skip
    {"workflow"},
    {"remarks", "previews", "work", "answers", "duties", "link_mending", "undo"},
    {"middleware", "views", "preview_views", "urls", "management"},
    {"admin"},
]
TOP_LEVEL = {
    "manage.py", "README.md", "Makefile", "requirements.txt", "requirements-dev.txt", "pyproject.toml",
    "CHANGELOG.md", "ponko_site", "content", "legal_docs", "announcements", "knowledge", "links", "publishing",
    "search", "ita", "accounts", "thai", "templates", "static", "tests", "docs", "deploy", "locale", "LICENSE",
}  # fmt: skip


def modules(app: str) -> list[Path]:
    return [file for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]


def imports(file: Path) -> list[tuple[str, int]]:
    """Dotted names that `file` imports (absolute imports only are used here), with their lines."""
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


@pytest.mark.parametrize("app", sorted(app for app in MAY_IMPORT if (ROOT / app).is_dir()))
def test_an_app_imports_only_what_is_below_it(app):
    wrong = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in modules(app)
        for name, line in imports(file)
        if (top := name.split(".")[0]) in MAY_IMPORT and top != app and top not in MAY_IMPORT[app]
    ]
    assert wrong == []


def layer_of(module: str) -> int | None:
    return next((level for level, names in enumerate(LAYERS) if module in names), None)


def test_publishing_is_layered():
    wrong = []
    for file in modules("publishing"):
        own = file.relative_to(ROOT / "publishing").parts[0].removesuffix(".py")
        for name, line in imports(file):
            parts = name.split(".")
            if parts[0] == "publishing" and len(parts) > 1 and layer_of(own) is not None:
                other = layer_of(parts[1])
                if other is not None and other > layer_of(own):
                    wrong.append(f"{file.relative_to(ROOT)}:{line} {name}")
    assert wrong == []


def writes_state(node: ast.AST) -> bool:
    """`….state = …` or `….update(state=…)`, `create(state=…)`."""
    if isinstance(node, ast.Assign):
        targets = [
            element
            for target in node.targets
            for element in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"update", "create", "bulk_create"} and any(
            keyword.arg == "state" for keyword in node.keywords
        )
    return False


def test_only_the_workflow_writes_a_state():
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for app in MAY_IMPORT
        # The search's index and files and the assessment's evidence have states of their own; they never write an edition.
        if (ROOT / app).is_dir() and app not in {"search", "ita"}
        for file in modules(app)
        if file != ROOT / "publishing" / "workflow.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if writes_state(node)
    ]
    assert wrong == []


def test_public_views_read_editions_through_live():
    """A view names no state: `find_edition`, `live()` or what takes a queryset of them."""
    wrong = [
        f"{app}/views.py:{node.lineno}"
        for app in CATEGORIES
        for node in ast.walk(ast.parse((ROOT / app / "views.py").read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
        for text in [ast.unparse(_parent_call(ROOT / app / "views.py", node))]
        if ".live(" not in text
    ]
    assert wrong == []


def _parent_call(file: Path, wanted: ast.AST) -> ast.AST:
    """The statement of `file` in which `wanted` stands."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef):
            span = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if wanted.lineno in span:
                return node
    raise AssertionError(f"{file}:{wanted.lineno}")


def test_there_is_nothing_else_at_the_top_level():
    seen = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {"var", "__pycache__"}
    assert seen <= TOP_LEVEL, f"a decision page is needed for {seen - TOP_LEVEL}"


def test_there_are_no_common_drawers():
    assert [
        file
        for app in MAY_IMPORT
        for file in (ROOT / app).rglob("*")
        if file.stem in {"utils", "common", "helpers"}
    ] == []


def test_the_uploader_of_the_editor_is_not_installed(settings):
    assert not any("ckeditor_uploader" in app for app in settings.INSTALLED_APPS)


def test_nothing_depends_on_the_shared_folder():
    needle = "../sha" + "red"
    assert needle not in (ROOT / "Makefile").read_text()
    wrong = [
        str(file.relative_to(ROOT))
        for folder in sorted(TOP_LEVEL)
        for pattern in ("**/*.py", "**/*.sh", "**/*.html")
        for file in (ROOT / folder).glob(pattern)
        if needle in file.read_text()
    ]
    assert wrong == []
