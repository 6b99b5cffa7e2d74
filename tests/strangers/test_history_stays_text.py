"""Text stays text in how a schema came to be, and in who speaks: opened in Chromium.

What a revision, a commit and an author's settings say has a payload in each place, which would add
an element and run a script if it were taken for markup.
"""

import json
import os
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import COMMITTER
from tests.strangers.builders import DIAGRAM, MODELS, SHOP, Builder, Built, Site
from tests.strangers.test_text_stays_text import marked

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ENVIRONMENT = """\
from alembic import context
from sqlalchemy import engine_from_config

engine = engine_from_config(context.config.get_section("alembic", {}), prefix="sqlalchemy.")
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = '''\
"""%(docs)s

Create Date: 2026-01-02 %(date)s
"""

import sqlalchemy as sa
from alembic import op

revision = %(id)r
down_revision = %(parent)r


def upgrade():
    %(up)s


def downgrade():
    raise ValueError(%(down)r)
'''


def evil(number: int) -> str:
    """A payload, as long as PostgreSQL takes a name."""
    return f"'></title></script><x-hit n={number}><img src onerror=hit({number})>"


def said(built: Built, numbers: range) -> list[int]:
    """The numbers of the payloads that a site tells."""
    told = "".join(built.read(path) for path in built.files if path.endswith((".html", ".json")))
    return [n for n in numbers if f"hit({n})" in unescape(told)]


def test_no_text_of_a_revision_becomes_markup(
    builder: Builder, browser: "Browser", serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """Its words, its id, what it makes, and why it failed."""
    first, second = "<img src onerror=hit(1)>", "<img src onerror=hit(2)>"
    table = (
        f"op.create_table({evil(5)!r}, sa.Column({evil(6)!r}, sa.Text, comment={evil(7)!r}), "
        f"comment={evil(8)!r})"
    )
    quoted = evil(12).replace("'", "''")
    failing = f"op.execute(\"DO $$ BEGIN RAISE EXCEPTION '{quoted}'; END $$\")"
    made = {"docs": evil(3), "date": evil(4), "id": first, "parent": None}
    failed = {"docs": evil(10), "date": evil(11), "id": second, "parent": first}
    files = {
        **SHOP,
        "alembic.ini": "[alembic]\nscript_location = migrations\n",
        "migrations/env.py": ENVIRONMENT,
        "migrations/versions/a.py": REVISION % {**made, "up": table, "down": evil(9)},
        "migrations/versions/b.py": REVISION % {**failed, "up": failing, "down": ""},
    }
    pages = {"index.md": f"# Home\n\n{DIAGRAM}"}
    site = Site(
        pages, ("search", "nexus: {history: alembic.ini, policy: false, cards: false}"), files=files
    )
    built = builder.build(site, tmp_path / "handbook", strict=False)
    assert built.ok, built.told
    assert marked(built, serve(built.folder), browser) == {}
    # The date is one of a calendar, and nothing else of its line.
    assert said(built, range(1, 13)) == [1, 2, 3, 5, 6, 7, 8, 9, 10, 12]


def test_no_text_of_a_commit_or_of_an_author_becomes_markup(
    builder: Builder, browser: "Browser", serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """Its first line; who writes the site, what they are, and where else they are."""
    root = tmp_path / "handbook"
    ours = {
        "history": "commits",
        "look": True,
        "cards": False,
        "policy": False,
        "author": evil(1),
        "role": evil(2),
        "tagline": evil(3),
        "profiles": {evil(4): "https://example.org/"},
    }
    pages = {"index.md": f"# Home\n\n{DIAGRAM}\n```nexus-author\n```\n"}
    site = Site(pages, ("search", f"nexus: {json.dumps(ours)}"), files=SHOP)
    site.write(root)

    def git(*arguments: str) -> None:
        who = {**os.environ, **COMMITTER, "GIT_AUTHOR_NAME": evil(5)}
        subprocess.run(["git", "-C", str(root), *arguments], env=who, check=True)

    git("init", "-q")
    for message, models in ((evil(6), MODELS), (evil(7), f"{MODELS}    price: Mapped[int]\n")):
        (root / "models" / "shop.py").write_text(models)
        git("add", "-A")
        git("commit", "-q", "-m", message)
    more = Site(
        pages, site.plugins, files={**SHOP, "models/shop.py": f"{MODELS}    price: Mapped[int]\n"}
    )
    built = builder.build(more, root, strict=False)
    assert built.ok, built.told
    assert marked(built, serve(built.folder), browser) == {}
    assert said(built, range(1, 8)) == [1, 2, 3, 4, 6, 7]
