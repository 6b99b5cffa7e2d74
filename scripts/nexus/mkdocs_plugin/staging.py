"""Stages a site: its pages are read as MkDocs reads them, and written as plain Markdown.

What other plugins made of a page's text is what is written, but for listings of tags, which the
next engine makes itself.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from nexus.core.errors import Errors, NexusError, UsageError, place
from nexus.figures import statements
from nexus.mkdocs_plugin import dry, links, mermaid, reading
from nexus.mkdocs_plugin.plugin import NexusPlugin
from nexus.mkdocs_plugin.recorder import Recorder
from nexus.mkdocs_plugin.stand_ins import END
from nexus.mkdocs_plugin.task import Task
from nexus.pages import fences
from nexus.stage import markup, site
from nexus.stage.page import Page as Staged
from nexus.stage.page import Proof
from nexus.stage.tree import AFTER, DOCS, Tree

if TYPE_CHECKING:  # a site with nothing of ours never imports it
    from nexus.mkdocs_plugin.work import Work

_PUBLISHED = "nexus-published/"
_BLOGS = {"blog", "material/blog"}
_HELD_BACK = {InclusionLevel.EXCLUDED, InclusionLevel.DRAFT}
_TEXTS = ("site_name", "site_description", "site_author", "repo_name")
_SIGNS, _ESCAPED = re.compile(r"[\\*?\[]"), r"\\\g<0>"
_LISTING = re.compile(r"<!--\s*material/tags|\[TAGS\]")


def stage(
    root: Path, tree: Tree, task: Task, begin: Callable[[], object] = lambda: None
) -> list[NexusError]:
    """Stage the site of the project in `root` into a tree; gives what a strict build refuses.

    The task warns of each thing that an engine leaves out. An engine may `begin` when the tree is
    there and nothing is wrong so far: links are followed after it. Raises NexusError.
    """
    recorder = Recorder(task.watch)
    with dry.read(root, task, recorder) as (plugin, told):
        dry.refuse(plugin)
        _refuse_languages(recorder.site)
        _write(root, tree, task, plugin, recorder)
        if not told:
            begin()
        with dry.failures():
            recorder.validate()
    return [NexusError(line) for line in dict.fromkeys(told)]


def _write(root: Path, tree: Tree, task: Task, plugin: NexusPlugin, recorder: Recorder) -> None:
    pages, config = list(_pages(plugin, recorder)), recorder.site
    for file in recorder.files:
        _put(tree, file, config)
    for uri in _authors(config):
        tree.copy(posixpath.normpath(f"{DOCS}/{uri}"), Path(config.docs_dir, uri))
    values = _values(config, recorder.nav, {file.dest_uri for file in recorder.files})
    values["not_in_nav"] = _not_in_nav(recorder.files)
    project = site.Project(
        *(root.resolve(), plugin.chosen, values, tuple(_templates(config))),
        mermaid=mermaid.arguments(config),
        has_ours=plugin.work is not None,
        is_preview=task.is_preview,
    )
    site.write(tree, pages, project, task.warn)


def _refuse_languages(config: MkDocsConfig) -> None:
    if "i18n" in config.plugins:
        what = "the plugin 'i18n' builds one site for each language, which cannot be staged"
        raise UsageError(what, "mkdocs.yml: plugins", "build with MkDocs or ProperDocs")


def _pages(plugin: NexusPlugin, recorder: Recorder) -> Iterator[Staged]:
    work, output = plugin.work, plugin.output
    expand = reading.snippets(recorder.site)
    sources = {file.url.removeprefix("./"): file.src_uri for file in recorder.files}
    for file in recorder.files.documentation_pages():
        page = file.page
        if page is None or file.inclusion in _HELD_BACK:
            continue
        body, _, tail = (page.content or "").partition(END)
        if work and file.src_uri in work.generated:
            is_own, found, seen = True, [], []
            html = _with_sources(recorder.html[file.src_uri], page, sources)
            text = markup.page(work.completed(html))
        else:
            is_own, seen = False, list(work.collector.seen(body)) if work else []
            text = expand(_markdown(page, recorder.markdown.get(file.src_uri, "")), file.src_uri)
            found = _fences(work, page, text)
        yield Staged(
            path=file.src_uri,
            url=page.url.removeprefix("./"),
            text=text,
            meta=page.meta,
            fences=found,
            figures=[work.completed(each.stand_in) for each in seen] if work else [],
            tail=tail,
            head=output.tags(page) if output else {},
            own=is_own,
            proof=_proof(work, file.src_uri, body) if work else None,
        )


def _with_sources(html: str, page: Page, sources: Mapping[str, str]) -> str:
    """Give the HTML of a page with links as its source has them."""
    return markup.relinked(html, partial(links.as_source, page, sources))


def _markdown(page: Page, markdown: str) -> str:
    """Give the text of a page as plugins made it; as it was written, if it lists tags."""
    written, _ = get_data(page.file.content_string)
    return str(written) if _LISTING.search(written) else markdown


def _fences(work: "Work | None", page: Page, text: str) -> list[fences.Fence]:
    """Give the fences of ours in a page, with their lines in the text that is staged."""
    written = work.written.get(page.file.src_uri) if work else None
    found = fences.located(text, written.fences if written else ())
    if all(fence.line for fence in found):
        return found
    where = place(Path(page.file.abs_src_path or page.file.src_uri))
    what = "a fence is in no text of this page, so that its figure cannot be staged"
    raise NexusError(what, where, "write it into the page itself")


def _proof(work: "Work", path: str, body: str) -> Proof | None:
    """Give the statements of a page, and its marks as they stand in its HTML."""
    facts = work.figures.facts
    try:
        entries = [e for week in facts.ledger.weeks if week.page == path for e in week.entries]
    except Errors:  # which the build tells
        entries = []
    marks = statements.marks(body)
    if not entries and not marks:
        return None
    legend = statements.legend(body)
    return Proof(statements.names(entries), marks, legend, facts.author.profiles)


def _put(tree: Tree, file: File, config: MkDocsConfig) -> None:
    """Write a file of the site that is no page, unless it is one of the theme."""
    if (
        file.is_documentation_page()
        or file.src_dir in config.theme.dirs
        or file.inclusion in _HELD_BACK
    ):
        return
    is_after = file.src_uri.startswith(_PUBLISHED)
    uri = f"{AFTER if is_after else DOCS}/{file.dest_uri}"
    if file.abs_src_path and not file.generated_by:
        tree.copy(uri, Path(file.abs_src_path))
    else:
        tree.put(uri, file.content_bytes)


def _authors(config: MkDocsConfig) -> Iterator[str]:
    """Give the files of authors that blogs read, which are none of the site."""
    for name, plugin in config.plugins.items():
        if name.partition(" ")[0] in _BLOGS and plugin.config["enabled"]:
            uri = plugin.config["authors_file"].format(blog=plugin.config["blog_dir"])
            is_outside = posixpath.normpath(f"{DOCS}/{uri}").startswith("..")
            if Path(config.docs_dir, uri).is_file() and not (is_outside or uri.startswith("/")):
                yield uri


def _values(config: MkDocsConfig, nav: Navigation, files: Collection[str]) -> dict[str, Any]:
    """Give the settings that were found out, or that plugins have changed.

    What a plugin names and only writes at the end of its build is none of the staged `files`.
    """
    scripts = [_script(each) for each in config.extra_javascript]
    return {
        **{name: _text(config[name]) for name in _TEXTS},
        "site_url": config.site_url or None,
        "repo_url": config.repo_url or None,
        "edit_uri": config.edit_uri or None,
        "extra_css": [each for each in config.extra_css if _is_there(each, files)],
        "extra_javascript": [each for each in scripts if _is_there(each, files)],
        "use_directory_urls": config.use_directory_urls,
        "nav": _items(nav.items, config.docs_dir),
    }


def _not_in_nav(files: Files) -> str | None:
    """Give the pages that no navigation has to name, as patterns of paths."""
    pages = (f for f in files.documentation_pages() if f.inclusion is InclusionLevel.NOT_IN_NAV)
    return "\n".join(f"/{_SIGNS.sub(_ESCAPED, page.src_uri)}" for page in pages) or None


def _text(value: object) -> str | None:
    """Give a text that templates print as HTML: the plugin has escaped it, if it was not safe."""
    return str(value) if value else None


def _script(script: Any) -> Any:
    if isinstance(script, str):
        return script
    facts = {name: getattr(script, name) for name in ("type", "defer", "async_")}
    known = {name.rstrip("_"): value for name, value in facts.items() if value}
    return {"path": script.path, **known} if known else script.path


def _is_there(named: Any, files: Collection[str]) -> bool:
    path = named["path"] if isinstance(named, dict) else named
    own = posixpath.normpath(re.split("[?#]", path, maxsplit=1)[0].lstrip("/"))
    return "//" in path or own in files or unquote(own) in files


def _items(items: Iterable[Any], docs: str) -> list[Any]:
    """Give a navigation as mkdocs.yml writes it; lists of posts, an engine's own blog makes again."""
    return [_item(each, docs) for each in items if not _is_of_blog(each, docs)]


def _is_of_blog(item: Any, docs: str) -> bool:
    if isinstance(item, Section):
        return all(_is_of_blog(each, docs) for each in item.children)
    is_view = type(item).__module__.startswith("material.plugins.blog")
    return is_view and item.file.src_dir != docs


def _item(item: Any, docs: str) -> Any:
    """Give an item of the navigation as mkdocs.yml writes it."""
    title = _text(item.title) if isinstance(item, Section | Link) else None
    if isinstance(item, Section):
        return {title: _items(item.children, docs)}
    if isinstance(item, Link):
        return {title: item.url}
    named = vars(item).get("title")
    return {_text(named): item.file.src_uri} if named else item.file.src_uri


def _templates(config: MkDocsConfig) -> Iterator[Path]:
    """Give the folders of templates beside those of the theme itself, the first to count first."""
    if config.theme.custom_dir:
        yield Path(config.theme.custom_dir)
    ours = Path(__file__).parents[1] / "theme"
    yield from (folder for folder in map(Path, config.theme.dirs) if folder.is_relative_to(ours))
