"""The statements of a week in the HTML of its page, and of a page what links to it.

A mark is the link beside a statement. Its words name its target, and its kind is computed: nobody
writes it. Each statement gets an id, so that the ledger and other pages can link to its line.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from nexus.figures.marks import WORDS
from nexus.proof.ledger import Backing, Entry
from nexus.proof.sections import Kind

_MARK = re.compile(
    r'<a\b(?=[^>]*\bclass="(?:[^"]* )?proof[" ])(?P<attributes>[^>]*)>(?P<words>.*?)</a>', re.DOTALL
)
_ATTRIBUTE = re.compile(r'\s(?P<name>[\w:-]+)="(?P<value>[^"]*)"')
_ITEM = re.compile(r"<li(?P<attributes>[^>]*)>(?P<inside>.*?)(?=<li|<ul|<ol|</li>)", re.DOTALL)
_LEGEND = re.compile(r'<p class="nx-legend">.*?</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
_PROFILE = {"profile", "profiles"}
_WORDS_OF_AN_ID = 8
# Kinds that authors once wrote, which are computed now.
_WRITTEN = {"executed", "drawn", "told", "proof", *Kind}

# Where a link of the page leads: the page of the site and the anchor, None for anything else.
Resolve = Callable[[str], tuple[str, str] | None]


def anchors(entries: Sequence[Entry]) -> list[str]:
    """Return the id of each statement of a page, made of its first words; no two are the same."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for entry in entries:
        name = "-".join(["statement", *_words(entry.claim.text)[:_WORDS_OF_AN_ID]])
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def with_ids(html: str, entries: Sequence[Entry], profiles: Mapping[str, str]) -> str:
    """Return a page in which each item that is one of the statements has its id.

    Statements are looked for in the order of the page, by their words. One about a profile of its
    author, of which the address is known, links to it.
    """
    return with_names(html, names(entries), profiles)


