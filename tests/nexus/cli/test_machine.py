"""What a machine, or a person in a hurry, does to the command: one line and an exit code."""

import subprocess
import sys
from pathlib import Path

import pytest
from nexus import cli
from nexus.project import addresses

from tests.helpers import environment
from tests.projects import MODELS

SCRIPTS = Path(cli.__file__).parents[2]
EXPORT = ("export", str(MODELS), "--format", "dbml")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site of one page with an example that reads rows."""
    page = '# A\n\n```sql run="shop"\nSELECT 1;\n```\n'
    files = {
        "mkdocs.yml": "site_name: A\nplugins: [nexus]\nmarkdown_extensions: [pymdownx.superfences]\n",
        "docs/index.md": page,
        "models/shop.py": MODELS.read_text("utf-8"),
        "data/shop.sql": "SELECT 1;\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def nexus(
    folder: Path, *arguments: str, shell: str = '"$@"', **more: str
) -> "subprocess.CompletedProcess[str]":
    """The command, started by a line of the shell that may redirect it."""
    return subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "nexus", *arguments],
        cwd=folder,
        env=environment(PYTHONPATH=str(SCRIPTS), **more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        (
            {"SOURCE_DATE_EPOCH": "now"},
            (
                "'now' is no time; SOURCE_DATE_EPOCH; give whole seconds since 1970, as "
                "`git log -1 --format=%ct` prints them, or unset it"
            ),
        ),
        (
            {"SITE_URL": "http://["},
            (
                "'http://[' is no address of a site; SITE_URL; "
                "write it as https://owner.github.io/name/"
            ),
        ),
        (
            {"NEXUS_CACHE": "mkdocs.yml"},
            (
                "what is kept between builds needs a folder, and this is none; NEXUS_CACHE; "
                "name a folder with NEXUS_CACHE, or take the file away"
            ),
        ),
    ],
)
def test_a_wrong_variable_is_named(project: Path, environment: dict[str, str], told: str) -> None:
    """In one line, as a wrong setting."""
    done = nexus(project, "run", **environment)
    assert (done.returncode, done.stderr) == (2, f"error: {told}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n", "this is no list of settings; mkdocs.yml:1; write `name: value`"),
        ("a: \x01\n", "this is not valid YAML: ReaderError: unacceptable character #x0001"),
        ("a: 2001-13-45\n", "this is not valid YAML: ValueError: month must be in 1..12"),
        ("a: !!bool x\n", "this is not valid YAML: KeyError: 'x'; mkdocs.yml; quote"),
        ("a: " + "[" * 3000, "this is not valid YAML: RecursionError"),
    ],
)
def test_a_broken_configuration_is_told(project: Path, text: str, told: str) -> None:
    """With its place, and without MkDocs."""
    (project / "mkdocs.yml").write_text(text, "utf-8")
    done = nexus(project, "build")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {told}")
    assert done.stderr.count("\n") == 1


def test_rows_that_are_no_text_are_told_at_their_line(project: Path) -> None:
    """As a page is."""
    (project / "data" / "shop.sql").write_bytes(b"SELECT 1;\n-- caf\xe9\n")
    done = nexus(project, "run")
    assert done.returncode == 1
    assert done.stderr.startswith("error: the text is not UTF-8 but probably Latin-1")
    assert "data/shop.sql:2; " in done.stderr


def test_a_full_disk_behind_the_output_is_told(project: Path) -> None:
    """Where the output goes into a file of its own."""
    done = nexus(project, *EXPORT, shell='"$@" > /dev/full')
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert done.stderr.startswith("error: No space left on device; ")


@pytest.mark.parametrize("streams", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(project: Path, streams: str) -> None:
    """What is said there is lost, and nothing else."""
    done = nexus(project, *EXPORT, shell=f'"$@" {streams}')
    assert (done.returncode, done.stderr) == (0, "")


def test_whoever_reads_the_output_may_leave(project: Path) -> None:
    """As `head` does."""
    done = nexus(project, *EXPORT, shell='"$@" | true')
    assert done.stderr == ""


def test_a_terminal_of_few_letters_shows_what_it_can(project: Path) -> None:
    """An output in Latin-1 has its other letters by their numbers."""
    (project / "models" / "shop.py").write_text(
        "from sqlalchemy import *\nmetadata = MetaData()\n"
        "Table('caf\N{LATIN SMALL LETTER E WITH ACUTE}', metadata, Column('id', Integer))\n",
        "utf-8",
    )
    page = '# A\n\n```python run="true"\nprint("\N{SNOWMAN}")\n```\n'
    (project / "docs" / "index.md").write_text(page, "utf-8")
    done = nexus(project, "run", "docs/index.md", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u2603" in done.stdout


def test_a_working_directory_that_is_gone_is_told(project: Path) -> None:
    """By what the machine says of it."""
    (project / "gone").mkdir()
    done = nexus(project / "gone", *EXPORT, shell='rmdir ../gone; "$@"')
    assert done.returncode in {0, 2, 3}
    assert "Traceback" not in done.stderr


def test_a_site_without_git_has_no_address_of_it(tmp_path: Path) -> None:
    """The program may be missing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        assert addresses.read({}, tmp_path).site == ""
