"""The index as data: what its page searches, in parts, and what a program reads.

`cohort.json` names the programmes, the sums, and the parts; a part has a thousand portfolios, each a
list in the order of `columns`. Each programme has its portfolios whole, in `portfolios.json`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nexus.cohort.manifest import KINDS
from nexus.cohort.portfolio import Portfolio
from nexus.cohort.totals import Totals
from nexus.core.parts import compact, parts

PATH = "cohort.json"
PORTFOLIOS = "portfolios.json"
_FORMAT = 1
COLUMNS = (
    *("name", "author", "url", "programme", "weeks", *KINDS),
    *("ran", "state", "failure", "technologies"),
)


def files(
    title: str, url: str, folders: Mapping[str, str], programmes: Mapping[str, Totals]
) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file of data; `folders` are those of the programmes."""
    rows = [each for totals in programmes.values() for each in totals.portfolios]
    numbers = {name: number for number, name in enumerate(programmes)}
    told: list[dict[str, Any]] = []
    for number, part in enumerate(parts(rows)):
        held = list(dict.fromkeys(numbers[each.programme] for each in part))
        told.append({"url": f"parts/{number}.json", "portfolios": len(part), "programmes": held})
        yield told[-1]["url"], compact([_row(each, numbers) for each in part])
    facts = {
        "format": _FORMAT,
        "title": title,
        "url": url,
        "totals": Totals(rows).facts,
        "programmes": [
            {"name": name, "url": folders[name], "totals": totals.facts, "ran": totals.ran}
            for name, totals in programmes.items()
        ],
        "columns": COLUMNS,
        "parts": told,
    }
    yield PATH, json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    for name, totals in programmes.items():
        yield f"{folders[name]}{PORTFOLIOS}", compact([_whole(each) for each in totals.portfolios])


def _row(each: Portfolio, numbers: Mapping[str, int]) -> list[object]:
    sums = [each.counts[kind] for kind in KINDS]
    place = [each.name, each.author, each.address, numbers[each.programme], each.weeks]
    return [*place, *sums, each.ran, each.state, each.failure, list(each.technologies)]


def _whole(each: Portfolio) -> dict[str, Any]:
    facts = {
        "name": each.name,
        "author": each.author,
        "site": each.site,
        "url": each.address,
        "state": each.state,
        "failure": each.failure,
        "signed": each.signed,
        "ran": each.ran,
        "counts": each.counts,
        "technologies": list(each.technologies),
    }
    weeks = each.manifest.weeks if each.manifest else ()
    told = [
        {
            "number": week.number,
            "title": week.title,
            "url": each.link(week.url),
            "counts": week.counts,
            "ran": week.ran,
        }
        for week in weeks
    ]
    return {**{name: value for name, value in facts.items() if value != ""}, "weeks": told}