def names(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return the own words of each statement of a page, and its id."""
    return list(zip((entry.claim.own for entry in entries), anchors(entries), strict=True))


def with_names(html: str, named: Sequence[Sequence[str]], profiles: Mapping[str, str]) -> str:
    """Return a page as `with_ids` does, from the words of its statements and their ids."""
    waiting = [(_words(own), name) for own, name in named]

    def item_with_id(item: re.Match[str]) -> str:
        words = _words(_TAG.sub("", _MARK.sub("", item["inside"])))
        place = next((n for n, (own, _) in enumerate(waiting) if own == words), None)
        if place is None or " id=" in item["attributes"]:
            return item[0]
        _, name = waiting[place]
        del waiting[: place + 1]
        inside = f"{item['inside'].rstrip()}{_profiles(item['inside'], profiles)}"
        return f'<li{item["attributes"]} id="{name}">{inside}'

    return _ITEM.sub(item_with_id, html)


def _profiles(statement: str, profiles: Mapping[str, str]) -> str:
    """The links to those of the author's profiles that a statement about a profile names."""
    words = _words(_TAG.sub("", statement))
    named = {name: to for name, to in profiles.items() if name.casefold() in words}
    if not _PROFILE.intersection(words):
        return ""
    return "".join(
        f' <a class="proof related" rel="me" href="{escape(to)}">{escape(name)} profile</a>'
        for name, to in named.items()
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unescape(text).casefold())


def marks(html: str) -> list[str]:
    """Return the marks of a page, those apart that lead to a profile of its author."""
    return [mark[0] for mark in _MARK.finditer(html) if ' rel="me"' not in mark["attributes"]]


def with_marks(html: str, shown: Sequence[str]) -> str:
    """Return a page with these in place of its marks, or as it is where it has more or fewer."""
    waiting = iter(shown)
    return _MARK.sub(lambda _: next(waiting), html) if len(marks(html)) == len(shown) else html


def legend(html: str) -> str:
    """Return the legend of a page's marks; empty where it has none."""
    found = _LEGEND.search(html)
    return found[0] if found else ""


def with_legend(html: str, shown: str) -> str:
    """Return a page with a legend below its title."""
    return html.replace("</h1>", f"</h1>{shown}", 1)


@dataclass(frozen=True)
class Marks:
    """The marks of one page: `entries` are its statements, if it is that of a week.

    `resolve` tells where a link leads, and `find` what is there under the words of a link.
    """

    entries: Sequence[Entry]
    resolve: Resolve
    find: Callable[[str, str, str], Backing | None]

    def put(self, html: str) -> str:
        """Return the page with its marks; a link that leads nowhere stays as it is."""
        found = list(_MARK.finditer(html))
        backings = [self._backing(mark) for mark in found]
        names = distinct([backing for backing in backings if backing])
        accounts = self._accounts()
        shown = []
        for mark, backing in zip(found, backings, strict=True):
            if backing is None:
                shown.append(mark[0])
                continue
            place = (backing.page, backing.anchor)
            is_account = bool(accounts[place]) and accounts[place].pop(0)
            shown.append(_shown(mark, names[backing], backing, is_account=is_account))
        waiting = iter(shown)
        return self._with_legend(_MARK.sub(lambda _: next(waiting), html))

    def _with_legend(self, html: str) -> str:
        """Tell below the title of a week what the signs of its marks mean."""
        kinds = {backing.kind for entry in self.entries for backing in entry.linked}
        if not kinds:
            return html
        shown = "".join(
            f'<span class="proof {kind}">{WORDS[kind]}</span> ' for kind in Kind if kind in kinds
        )
        if any(entry.is_account and entry.linked for entry in self.entries):
            shown += '<span class="proof related">further reading beside my own account</span>'
        return with_legend(html, f'<p class="nx-legend">{shown}</p>')

    def _backing(self, mark: re.Match[str]) -> Backing | None:
        target = self.resolve(unescape(_given(mark).get("href", "")))
        words = unescape(" ".join(_TAG.sub("", mark["words"]).split()))
        return self.find(*target, words) if target else None

    def _accounts(self) -> dict[tuple[str, str], list[bool]]:
        """Tell for each place that statements link to, in their order, whether they are accounts."""
        found: dict[tuple[str, str], list[bool]] = defaultdict(list)
        for entry in self.entries:
            for backing in entry.linked:
                found[backing.page, backing.anchor].append(entry.is_account)
        return found


def _given(mark: re.Match[str]) -> dict[str, str]:
    return {a["name"]: a["value"] for a in _ATTRIBUTE.finditer(f" {mark['attributes']}")}


def _shown(mark: re.Match[str], words: str, backing: Backing, *, is_account: bool) -> str:
    """One mark as HTML: what an account links to is further reading, of no kind."""
    given = _given(mark)
    own = [name for name in given.get("class", "").split() if name not in _WRITTEN]
    classes = " ".join(["proof", "related" if is_account else backing.kind, *own])
    address, _, anchor = given.get("href", "").partition("#")
    place = escape(backing.place) or anchor
    href = f"{address}#{place}" if place else address
    more = "".join(f' {n}="{v}"' for n, v in given.items() if n not in {"class", "href"})
    said = "" if is_account else f'<span class="nx-said">, {WORDS[backing.kind]}</span>'
    return f'<a class="{classes}" href="{href}"{more}>{escape(words)}{said}</a>'


def distinct(backings: Sequence[Backing]) -> dict[Backing, str]:
    """Return the words of each link: its own, with its page where two places have the same."""
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for backing in backings:
        places[backing.name.casefold()].add((backing.page, backing.place))
    return {
        backing: backing.name
        if len(places[backing.name.casefold()]) == 1
        else ": ".join(dict.fromkeys((backing.titles[0], backing.name)))
        for backing in backings
    }


def listing(statements: Sequence[tuple[str, str]]) -> str:
    """Return the list of the statements that link to a page, each its text and its address."""
    if not statements:
        return ""
    items = "".join(
        f'<li><a href="{escape(target)}">{escape(text)}</a></li>' for text, target in statements
    )
    return (
        '<aside class="nx-backs" aria-label="Statements that link to this page">'
        f"<p>In the journal, these statements link here:</p><ul>{items}</ul></aside>"
    )
