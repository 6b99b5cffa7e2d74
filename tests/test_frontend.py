"""The files that the site takes from npm packages, and the line that says they are missing."""

import re
from pathlib import Path

import pytest
from nexus.build import npm

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Lay out packages that hold wanted files beside unwanted ones."""
    packages = tmp_path / "node_modules"
    for name in (
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
        "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2",
        "@fontsource-variable/inter/files/inter-latin-wght-italic.woff2",
        "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
        "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-ext-wght-normal.woff2",
        "mermaid/dist/mermaid.esm.min.mjs",
        "mermaid/dist/mermaid.min.js",
        "mermaid/dist/chunks/mermaid.esm.min/flow.mjs",
        "mermaid/dist/chunks/mermaid.esm.min/flow.mjs.map",
        "mermaid/dist/chunks/mermaid.core/flow.mjs",
        "@panzoom/panzoom/dist/panzoom.es.js",
        "@panzoom/panzoom/dist/panzoom.js",
        "bootstrap/dist/css/bootstrap.css",
        "bootstrap/dist/css/bootstrap.min.css",
        "pev2/dist/pev2.css",
        "pev2/dist/pev2.es.js",
        "pev2/dist/pev2.umd.js",
        "vue/dist/vue.global.prod.js",
        "vue/dist/vue.runtime.global.prod.js",
    ):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text(name)
    return packages


def test_only_wanted_files_are_served(installed: Path) -> None:
    """The site serves Latin fonts, upright, minified Mermaid, Panzoom, and pev2 without eval."""
    assert [asset.uri for asset in npm.assets(installed)] == [
        "assets/fonts/inter-latin-ext-wght-normal.woff2",
        "assets/fonts/inter-latin-wght-normal.woff2",
        "assets/fonts/jetbrains-mono-latin-ext-wght-normal.woff2",
        "assets/fonts/jetbrains-mono-latin-wght-normal.woff2",
        "assets/mermaid/chunks/mermaid.esm.min/flow.mjs",
        "assets/mermaid/mermaid.esm.min.mjs",
        "assets/panzoom/panzoom.es.js",
        "assets/pev2/bootstrap.min.css",
        "assets/pev2/pev2.css",
        "assets/pev2/pev2.umd.js",
        "assets/pev2/vue.runtime.global.prod.js",
    ]
    assert npm.missing(installed) is None


def test_nothing_installed_serves_nothing_and_says_what_to_run(tmp_path: Path) -> None:
    """Without packages no file is served, and one line names the command that installs them."""
    assert npm.assets(tmp_path) == []
    line = npm.missing(tmp_path)
    assert line is not None
    assert "npm ci" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    "lost", ["inter-latin-wght-normal.woff2", "mermaid.esm.min.mjs", "panzoom.es.js", "pev2.css"]
)
def test_one_missing_file_is_told(installed: Path, lost: str) -> None:
    """A half-installed set of packages is told apart from a whole one."""
    next(installed.rglob(lost)).unlink()
    assert "1 of 10" in (npm.missing(installed) or "")


def test_style_sheet_names_the_fonts_that_are_served() -> None:
    """Every font address in the style sheet is one that the site serves."""
    styles = (REPOSITORY / "scripts/nexus/theme/assets/css/tokens.css").read_text(encoding="utf-8")
    named = set(re.findall(r"\.\./fonts/([\w-]+\.woff2)", styles))
    served = {Path(asset.uri).name for asset in npm.assets()}
    assert named
    assert named <= served
