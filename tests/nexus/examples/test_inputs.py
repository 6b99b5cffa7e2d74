"""What an example depends on: whatever it looked at, and nothing else.

One program looks at many things in many ways; then one thing at a time changes, and changes back.
"""

import os
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.progress import Progress
from nexus.core.results import Printed
from nexus.examples import request, store
from nexus.examples.example import WAITING
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.examples.runner import Runner
from nexus.examples.store import Session, Store
from nexus.sources.catalog import Catalog

from tests.nexus.pages.builders import taken

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere less can be followed")

CODE = """
import ctypes, glob, importlib.machinery, importlib.resources, importlib.metadata, json, linecache
import locale, mmap, multiprocessing, os, runpy, shutil, socket, sqlite3, subprocess, sys
import threading, zipfile
from contextlib import suppress
from pathlib import Path

here = Path(__file__).parent
sys.path.append(str(here / "installed"))
sys.path.append(str(here / "modules.zip"))


def child(path):
    return path.read_text()


def main():
    open(here / "open.txt").read()
    (here / "pathlib.txt").read_bytes()
    os.close(os.open(here / "os.txt", os.O_RDONLY))
    with open(here / "mapped.txt", "rb") as file:
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    c = ctypes.CDLL(None)
    c.fopen.restype = ctypes.c_void_p
    c.fopen(bytes(here / "c.txt"), b"r")
    c.inotify_add_watch(c.inotify_init(), bytes(here / "watched.txt"), 0xFFF)
    c.name_to_handle_at(-100, bytes(here / "handled.txt"), bytes(256), bytes(4), 0)
    glob.glob(str(here / "glob" / "*.csv"))
    os.listdir(here / "listed")
    list(os.scandir(here / "scanned"))
    list(os.walk(here / "walked"))
    list((here / "iterated").iterdir())
    (here / "later.txt").exists()
    os.path.isdir(here / "kind")
    try:
        open(here / "missing.txt")
    except FileNotFoundError:
        pass
    os.path.getsize(here / "size.txt")
    os.path.getmtime(here / "time.txt")
    os.lstat(here / "time.txt").st_mtime
    [entry.stat().st_mtime for entry in os.scandir(here / "aged")]
    with sqlite3.connect(here / "shop.db") as db:
        db.execute("ATTACH ? AS other", [str(here / "other.db")])
        db.execute("SELECT * FROM t, other.t").fetchall()
    subprocess.run(["cat", here / "cat.txt"], stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-c", f"open({str(here / 'child.txt')!r})"])
    subprocess.run(["sh", "-c", f"wc -l < '{here}/shell.txt'"], stdout=subprocess.DEVNULL)
    subprocess.run(["ls", here / "shown"], stdout=subprocess.DEVNULL)
    subprocess.run(["ls", "-l", here / "long"], stdout=subprocess.DEVNULL)
    subprocess.run([here / "script.sh"])
    import helper, package.part, zipped
    try:
        import optional
    except ImportError:
        pass
    import csv
    importlib.resources.files("package").joinpath("data.txt").read_text()
    importlib.metadata.version("thing")
    try:
        importlib.metadata.version("another")
    except importlib.metadata.PackageNotFoundError:
        pass
    zipfile.ZipFile(here / "archive.zip").read("a")
    (here / "link").read_text()
    (here / "up" / ".." / "beside.txt").read_text()
    list((here / "folder-link").iterdir())
    os.readlink(here / "pointer")
    linecache.getline(str(here / "line.txt"), 1)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        pool.map(child, [here / "forked.txt"])
    thread = threading.Thread(target=child, args=[here / "thread.txt"])
    thread.start()
    thread.join()
    os.chdir(here)
    open("relative.txt")
    list(os.fwalk(here / "flat"))
    folder = os.open(here / "deep", os.O_RDONLY)
    os.open("held.txt", os.O_RDONLY, dir_fd=folder)
    os.rename("moved.txt", "away.txt", src_dir_fd=folder, dst_dir_fd=folder)
    (here / "deep" / "moved.txt").exists()
    os.rename(here / "deep" / "away.txt", here / "deep" / "moved.txt")
    runpy.run_path(here / "run.py")
    json.loads((here / ".hidden" / "settings.json").read_text())
    open(here.parent.parent / "outside" / "a.txt")
    open(here.parent.parent / "outside" / "link" / "a.txt")
    open(here.parent.parent / "outside" / "inward" / "beside.txt")
    with suppress(OSError):
        open(here / "taken", "w")
    if not os.fork():
        with suppress(OSError):
            os.execve(os.open(here / "opened.txt", os.O_PATH), ["opened"], os.environ)
        os._exit(0)
    os.access(here / "rights.txt", os.X_OK)
    with suppress(OSError):
        os.chdir(here / "entered")
    os.chdir(os.environ["HOME"])
    (here / "made").mkdir(exist_ok=True)
    (here / "made" / "inside.txt").read_text()
    os.listdir(here / "made")
    os.symlink(here / "led.txt", "own-link")
    os.symlink(here / "led", "own-folder")
    os.link(here / "named.txt", here / "own-name")
    open("own-link").read() + open(here / "own-name").read()
    os.listdir("own-folder")
    (here / "own-name").unlink()
    os.listxattr(here / "attributes.txt")
    with suppress(OSError):
        os.setxattr(here / "marked.txt", "user.mark", b"1")
    with open(here / "held-time.txt") as file:
        os.fstat(file.fileno()).st_mtime
    (here / "owned.txt").owner()
    os.path.samefile(here / "same", here / "one")
    importlib.machinery.PathFinder.find_spec("plug", [str(here / "plugins")])
    with suppress(OSError):
        open(here / "output" / "a.txt", "w")
    with suppress(OSError):
        os.rmdir(here / "full")
    with suppress(OSError):
        os.rename(here / "gone.txt", here / "stays.txt")
    open(here / "stays.txt")
    with suppress(OSError):
        os.utime(here / "dated.txt")
    open(f"/dev/fd/{folder}/through.txt")
    with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(here.parent / "server"))
    with suppress(locale.Error):
        locale.setlocale(locale.LC_COLLATE, "xx_XX.UTF-8")
    shutil.copy(here / "copied.txt", os.environ["HOME"])
    print(len(sys.argv))


if __name__ == "__main__":
    main()
"""
TEXTS = """
    open.txt pathlib.txt os.txt mapped.txt c.txt glob/1.csv listed/a scanned/a walked/1/2/a iterated/a
    kind size.txt time.txt aged/a cat.txt child.txt shell.txt shown/a long/a helper.py
    package/__init__.py package/part.py package/data.txt installed/thing-1.0.dist-info/METADATA
    one two folder-one/a folder-two/b line.txt forked.txt thread.txt relative.txt deep/held.txt deep/moved.txt flat/a run.py
    rights.txt copied.txt made/inside.txt led.txt led/a named.txt attributes.txt held-time.txt owned.txt
    plugins/a.txt full/a stays.txt deep/through.txt taken/a opened.txt
    up-one/beside.txt up-one/in/a up-two/beside.txt up-two/in/a
    ../../outside/a.txt ../../outside/one/a.txt ../../outside/two/a.txt
"""
LINKS = {
    "../../outside/link": "one",
    "link": "one",
    "up": "up-one/in",
    "folder-link": "folder-one",
    "pointer": "gone",
    "same": "one",
}


