"""What the site takes from the npm packages: the fonts of its pages, and Mermaid.

`npm ci` puts the packages into `node_modules`; this module says which of their files the site
serves, and under which address. The style sheet `theme/assets/css/tokens.css` names the fonts,
the loader `docs/assets/js/mermaid.js` imports Mermaid. Where the packages were never installed
nothing is served: pages fall back to the system's fonts and show the source of a diagram.
"""

from dataclasses import dataclass
from pathlib import Path

FONTS = ("inter", "jetbrains-mono")
SUBSETS = ("latin", "latin-ext")
MERMAID = "mermaid/dist"
ENTRY = "mermaid.esm.min.mjs"
CHUNKS = "chunks/mermaid.esm.min"


@dataclass(frozen=True)
class Asset:
    """A file of the site: its address below the site's root, and where its bytes lie."""

    uri: str
    path: Path


def assets(root: Path) -> list[Asset]:
    """Every file that the site takes from `root/node_modules`, in order of its address.

    A package that is not installed gives nothing; `missing` says so in words.
    """
    packages = root / "node_modules"
    found = [*_fonts(packages), *_mermaid(packages)]
    return sorted((asset for asset in found if asset.path.is_file()), key=lambda asset: asset.uri)


def missing(root: Path) -> str | None:
    """One line that names what is not installed and says what to run, or None."""
    packages = root / "node_modules"
    needed = [*_fonts(packages), _module(packages, ENTRY)]
    absent = sum(not asset.path.is_file() for asset in needed)
    if not absent:
        return None
    return (
        f"{absent} of {len(needed)} front-end files are not installed; {packages.name}; "
        "run npm ci (until then: system fonts, and Mermaid diagrams as their source)"
    )


def _fonts(packages: Path) -> list[Asset]:
    names = [(font, f"{font}-{subset}-wght-normal.woff2") for font in FONTS for subset in SUBSETS]
    return [
        Asset(f"assets/fonts/{name}", packages / "@fontsource-variable" / font / "files" / name)
        for font, name in names
    ]


def _mermaid(packages: Path) -> list[Asset]:
    # Mermaid stays on 11: a page with a flowchart fetches 234 kB (gzip) of it, and 746 kB of 12.
    # A page fetches only the chunks that its kinds of diagram import; the site holds them all,
    # since any page may use any kind.
    chunks = (packages / MERMAID / CHUNKS).glob("*.mjs")
    return [
        _module(packages, ENTRY),
        *(_module(packages, f"{CHUNKS}/{chunk.name}") for chunk in chunks),
    ]


def _module(packages: Path, name: str) -> Asset:
    return Asset(f"assets/mermaid/{name}", packages / MERMAID / name)
