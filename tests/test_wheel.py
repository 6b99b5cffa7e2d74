"""What `pip install project-nexus` puts on a machine: the wheel, built as a release builds it."""

import json
import subprocess
import sys
from email import message_from_string
from importlib.metadata import PathDistribution
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import machine.npm
import machine.system
import pytest
from nexus.build import npm
from packaging.requirements import Requirement

import hatch_build
from tests.helpers import ROOT, environment

MODELS = """\
from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
Table("customer", metadata, Column("id", Integer, primary_key=True))
"""
# Runs the command where only what the package itself requires can be imported.
BARE = """\
import sys
for name in ("mkdocs", "markdown", "jinja2", "tinycss2", "fontTools", "kingfisher_sdk", "psycopg"):
    sys.modules[name] = None
from nexus.cli.main import main
main(sys.argv[1:])
"""


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """Return what Python prints in a folder, where the wheel is installed."""
    command = [sys.executable, *arguments]
    known = environment(PYTHONPATH=str(installed))
    return subprocess.check_output(command, cwd=folder, env=known, text=True, encoding="utf-8")


def test_it_is_the_package_and_its_front_end(wheel: Path) -> None:
    """Every file of the package, whatever pages need of npm packages, and nothing else."""
    inside = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {
        file.relative_to(ROOT / "scripts").as_posix()
        for file in (ROOT / "scripts" / "nexus").rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    packages = ROOT / "node_modules"
    needed = {file.relative_to(packages).as_posix() for file in npm.files(packages)}
    front_end = {f"nexus/frontend/{name}" for name in (*needed, "LICENSES.txt")}
    assert inside == package | front_end


def test_the_package_index_would_take_it(wheel: Path) -> None:
    """Neither twine nor check-wheel-contents has a complaint."""
    for command in (["twine", "check", "--strict"], ["check_wheel_contents"]):
        told = subprocess.run(
            [sys.executable, "-m", *command, wheel],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stdout + told.stderr


def test_pages_get_the_files_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    """In somebody's project they are all there, and its own npm packages are not looked at."""
    own = tmp_path / "node_modules" / npm.PANZOOM
    own.parent.mkdir(parents=True)
    own.write_text("theirs", encoding="utf-8")
    source = (
        "import json; from nexus.build import npm\n"
        "print(json.dumps([npm.missing(), *(str(asset.path) for asset in npm.assets())]))"
    )
    missing, *files = json.loads(run(installed, tmp_path, "-c", source))
    assert missing is None
    assert len(files) == len(npm.assets(ROOT / "node_modules"))
    assert all(Path(file).is_relative_to(installed) for file in files)


def test_licences_go_with_the_files(installed: Path) -> None:
    """Each package that a site needs is named, bundled ones too, with the licence that it brings.

    Where it brings none, there is its name, and where the source is; also of what it holds.
    """
    told = (installed / "nexus" / "frontend" / "LICENSES.txt").read_text(encoding="utf-8")
    packages = hatch_build.needed(ROOT / "package-lock.json")
    for folder, package in packages.items():
        assert f"{folder.rpartition('node_modules/')[2]} {package['version']}" in told
    assert "SIL OPEN FONT LICENSE" in told
    assert "Knut Sveidqvist" in told, "Mermaid's own licence"
    assert (
        "License: MPL-2.0\nSource: git+https://github.com/pyodide/pyodide.git\nIt holds CPython"
        in told
    )


def test_mkdocs_finds_the_plugin(installed: Path, tmp_path: Path) -> None:
    """Its entry point is in the package, and can be loaded."""
    (information,) = installed.glob("*.dist-info")
    (plugin,) = PathDistribution(information).entry_points.select(group="mkdocs.plugins")
    source = f"from {plugin.module} import {plugin.attr} as plugin; print(plugin.__mro__)"
    assert plugin.name == "nexus"
    assert "mkdocs.plugins.BasePlugin" in run(installed, tmp_path, "-c", source)


def test_the_command_needs_nothing_of_a_site(installed: Path, tmp_path: Path) -> None:
    """Without MkDocs and a database it draws, writes the reference, and exports."""
    (tmp_path / "shop.py").write_text(MODELS, encoding="utf-8")
    run(installed, tmp_path, "-c", BARE, "erd", "shop.py", "-o", "shop.png")
    run(installed, tmp_path, "-c", BARE, "reference", "shop.py", "-o", "reference")
    assert (tmp_path / "shop.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "reference" / "customer.md").is_file()
    assert "Table" in run(installed, tmp_path, "-c", BARE, "export", "shop.py", "--format", "dbml")


def test_evidence_is_everything(wheel: Path) -> None:
    """The extra `evidence` requires all that a site needs; the others are for more than that."""
    (name,) = [name for name in ZipFile(wheel).namelist() if name.endswith("/METADATA")]
    metadata = message_from_string(ZipFile(wheel).read(name).decode())
    required = [Requirement(text) for text in metadata.get_all("Requires-Dist")]

    def of(extra: str) -> set[str]:
        chosen = (r for r in required if r.marker is None or r.marker.evaluate({"extra": extra}))
        return {requirement.name for requirement in chosen}

    assert "mkdocs" not in of("")
    assert "mkdocs-material" in of("site")
    for extra in ("", "gate", "site"):
        assert of(extra) <= of("evidence")


class TestHook:
    """What the build does where the clone has no packages of its own."""

    @pytest.fixture
    def clone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A clone with a lock of two packages, one of them for the tests only."""
        packages = {
            "": {"name": "project-nexus"},
            "node_modules/vue": {"version": "1.0.0", "integrity": "sha512-A"},
            "node_modules/axe-core": {"version": "1.0.0", "integrity": "sha512-B", "dev": True},
        }
        for name in ("package.json", "package-lock.json"):
            (tmp_path / name).write_text(json.dumps({"packages": packages}), encoding="utf-8")
        monkeypatch.setattr(hatch_build, "ROOT", tmp_path)
        monkeypatch.setattr(hatch_build, "LOCK", tmp_path / "package-lock.json")
        return tmp_path

    @pytest.mark.parametrize(("command", "more"), [(["npm"], []), (None, ["node-of-pip"])])
    def test_node_comes_as_a_package_only_where_npm_is_missing(
        self, monkeypatch: pytest.MonkeyPatch, command: list[str] | None, more: list[str]
    ) -> None:
        """A build asks pip for it then, and otherwise for what trims the fonts alone."""
        monkeypatch.setattr(machine.npm, "of_machine", lambda: command)
        assert self.hook().dependencies() == ["font-tools", *more]

    def test_an_editable_install_copies_nothing(self) -> None:
        """It takes the files from the clone's own packages, so that no second copy gets old."""
        added: dict[str, dict[str, str]] = {"force_include": {}}
        hook = self.hook()
        hook.initialize("editable", added)
        hook.finalize("editable", added, "")
        assert added == {"force_include": {}}

    def hook(self) -> hatch_build.FrontEnd:
        """The hook of a project that names a package with Node."""
        groups = {"node": ["node-of-pip"], "fonts": ["font-tools"]}
        metadata = SimpleNamespace(config={"dependency-groups": groups})
        return hatch_build.FrontEnd("", {}, None, metadata, "", "wheel")

    def install(self, clone: Path, digest: str) -> None:
        """Put a package into the clone, as npm notes it down."""
        note = clone / "node_modules" / ".package-lock.json"
        note.parent.mkdir()
        package = {"version": "1.0.0", "integrity": digest}
        note.write_text(json.dumps({"packages": {"node_modules/vue": package}}), encoding="utf-8")

    def test_packages_of_the_lock_are_taken_from_the_clone(self, clone: Path) -> None:
        """What was installed from the same lock is not installed again."""
        self.install(clone, "sha512-A")
        assert hatch_build.installed() == clone / "node_modules"

    def test_packages_of_another_lock_are_not_taken(self, clone: Path) -> None:
        """Neither those of an older lock, nor those of none."""
        assert hatch_build.installed() is None
        self.install(clone, "sha512-OLD")
        assert hatch_build.installed() is None

    @pytest.mark.parametrize(("command", "starts"), [(["npm"], "npm"), (None, sys.executable)])
    def test_npm_installs_from_a_copy_of_the_lock(
        self,
        clone: Path,
        tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch,
        command: list[str] | None,
        starts: str,
    ) -> None:
        """The machine's npm, or that of the wheel, runs beside the lock; the clone is not touched."""
        called = []
        monkeypatch.setattr(machine.npm, "of_machine", lambda: command)
        monkeypatch.setattr(machine.system, "call", lambda *given: called.append(given))
        folder = tmp_path_factory.mktemp("made")
        assert hatch_build.install(folder) == folder / "node_modules"
        ((words, _, place),) = called
        assert (words[0], place) == (starts, folder)
        assert {"ci", "--ignore-scripts", "--omit=dev"} <= set(words)
        assert (folder / "package-lock.json").read_text() == hatch_build.LOCK.read_text()
        assert not (clone / "node_modules").exists()
