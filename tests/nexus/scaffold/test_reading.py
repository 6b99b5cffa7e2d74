"""A README is read in whatever encoding it was saved."""

from pathlib import Path

import pytest
from nexus.core.errors import NexusError, UsageError
from nexus.scaffold import reading
from nexus.scaffold.notes import Notes

TEXT = "# Café – “notes”\n\nDéjà vu.\n"


def read(folder: Path, content: bytes) -> tuple[str, list[str]]:
    """Read the bytes of a README; gives its text, and the notes."""
    file, notes = folder / "README.md", Notes()
    file.write_bytes(content)
    return reading.read(file, notes), list(notes)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.replace("\n", "\r\n").encode(), ""),
        (TEXT.replace("\n", "\r").encode(), ""),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16-LE"),
        (TEXT.encode("utf-16-be"), "UTF-16-BE"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(tmp_path: Path, content: bytes, told: str) -> None:
    """And the report names one that is not UTF-8."""
    text, notes = read(tmp_path, content)
    assert text == TEXT
    assert [told in note for note in notes] == [True] * bool(told)


def test_single_bytes_between_utf_8_are_read_as_windows_1252(tmp_path: Path) -> None:
    """As where two editors wrote one file."""
    text, notes = read(tmp_path, "é ".encode() + b"caf\xe9")
    assert text == "é café"
    assert "with bytes of Windows-1252" in notes[0]


def test_another_alphabet_of_single_bytes_is_recognized(tmp_path: Path) -> None:
    """Where most letters lie beyond ASCII, they are no accents."""
    russian = "Журнал обучения. Первая неделя была интересной и полезной для меня.\n"
    assert read(tmp_path, russian.encode("cp1251"))[0] == russian


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\2", b"a\0b\0\0\0"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    """In one line that names the file."""
    with pytest.raises(NexusError, match=r"this is no text; .*README\.md; name a Markdown file"):
        read(tmp_path, content)


def test_another_markup_is_refused_with_what_converts_it(tmp_path: Path) -> None:
    """As its headings would be read wrongly."""
    (tmp_path / "README.rst").write_text("Title\n=====\n")
    what = r"this is reStructuredText, and no Markdown; .*; convert it first: pandoc README.rst -o"
    with pytest.raises(NexusError, match=what):
        reading.read(tmp_path / "README.rst", Notes())


def test_a_missing_readme_is_told(tmp_path: Path) -> None:
    """As a wrong command."""
    with pytest.raises(UsageError, match="cannot read it: No such file"):
        reading.read(tmp_path / "none.md", Notes())
