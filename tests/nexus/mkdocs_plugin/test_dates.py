"""The days of pages: what of them ends no build."""

import itertools
import logging
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs_git_revision_date_localized_plugin.plugin import GitRevisionDateLocalizedPlugin
from nexus.mkdocs_plugin import links


@pytest.fixture
def dates() -> GitRevisionDateLocalizedPlugin:
    """The plugin that dates pages, set as in mkdocs.yml."""
    plugin = GitRevisionDateLocalizedPlugin()
    plugin.load_config({"type": "date", "enable_creation_date": True, "locale": "en"})
    plugin.util = SimpleNamespace(
        get_date_formats_for_timestamp=lambda *_, **__: {"date": "today"},
        get_tag_name_for_commit=lambda _: "",
    )
    plugin.last_site_revision_hash, plugin.last_site_revision_timestamp = "", 0
    return plugin


def test_a_second_that_passes_is_no_warning(
    dates: GitRevisionDateLocalizedPlugin,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A strict build ends at a warning; the plugin asks the clock twice for each generated page."""
    told = logging.getLogger(links._DATES)
    for logger in (told, logging.getLogger("mkdocs.structure.pages")):
        monkeypatch.setattr(logger, "filters", [])
    monkeypatch.setattr(time, "time", itertools.count().__next__)
    file = SimpleNamespace(generated_by="nexus", src_path="schema/shop/index.md")
    page = SimpleNamespace(file=file, meta={"locale": "en"})
    dates.on_page_markdown("", page=page, config={}, files=[])
    assert "schema/shop/index.md" in caplog.text
    caplog.clear()

    links.install(Path())
    dates.on_page_markdown("", page=page, config={}, files=[])
    told.warning("something else")
    assert [record.getMessage() for record in caplog.records] == ["something else"]
