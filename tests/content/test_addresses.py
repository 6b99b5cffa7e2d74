"""The addresses that this site had before: each still answers."""

from pathlib import Path

from tests.projects import Site

_LISTED = Path(__file__).with_name("addresses.txt").read_text(encoding="utf-8").splitlines()
ADDRESSES = [line for line in _LISTED if not line.startswith("#")]


def test_every_address_still_answers(site: Site) -> None:
    """A page, a picture, a feed, the result of an example: nothing that somebody links to is gone."""
    files = {each: f"{each}index.html" if each.endswith("/") else each for each in ADDRESSES}
    assert [each for each, file in files.items() if not (site.folder / file).is_file()] == []
    assert len(files) > 250
