"""Mermaid, for sites that draw with the plugin mermaid2: its script and the library come from here.

mermaid2 puts the script that its option `javascript` names on the pages that have a diagram. Where
that is the one below, the site gets the script and Mermaid itself from this package.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from nexus.build import npm
from nexus.build.npm import SCRIPT

_FILE = Path(__file__).parents[1] / "theme" / "assets" / "js" / "mermaid.js"


def install(files: Files, config: MkDocsConfig) -> None:
    """Add the script and the library to a site whose mermaid2 names the script."""
    mermaid2 = config.plugins.get("mermaid2")
    if mermaid2 is None or mermaid2.config["javascript"] != SCRIPT:
        return
    library = {
        f"assets/nexus/{asset.uri.removeprefix('assets/')}": asset.path
        for asset in npm.assets()
        if asset.uri.startswith("assets/mermaid/")
    }
    for uri, path in {SCRIPT: _FILE, **library}.items():
        if uri not in files.src_uris:
            files.append(File.generated(config, uri, abs_src_path=str(path)))
    # mermaid2 looks for the file below docs/ alone; this is what it would remember of its search.
    mermaid2._javascript = SCRIPT  # noqa: SLF001 (it offers no other way)


def arguments(config: MkDocsConfig) -> Mapping[str, Any] | None:
    """Give what mermaid2 hands to the script; None where it is another script that draws."""
    mermaid2 = config.plugins.get("mermaid2")
    if mermaid2 is None or mermaid2.config["javascript"] != SCRIPT:
        return None
    plain = (bool, int, float, str)
    given = mermaid2.config["arguments"] or {}
    return {name: value for name, value in given.items() if isinstance(value, plain)}
