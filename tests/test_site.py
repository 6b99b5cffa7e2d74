"""The real site, built as the publishing workflow builds it: strictly, and from a clone.

What is right builds without a warning and twice the same; what is wrong ends the build with one
line that names its file and line.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers import copy_project, environment

EPOCH = "1767323045"


@dataclass(frozen=True)
class Build:
    """A finished build: its exit code, and the lines that it told."""

    code: int
    lines: list[str]

    @property
    def complaints(self) -> list[str]:
        """The lines that are warnings or errors."""
        return [line for line in self.lines if line.startswith(("WARNING", "ERROR", "CRITICAL"))]


def build(project: Path, umask: int = -1, **more: str) -> Build:
    """Builds a project's site strictly into its folder site/; the umask is ours unless given."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=project,
        env=environment(SOURCE_DATE_EPOCH=EPOCH, GITHUB_REPOSITORY="octo/fork", **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        umask=umask,
    )
    return Build(done.returncode, done.stdout.splitlines())


def tree(site: Path) -> dict[str, tuple[int, bytes]]:
    """Each file and folder of a site: its mode and its content, by its path."""
    return {
        path.relative_to(site).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in (site, *site.rglob("*"))
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """A clone of the project, and how its build went."""
    project = copy_project(tmp_path_factory.mktemp("clone") / "nexus")
    return project, build(project, PYTHONHASHSEED="1", TZ="UTC")


@pytest.fixture
def project(built: tuple[Path, Build], tmp_path: Path) -> Path:
    """A copy of the built clone to break, its site and its cache included."""
    copy = shutil.copytree(built[0], tmp_path / "nexus", ignore=shutil.ignore_patterns(".git"))
    return Path(copy)


def test_a_project_builds_without_git(project: Path) -> None:
    """As somebody has it who took it as an archive."""
    done = build(project)
    assert (done.code, done.complaints) == (0, [])


def break_file(file: Path, old: str, new: str) -> int:
    """Replaces a text in a file, and tells the line where it stood."""
    text = file.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old!r} is not in {file}"
    file.write_text(f"{before}{new}{after}", encoding="utf-8")
    return before.count("\n") + 1


def test_the_site_is_built_strictly_without_a_warning(built: tuple[Path, Build]) -> None:
    """A clone needs nothing but the packages of the lock."""
    _, done = built
    assert done.complaints == []
    assert done.code == 0


def test_a_build_leaves_the_working_tree_clean(built: tuple[Path, Build]) -> None:
    """Whatever it writes is ignored by git."""
    project, _ = built
    command = ["git", "status", "--porcelain"]
    assert subprocess.run(command, cwd=project, capture_output=True, check=True).stdout == b""


def test_two_builds_are_the_same(built: tuple[Path, Build], tmp_path: Path) -> None:
    """In another folder, time zone, locale, umask and hash seed: every byte and every mode.

    What the examples measured is the same for both; all else is made anew.
    """
    first, _ = built
    other = copy_project(tmp_path / "some where" / "else")
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"}
    assert build(other, umask=0o077, **elsewhere).code == 0
    one, two = tree(first / "site"), tree(other / "site")
    assert one.keys() == two.keys()
    assert [path for path, content in one.items() if content != two[path]] == []


def test_a_schema_is_published_for_other_tools(built: tuple[Path, Build]) -> None:
    """As a picture in two formats, and as the DBML that `nexus export` writes."""
    erd = built[0] / "site" / "erd"
    assert {file.suffix for file in erd.glob("airbnb.*")} == {".dbml", ".png", ".svg"}
    assert 'Table "user"' in (erd / "airbnb.dbml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("about/index.html", '<link rel="canonical" href="https://octo.github.io/fork/about/">'),
        ("about/index.html", "https://github.com/octo/fork/edit/main/docs/about.md"),
        (
            "schema/airbnb/user/index.html",
            "https://github.com/octo/fork/edit/main/models/airbnb.py",
        ),
    ],
)
def test_a_fork_has_its_own_addresses(built: tuple[Path, Build], page: str, told: str) -> None:
    """The site's address and the edit links follow the repository that builds it."""
    project, _ = built
    assert told in (project / "site" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            "models/airbnb.py",
            "\nclass Base(",
            "\nTabel()\nclass Base(",
            "NameError: name 'Tabel' is not defined; models/airbnb.py:{}; fix the model, then",
            id="broken model",
        ),
        pytest.param(
            "docs/about.md",
            "\ndescription:",
            "\ndescribtion:",
            "unknown key 'describtion' in the front matter; docs/about.md:{}; choose from: title, ",
            id="broken front matter",
        ),
        pytest.param(
            "mkdocs.yml",
            "  nexus: {}",
            "  nexus: {autor: A}",
            "unknown setting 'autor'; mkdocs.yml: extra.nexus; choose from: author, ",
            id="unknown setting",
        ),
    ],
)
def test_an_error_ends_the_build_in_one_line_and_spares_the_last_site(
    project: Path, file: str, old: str, new: str, told: str
) -> None:
    """It says what to do, nobody sees a traceback, and MkDocs has not emptied the folder yet."""
    before = tree(project / "site")
    line = break_file(project / file, old, new) + 1
    done = build(project)
    assert done.code == 1
    (complaint,) = done.complaints
    assert told.format(line) in complaint
    assert not any(line.startswith("Traceback") for line in done.lines)
    assert tree(project / "site") == before != {}


def test_each_fence_that_is_wrong_is_told_at_its_line(project: Path) -> None:
    """An unknown option, schema and table on three pages: one build tells them all."""
    wrong = {
        "about": "schema: airbnb\ncolour: red",
        "colophon": "schema: airbmb",
        "projects": "schema: airbnb\ntables: [guest]",
    }
    lines = {
        page: break_file(project / f"docs/{page}.md", "\n# ", f"\n```erd\n{fence}\n```\n\n# ") + 1
        for page, fence in wrong.items()
    }
    done = build(project)
    errors = [line.removeprefix("ERROR   -  ") for line in done.lines if "; choose from: " in line]
    assert done.code == 1
    assert sorted(error.partition("; choose from: ")[0] for error in errors) == [
        f"there is no schema 'airbmb'; docs/colophon.md:{lines['colophon']}",
        f"there is no table 'guest' in schema 'airbnb'; docs/projects.md:{lines['projects']}",
        f"unknown option 'colour' of an erd fence; docs/about.md:{lines['about'] + 2}",
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
