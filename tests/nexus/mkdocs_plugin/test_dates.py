"""The dates of pages in a clone that is cut off: none rather than a wrong one."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nexus.core import clones
from nexus.mkdocs_plugin import publishing


def page(created: str, changed: str) -> Any:
    """A page as the plugin for dates leaves it: the commits that made and changed it last."""
    known = {"creation": created, "revision": changed}
    hashes = {f"git_{what}_date_localized_hash": commit for what, commit in known.items()}
    days = {f"git_{what}_date_localized_raw_iso_date": "2026-01-02" for what in known}
    return SimpleNamespace(meta={**hashes, **days})


def test_a_date_of_the_first_commit_of_a_cut_off_clone_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A later one stays; that is said once for all pages."""
    monkeypatch.setattr(clones, "boundary", lambda _: frozenset({"first"}))
    old, new = page("first", "first"), page("first", "later")
    told = publishing.forget_dates([old, new], Path())
    assert [publishing.day(old, what) for what in ("creation", "revision")] == ["", ""]
    assert [publishing.day(new, what) for what in ("creation", "revision")] == ["", "2026-01-02"]
    assert told.startswith("no date is shown where the history of this clone is cut off; ")


def test_the_whole_history_says_all_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is told."""
    monkeypatch.setattr(clones, "boundary", lambda _: frozenset())
    known = page("first", "first")
    assert publishing.forget_dates([known], Path()) == ""
    assert publishing.day(known, "creation") == "2026-01-02"
