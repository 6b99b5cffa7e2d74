"""The index as files: pages, data, feeds, and what pages load. The same portfolios give the same bytes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from nexus.cohort import data, styles
from nexus.cohort.feeds import Feed
from nexus.cohort.pages import Pages
from nexus.cohort.portfolio import Portfolio
from nexus.cohort.roster import Roster
from nexus.cohort.totals import Totals
from nexus.core.slugs import slugs


def files(roster: Roster, portfolios: Sequence[Portfolio]) -> dict[str, bytes]:
    """Return the content of each file of the index by its path."""
    folders = {name: f"programmes/{slug}/" for name, slug in slugs(roster.programmes).items()}
    places = {name: number for number, name in enumerate(folders)}
    ordered = sorted(portfolios, key=lambda each: places[each.programme])
    programmes = {name: Totals([]) for name in folders} | {
        name: Totals(sorted(group, key=_order))
        for name, group in groupby(ordered, key=lambda each: each.programme)
    }
    texts = dict(Pages(roster.title, programmes, folders).files())
    texts |= data.files(roster.title, roster.url, folders, programmes)
    texts |= _feeds(roster, folders, programmes)
    found = {path: text.encode() for path, text in texts.items()}
    return dict(sorted({**found, **dict(styles.files())}.items()))


def _order(each: Portfolio) -> tuple[str, str]:
    return each.name.casefold(), each.site


def _feeds(
    roster: Roster, folders: dict[str, str], programmes: dict[str, Totals]
) -> Iterator[tuple[str, str]]:
    base = f"{roster.url.rstrip('/')}/" if roster.url else ""
    everything = [each for totals in programmes.values() for each in totals.portfolios]
    yield from Feed.of(roster.title, base, everything).files()
    for name, folder in folders.items():
        url = f"{base}{folder}" if base else ""
        feed = Feed.of(f"{name} - {roster.title}", url, programmes[name].portfolios)
        yield from ((f"{folder}{path}", text) for path, text in feed.files())
