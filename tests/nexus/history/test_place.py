"""What of a history a path names."""

from pathlib import Path

import pytest
from nexus.core.errors import UsageError
from nexus.history import place

from tests.nexus.history.projects import alembic, django


def test_an_alembic_ini_is_found_also_a_folder_deeper(tmp_path: Path) -> None:
    """Flask's lies in migrations/."""
    folder = alembic(tmp_path / "migrations", "")
    assert place.order("", tmp_path).path == str(folder / "alembic.ini")
    assert place.order("migrations", tmp_path).kind == "alembic"


def test_a_folder_of_revisions_needs_no_configuration(tmp_path: Path) -> None:
    """Named itself, or by the folder above."""
    folder = alembic(tmp_path / "db", "", "a1: SELECT 1")
    (folder / "alembic.ini").unlink()
    for named in ("db", "db/versions"):
        assert place.order(named, tmp_path).path == str(tmp_path / named)


def test_a_project_of_django_is_found_by_its_manage_py(tmp_path: Path) -> None:
    """Also by its folder."""
    django(tmp_path / "site", "")
    assert {place.order(t, tmp_path).kind for t in ("site", "site/manage.py", "")} == {"django"}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("gone", "there is no such file"),
        ("up.sql", "it goes one way, and has no revisions"),
        ("offline", "it goes one way, and has no revisions"),
        ("empty", "there are no revisions of Alembic or Django"),
    ],
)
def test_what_has_no_revisions_is_refused_with_the_reason(
    named: str, said: str, tmp_path: Path
) -> None:
    """An offline script too: it is read by `nexus diff`."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "offline").mkdir()
    for file in ("up.sql", "offline/01.sql"):
        (tmp_path / file).write_text("CREATE TABLE a (id int);")
    with pytest.raises(UsageError, match=said):
        place.order(named, tmp_path)


def test_two_histories_are_a_choice(tmp_path: Path) -> None:
    """It is not made for anybody."""
    alembic(tmp_path / "db", "")
    django(tmp_path / "site", "")
    with pytest.raises(UsageError, match="of Alembic and of Django"):
        place.order("", tmp_path)
