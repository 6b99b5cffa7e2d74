"""Fonts, trimmed: every character stays, weights and features that no page uses go."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from machine import fonts
from nexus.build import npm

from tests.helpers import ROOT

FONTS = npm.fonts(ROOT / "node_modules")


@pytest.mark.parametrize(
    "file", [font for font in FONTS if "-ext" not in font.name], ids=lambda font: font.name
)
def test_a_font_keeps_its_characters_and_loses_what_no_page_uses(file: npm.Font) -> None:
    """It is at most two thirds of the file."""
    font, whole = TTFont(file.trimmed), TTFont(file.whole)
    assert font.getBestCmap().keys() == whole.getBestCmap().keys()
    (weight,) = font["fvar"].axes
    assert (weight.minValue, weight.maxValue) == fonts.WEIGHTS
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert features <= set(fonts.FEATURES)
    assert file.trimmed.stat().st_size < 2 / 3 * file.whole.stat().st_size


def test_a_font_is_trimmed_the_same_each_time() -> None:
    """As set-up has done it."""
    file = min(FONTS, key=lambda font: font.whole.stat().st_size)
    assert fonts.trimmed(file.whole.read_bytes()) == file.trimmed.read_bytes()


def test_pages_get_whole_fonts_where_none_is_trimmed(tmp_path: Path) -> None:
    """As in a clone whose packages were installed by hand; a trimmed one comes first."""
    one, *_ = npm.fonts(tmp_path)
    for path in (one.whole, one.trimmed):
        path.parent.mkdir(parents=True)
        path.write_text("font")
        assert [asset.path for asset in npm.assets(tmp_path)] == [path]
