"""The files that the plugin adds to a site. What an author has at the same address stays theirs."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from nexus.build import npm, stylesheet
from nexus.build.npm import ASSETS
from nexus.erd import palette
from nexus.mkdocs_plugin import links, texts
from nexus.mkdocs_plugin.work import VIEWER, Work
from nexus.reference.book import Page, joined

THEME = Path(__file__).parents[1] / "theme"
LEDGER = "proof.md"
VERIFY = "verify.md"
_LINK = re.compile(r"\]\(([^()\s#]+\.md)")
# What nothing asks for where a site keeps its own look.
_LOOK_ONLY = {
    *("access.js", "search.js", "chrome.css", "content.css", "home.css", "distance.css"),
    *("evidence.css", "evidence-charts.css", "evidence-plans.css", "run.css", "print.css"),
    *("proof.css", "author.css", "share.css", "viewer.css", "joins.css"),
}

_LEDGER = joined(
    "What backs each statement",
    "Every statement of the weeks, with the example or the diagram behind it.",
    "# What backs each statement",
    "```nexus-ledger\n```",
)
_VIEWER = """---
title: Query plan viewer
description: Opens a query plan of this site's examples in pev2, which this site serves itself.
template: nexus-plan.html
---

# Query plan viewer

Choose a plan to open it in [pev2](https://github.com/dalibo/pev2), where you can fold nodes, sort them
by time, and see every figure that PostgreSQL gave. The viewer comes with this site, and sends nothing
anywhere.

```nexus-plans
```
"""
# The address is filled in; where it is not known, a word stands for it.
_VERIFY = """---
title: Is this what was published?
description: Compares the page that you came from with the signed list of this site's files.
---

# Is this what was published?

A site that is published by its workflow has a list of its files with their digests, `SHA256SUMS`.
Your browser now fetches the page that you came from again, and compares it with that list:

<div class="nx-verify">
<p role="status">This comparison needs JavaScript; the command below does not.</p>
<p><button type="button" class="md-button" hidden>Compare every file</button></p>
</div>

A server that lies to you could lie here too. The signature of the list says who made it, and a
program on your own machine can check that, without an account:

```sh
pip install "project-nexus[verify]"
nexus verify {address}
```

It says which workflow of which repository built the site, and from which commit, and it rejects any
other file, list, signature or repository.
"""


class Additions:
    """Adds files to those of a site; `report` is given a line where an author's file is in the way."""

    def __init__(self, files: Files, config: MkDocsConfig, report: Callable[[str], None]) -> None:
        self._files, self._config, self.report = files, config, report
        # The source of what is at each address.
        self._taken = {file.dest_uri: file.src_uri for file in files}
        # What pages without a source of their own were made from.
        self.origin = Path(config.config_file_path)

    def add(
        self,
        uri: str,
        content: str | bytes | None = None,
        path: Path | None = None,
        inclusion: InclusionLevel = InclusionLevel.UNDEFINED,
    ) -> File | None:
        """Add a file with that content, or the one at `path`; None where there is one already.

        Given both, the content counts: the file at `path` is what it was made from. Plugins ask
        where a page lies, and git when that last changed.
        """
        if content is None:
            file = File.generated(self._config, uri, abs_src_path=str(path), inclusion=inclusion)
        else:
            file = File.generated(self._config, uri, content=content, inclusion=inclusion)
            file.abs_src_path = None if path is None else str(path)
        if uri in self._files.src_uris or file.dest_uri in self._taken:
            self.report(f"{uri} is not generated: the site has a file of its own there")
            return None
        self._taken[file.dest_uri] = uri
        self._files.append(file)
        return file

    def own(self, uri: str) -> str:
        """Return the author's file at the address of one that would be added; empty if there is none."""
        return self._taken.get(File.generated(self._config, uri, content="").dest_uri, "")

    def put(self, uri: str, content: str | bytes) -> None:
        """Add a file that is published as it is, whatever its name, such as a page's Markdown."""
        if uri not in self._taken:
            # Under a name that is no page's: a page's Markdown would be taken for one.
            file = File.generated(self._config, f"nexus-published/{uri}.bin", content=content)
            file.dest_uri = uri
            self._taken[uri] = file.src_uri
            self._files.append(file)


def add(work: Work, to: Additions, config: MkDocsConfig, pages: Sequence[str]) -> None:
    """Add all that a site with these texts of pages gets."""
    chosen = work.site.settings
    add_pages(work, to)
    if chosen.viewer and chosen.examples and any(map(texts.PLAN.search, pages)):
        add_viewer(work, to)
    has_ledger = any("```nexus-ledger" in text for text in pages)
    has_marks = work.is_journal and any(map(texts.PROOF.search, pages))
    if chosen.ledger and not has_ledger and has_marks:
        add_ledger(work, to)
    if chosen.verification:
        add_verification(work, to, config.site_url or "")
    links.pass_over(work.generated)
    add_assets(work, to)


def add_pages(work: Work, to: Additions) -> None:
    """Add the pages of the schemas, and what belongs to a schema."""
    pages = list(work.site.pages())
    own = {page.path: theirs for page in pages if (theirs := to.own(page.path))}
    for page in pages:
        source = Path(page.source.file) if page.source else to.origin
        inclusion = InclusionLevel.UNDEFINED if page.listed else InclusionLevel.NOT_IN_NAV
        if file := to.add(page.path, _relinked(page, own), source, inclusion):
            file.edit_uri = work.site.edit_path(page)
            work.generated.add(page.path)
    if work.site.settings.reference:
        for uri, content in work.site.assets():
            to.add(uri, content)


def _relinked(page: Page, own: Mapping[str, str]) -> str:
    """Give the text of a page, its links to what an author has written themselves leading there."""

    def link(found: re.Match[str]) -> str:
        folder = posixpath.dirname(page.path)
        file = own.get(posixpath.normpath(posixpath.join(folder, found[1])))
        return f"]({posixpath.relpath(file, folder or '.')}" if file else found[0]

    return _LINK.sub(link, page.markdown) if own else page.markdown


def add_viewer(work: Work, to: Additions) -> None:
    """Add the page that opens query plans."""
    if to.add(VIEWER, _VIEWER, to.origin, inclusion=InclusionLevel.NOT_IN_NAV):
        work.generated.add(VIEWER)
        work.rendered.viewer = VIEWER


def add_verification(work: Work, to: Additions, address: str) -> None:
    """Add the page that holds others against the list of what was published, and that list.

    It is empty until publishing fills it: a page that asks for what is not there makes the browser
    complain.
    """
    text = _VERIFY.replace("{address}", address or "ADDRESS --repo OWNER/NAME")
    if to.add(VERIFY, text, to.origin, inclusion=InclusionLevel.NOT_IN_NAV):
        work.generated.add(VERIFY)
        to.put("SHA256SUMS", "")


def add_ledger(work: Work, to: Additions) -> None:
    """Add the page of what backs each statement; an author's own navigation need not name it."""
    inclusion = InclusionLevel.NOT_IN_NAV if work.config.nav else InclusionLevel.UNDEFINED
    if to.add(LEDGER, _LEDGER, to.origin, inclusion=inclusion):
        work.generated.add(LEDGER)


def add_assets(work: Work, to: Additions) -> None:
    """Add styles and scripts, and of the packages what the site can use."""
    if problem := npm.missing():
        to.report(problem)
    left_out = set(_left_out(work))
    to.add(stylesheet.ADDRESS, stylesheet.text())
    to.add(f"{ASSETS}/css/erd.css", palette.page_styles())
    for file in sorted(_theme_files()):
        if not work.site.settings.look and file.name in _LOOK_ONLY:
            continue
        to.add(f"{ASSETS}/{file.relative_to(THEME / 'assets').as_posix()}", path=file)
    for asset in npm.assets():
        if asset.uri.split("/")[1] in left_out:
            continue
        to.add(f"{ASSETS}/{asset.uri.removeprefix('assets/')}", path=asset.path)


def _left_out(work: Work) -> Iterator[str]:
    """Give the folders of packages that no page of the site can use, or that others add."""
    yield "mermaid"
    if not work.site.settings.look and VIEWER not in work.generated:
        yield "fonts"
    if VIEWER not in work.generated:
        yield "pev2"


def _theme_files() -> Iterable[Path]:
    return (file for file in (THEME / "assets").rglob("*") if file.is_file())
