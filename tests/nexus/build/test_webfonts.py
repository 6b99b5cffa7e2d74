"""Fonts, trimmed: every character stays, weights and features that no page uses go."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from nexus.build import webfonts
from nexus.core.cache import Cache

from tests.helpers import ROOT

PACKAGES = ROOT / "node_modules" / "@fontsource-variable"
FILES = [
    PACKAGES / "inter" / "files" / "inter-latin-wght-normal.woff2",
    PACKAGES / "jetbrains-mono" / "files" / "jetbrains-mono-latin-wght-normal.woff2",
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_font_keeps_its_characters_and_loses_what_no_page_uses(
    file: Path, tmp_path: Path
) -> None:
    """It is at most two thirds of the file, and the same each time."""
    made = webfonts.trimmed(file, Cache(tmp_path / "one"))
    font, whole = TTFont(io.BytesIO(made)), TTFont(file)
    assert font.getBestCmap().keys() == whole.getBestCmap().keys()
    (weight,) = font["fvar"].axes
    assert (weight.minValue, weight.maxValue) == webfonts.WEIGHTS
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert features <= set(webfonts.FEATURES)
    assert len(made) < 2 / 3 * file.stat().st_size
    assert webfonts.trimmed(file, Cache(tmp_path / "two")) == made
