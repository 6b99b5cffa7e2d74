"""Writes a staged site: its pages and templates, a configuration for each engine, and a record.

`mkdocs.yml` is for MkDocs and ProperDocs. What was done while staging, an engine is not asked for
again: the plugins that only make pages, texts or a navigation are left out of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nexus.project.settings import PLUGIN, Settings
from nexus.stage import markup, minijinja, preview, zensical
from nexus.stage.configuration import Configuration, scalars
from nexus.stage.page import Page
from nexus.stage.tree import DOCS, MINIJINJA, SITE, THEME, Tree

Report = Callable[[str], None]
# Plugins that have done all that they do when pages are staged.
DONE = {
    *(PLUGIN, "awesome-nav", "awesome-pages", "exclude", "gen-files", "git-authors"),
    *("git-revision-date-localized", "include-markdown", "literate-nav", "macros"),
    *("markdownextradata", "meta", "table-reader"),
}
# Plugins that make smaller what is only finished when the engine has built it.
_TOO_EARLY = {"minify"}
# Paths of the project, which are settled; and what stands for itself in a staged site.
_LEFT_OUT = ("docs_dir", "site_dir", "hooks", "watch", "exclude_docs", "draft_docs", "not_in_nav")
# The theme of a site that names none.
_BUILT_IN = {"name": "mkdocs"}
_HOOKS, _PLUGINS = "mkdocs.yml: hooks", "mkdocs.yml: plugins"
_OURS = Path(__file__).parents[1] / "theme"
_VERIFY = "verify.md"
_SNIPPETS = "pymdownx.snippets"
# What marks of statements are written with, and what brings it.
_MARKS, _MARKERS = "attr_list", {"attr_list", "extra", "pymdownx.extra"}
_EXTENSIONS = "mkdocs.yml: markdown_extensions"


@dataclass(frozen=True)
class Project:
    """The project that is staged: its folder, its settings, and those of mkdocs.yml that changed.

    `templates` are the folders of its own templates, the first to count first. `mermaid` is what its
    Mermaid diagrams are drawn with by the script of this package, if it is that which draws them. A
    site that has nothing of ours stays as its engine makes it. Nothing follows that in a preview.
    """

    root: Path
    settings: Settings
    values: Mapping[str, Any]
    templates: Sequence[Path]
    mermaid: Mapping[str, Any] | None = None
    has_ours: bool = True
    is_preview: bool = False


def write(tree: Tree, pages: Sequence[Page], project: Project, warn: Report) -> None:
    """Write a site; `warn` is given a line for each thing that is left out for every engine."""
    for page in pages:
        tree.put(f"{DOCS}/{page.path}", page.source(is_finished=not project.has_ours))
    for folder in project.templates:
        _put_templates(tree, folder)
    file = project.root / "mkdocs.yml"
    given = Configuration.read(file)
    for line in (*_added(given, pages), *_left_out(given, project)):
        warn(line)
    configured = (_configured(Configuration.read(file), pages, project, tree.folder) for _ in "ab")
    own, theirs = configured
    done = DONE | (_TOO_EARLY if project.has_ours else set())
    own.set_plugins(each for each in own.plugins if _short(each[0]) not in done)
    own.change("theme", {**({} if own["theme"] else _BUILT_IN), "custom_dir": THEME})
    zensical.settle(theirs, done, MINIJINJA)
    if project.is_preview and project.has_ours:
        theirs.add_extension(preview.EXTENSION, preview.options(project.settings, project.mermaid))
    tree.put("mkdocs.yml", own.text())
    tree.put(zensical.FILE, theirs.text())
    tree.close(
        {
            "address": project.values["site_url"] or "",
            "mermaid": project.mermaid,
            "ours": project.has_ours,
            "pages": {} if project.has_ours else {page.path: page.url for page in pages},
            "settings": asdict(project.settings),
        }
    )


def _added(site: Configuration, pages: Sequence[Page]) -> Iterator[str]:
    """Give a line for each extension that reads all pages, as one of them cannot do without it."""
    marked = next((page.path for page in pages if page.proof and page.proof.marks), None)
    if marked and not _MARKERS.intersection(site.extensions):
        yield f"{_MARKS} reads all pages, as the marks in {marked} are written with it; {_EXTENSIONS}"


def _left_out(site: Configuration, project: Project) -> Iterator[str]:
    """Give a line for each thing that an engine of a staged site leaves out."""
    for hook in scalars(site["hooks"]):
        yield f"the hook {hook!r} works while pages are staged, and on no HTML of them; {_HOOKS}"
    for name, _ in site.plugins if project.has_ours else ():
        if _short(name) in _TOO_EARLY:
            yield f"the plugin {name!r} is left out, as pages are finished behind it; {_PLUGINS}"
    known = zensical.known()
    if known is None:
        return
    handled = {*DONE, *_TOO_EARLY, *(("mermaid2",) if project.mermaid is not None else ())}
    for what in zensical.dropped(site, known, handled):
        yield f"Zensical leaves out {what}"


def _configured(
    site: Configuration, pages: Sequence[Page], project: Project, folder: Path
) -> Configuration:
    """Change the configuration into one of the staged site."""
    for name in _LEFT_OUT:
        site.set(name, None)
    for name, value in {**project.values, "docs_dir": DOCS, "site_dir": SITE}.items():
        site.set(name, value)
    added = [_MARKS] if any(page.proof and page.proof.marks for page in pages) else []
    if any(page.own or page.is_indented for page in pages):
        added.append(markup.EXTENSION)
    site.extend(added, {_SNIPPETS})
    if project.settings.look:
        site.change("extra", {PLUGIN: _look(pages, project.settings)})
    site.settle_paths(project.root, (folder / DOCS).as_posix())
    return site


def _short(name: str) -> str:
    return name.rpartition("/")[2]


def _put_templates(tree: Tree, folder: Path) -> None:
    """Copy the templates of a folder, and those of this package in the words of each engine."""
    is_ours = folder.is_relative_to(_OURS)
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        uri = file.relative_to(folder).as_posix()
        if tree.has(f"{THEME}/{uri}"):
            continue
        if is_ours and file.suffix == ".html":
            text = minijinja.named(file.read_text("utf-8"))
            tree.put(f"{THEME}/{uri}", text)
            tree.put(f"{MINIJINJA}/{uri}", minijinja.translated(text))
        else:
            tree.copy(f"{THEME}/{uri}", file)
            tree.copy(f"{MINIJINJA}/{uri}", file)


def _look(pages: Iterable[Page], chosen: Settings) -> dict[str, Any]:
    """Give what the templates of the look read."""
    names = ("author", "role", "contact", "profiles", "repository", "footer")
    shown = next((page.url for page in pages if page.own and page.path == _VERIFY), "")
    return {**{name: getattr(chosen, name) for name in names}, "verifies": shown}