class Project:
    """A project whose program looks at many things; `lab` is the folder of the program."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.lab = self.root / "docs"
        for name in TEXTS.split():
            self.write(name, "1\n" if name.endswith(".txt") else "")
        self.write("installed/thing-1.0.dist-info/METADATA", "Name: thing\nVersion: 1.0\n")
        self.write(".hidden/settings.json", "{}")
        self.write("two", "2")
        self.write("../../outside/two/a.txt", "2")
        self.write("up-two/beside.txt", "2")
        (self.lab / "../../outside/inward").symlink_to(self.lab / "up-one")
        self.write("script.sh", "#!/bin/sh\nexit 0\n").chmod(0o755)
        self.write("looks.py", CODE)
        for name in ("shop.db", "other.db"):
            self.execute(name, "CREATE TABLE t (a)")
        self.zip("archive.zip", "a", "1")
        self.zip("modules.zip", "zipped.py", "")
        for name, target in LINKS.items():
            (self.lab / name).symlink_to(target)

    def write(self, name: str, text: str) -> Path:
        """Write a file, by its path from the program's folder."""
        file = self.lab / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def execute(self, name: str, statement: str) -> None:
        """Change a database."""
        with sqlite3.connect(self.lab / name) as database:
            database.execute(statement)
        database.close()

    def zip(self, name: str, member: str, text: str) -> None:
        """Make an archive of one file."""
        with zipfile.ZipFile(self.lab / name, "w") as archive:
            archive.writestr(member, text)

    def link(self, name: str, target: str) -> None:
        """Let a link lead elsewhere."""
        (self.lab / name).unlink()
        (self.lab / name).symlink_to(target)

    def runner(self) -> Runner:
        """What a new build runs examples with."""
        kept = Store(self.root, Cache(self.root / ".cache"), lambda: "18")
        return Runner(
            Fixtures(Catalog({}), self.root / "data"),
            kept,
            Databases(),
            Progress("", lambda _: None),
        )

    def is_kept(self, options: str = "") -> bool:
        """Tell whether a build would use what was kept."""
        runner = self.runner()
        fence = f'```python run="true" file="looks.py" {options}\n```'
        asked = request.read(self.lab / "page.md", taken(fence))
        return all(runner.store.get(each) for each in store.sessions(asked, runner.fixtures))

    def run(self) -> object:
        """What the program gives."""
        fence = taken('```python run="true" file="looks.py"\n```')
        (example,) = self.runner().examples(request.read(self.lab / "page.md", fence))
        return example.kept.results[0]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose program ran once."""
    made = Project(tmp_path_factory.mktemp("inputs"))
    assert made.run() == Printed("1\n")
    return made


@contextmanager
def changed(project: Project, change: Callable[[Project], object]) -> Iterator[None]:
    """Change the project for a while; times of files and links come back too."""
    saved = project.root.parent / "saved"
    folders = (project.root, project.root.parent / "outside")
    for folder in folders:
        shutil.copytree(folder, saved / folder.name, symlinks=True)
    try:
        change(project)
        yield
    finally:
        for folder in folders:
            shutil.rmtree(folder)
            (saved / folder.name).rename(folder)
        saved.rmdir()


def edit(name: str) -> Callable[[Project], object]:
    """Change the text of a file."""
    return lambda project: project.write(name, "2\n")


def add(name: str) -> Callable[[Project], object]:
    """Add a file."""
    return lambda project: project.write(name, "")


def touch(name: str) -> Callable[[Project], object]:
    """Let a file be newer."""
    return lambda project: os.utime(project.lab / name, (1, 1))


def upgrade(project: Project) -> None:
    """Install another version of a package."""
    installed = project.lab / "installed"
    (installed / "thing-1.0.dist-info").rename(installed / "thing-2.0.dist-info")


def insert(name: str) -> Callable[[Project], object]:
    """Add a row to a database."""
    return lambda project: project.execute(name, "INSERT INTO t VALUES (1)")


def grow(project: Project) -> None:
    """Let a file grow whose size alone was asked for."""
    project.write("size.txt", "1\n2\n")


def be_folder(project: Project) -> None:
    """Let a folder take the place of a file."""
    (project.lab / "kind").unlink()
    (project.lab / "kind").mkdir()


def own(project: Project) -> None:
    """Let a file be another user's."""
    if os.getuid():
        pytest.skip("only the system's administrator may give files away")
    os.chown(project.lab / "owned.txt", 1, -1)


