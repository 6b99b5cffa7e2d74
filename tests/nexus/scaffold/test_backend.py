"""A Django project beside a README: it is found, and its page names its commands."""

from pathlib import Path

import pytest
from nexus.scaffold import backend

COMMAND = """\
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Fill the <shop>"
"""


def project(folder: Path) -> Path:
    """Make a project with one command of its own, and what is none of its own."""
    commands = folder / "apps" / "shop" / "management" / "commands"
    commands.mkdir(parents=True)
    (folder / "manage.py").write_text("")
    (folder / "requirements.txt").write_text("django\n")
    (commands / "__init__.py").write_text("")
    (commands / "seed.py").write_text(COMMAND)
    (commands / "broken.py").write_text("def")
    for name in ("venv", "node_modules", ".hidden", "__pycache__"):
        (folder / name).mkdir()
        (folder / name / "theirs.py").write_text("")
    return folder


@pytest.mark.parametrize("place", ["", "backend", "server"])
def test_a_project_is_found_at_the_root_or_one_folder_below(tmp_path: Path, place: str) -> None:
    """In `backend` first."""
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend" / "manage.py").write_text("")
    made = project(tmp_path / place)
    assert backend.find(tmp_path) == made


def test_no_project_is_found_where_there_is_none(tmp_path: Path) -> None:
    """Nor in a folder that is not there."""
    (tmp_path / "src").mkdir()
    assert backend.find(tmp_path) is None
    assert backend.find(tmp_path / "gone") is None


def test_only_files_of_its_own_are_taken(tmp_path: Path) -> None:
    """Python and SQL, no packages of others, no caches, no links."""
    made = project(tmp_path / "a")
    (made / "link.py").symlink_to(made / "manage.py")
    (made / "db.sqlite3").write_text("")
    found = [file.relative_to(made).as_posix() for file in backend.files(made)]
    commands = "apps/shop/management/commands"
    assert found == ["manage.py", *(f"{commands}/{n}.py" for n in ("__init__", "broken", "seed"))]


def test_its_page_has_diagrams_and_commands(tmp_path: Path) -> None:
    """Those of Django, and its own with their help, as text; in the repository that it comes from."""
    page = backend.page(project(tmp_path / "a"), "backend", ["shop"])
    assert "```erd\nschema: shop\ncolumns: keys\n```" in page
    assert "(schema/shop/index.md)" in page
    assert "cd backend\npip install -r requirements.txt\npython manage.py migrate\n" in page
    elsewhere = backend.page(tmp_path / "a", "backend", ["shop"], "https://example.org/ada/it")
    assert "git clone https://example.org/ada/it\ncd it/backend\npip install" in elsewhere
    at_root = backend.page(tmp_path / "a", ".", ["shop"], "https://example.org/ada/it")
    assert "git clone https://example.org/ada/it\ncd it\npip install" in at_root
    assert "| <code>seed</code> | Fill the &#60;shop&#62; |" in page
    assert "| <code>broken</code> |  |" in page
