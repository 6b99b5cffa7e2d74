"""Links and pictures lead where they led, or a note says why not."""

from pathlib import Path

import pytest

from tests.nexus.scaffold.builders import take

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def shown(folder: Path, text: str, repository: str = "") -> tuple[str, list[str]]:
    """Take a short README over; gives the words of its page, and the notes."""
    found, notes = take(folder, f"# T\n\n{text}\n\n## 🎯 What's Next?\n\nw\n", repository)
    body = found.texts["index.md"].removeprefix("# T\n\n")
    return body.split("\n\n## ")[0], notes


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[a](#-whats-next)", "[a](#whats-next)"),
        ("[a](#whats-next)", "[a](#whats-next)"),
        ("[a](#%F0%9F%8E%AF-whats-next)", "[a](#whats-next)"),
        ("[a](https://example.org/x_(y) 't')", '[a](https://example.org/x_(y) "t")'),
        ("[a](mailto:me@example.org)", "[a](mailto:me@example.org)"),
        ("`[a](#no)`", "`[a](#no)`"),
        ("```\n[a](#no)\n```", "```\n[a](#no)\n```"),
    ],
)
def test_a_link_that_leads_somewhere_stays(tmp_path: Path, text: str, page: str) -> None:
    """Within the README it leads to the section, by the name that it has now."""
    assert shown(tmp_path, text) == (page, [])


@pytest.mark.parametrize(
    ("text", "page", "note"),
    [
        ("[a](#gone)", "a", "there is no section #gone"),
        ("[a](docs/x.md)", "a", "the link to docs/x.md leads to no page"),
        ("[`a`](../x.py)", "`a`", "the link to ../x.py leads to no page"),
        ("[a](/etc/passwd)", "a", "the link to /etc/passwd leads to no page"),
        ("[a](file:///etc/passwd)", "a", "a link to file: stays as words"),
        ("![b](gone.png)", "b", "the picture gone.png is not there"),
        ("![b](../../x.png)", "b", "the picture ../../x.png is not there"),
        ("![b](https://img.shields.io/x)", "b", "a badge of img.shields.io is shown by its words"),
        ("[![b](https://img.shields.io/x)](https://p.org)", "[b](https://p.org)", "a badge of"),
        ("![b](https://i.example.org/x.png)", "[b](https://i.example.org/x.png)", "a picture of i."),
        ("[![b](https://i.org/x.png)](https://p.org)", "[b](https://p.org)", "a picture of i.org"),
    ],
)  # fmt: skip
def test_of_another_link_the_words_stay(tmp_path: Path, text: str, page: str, note: str) -> None:
    """No page asks another host for a picture."""
    words, notes = shown(tmp_path, text)
    assert words == page
    assert notes[0].startswith(f"3: {note}")


def test_a_file_beside_the_readme_is_in_the_repository(tmp_path: Path) -> None:
    """Where its address is known; a file outside of it is not."""
    (tmp_path / "docs").mkdir()
    where = "https://github.com/me/it"
    text = "[a](./docs/), [b](x%20y.md#z), [c](/d.py) and [e](../f)"
    words, _ = shown(tmp_path, text, where)
    assert words == (
        f"[a]({where}/tree/HEAD/docs), [b]({where}/blob/HEAD/x%20y.md#z), "
        f"[c]({where}/blob/HEAD/d.py) and e"
    )


def test_a_picture_beside_the_readme_comes_along(tmp_path: Path) -> None:
    """Under a plain name, loaded when it comes into view."""
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "my ERD.PNG").write_bytes(PNG)
    found, notes = take(tmp_path, '# T\n\n![E](<img/my ERD.PNG>) <img src="img/my%20ERD.PNG">\n')
    assert found.pictures == {"assets/pictures/my-ERD.png": PNG}
    assert found.texts["index.md"].count("](assets/pictures/my-ERD.png){ loading=lazy }") == 2
    assert notes == []


def test_a_picture_that_the_gate_would_refuse_stays_out(tmp_path: Path) -> None:
    """The build would end with it."""
    active = '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    (tmp_path / "a.svg").write_text(active)
    found, notes = take(tmp_path, "# T\n\n![b](a.svg)\n")
    assert found.pictures == {}
    assert len(notes) == 1


def test_no_picture_is_taken_through_a_link_of_the_file_system(tmp_path: Path) -> None:
    """What lies outside the folder of a README was not published with it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "in" / "a.png").symlink_to(tmp_path / "secret.png")
    found, _ = take(tmp_path / "in", "# T\n\n![b](a.png)\n")
    assert found.pictures == {}


def test_a_link_between_sections_leads_from_page_to_page(tmp_path: Path) -> None:
    """Also to one of two headings that are alike, and to an anchor of HTML."""
    text = (
        "# J\n\n[w](#week-2) [s](#setup-1) [x](#spot)\n\n## Week 1\n\n### Setup\n\na\n\n"
        '## Week 2\n\n### Setup\n\nb\n\n<a id="spot"></a>\n\n### There\n\n[up](#week-1)\n'
    )
    found, notes = take(tmp_path, text)
    assert (
        "[w](weeks/week-02/index.md) [s](weeks/week-02/index.md#setup)" in found.texts["index.md"]
    )
    assert "[x](weeks/week-02/index.md#there)" in found.texts["index.md"]
    assert "[up](../week-01/index.md)" in found.texts["weeks/week-02/index.md"]
    assert notes == []


def test_a_markdown_file_that_is_linked_becomes_a_page(tmp_path: Path) -> None:
    """And so do those that it links to; links lead from page to page, and back to the README."""
    (tmp_path / "docs" / "api").mkdir(parents=True)
    (tmp_path / "docs" / "guide.md").write_text(
        "Intro [api](api/) [home](../README.md) [x](#set-up) ![p](p.png)\n\n## Set up\n\nw\n"
    )
    (tmp_path / "docs" / "p.png").write_bytes(PNG)
    (tmp_path / "docs" / "api" / "README.md").write_text("# The API\n\n[g](../guide.md#set-up)\n")
    found, notes = take(tmp_path, "# T\n\n[g](./docs/guide.md#set-up) and [h](docs/guide.md)\n")
    assert found.texts["index.md"] == (
        "# T\n\n[g](more/docs-guide.md) and [h](more/docs-guide.md)\n"
    )
    assert found.texts["more/docs-guide.md"] == (
        "# guide\n\nIntro [api](docs-api.md) [home](../index.md) [x](#set-up) "
        "![p](../assets/pictures/p.png){ loading=lazy }\n\n## Set up\n\nw\n"
    )
    assert found.texts["more/docs-api.md"] == "# The API\n\n[g](docs-guide.md)\n"
    assert notes == []


def test_no_hidden_file_and_none_outside_becomes_a_page(tmp_path: Path) -> None:
    """Nor one that is no text, which is told."""
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "a.md").write_text("# A\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "b.md").write_text("# B\n")
    (tmp_path / "in" / "b.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "in" / "c.md").write_bytes(b"\0\1\2")
    text = "# T\n\n[a](.github/a.md) [b](b.md) [o](../b.md) [c](c.md)\n"
    found, notes = take(tmp_path / "in", text)
    assert list(found.texts) == ["index.md"]
    assert found.texts["index.md"] == "# T\n\na b o c\n"
    assert len(notes) == 4
