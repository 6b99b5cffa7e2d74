"""What of a history a path names."""

from pathlib import Path

import pytest
from nexus.core.errors import UsageError
from nexus.history import place
from nexus.history.alembic.scripts import Scripts

from tests.nexus.history.projects import alembic, django


def test_an_alembic_ini_is_found_also_a_folder_deeper(tmp_path: Path) -> None:
    """Flask's lies in migrations/."""
    folder = alembic(tmp_path / "migrations", "")
    assert place.order("", tmp_path).path == str(folder / "alembic.ini")
    assert place.order("migrations", tmp_path).kind == "alembic"


def test_what_alembic_ini_leaves_to_pyproject_toml_is_taken_from_there(tmp_path: Path) -> None:
    """As Alembic does, which reads both."""
    alembic(tmp_path / "scripts", "", "a1: SELECT 1")
    (tmp_path / "scripts" / "alembic.ini").rename(tmp_path / "alembic.ini")
    (tmp_path / "alembic.ini").write_text("[alembic]\n")
    table = '[tool.alembic]\nscript_location = "%(here)s/scripts"\n'
    (tmp_path / "pyproject.toml").write_text(table)
    scripts = Scripts(tmp_path / "alembic.ini")
    assert [each.revision.id for each in scripts.planned()] == ["a1"]


@pytest.mark.usefixtures("other_disk")
def test_of_several_the_first_by_its_name_is_found(tmp_path: Path) -> None:
    """On every disk."""
    for name in ("b", "a", "c"):
        alembic(tmp_path / name, "")
    assert place.order("", tmp_path).path == str(tmp_path / "a" / "alembic.ini")


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


def test_revisions_come_in_the_order_of_alembic(tmp_path: Path) -> None:
    """Also where one depends on another branch; what is not there is told by its name."""
    folder = alembic(tmp_path / "db", "", "a1: SELECT 1", "a2, a1: SELECT 1", "b1: SELECT 1")
    file = folder / "versions" / "b1.py"
    file.write_text(f"{file.read_text()}depends_on = 'a1'\n")
    scripts = Scripts(folder)
    meant = [step.revision.revision for step in scripts.directory._upgrade_revs("heads", ())]
    assert [each.revision.id for each in scripts.planned()] == meant
    file.write_text(f"{file.read_text()}depends_on = 'z1'\n")
    with pytest.raises(UsageError, match="a revision builds upon 'z1', which is not there"):
        list(Scripts(folder).planned())


def test_extensions_of_all_revisions_are_told_once(tmp_path: Path) -> None:
    """In the order of the alphabet, as a set has another one each time."""
    names = ["vector", "hstore", "citext", "ltree", "pg_trgm", "btree_gist", "citext"]
    texts = (f"a{n}: CREATE EXTENSION IF NOT EXISTS {name}" for n, name in enumerate(names))
    scripts = Scripts(alembic(tmp_path / "db", "", *texts))
    assert scripts.extensions() == sorted({*names})


def test_a_folder_that_holds_the_revisions_itself_is_read(tmp_path: Path) -> None:
    """Without a configuration, whatever it is called."""
    folder = alembic(tmp_path / "db", "", "a1: SELECT 1")
    assert [each.revision.id for each in Scripts(folder / "versions").planned()] == ["a1"]
