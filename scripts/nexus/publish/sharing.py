"""The text of a post about a week, made of what the week's page says and of nothing else.

In order: a hook that is read before a network folds the post, the rest of the page's `share`, the
week's first figure, the page's title and takeaways, hashtags of its technologies, and its address.
Where there is no `share`, it also says what site it is from.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

from nexus.core import encoding
from nexus.core.errors import Errors, UsageError, place
from nexus.pages import frontmatter
from nexus.pages.weeks import Weeks
from nexus.proof import claims
from nexus.publish.page import Page, Website

MOST = 3_000
FOLD = 200
# More hashtags than these characters hold would leave no room to what they are about.
_MOST_OF_TAGS = 400

_LINKEDIN = "https://www.linkedin.com/sharing/share-offsite/"
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
# Behind these a sentence goes on: `vs.`, and every letter with a point, as in `e.g.`.
_ABBREVIATION = re.compile(r"(?i)\b(?:vs|cf|approx|incl|mr|mrs|ms|dr|prof|st|[^\W\d_])\.$")
_BETWEEN_NAMES = re.compile(r"\s+(?:and|/)\s+|[,;()]")
_SIGNS = {"+": "plus", "#": "sharp"}


@dataclass(frozen=True)
class Offer:
    """What a page offers to those who share it; `address` is empty if the site's is unknown.

    `file` is the path of the text, seen from the page.
    """

    title: str
    address: str
    text: str
    file: str = "post.txt"

    @property
    def linkedin(self) -> str:
        """Return LinkedIn's address for sharing the page; it takes nothing but the page's address."""
        asked = urlencode({"url": self.address})
        return f"{_LINKEDIN}?{asked}" if self.address else ""


def offer(page: Page, website: Website, figure: str = "") -> Offer | None:
    """Return what the page of a week offers, or None for any other page.

    `figure` is what an example of the week gave, in words, if anything.
    """
    if not page.is_week:
        return None
    address = website.at(page.url)
    return Offer(page.title, address, post(page, address, figure, website))


def of_week(docs: Path, week: str, website: Website, weeks: Weeks) -> str:
    """Return the text of a post about a week, by the name of its folder, such as `week-02`.

    It tells no figure, as nothing ran. Raises NexusError for an unknown week, for wrong front
    matter, and for a page that is not UTF-8.
    """
    pages = (page.relative_to(docs).as_posix() for page in docs.rglob("index.md"))
    known = {page.split("/")[-2]: page for page in sorted(pages) if weeks.is_page(page)}
    if week not in known:
        raise UsageError(f"there is no week {week!r}", hint=f"choose from: {', '.join(known)}")
    path = known[week]
    text = encoding.read(docs / path)
    entries = frontmatter.read(text, lambda line: place(docs / path, line))
    if wrong := list(frontmatter.wrong(entries)):
        raise Errors(wrong)
    values = {key: entry.value for key, entry in entries.items()}
    page = Page(
        path=path,
        url=quote(path.removesuffix("index.md")),
        title=unescape(values.get("title") or frontmatter.title(text) or week),
        description=values.get("description") or frontmatter.description(text),
        markdown=text,
        technologies=tuple(values.get("technologies") or ()),
        share=values.get("share") or "",
        is_week=True,
    )
    return post(page, website.at(page.url), website=website)


def post(page: Page, address: str, figure: str = "", website: Website | None = None) -> str:
    """Return the text of a post about a page: at most `MOST` characters, as networks count them.

    Its first paragraph ends within the first `FOLD` characters.
    """
    hook, rest = _opening(page)
    tail = [
        _origin(page, website),
        _as_many(hashtags(page.technologies), _MOST_OF_TAGS, " "),
        address,
    ]
    given = f"{hook} {rest}".casefold()
    if figure and figure.casefold() not in given:
        tail.insert(0, _within(figure, FOLD))
    room = MOST - sum(_length(part) + 2 for part in (hook, *tail))
    told = _within(rest, room)
    items = [f"- {each}" for each in takeaways(page.markdown) if each.casefold() not in given]
    listed = _as_many([page.title, *items], room - _length(told) - 2, "\n")
    # The title does not stand alone above nothing, and no takeaway is told twice.
    shown = listed if "\n" in listed and "takeaway" not in page.share.casefold() else ""
    return "\n\n".join(filter(None, [hook, told, shown, *tail]))


def _origin(page: Page, website: Website | None) -> str:
    """The site that a week is from, unless its author wrote what to share."""
    if page.share or not website:
        return ""
    return _within(": ".join(filter(None, (website.name, website.description))), FOLD)


def _opening(page: Page) -> tuple[str, str]:
    """The first sentence of the page's `share` and the rest; its title where that is too long."""
    share = " ".join((page.share or page.description).split())
    first, rest = _divided(share)
    if first and _length(first) <= FOLD:
        return first, rest
    return _within(" ".join(page.title.split()), FOLD), share


def _divided(text: str) -> tuple[str, str]:
    """The first sentence of a text, and what follows it."""
    for gap in _SENTENCE.finditer(text):
        if not _ABBREVIATION.search(text, 0, gap.start()):
            return text[: gap.start()], text[gap.end() :]
    return text, ""


def _as_many(parts: Iterable[str], room: int, between: str) -> str:
    """The first of the parts that fit into that room together."""
    kept: list[str] = []
    for part in parts:
        room -= _length(part) + len(between)
        if room < -len(between):
            break
        kept.append(part)
    return between.join(kept)


def _within(text: str, room: int) -> str:
    """A text that is at most that long, cut at a word; a long first word is cut too."""
    if _length(text) <= room:
        return text
    kept = text[: max(room - 1, 0)]
    while kept and _length(kept) >= room:
        kept = kept[:-1]
    if not text.startswith(" ", len(kept)):
        kept = kept.rpartition(" ")[0] or kept
    return f"{kept.rstrip()}{_ELLIPSIS}" if kept else ""


def _length(text: str) -> int:
    """How many characters a network counts: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def takeaways(markdown: str) -> list[str]:
    """Return the items of the list under the heading `Takeaways`, as plain text."""
    found = claims.read("", markdown)
    return [claim.text for claim in found if "takeaways" in map(str.casefold, claim.headings[-1:])]


def hashtags(technologies: Iterable[str]) -> list[str]:
    """Return a hashtag for each technology; `Docker and Docker Compose` gives two."""
    names = [name for text in technologies for name in _BETWEEN_NAMES.split(text)]
    found = {tag.casefold(): f"#{tag}" for tag in map(_tag, names) if tag}
    return list(found.values())


def _tag(name: str) -> str:
    """The letters and digits of a name, each word after the first with a capital; or nothing."""
    spelt = "".join(_SIGNS.get(c, c) for c in unicodedata.normalize("NFC", name))
    words = list(filter(None, ("".join(filter(_is_in_tags, word)) for word in spelt.split())))
    joined = "".join(words[:1] + [word[:1].upper() + word[1:] for word in words[1:]])
    return "" if joined.isdigit() else joined


def _is_in_tags(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("L") or category == "Nd"
