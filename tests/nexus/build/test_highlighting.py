"""Highlighted code: lighter, in reach of the keyboard, and sized."""

from nexus.build import highlighting


def test_plain_tokens_become_text() -> None:
    """Keywords, strings and the rest keep their element; nothing of the code is lost."""
    html = (
        '<code><span class="k">SELECT</span><span class="w"> </span><span class="n">name</span>'
        '<span class="p">,</span><span class="w">\n    </span><span class="s1">&#39;n&#39;</span></code>'
    )
    assert highlighting.lightened(html) == (
        '<code><span class="k">SELECT</span> name<span class="p">,</span>\n    '
        '<span class="s1">&#39;n&#39;</span></code>'
    )


def test_blocks_of_code_can_have_the_focus_and_are_sized() -> None:
    """Code within a line cannot, as it never scrolls; a block tells the number of its lines."""
    html = (
        '<p><code>a</code></p><pre id="b"><span></span><code><span class="k">c</span>\n\nd\n'
        "</code></pre><pre><span></span><code>e</code></pre>"
    )
    assert highlighting.framed(html) == (
        '<p><code>a</code></p><pre id="b"><span></span><code tabindex="0" style="--nx-lines:3">'
        '<span class="k">c</span>\n\nd\n'
        '</code></pre><pre><span></span><code tabindex="0" style="--nx-lines:1">e</code></pre>'
    )
