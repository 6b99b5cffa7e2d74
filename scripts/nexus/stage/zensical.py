"""What Zensical needs of a staged site's configuration, and what it leaves out without a word.

Zensical passes over plugins, options and settings that it does not know, also with --strict. Which
plugins it knows, and which of their options, it says itself: each release knows more.
"""

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from yaml.nodes import Node, ScalarNode

from nexus.core.errors import NexusError
from nexus.stage.configuration import Configuration, options

FILE = "zensical.yml"
_THEMES = {"material", "zensical"}
_PLUGINS, _OF_THEME = "mkdocs.yml: plugins", "mkdocs.yml: theme"
# Zensical sets them itself, whatever is said, or asks for them by another name.
_OVERWRITTEN = ("locale", "static_templates")


def build(folder: str) -> None:
    """Build a staged site strictly; raises NexusError where Zensical ends it, which says why."""
    run = import_module("zensical").build
    try:
        run(str(Path(folder, FILE).resolve()), {"clean": False, "strict": True})
    except RuntimeError as error:
        what = f"Zensical ended the build: {error}"
        raise NexusError(what, FILE, "fix what it said above") from None


def known() -> Mapping[str, Collection[str]] | None:
    """Return the plugins that Zensical knows, each with options that it drops; None without it."""
    if find_spec("zensical") is None:
        return None
    found = getattr(import_module("zensical.config"), "_PLUGIN_UNSUPPORTED_OPTIONS", {})
    return {str(name): tuple(left) for name, left in found.items()}


def dropped(
    site: Configuration, plugins: Mapping[str, Collection[str]], handled: Collection[str]
) -> Iterator[str]:
    """Give what Zensical leaves out of a site, each with its place.

    `plugins` are those that it knows; for those that are `handled` nothing is lacking.
    """
    for name, given in site.plugins:
        short = _short(name)
        if short in handled:
            continue
        if short not in plugins:
            yield f"the plugin {name!r}; {_PLUGINS}"
        for option in options(given):
            if option in plugins.get(short, ()):
                yield f"the option {option!r} of the plugin {name!r}; {_PLUGINS}"
    theme = site["theme"]
    if (name := _theme(theme)) not in _THEMES:
        yield f"the theme {name!r}, in whose place Material's stands; {_OF_THEME}"
    for option in options(theme):
        if option in _OVERWRITTEN:
            yield f"the setting {option!r}; {_OF_THEME}"


def _short(name: str) -> str:
    """Return the name of a plugin without that of the theme that brings it."""
    name = name.removeprefix("material/")
    return name.partition("/")[0] if name.startswith(("social/", "privacy/")) else name


def _theme(node: Node | None) -> str:
    if isinstance(node, ScalarNode):
        return str(node.value)
    named = options(node).get("name")
    return str(named.value) if isinstance(named, ScalarNode) else "mkdocs"


def settle(site: Configuration, done: Collection[str], templates: str) -> None:
    """Make a configuration one of Zensical's, in the look of Material, without plugins that are done.

    `templates` is the folder of the site's own ones, empty where there are none.
    """
    site.set_plugins(each for each in site.plugins if _short(each[0]) not in done)
    look = {"name": "material", "variant": "classic", "custom_dir": templates or None}
    site.change("theme", look)
    # MkDocs has checked anchors, and some get their names when the site is finished.
    site.set("validation", {"invalid_links": True, "invalid_link_anchors": False})
