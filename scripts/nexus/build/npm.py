"""What a site takes from npm packages: fonts, Mermaid, Panzoom, and pev2 with what it needs.

What lets readers run examples is in `core/packages.py`.

This module says which files of the packages a site serves, and under which address; the styles and
scripts of `theme/` load them. A wheel brings exactly these in the package's folder `frontend`, since
its build runs `npm ci`; a clone takes them from its own `node_modules`. The folder of a site is
never looked into. Pages do without what is not installed, and `missing` says how they look then.
"""

from dataclasses import dataclass
from pathlib import Path

from nexus.core import packages as for_live

FOLDER = "frontend"
# Where a site has the files of this package, and the script that draws Mermaid's diagrams.
ASSETS = "assets/nexus"
SCRIPT = f"{ASSETS}/js/mermaid.js"
_NEXUS = Path(__file__).parents[1]
_IN_WHEEL = _NEXUS / FOLDER
PACKAGES = _IN_WHEEL if _IN_WHEEL.is_dir() else _NEXUS.parents[1] / "node_modules"
FONTS = ("inter", "jetbrains-mono")
SUBSETS = ("latin", "latin-ext")
# Below the packages: fonts with what pages use of them, which set-up and the wheel's build make.
TRIMMED = "trimmed-fonts"
MERMAID = "mermaid/dist"
ENTRY = "mermaid.esm.min.mjs"
CHUNKS = "chunks/mermaid.esm.min"
# Of the kept libraries for pan and zoom, the smaller and the one released in 2026: 6.7 kB (gzip)
# as a module, against 8.3 kB of svg-pan-zoom, last released in 2024 and not a module.
PANZOOM = "@panzoom/panzoom/dist/panzoom.es.js"
# pev2 as one script that finds Vue under its global name: its module names Vue by a bare specifier,
# which a browser cannot resolve. Vue without its compiler, which needs eval: pev2 is compiled.
PEV2 = (
    "bootstrap/dist/css/bootstrap.min.css",
    "pev2/dist/pev2.css",
    "pev2/dist/pev2.umd.js",
    "vue/dist/vue.runtime.global.prod.js",
)


@dataclass(frozen=True)
class Asset:
    """A file of the site: its address below the site's root, and where its bytes lie."""

    uri: str
    path: Path


@dataclass(frozen=True)
class Font:
    """A font of the pages: its name, and where it lies as it was published and as it is trimmed."""

    name: str
    whole: Path
    trimmed: Path


def fonts(packages: Path = PACKAGES) -> list[Font]:
    """Return the fonts of a folder of npm packages, installed or not."""
    whole, trimmed = packages / "@fontsource-variable", packages / TRIMMED
    return [
        Font(name, whole / font / "files" / name, trimmed / name)
        for font in FONTS
        for name in (f"{font}-{subset}-wght-normal.woff2" for subset in SUBSETS)
    ]


def assets(packages: Path = PACKAGES) -> list[Asset]:
    """Return every file that a site takes from a folder of npm packages, ordered by address.

    A package that is not installed gives nothing; `missing` says so in words.
    """
    # Mermaid stays on 11: a page with a flowchart fetches 234 kB (gzip) of it, and 746 kB of 12.
    # A page fetches only the chunks that its kinds of diagram import; the site holds them all,
    # since any page may use any kind.
    names = (chunk.name for chunk in (packages / MERMAID / CHUNKS).glob("*.mjs"))
    chunks = [_module(packages, f"{CHUNKS}/{name}") for name in names]
    found = [asset for asset in (*_needed(packages), *chunks) if asset.path.is_file()]
    return sorted(found, key=lambda asset: asset.uri)


def files(packages: Path = PACKAGES) -> list[Path]:
    """Return every file that a build needs in a folder of npm packages: all that a wheel brings."""
    return [*(asset.path for asset in assets(packages)), *for_live.files(packages)]


def missing(packages: Path = PACKAGES) -> str | None:
    """Return one line that says what is not installed and what to run, or None."""
    needed = _needed(packages)
    absent = sum(not asset.path.is_file() for asset in needed)
    if not absent:
        return None
    return (
        f"{absent} of {len(needed)} front-end files are not installed; {packages.name}; "
        "run npm ci (until then: system fonts, Mermaid diagrams as their source, no pan and zoom, "
        "no pev2)"
    )


def _needed(packages: Path) -> list[Asset]:
    """The files that a site has whatever its pages hold."""
    return [
        *(
            Asset(f"assets/fonts/{font.name}", path)
            for font in fonts(packages)
            for path in [font.trimmed if font.trimmed.is_file() else font.whole]
        ),
        _module(packages, ENTRY),
        Asset("assets/panzoom/panzoom.es.js", packages / PANZOOM),
        *(Asset(f"assets/pev2/{Path(name).name}", packages / name) for name in PEV2),
    ]


def _module(packages: Path, name: str) -> Asset:
    return Asset(f"assets/mermaid/{name}", packages / MERMAID / name)
