"""Texts that are not UTF-8: each is named for what it is, with the byte where it goes wrong."""

from pathlib import Path

import pytest
from nexus.core import encoding
from nexus.core.errors import NexusError

CAFE = "---\ntitle: Caf\N{LATIN SMALL LETTER E WITH ACUTE}\n"
QUOTED = "a\n\N{LEFT DOUBLE QUOTATION MARK}b"
LONE = "\N{LATIN CAPITAL LETTER E WITH ACUTE}\N{RIGHT DOUBLE QUOTATION MARK}"


@pytest.mark.parametrize(
    ("content", "what", "where"),
    [
        (CAFE.encode("utf-16"), "the text is UTF-16, from byte 0", "a.md"),
        (CAFE.encode("utf-32"), "the text is UTF-32, from byte 0", "a.md"),
        (CAFE.encode("utf-16-le"), "the text is UTF-16 without a mark, or no text: a NUL at byte 1", "a.md:1"),
        (CAFE.encode("latin-1"), "probably Latin-1 or Windows-1252: byte 14 is 0xe9 (\xe9)", "a.md:2"),
        (b"\xef\xbb\xbfa\n\xe9", "probably Latin-1 or Windows-1252: byte 5 is 0xe9 (\xe9)", "a.md:2"),
        (CAFE.encode().decode("latin-1").encode(), "saved again: from byte 14, '\xc3\xa9' stands for '\xe9'", "a.md:2"),
        (QUOTED.encode().decode("cp1252").encode(), "saved again: from byte 2, ", "a.md:2"),
        (QUOTED.encode().decode("latin-1").encode(), "saved again: from byte 2, ", "a.md:2"),
        (CAFE.encode("latin-1").decode("utf-8", "replace").encode(), "lost before this was saved: U+FFFD stands for it at byte 14", "a.md:2"),
    ],
)  # fmt: skip
def test_another_encoding_is_named_with_its_byte(content: bytes, what: str, where: str) -> None:
    """The error says what the text seems to be, where it begins, and what to do."""
    with pytest.raises(NexusError) as raised:
        encoding.decode(content, "a.md")
    assert what in raised.value.what
    assert raised.value.where == where
    assert "UTF-8" in raised.value.hint


@pytest.mark.parametrize(
    "text",
    ["", "plain", CAFE, QUOTED, LONE, "\N{HOT BEVERAGE}\ufe0f \N{GRINNING FACE}", "\xc3 \xa0", "\xe2 la"],
)  # fmt: skip
def test_utf_8_is_read_as_it_is(text: str) -> None:
    """With or without a byte order mark, in any language."""
    assert encoding.decode(text.encode(), "a.md") == text
    assert encoding.decode(b"\xef\xbb\xbf" + text.encode(), "a.md") == text


def test_lines_end_alike(tmp_path: Path) -> None:
    """However an editor ended them."""
    file = tmp_path / "a.md"
    file.write_bytes(b"a\r\nb\rc\n")
    assert encoding.read(file) == "a\nb\nc\n"