def mark(project: Project) -> None:
    """Give a file an attribute."""
    try:
        os.setxattr(project.lab / "attributes.txt", "user.mark", b"1")
    except OSError as error:
        pytest.skip(f"no attributes on this disk: {error.strerror}")


CHANGES: dict[str, Callable[[Project], object]] = {
    "open": edit("open.txt"),
    "pathlib": edit("pathlib.txt"),
    "os.open": edit("os.txt"),
    "mmap": edit("mapped.txt"),
    "a C library": edit("c.txt"),
    "glob": add("glob/2.csv"),
    "listdir, gone": lambda project: (project.lab / "listed/a").unlink(),
    "scandir, renamed": lambda project: (project.lab / "scanned/a").rename(
        project.lab / "scanned/b"
    ),
    "walk, deep": add("walked/1/2/b"),
    "iterdir": add("iterated/b"),
    "fwalk": add("flat/b"),
    "exists": add("later.txt"),
    "isdir": be_folder,
    "a file that was missing": add("missing.txt"),
    "a file that goes": lambda project: (project.lab / "open.txt").unlink(),
    "size": grow,
    "time": touch("time.txt"),
    "time by scandir": touch("aged/a"),
    "sqlite3": insert("shop.db"),
    "sqlite3, attached": insert("other.db"),
    "a program": edit("cat.txt"),
    "a Python program": edit("child.txt"),
    "a shell": edit("shell.txt"),
    "a listing by a program": add("shown/b"),
    "times by a program": touch("long/a"),
    "the program itself": lambda project: project.write("script.sh", "#!/bin/sh\nexit 1\n"),
    "whether it may be started": lambda project: (project.lab / "script.sh").chmod(0o644),
    "a module": lambda project: project.write("helper.py", "A = 1\n"),
    "a module of a package": lambda project: project.write("package/part.py", "A = 1\n"),
    "a package": lambda project: project.write("package/__init__.py", "A = 1\n"),
    "a module that was missing": add("optional.py"),
    "a package that was missing": add("optional/__init__.py"),
    "a module that hides one of Python's": add("csv.py"),
    "importlib.resources": edit("package/data.txt"),
    "another version of a package": upgrade,
    "a package that is installed": add("installed/another-1.0.dist-info/METADATA"),
    "zipimport": lambda project: project.zip("modules.zip", "zipped.py", "A = 1"),
    "zipfile": lambda project: project.zip("archive.zip", "a", "2"),
    "what a link leads to": edit("one"),
    "where a link leads": lambda project: project.link("link", "two"),
    "where a link to a folder leads": lambda project: project.link("folder-link", "folder-two"),
    "the folder above where a link leads": lambda project: project.link("up", "up-two/in"),
    "where a link from outside leads in the project": lambda project: project.link(
        "../../outside/inward", str(project.lab / "up-two")
    ),
    "readlink": lambda project: project.link("pointer", "elsewhere"),
    "linecache": edit("line.txt"),
    "multiprocessing": edit("forked.txt"),
    "a thread": edit("thread.txt"),
    "a relative path": edit("relative.txt"),
    "a path from an open folder": edit("deep/held.txt"),
    "a file that is moved, and back": edit("deep/moved.txt"),
    "runpy": lambda project: project.write("run.py", "A = 1\n"),
    "a hidden file": lambda project: project.write(".hidden/settings.json", "[]"),
    "a file outside": edit("../../outside/a.txt"),
    "where a link outside leads": lambda project: project.link("../../outside/link", "two"),
    "a folder where a file was to be": lambda project: shutil.rmtree(project.lab / "taken"),
    "a program that was opened before": edit("opened.txt"),
    "rights": lambda project: (project.lab / "rights.txt").chmod(0o755),
    "shutil": edit("copied.txt"),
    "a folder that is entered": add("entered/a"),
    "a file in a folder that is made if it is missing": edit("made/inside.txt"),
    "a list of a folder that is made if it is missing": add("made/b"),
    "through a link of its own": edit("led.txt"),
    "through a link to a folder of its own": add("led/b"),
    "another name of its own": edit("named.txt"),
    "attributes": mark,
    "the time of an open file": touch("held-time.txt"),
    "an owner": own,
    "whether two files are one": lambda project: project.link("same", "two"),
    "a module that a finder looks for": add("plugins/plug.py"),
    "a folder to write into": lambda project: (project.lab / "output").mkdir(),
    "a folder that is not empty": add("full/b"),
    "a file that nothing took the place of": edit("stays.txt"),
    "a file to be dated": add("dated.txt"),
    "a file to be watched": add("watched.txt"),
    "a file to be found by its number": add("handled.txt"),
    "a file to be marked": add("marked.txt"),
    "a path from the list of open files": edit("deep/through.txt"),
    "a server that was not there": add("../server"),
    "the code": lambda project: project.write("looks.py", f"{CODE}# more\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_a_program_looked_at_is_noticed(
    project: Project, change: Callable[[Project], object]
) -> None:
    """What is kept is not used while it differs, and is used again afterwards."""
    with changed(project, change):
        assert not project.is_kept()
    assert project.is_kept()


def test_other_options_and_another_python_are_noticed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As is another way to find programs, and other code that runs them."""
    assert not project.is_kept('chart="bars"')
    for name, value in {"_PYTHON": ["4.0"], "_MAKERS": {"": ("core/*.py",), "python": ()}}.items():
        with monkeypatch.context() as patched:
            patched.setattr(store, name, value)
            assert not project.is_kept()
    monkeypatch.setenv("PATH", f"{project.lab}:{os.environ['PATH']}")
    assert not project.is_kept()


ORDINARY = {
    "a page is edited": edit("page.md"),
    "a page is added": add("other.md"),
    "another program is added": add("other.py"),
    "a picture is added": add("picture.png"),
    "a folder is added": add("new/a.txt"),
    "a note lies beside": add("helper.txt"),
    "a hidden file is added": add(".draft"),
    "a module's cache": add("package/__pycache__/part.cpython-39.pyc"),
    "a cache of the program's folder": add("__pycache__/other.pyc"),
    "a module of a package that nobody asks for": add("package/other.py"),
    "data that nobody reads": add("deep/other.txt"),
    "a row that nobody reads": add("../data/shop.sql"),
    "models": add("../models/shop.py"),
    "settings": add("../mkdocs.yml"),
    "a style sheet": add("style.css"),
    "this program's own cache": add("../.cache/more"),
    "a virtual environment": add("../.venv/bin/python"),
    "packages of the browser": add("../node_modules/a/index.js"),
    "git": add("../.git/HEAD"),
    "a built site": add("../site/index.html"),
    "a workflow": add("../.github/workflows/site.yml"),
    "an editor": add("../.vscode/settings.json"),
    "a licence": add("../LICENSE"),
    "a file is touched": touch("open.txt"),
    "a module is touched": touch("helper.py"),
    "a database is touched": touch("shop.db"),
    "the program is touched": touch("looks.py"),
    "a listed file is edited": lambda project: project.write("listed/a", "2"),
    "a found file is edited": lambda project: project.write("glob/1.csv", "2"),
    "another package is installed": add("installed/other-1.0.dist-info/METADATA"),
}


def test_ordinary_edits_run_nothing_again(project: Project) -> None:
    """Of thirty edits, at most one in twenty may be taken for one that matters: none is."""
    needless = []
    for name, change in ORDINARY.items():
        with changed(project, change):
            needless += [name] if not project.is_kept() else []
    assert len(ORDINARY) == 30
    assert needless == []


DDL = "CREATE TABLE item (id integer);"
DATA = "INSERT INTO item VALUES (1);"


def asked(
    fences: str, folder: Path, *, ddl: str = DDL, data: str = DATA, name: str = "shop"
) -> Session:
    """The session of a page's SQL, whose database has one table and its rows."""
    scripts = (Script(ddl, folder / "shop.py"), Script(data, folder / "shop.sql", dataset="large"))
    requests = request.read(folder / "page.md", taken(fences))
    return Session(tuple(requests), Fixture(name, scripts), ("page.md", "sql"))


def sql(code: str, options: str = "") -> str:
    """A fence of SQL."""
    return f'```sql run="shop" {options}\n{code}\n```\n'


PAGE = sql("CREATE VIEW a AS SELECT 1") + sql("SELECT * FROM a")
SQL_CHANGES: dict[str, tuple[str, dict[str, str]]] = {
    "the code": (PAGE.replace("FROM a", "FROM a AS b"), {}),
    "an example before it": (PAGE.replace("SELECT 1", "SELECT 2"), {}),
    "an example is added": (PAGE + sql("SELECT 1"), {}),
    "an example is gone": (sql("SELECT * FROM a"), {}),
    "their order": (sql("SELECT * FROM a") + sql("CREATE VIEW a AS SELECT 1"), {}),
    "more rows": (PAGE.replace('shop" \nSELECT', 'shop" rows="20"\nSELECT'), {}),
    "a plan": (PAGE.replace('shop" \nSELECT', 'shop" plan="true"\nSELECT'), {}),
    "a chart": (PAGE.replace('shop" \nSELECT', 'shop" chart="bars"\nSELECT'), {}),
    "an expected refusal": (PAGE.replace('shop" \nSELECT', 'shop" error="23514"\nSELECT'), {}),
    "a column of the models": (PAGE, {"ddl": "CREATE TABLE item (id bigint);"}),
    "a row": (PAGE, {"data": f"{DATA} INSERT INTO item VALUES (2);"}),
    "another data set": (PAGE, {"name": "shop:small"}),
}


@pytest.mark.parametrize(("page", "given"), SQL_CHANGES.values(), ids=SQL_CHANGES)
def test_whatever_a_statement_depends_on_is_noticed(
    page: str, given: dict[str, str], tmp_path: Path
) -> None:
    """The texts of the page's examples, the models, the rows, the data set."""
    kept = Store(tmp_path, Cache(tmp_path / "cache"), lambda: ["18.6"])
    before = asked(PAGE, tmp_path)
    kept.put(before, [WAITING, WAITING])
    assert kept.get(asked(PAGE, tmp_path))
    assert kept.get(asked(page, tmp_path, **given)) is None


def test_a_comment_that_nobody_reads_runs_nothing_again(tmp_path: Path) -> None:
    """But where a statement asks for comments, or a program that may."""
    said = (f"{DDL}\nCOMMENT ON TABLE item IS 'it''s {text};';\n" for text in ("one", "two"))
    one, two = ({"ddl": text} for text in said)
    program = '```python run="shop"\nprint(1)\n```\n'
    reading = sql("SELECT obj_description('item'::regclass)")
    pages = ((sql("SELECT 1"), True), (reading, False), (program, False))
    for number, (page, is_used) in enumerate(pages):
        kept = Store(tmp_path, Cache(tmp_path / str(number)), lambda: ["18.6"])
        kept.put(asked(page, tmp_path, **one), [WAITING])
        assert kept.get(asked(page, tmp_path, **one))
        assert bool(kept.get(asked(page, tmp_path, **two))) is is_used


def test_another_server_is_noticed(tmp_path: Path) -> None:
    """Its version, and of one that is not embedded its settings."""
    session, cache = asked(PAGE, tmp_path), Cache(tmp_path / "cache")
    Store(tmp_path, cache, lambda: ["18.6"]).put(session, [WAITING, WAITING])
    assert Store(tmp_path, cache, lambda: ["18.6"]).get(session)
    for identity in (["18.7"], ["18.6", "work_mem=4096"]):
        assert Store(tmp_path, cache, lambda told=identity: told).get(session) is None


@pytest.mark.parametrize("title", ["", 'title="Another title"', 'hl_lines="1"'])
def test_how_an_example_is_shown_runs_nothing_again(title: str, tmp_path: Path) -> None:
    """Nor does its place in the page."""
    kept = Store(tmp_path, Cache(tmp_path / "cache"), lambda: ["18.6"])
    kept.put(asked(PAGE, tmp_path), [WAITING, WAITING])
    shown = PAGE.replace('shop" \nSELECT', f'shop" {title}\nSELECT')
    assert kept.get(asked(f"# A heading\n\n{shown}", tmp_path))
