"""Plugins that gather pages find figures in them, at every event at which they may look."""

from pathlib import Path

from tests.strangers.builders import ANSWER, DIAGRAM, EXAMPLE, SHOP, Builder, Site, main_text

# A hook that keeps each page as it is at each event, as plugins do that print or list pages.
HOOK = '''"""Gathers."""

from pathlib import Path

GATHERED = {}


def on_page_content(html, page, config, files):
    GATHERED.setdefault("content", {})[page.file.src_uri] = html
    return html


def on_env(env, config, files):
    for file in files.documentation_pages():
        GATHERED.setdefault("env", {})[file.src_uri] = file.page.content
    return env


def on_page_context(context, page, config, nav):
    GATHERED.setdefault("context", {})[page.file.src_uri] = page.content
    return context


def on_post_build(config):
    for event, pages in GATHERED.items():
        for name, html in pages.items():
            file = Path(config.site_dir, "gathered", event, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"<article>{html}</article>", encoding="utf-8")
    GATHERED.clear()
'''
# What macros, wiki links and the like take for theirs, in a comment, a rule, and a column's default.
BRACES = "{{ 6 * 7 }} {% x %}"
MODELS = f'''"""A shop."""

from sqlalchemy import CheckConstraint, Column, Integer, MetaData, String, Table

Table(
    "customer",
    metadata := MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String, server_default="{BRACES}", comment="{BRACES}"),
    CheckConstraint("name <> '{BRACES}'"),
    comment="{BRACES}",
)
'''
WEEK = f"# Week 1\n\n- I drew it. [proof](#shop){{ .proof }}\n\n## Shop\n\n{DIAGRAM}\n{EXAMPLE}"


def test_figures_are_in_the_page_when_others_read_it(builder: Builder, tmp_path: Path) -> None:
    """A diagram and a result at once; what looks at all pages, when all were read."""
    pages = {
        "index.md": "# Home\n\n```nexus-technologies\n```\n",
        "weeks/week-01/index.md": WEEK,
    }
    site = Site(pages, more="hooks: [hook.py]\n", files={**SHOP, "hook.py": HOOK})
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    for event in ("content", "env", "context"):
        week = built.read(f"gathered/{event}/weeks/week-01/index.md")
        assert 'class="erd-figure"' in week, event
        assert ANSWER in main_text(week), event
        table = built.read(f"gathered/{event}/schema/shop/purchase.md")
        assert 'class="erd-figure"' in table, event
    proof = built.main("gathered/context/proof.md")
    assert "I drew it." in proof
    assert "data-nexus" not in "".join(built.read(path) for path in built.pages)


def test_no_plugin_runs_what_models_say(builder: Builder, tmp_path: Path) -> None:
    """Macros, which are Python, are those of pages that people write."""
    macros = "macros: {on_error_fail: true, on_undefined: strict}"
    pages = {"index.md": f"# Home\n\n{DIAGRAM}", "a.md": "# A\n\n{{ 6 * 7 }}\n"}
    hook = "def on_page_markdown(markdown, **_):\n    return f'{markdown}\\n\\nAt the foot.\\n'\n"
    site = Site(
        pages,
        (macros, "nexus: {dialect: mysql, cards: false}"),
        "mkdocs",
        more="hooks: [hook.py]\n",
        files={"models/shop.py": MODELS, "hook.py": hook},
    )
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert built.main("a/index.html") == "A 42 At the foot."
    page = built.main("schema/shop/customer/index.html")
    assert page.count(BRACES) >= 3
    assert page.endswith("At the foot.")
