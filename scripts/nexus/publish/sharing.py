"""The text of a post about a week, made of what the week's page says and of nothing else.

In order: a hook that is read before a network folds the post, the rest of the page's `share`, its
title and takeaways, hashtags of its technologies, and its address.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import urlencode

from nexus import frontmatter
from nexus.errors import UsageError, place
from nexus.publish.page import Page, Website

MOST = 3_000
FOLD = 200

_LINKEDIN = "https://www.linkedin.com/sharing/share-offsite/"
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*\s*(?:\{[^}]*\})?")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+(?P<text>.*)")
_PROOF = re.compile(r"\[[^\]]*\]\([^)]*\)\{[^}]*\.proof[^}]*\}")
_LINK = re.compile(r"!?\[(?P<label>[^\]]*)\](?:\([^)]*\)|\[[^\]]*\])(?:\{[^}]*\})?")
_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_BETWEEN_NAMES = re.compile(r"\s+and\s+|[,;/()]")
_SIGNS = {"+": "plus", "#": "sharp"}


@dataclass(frozen=True)
class Offer:
    """What a page offers to those who share it; `address` is empty where nobody knows the site's.

    `linkedin` is where LinkedIn takes a link, `file` where the text is, seen from the page.
    """

    title: str
    address: str
    text: str
    file: str = "post.txt"

    @property
    def linkedin(self) -> str:
        """LinkedIn's address for sharing this one; it takes nothing but the address."""
        asked = urlencode({"url": self.address})
        return f"{_LINKEDIN}?{asked}" if self.address else ""


def offer(page: Page, address: str) -> Offer | None:
    """What the page of a week offers; None for any other page."""
    return Offer(page.title, address, post(page, address)) if page.is_week else None


def of_week(docs: Path, week: str, site: str) -> str:
    """The text of a post about the week whose folder below docs/weeks/ has that name.

    `site` is the site's address, empty where nobody knows it. Raises NexusError for an unknown
    week, and for front matter that is wrong.
    """
    file = docs / "weeks" / week / "index.md"
    weeks = sorted(page.parent.name for page in docs.glob("weeks/week-*/index.md"))
    if week not in weeks:
        raise UsageError(f"there is no week {week!r}", hint=f"choose from: {', '.join(weeks)}")
    text = file.read_text("utf-8")
    path = PurePosixPath(file.relative_to(docs).as_posix())
    where = partial(place, file)
    frontmatter.check(text, path, where)
    values = {key: entry.value for key, entry in frontmatter.read(text, where).items()}
    page = Page(
        path=str(path),
        url=f"weeks/{week}/",
        title=unescape(values["title"]),
        markdown=text,
        technologies=tuple(values["technologies"]),
        share=values["share"],
    )
    return post(page, Website("", site).at(page.url))


def post(page: Page, address: str) -> str:
    """The text of a post about a page; at most `MOST` characters, as networks count them.

    Its first paragraph is whole within the first `FOLD` characters.
    """
    hook, rest = _opening(page)
    tail = [" ".join(hashtags(page.technologies)), address]
    room = MOST - sum(_length(part) + 2 for part in (hook, *tail))
    told = _within(rest, room) if rest else ""
    lines = _as_many([page.title, *(f"- {item}" for item in takeaways(page.markdown))], room, told)
    return "\n\n".join(filter(None, [hook, told, lines, *tail]))


def _opening(page: Page) -> tuple[str, str]:
    """The first sentence of the page's `share` and the rest; its title where that is too long."""
    share = " ".join(page.share.split())
    first, *more = _SENTENCE.split(share)
    if first and _length(first) <= FOLD:
        return first, " ".join(more)
    return _within(page.title, FOLD), share


def _as_many(lines: list[str], room: int, told: str) -> str:
    """The lines that fit into the room that is left; empty where only the title would."""
    left = room - _length(told) - 2
    kept: list[str] = []
    for line in lines:
        left -= _length(line) + 1
        if left < 0:
            break
        kept.append(line)
    return "\n".join(kept) if len(kept) > 1 else ""


def _within(text: str, room: int) -> str:
    """A text that is at most that long, cut at a word."""
    if _length(text) <= room:
        return text
    words = text.split()
    while words and _length(" ".join(words)) + 1 > room:
        words.pop()
    return f"{' '.join(words)}{_ELLIPSIS}" if words else ""


def _length(text: str) -> int:
    """How many characters a network counts: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def takeaways(markdown: str) -> list[str]:
    """The items of the list under the heading `Takeaways`, as plain text."""
    return [plain(item) for item in _items(_under("takeaways", markdown.split("\n")))]


def _under(title: str, lines: Iterable[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        heading = _HEADING.fullmatch(line)
        if heading:
            inside = heading["title"].casefold() == title
        elif inside:
            yield line


def _items(lines: Iterable[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        found = _ITEM.fullmatch(line.strip())
        if found:
            items.append(found["text"])
        elif items and line.startswith(" ") and line.strip():
            items[-1] += f" {line.strip()}"
    return items


def plain(markdown: str) -> str:
    """A line of Markdown as a reader sees it, without the links to proofs."""
    text = _LINK.sub(lambda found: found["label"], _PROOF.sub("", markdown))
    return " ".join(_MARKUP.sub("", text).split())


def hashtags(technologies: Iterable[str]) -> list[str]:
    """A hashtag for each technology; `Docker and Docker Compose` gives two."""
    names = [name for text in technologies for name in _BETWEEN_NAMES.split(text)]
    found = {tag.casefold(): f"#{tag}" for tag in map(_tag, names) if tag}
    return list(found.values())


def _tag(name: str) -> str:
    spelt = "".join(_SIGNS.get(character, character) for character in name)
    words = re.sub(r"[^\w\s]", "", spelt).split()
    joined = "".join(words[:1] + [word[:1].upper() + word[1:] for word in words[1:]])
    return "" if joined.isdigit() else joined
