"""What a page's text is for others, where mkdocs.yml says how it comes about."""

import posixpath
from pathlib import Path

import pytest
from mkdocs.config import load_config
from nexus.mkdocs_plugin import reading

CONFIGURATION = """site_name: A
theme: mkdocs
plugins: []
markdown_extensions:
  - pymdownx.snippets:
      base_path: [{}]
"""


@pytest.mark.parametrize("place", ["!relative ", "!relative $docs_dir", "!relative $config_dir"])
def test_a_file_is_put_in_from_where_the_page_lies(place: str, tmp_path: Path) -> None:
    """Or from the folder of all pages, or that of mkdocs.yml."""
    configuration = CONFIGURATION.replace("[{}]", f"\n        - {place}")
    (tmp_path / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    for folder in ("docs/a", "docs/b", "."):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "part.txt").write_text(f"Of {folder}", encoding="utf-8")
    (tmp_path / "docs" / "part.txt").write_text("Of docs", encoding="utf-8")
    expanded = reading.snippets(load_config(str(tmp_path / "mkdocs.yml")))
    for page in ("a/index.md", "b/index.md"):
        folder = f"docs/{posixpath.dirname(page)}"
        meant = {"!relative ": folder, "!relative $docs_dir": "docs"}.get(place, ".")
        assert expanded('--8<-- "part.txt"', page) == f"Of {meant}"
