"""Somebody else's site: three files of theirs, and the plugin `nexus` of the package that we build.

The package is unpacked into a folder of its own, the site lies in an empty one, and neither knows
this repository. What the package needs comes from the environment of the tests.
"""

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers import ROOT, environment, run_python

MODELS = '''"""A shop: who bought what."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Purchase(Base):
    __tablename__ = "purchase"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    item: Mapped[str]
'''
ROWS = """\
INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace');
INSERT INTO purchase VALUES (1, 1, 'Lamp'), (2, 2, 'Kettle');
"""
PAGE = """\
---
title: The shop
description: Who bought what.
---

# The shop

```erd
schema: shop
title: Customers and what they bought
```

```sql run="shop"
SELECT name, item FROM customer JOIN purchase ON customer_id = customer.id ORDER BY name DESC;
```
"""
CONFIGURATION = """\
site_name: The shop
site_url: https://shop.example.org/
nav: [index.md]
theme: {name: material, font: false}
plugins: [search, nexus]
"""


@dataclass(frozen=True)
class Built:
    """A finished build of the second site: its exit code, what it told, and its files."""

    code: int
    told: str
    site: Path

    def read(self, address: str) -> str:
        """The text of a file of the site."""
        return (self.site / address).read_text("utf-8")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as pip would install it: the wheel, built here and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", folder], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def run(package: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in a folder where the package is installed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(PYTHONPATH=str(package), GITHUB_REPOSITORY="octo/shop"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def built(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The second site, built strictly in a folder that was empty."""
    folder = tmp_path_factory.mktemp("shop")
    files = {
        "models/shop.py": MODELS,
        "data/shop.sql": ROWS,
        "docs/index.md": PAGE,
        "mkdocs.yml": CONFIGURATION,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    done = run(package, folder, "-m", "mkdocs", "build", "--strict")
    return Built(done.returncode, done.stdout, folder / "site")


def test_the_second_site_builds_from_the_package(built: Built, package: Path) -> None:
    """It builds without a warning, with the modules of the package and not those of the clone."""
    assert built.code == 0, built.told
    assert not re.findall("^(?:WARNING|ERROR)", built.told, re.MULTILINE)
    where = "import mkdocs_hooks, nexus; print(mkdocs_hooks.__file__, nexus.__file__)"
    for file in run(package, built.site.parent, "-c", where).stdout.split():
        assert Path(file).is_relative_to(package)


def test_a_fence_becomes_a_diagram(built: Built) -> None:
    """The diagram has both tables, which lead to their pages, and the author's caption."""
    page = built.read("index.html")
    assert re.search(r'<svg[^>]* class="erd', page)
    assert 'href="schema/shop/purchase/"' in page
    assert "<figcaption>Customers and what they bought</figcaption>" in page


def test_each_table_has_a_page(built: Built) -> None:
    """The reference is built, listed in the navigation, and says what the models say."""
    assert 'href="schema/shop/customer/"' in built.read("index.html")
    purchase = built.read("schema/shop/purchase/index.html")
    assert "customer_id" in purchase
    assert "belongs to exactly one" in purchase
    assert (built.site / "erd/shop.svg").is_file()
    assert (built.site / "erd/shop.png").read_bytes().startswith(b"\x89PNG")


def test_an_example_shows_what_the_database_answered(built: Built) -> None:
    """The rows of the query stand in the page, in the order of the query."""
    cells = re.findall(r"<td>(\w+)</td>", built.read("index.html"))
    assert cells == ["Grace", "Kettle", "Ada", "Lamp"]


def test_an_address_of_the_owner_stays(built: Built) -> None:
    """The address in mkdocs.yml holds, whatever follows from the repository's name."""
    assert '<link rel="canonical" href="https://shop.example.org/">' in built.read("index.html")


def test_figures_have_their_styles_and_no_more(built: Built) -> None:
    """One style sheet is added, and it gives a value to each name that it takes one from."""
    page = built.read("index.html")
    assert re.findall(r'href="(assets/nexus/[^"]+)"', page) == ["assets/nexus/figures.css"]
    styles = built.read("assets/nexus/figures.css")
    used = set(re.findall(r"var\((--(?:nx|erd)-[\w-]+)", styles)) - {"--erd-width"}
    assert used <= set(re.findall(r"(--[\w-]+):", styles))
    assert {".erd", ".nx-table", ".plan"} <= set(re.findall(r"\.[\w-]+", styles))


def test_nothing_of_the_owner_is_published_but_the_site(built: Built) -> None:
    """No card, no copy and no file for sharing appears that this theme does not link to."""
    left_out = ("cards", "llms.txt", "site.webmanifest", "assets/fonts", "assets/mermaid")
    assert not [name for name in left_out if (built.site / name).exists()]


def test_an_editable_install_is_the_same_package(built: Built) -> None:
    """In a clone the plugin is found under the same name, and its style sheet has the same text."""
    told = run_python(
        "from mkdocs_hooks import Plugin\n"
        "from nexus.build import stylesheet\n"
        "print(callable(Plugin().on_config))\n"
        "print(stylesheet.text(), end='')\n"
    )
    assert told == f"True\n{built.read('assets/nexus/figures.css')}"


def test_an_error_is_one_line_with_its_place(package: Path, tmp_path: Path) -> None:
    """A page without a description ends the build of the second site with file and line."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "docs" / "index.md").write_text("---\ntitle: Shop\n---\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    done = run(package, tmp_path, "-m", "mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert f"docs{os.sep}index.md:" in done.stdout
    assert "'description'" in done.stdout
    assert "Traceback" not in done.stdout


def test_what_must_not_be_published_ends_the_build(package: Path, built: Built) -> None:
    """`nexus build`, which the reusable workflow runs, publishes a site and refuses a key in it."""
    project = built.site.parent
    place = project.parent / f"{project.name}-published"
    command = ("-m", "nexus", "build", "--site-dir", str(place))
    done = run(package, project, *command)
    assert done.returncode == 0, done.stdout
    before = (place / "index.html").read_bytes()

    (project / "docs" / "id_rsa").write_text("a key", encoding="utf-8")
    done = run(package, project, *command)
    (project / "docs" / "id_rsa").unlink()
    assert done.returncode == 1
    assert "id_rsa" in done.stdout
    assert (place / "index.html").read_bytes() == before
    assert not (place / "id_rsa").exists()
