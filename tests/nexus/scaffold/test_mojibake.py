"""Broken letters: what is certain is repaired, what is lost is left out of headings."""

import pytest
from nexus.scaffold import misread, mojibake
from nexus.scaffold.notes import Notes


def repaired(line: str) -> tuple[str, list[str]]:
    """Repair a line; gives it, and the notes."""
    notes = Notes()
    return mojibake.repaired([line], notes)[0], list(notes)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("## ğŸ“Œ Project", "## 📌 Project"),
        ("### ğŸ§\u00a0 Learnings", "### 🧠 Learnings"),
        ("Week 1 â€“ SQL, itâ€™s AIâ€”here", "Week 1 – SQL, it’s AI—here"),
        ("Ã©tÃ© Â© 2024", "été © 2024"),
        ("â€œcachingâ€\ufffd â€\u201d", "“caching” —"),
        ("âœ”ï¸ done", "✔ done"),
    ],
)
def test_what_is_certain_is_repaired(line: str, meant: str) -> None:
    """Whichever of the usual encodings it was read in; each place is told."""
    shown, notes = repaired(line)
    assert shown == meant
    assert notes


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("# ğŸ§ alx-nexus", "# alx-nexus"),
        ("### ğŸ” Focus", "### Focus"),
        ("#### ğŸ Python", "#### Python"),
        ("#### ğŸ—ƒï¸ Database", "#### 🗃 Database"),
        ("## \ufffd\ufffd Goals", "## Goals"),
    ],
)
def test_what_a_lost_byte_leaves_is_left_out_of_the_start_of_a_heading(
    line: str, kept: str
) -> None:
    """No blank is taken for the byte: nobody knows which letter it was."""
    shown, notes = repaired(line)
    assert shown == kept
    assert notes


def test_a_lost_letter_elsewhere_stays_and_is_told() -> None:
    """A page may hold no U+FFFD, so a question mark stands for it."""
    assert repaired("Use ğŸ” to look, caf\ufffd") == (
        "Use ğŸ” to look, caf?",
        [
            "README.md:1: 'ğŸ”' seems to be what is left of a lost letter, and stays",
            "README.md:1: a letter is lost here; ? stands for it",
        ],
    )


@pytest.mark.parametrize(
    "line",
    [
        "El niño café — ‘ok’ “x” Ünïcödé ğüş İstanbul",
        "## 🎯 Goals and 🗃️ more",
        "日本語 テスト",
        "Привет, мир",
        "naïve Ã la carte",
        "Kahraman BAĞIŞ",
    ],
)
def test_words_of_every_language_stay_as_they_are(line: str) -> None:
    """What looks a little like broken letters is none."""
    assert repaired(line) == (line, [])


TEXT = ["# 📌 Goals – “plans”", "Café, naïve; it’s 5 € → done ✓", "- Señor Ünal", "plain"]


@pytest.mark.parametrize(
    "name",
    [
        *("sloppy-windows-1250", "sloppy-windows-1251", "sloppy-windows-1252"),
        *("sloppy-windows-1253", "sloppy-windows-1254", "sloppy-windows-1257"),
        *("latin-1", "iso8859-15", "macroman", "cp437", "cp850", "cp866"),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_a_text_that_was_read_in_a_wrong_encoding_is_whole_again(name: str, times: int) -> None:
    """Each letter of it, also where a word alone would not be certain, and after two programs."""
    lines = TEXT
    for _ in range(times):
        lines = [line.encode().decode(name) for line in lines]
    notes = Notes()
    assert mojibake.repaired(lines, notes) == TEXT
    assert [note.split(":")[1] for note in notes][-1] == "3"
    assert mojibake.repaired(TEXT, Notes()) == TEXT


def test_a_few_broken_signs_change_no_word_of_the_text_around_them() -> None:
    """Some words of Russian look broken to who reads them alone."""
    lines = ["Её вЂ“ моё", "Сёстры вЂ” Ёлка и Её друзья, Пётр, ещё", "Они рады"]
    assert misread.encodings(lines) == []
    assert mojibake.repaired(lines, Notes()) == [
        "Её – моё", "Сёстры — Ёлка и Её друзья, Пётр, ещё", "Они рады",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["sloppy-windows-1250", "sloppy-windows-1253", "macroman"])
@pytest.mark.parametrize("lost", ["\ufffd", ""])
def test_what_any_encoding_leaves_of_a_letter_is_left_out_of_a_heading(
    name: str, lost: str
) -> None:
    """A byte of its emoji is lost, and the words stay."""
    broken = "📌".encode()[:3].decode(name) + lost
    lines = [line.encode().decode(name) for line in TEXT]
    assert mojibake.repaired([*lines, f"## {broken} Focus"], Notes()) == [*TEXT, "## Focus"]
