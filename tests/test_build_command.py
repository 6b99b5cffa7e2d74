"""`nexus build` with the real MkDocs: a small site is built, guarded, checked and put in place."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import projects
from tests.helpers import ROOT, environment

FENCE = "\n```erd\nschema: shop\n```\n"
# Python runs this at its start: whoever asks for another machine is told that there is none.
OFFLINE = """\
import sys

def refuse(event, arguments):
    if event == "socket.getaddrinfo" or (
        event == "socket.connect" and isinstance(arguments[1], tuple)
    ):
        raise OSError("there is no network")

sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project, built once without any network."""
    project = projects.small(tmp_path_factory.mktemp("small"))
    (project / "offline").mkdir()
    (project / "offline" / "sitecustomize.py").write_text(OFFLINE, "utf-8")
    home = project / "docs" / "index.md"
    home.write_text(home.read_text("utf-8") + FENCE, "utf-8")
    projects.commit(project)
    done = build(project)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def project(built: Path) -> Iterator[Path]:
    """The project, whose folder of pages is as before at the end."""
    before = set(built.joinpath("docs").rglob("*"))
    yield built
    for file in set(built.joinpath("docs").rglob("*")) - before:
        file.unlink()


def command(project: Path, *options: str) -> dict[str, object]:
    """The build of a project as a process: its arguments, for subprocess."""
    return {
        "args": [sys.executable, "-m", "nexus", "build", *options],
        "cwd": project,
        "env": environment(
            PYTHONPATH=os.pathsep.join((str(project / "offline"), str(ROOT / "scripts"))),
            SOURCE_DATE_EPOCH=projects.EPOCH,
            GITHUB_REPOSITORY=projects.REPOSITORY,
        ),
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


def build(project: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Builds the site of a project."""
    return subprocess.run(**command(project, *options), check=False)  # type: ignore[call-overload]


def tree(project: Path) -> dict[str, bytes]:
    """Each file of a project's site."""
    site = project / "site"
    files = (file for file in site.rglob("*") if file.is_file())
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


def test_a_site_is_built_and_guarded_without_a_network(built: Path) -> None:
    """Its pages have the policy, and nothing but the lock lies beside it."""
    site = tree(built)
    pages = [path for path in site if path.endswith(".html")]
    assert {"index.html", "404.html", "schema/shop/customer/index.html"} <= set(pages)
    assert [path for path in pages if site[path].count(b"Content-Security-Policy") != 1] == []
    assert [path.name for path in (built / ".site.building").iterdir()] == ["lock"]


def test_what_must_not_be_published_ends_the_build(project: Path) -> None:
    """All of it is told, each with its file, and the last site stays."""
    before = tree(project)
    docs = project / "docs"
    (docs / "prod.env").write_text("A=b")
    (docs / "tool.exe").write_text("x")
    (docs / "lab.py").write_text("token = 'ghp_" + "aB3" * 12 + "'\n")
    (docs / "dump.sql.gz").write_bytes(b"\x1f\x8b\x08\x00")
    (docs / "notes.txt").write_text("DB_PASSWORD=hunter2xyz99\n")
    (docs / "evil.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    (docs / "evil.xml").write_text('<script xmlns="http://www.w3.org/1999/xhtml">a</script>')
    done = build(project)
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    for told in (
        "passwords or keys would be published; site/prod.env; ",
        "the ending .exe would be published; site/tool.exe; ",
        "a secret (GitHub Token); site/lab.py:1; ",
        "the ending .gz would be published; site/dump.sql.gz; ",
        "a secret (Secret Keyword); site/notes.txt:1; ",
        'an event handler, onload="alert(1)"; site/evil.svg:1; ',
        "an element of HTML, <script>; site/evil.xml:1; ",
        "the site must not be published: ",
    ):
        assert any(told in error for error in errors), told
    assert tree(project) == before


def test_a_page_that_the_policy_would_miss_ends_the_build(project: Path) -> None:
    """By its name, or by where its head is; each in one line, and the last site stays."""
    before = tree(project)
    docs = project / "docs"
    (docs / "EVIL.HTML").write_text("<html><head></head><body><script>alert(1)</script>")
    (docs / "late.html").write_text("<p>a<head><title>a</title></head>")
    done = build(project)
    assert done.returncode == 1
    assert "a page whose name ends in .HTML; EVIL.HTML; let its name end in .html" in done.stderr
    assert "there is no <head> to put the policy into; late.html; " in done.stderr
    assert tree(project) == before


@pytest.mark.parametrize(
    ("name", "target", "what"),
    [
        ("system.txt", "/etc/hostname", "a symbolic link leads out of docs/, to /etc/hostname"),
        ("usr", "/usr/share/doc", "a symbolic link leads out of docs/, to /usr/share/doc"),
        ("gone.txt", "nowhere.txt", "a symbolic link leads nowhere"),
        ("loop", ".", "a symbolic link leads back to a folder that it is in"),
        ("pipe", "", "neither a file nor a folder, which cannot be published"),
    ],
)
def test_what_mkdocs_must_not_follow_ends_the_build_before_it(
    project: Path, name: str, target: str, what: str
) -> None:
    """In one line, and one that says that there is one; MkDocs is not started."""
    path = project / "docs" / name
    if target:
        path.symlink_to(target)
    else:
        os.mkfifo(path)
    done = build(project)
    first, last = done.stderr.splitlines()
    assert done.returncode == 1
    assert first.startswith(f"error: {what}; docs/{name}; ")
    assert last == "error: the site must not be published: 1 error; fix the errors above"


@pytest.mark.parametrize("name", [".", "docs", "docs/site", "models", "models/site", ".."])
def test_the_project_is_no_place_for_its_site(project: Path, name: str) -> None:
    """Nor its folders of pages and models; MkDocs is not started."""
    done = build(project, "--site-dir", name)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "error: the site would take the place of " in done.stderr


def test_a_model_that_cannot_be_imported_leaves_the_last_site(project: Path) -> None:
    """What is wrong with it is told with its line, though MkDocs has begun the site anew."""
    before = tree(project)
    model = project / "models" / "shop.py"
    sound = model.read_text("utf-8")
    model.write_text(f"{sound}Tabel()\n", "utf-8")
    done = build(project)
    model.write_text(sound, "utf-8")
    assert done.returncode == 1
    place = f"models/shop.py:{sound.count(chr(10)) + 1}"
    assert f"NameError: name 'Tabel' is not defined; {place}" in done.stderr
    assert tree(project) == before


def test_a_real_build_that_is_killed_leaves_the_last_site(project: Path) -> None:
    """With all its processes, or alone, when it tells what it does; the next build passes."""
    before = tree(project)
    killed = subprocess.Popen(**command(project), start_new_session=True)  # type: ignore[call-overload]
    assert any("Building documentation" in told for told in iter(killed.stderr.readline, ""))
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert tree(project) == before
    assert build(project).returncode == 0
    assert tree(project) == before


@pytest.fixture
def small_files() -> Iterator[None]:
    """No process may write a file of more than 50,000 bytes, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_files")
def test_a_real_build_that_finds_no_room_leaves_the_last_site(project: Path) -> None:
    """MkDocs fails in the middle, and that is said in one line behind its own."""
    before = tree(project)
    done = build(project)
    assert done.returncode == 1
    assert "error: the site was not built; site; fix the errors above" in done.stderr
    assert tree(project) == before
