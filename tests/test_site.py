"""A whole site, built as the publishing workflow builds one: strictly, and from a clone.

What is right builds without a warning and twice the same; what is wrong ends the build with one
line that names its file and line.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import projects
from tests.projects import build


def tree(site: Path) -> dict[str, tuple[int, bytes]]:
    """Each file and folder of a site: its mode and its content, by its path."""
    return {
        path.relative_to(site).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in (site, *site.rglob("*"))
    }


def test_a_project_builds_without_git(tmp_path: Path) -> None:
    """As somebody has it who took it as an archive."""
    projects.built(projects.small(tmp_path / "shop"))


def test_a_build_leaves_the_working_tree_clean(shop: Path) -> None:
    """Whatever it writes is ignored by git."""
    command = ["git", "status", "--porcelain"]
    assert subprocess.run(command, cwd=shop, capture_output=True, check=True).stdout == b""


def test_two_builds_are_the_same(shop: Path, tmp_path: Path) -> None:
    """In another folder, time zone, locale, umask and hash seed: every byte and every mode.

    What the examples gave, and which of them a reader can run, is the same for both; all else is
    made anew.
    """
    other = projects.shop(tmp_path / "some where" / "else")
    for kept in ("evidence", "live"):
        shutil.copytree(shop / ".cache" / "nexus" / kept, other / ".cache" / "nexus" / kept)
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"}
    assert build(other, umask=0o077, **elsewhere).code == 0
    one, two = tree(shop / "site"), tree(other / "site")
    assert one.keys() == two.keys()
    assert [path for path, content in one.items() if content != two[path]] == []


def test_a_schema_is_published_for_other_tools(shop: Path) -> None:
    """As a picture in two formats, and as the DBML that `nexus export` writes."""
    erd = shop / "site" / "erd"
    assert {file.suffix for file in erd.glob("shop.*")} == {".dbml", ".png", ".svg"}
    assert 'Table "user"' in (erd / "shop.dbml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("about/index.html", '<link rel="canonical" href="https://octo.github.io/nexus/about/">'),
        ("about/index.html", "https://github.com/octo/nexus/edit/main/docs/about.md"),
        ("schema/shop/user/index.html", "https://github.com/octo/nexus/edit/main/models/shop.py"),
    ],
)
def test_a_fork_has_its_own_addresses(shop: Path, page: str, told: str) -> None:
    """The site's address and the edit links follow the repository that builds it."""
    assert told in (shop / "site" / page).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project to break, which is sound before."""
    return projects.small(tmp_path)


def break_file(file: Path, old: str, new: str) -> int:
    """Replaces a text in a file, and tells the line where it stood."""
    text = file.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old!r} is not in {file}"
    file.write_text(f"{before}{new}{after}", encoding="utf-8")
    return before.count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            "models/shop.py",
            "\nTable(",
            "\nTabel(",
            "NameError: name 'Tabel' is not defined; models/shop.py:{}; fix the model, then",
            id="broken model",
        ),
        pytest.param(
            "mkdocs.yml",
            "\nnav:",
            "\nplugins: [search, nexus: {autor: A}]\nnav:",
            "autor",
            id="unknown setting",
        ),
    ],
)
def test_an_error_ends_the_build_in_one_line(
    project: Path, file: str, old: str, new: str, told: str
) -> None:
    """It says what to do, and nobody sees a traceback."""
    line = break_file(project / file, old, new) + 1
    done = build(project)
    assert done.code == 1
    (complaint,) = done.complaints
    assert told.format(line) in complaint
    assert not any(line.startswith("Traceback") for line in done.lines)


def test_each_fence_that_is_wrong_is_told_at_its_line(project: Path) -> None:
    """An unknown option, schema and table on two pages: one build tells them all."""
    wrong = ("schema: shop\ncolour: red", "schema: shpo", "schema: shop\ntables: [guest]")
    fences = "".join(f"\n```erd\n{fence}\n```\n" for fence in wrong[:2])
    home, about = project / "docs" / "index.md", project / "docs" / "about.md"
    first = break_file(home, "\nWords.\n", fences) + 1
    third = break_file(about, "\nWords.\n", f"\n```erd\n{wrong[2]}\n```\n") + 1
    done = build(project)
    errors = [line.removeprefix("ERROR   -  ") for line in done.lines if "; choose from: " in line]
    assert done.code == 1
    assert sorted(error.partition("; choose from: ")[0] for error in errors) == [
        f"there is no schema 'shpo'; docs/index.md:{first + 5}",
        f"there is no table 'guest' in schema 'shop'; docs/about.md:{third}",
        f"unknown option 'colour' of an erd fence; docs/index.md:{first + 2}",
    ]


def test_each_broken_link_is_told_at_its_line(project: Path) -> None:
    """To a page that is not there, and to a heading that is not in a page."""
    page = project / "docs" / "about.md"
    line = break_file(page, "\n# ", "\n[a](gone.md)\n[b](index.md#gone)\n\n# ") + 1
    done = build(project)
    assert done.code == 1
    first, second = sorted(done.complaints)
    assert "a link 'gone.md', but the target is not found" in first
    assert first.endswith(f" docs/about.md:{line}")
    assert "a link 'index.md#gone', but the doc 'index.md' does not contain" in second
    assert second.endswith(f" docs/about.md:{line + 1}")
