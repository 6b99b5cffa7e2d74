"""Examples in the Markdown of their page: the code stays, the results follow."""

from pathlib import Path

import pytest
from nexus.examples import merging, request

PAGE = """A page.

```sql run="airbnb" title="Two"
SELECT 2;
```

1.  In a list:

    ```python run="true"
    if True:
        print(1)
    ```

    After it.

```sql
SELECT 'shown';
```
"""

MERGED = """A page.

``````````sql title="Two"
SELECT 2;
``````````

``````````nexus-result
1
``````````


1.  In a list:

    ``````````python
    if True:
        print(1)
    ``````````

    ``````````nexus-result
    2
    ``````````


    After it.

```sql
SELECT 'shown';
```
"""


def test_each_example_is_followed_by_a_fence_for_its_results() -> None:
    """At its own indentation, in lists and admonitions too; what does not run stays."""
    assert merging.merged(PAGE, request.read(Path("page.md"), PAGE)) == MERGED


def test_a_page_without_its_front_matter_is_merged_alike() -> None:
    """The examples are found by their order, not by their lines."""
    asked = request.read(Path("page.md"), f"---\ntitle: x\n---\n{PAGE}")
    assert merging.merged(PAGE, asked) == MERGED


@pytest.mark.parametrize(("lines", "folded"), [(24, False), (25, True)])
def test_long_code_of_a_file_folds_away(tmp_path: Path, lines: int, folded: bool) -> None:
    """Its results come first then, and the code's name says how long it is."""
    (tmp_path / "lab.py").write_text("print()\n" * lines)
    text = '```python run="true" file="lab.py"\n```'
    shown = merging.merged(text, request.read(tmp_path / "page.md", text))
    assert (f'??? example "lab.py, {lines} lines"' in shown) == folded
    assert shown.count("print()") == lines
    assert (shown.index("nexus-result") < shown.index("print()")) == folded


def test_code_may_hold_fences_of_its_own(tmp_path: Path) -> None:
    """A line of three backticks in the code does not end it."""
    text = '````python run="true"\ntext = """\n```\n"""\n````'
    shown = merging.merged(text, request.read(tmp_path / "page.md", text))
    assert '``````````python\ntext = """\n```\n"""\n``````````' in shown
