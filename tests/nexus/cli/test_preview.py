"""A preview by Zensical: what is staged for it, again and again."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from nexus.cli.preview import Preview
from nexus.core.watch import Watch

MODELS = """\
from sqlalchemy import Column, Integer, MetaData, Table

Table("customer", MetaData(), Column("id", Integer, primary_key=True))
"""
FILES = {
    "mkdocs.yml": "site_name: A\ntheme: material\nplugins: [search, nexus]\n",
    "docs/index.md": "# Home\n\n```erd\nschema: shop\n```\n",
    "docs/later.md": "---\ndraft: true\n---\n\n# Later\n",
    "models/shop.py": MODELS,
}


class Seen(Watch):
    """What is looked at, by its name."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def add(self, paths: Iterable[Path]) -> None:
        """Take note of them."""
        self.names.update(path.name for path in paths)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two pages and one schema."""
    folder = tmp_path_factory.mktemp("preview")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_preview_stages_what_changed_and_keeps_what_was_good(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page, or nothing; an error is told, and the pages stay; models, pages and drafts are seen."""
    monkeypatch.setenv("NEXUS_CACHE", str(root / "kept"))
    monkeypatch.chdir(root)
    home, watch = root / "staged" / "docs" / "index.md", Seen()
    preview = Preview(root, root / "staged", watch)
    page = root / "docs" / "index.md"
    written = page.read_text()

    assert preview.stage()
    assert watch.names >= {"mkdocs.yml", "docs", "models"}
    assert "# Later" in home.with_name("later.md").read_text()
    assert "cards" not in {each.name for each in (root / "staged" / "after").glob("*")}
    capsys.readouterr()

    assert preview.stage()
    assert capsys.readouterr().err == "0 files staged\n"

    page.write_text(f"{written}\nMore.\n")
    assert preview.stage()
    assert capsys.readouterr().err == "1 file staged\n"
    good = home.read_bytes()
    assert b"More." in good

    page.write_text(written.replace("shop", "gone"))
    assert not preview.stage()
    told = "error: there is no schema 'gone'; docs/index.md:3; choose from: shop\n"
    assert capsys.readouterr().err == told
    assert home.read_bytes() == good

    page.write_text(written)
    for told, model in (
        ("warning: left out: models.shop (", f"{MODELS}Tabel()\n"),
        ("", MODELS),
    ) * 2:
        (root / "models" / "shop.py").write_text(model)
        assert preview.stage()
        assert capsys.readouterr().err.startswith(told)
        assert "customer" in home.read_text()
