"""What pages get in a preview by Zensical, whose extension of Markdown reads them."""

import pytest
from markdown import Markdown
from nexus.project.settings import Settings
from nexus.stage import preview
from zensical.extensions.context import ContextExtension, Page

OURS = {
    "own": False,
    "demonstration": True,
    "proof": {
        "names": [["It works", "statement-it-works"]],
        "marks": [],
        "legend": "",
        "profiles": {},
    },
}
TEXT = """\
# Title

<figure class="erd-figure"></figure>

- It works

<pre class="mermaid">a&#10;b</pre>
"""


def shown(meta: object, chosen: Settings | None = None) -> str:
    """The HTML of a page with this front matter of ours."""
    page = Page(url="a/b/", path="a/b.md", meta={"nexus": meta})
    made = Markdown(
        extensions=[ContextExtension(page=page, config={}), preview.EXTENSION],
        extension_configs={
            preview.EXTENSION: preview.options(chosen or Settings(), {"theme": "dark"})
        },
    )
    return made.convert(TEXT)


def test_a_page_has_its_statements_styles_and_scripts() -> None:
    """Their links begin at the page's source, which is where Zensical leads them on from."""
    html = shown(OURS)
    assert html.startswith('<link rel="stylesheet" href="../assets/nexus/figures.css">')
    assert '<script type="module" src="../assets/nexus/js/viewer.js"></script>' in html
    assert '<li id="statement-it-works">' in html
    assert html.count('class="nx-demonstration"') == 1
    assert "a\nb</pre>" in html
    assert html.endswith('<script>mermaid.initialize({theme: "dark"});</script>')


def test_settings_say_what_a_page_gets() -> None:
    """With the look of a portfolio the styles are there already; no viewer is none."""
    html = shown(OURS, Settings(look=True, viewer=False))
    assert "figures.css" not in html
    assert "viewer.js" not in html


@pytest.mark.parametrize("meta", [None, "theirs"])
def test_a_page_of_somebody_else_stays(meta: object) -> None:
    """One that was not staged has no front matter of ours."""
    assert "<script" not in shown(meta)
