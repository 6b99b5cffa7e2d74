"""A third week in this repository: the steps of its README, word for word, end green.

What a person writes below the headings is made up here; the commands are those of the README.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.clone import clone
from tests.helpers import ROOT, environment

WEEK = Path("docs", "weeks", "week-03")
TITLE = "Views"
LEARNT = """\
I kept a query under a name of its own.

- I gave a query a name: [a view](views.md#a-view){ .proof }.
"""
TOPIC = """\
# Views

A view is a query that has a name.

## A view { .headline }

```sql run="airbnb:small"
CREATE VIEW place AS SELECT DISTINCT location FROM property;
SELECT count(*) AS places FROM place;
```
"""


def steps() -> list[str]:
    """What the README says on how to add a week, a text for each step."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Add a week\n")[2].partition("\n## ")[0]
    return re.findall(r"^\d\. (.*)$", section, re.MULTILINE)


@pytest.fixture(scope="module")
def project(site: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with a third week, made as the README says; what has run already is kept."""
    assert site
    project = clone(tmp_path_factory.mktemp("third") / "project", "evidence", "pictures")
    command, write, _ = steps()
    named = re.search(
        r"`nexus (?P<name>[\w-]+) --title \"[^\"]*\"`.*`(?P<page>docs/[^`]*)`", command
    )
    assert named is not None
    assert Path(named["page"]) == WEEK / "index.md"
    run(project, "-m", "nexus", named["name"], "--title", TITLE)
    assert all(words in write for words in ("`{ .headline }`", "`nav`"))
    page = project / named["page"]
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("## Key learnings\n", f"## Key learnings\n\n{LEARNT}"))
    page.with_name("views.md").write_text(TOPIC)
    settings = project / "mkdocs.yml"
    line = next(line for line in settings.read_text().split("\n") if "week-03" in line)
    title = line.rpartition(": ")[0]
    below = "".join(
        f"\n          - {WEEK.relative_to('docs') / name}" for name in ("index.md", "views.md")
    )
    settings.write_text(settings.read_text().replace(line, f"{title}:{below}"))
    return project


def run(project: Path, *command: str) -> str:
    """What a Python program of the project prints; it must not fail."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5_000:]
    return done.stdout


def test_it_is_on_home_and_in_the_list_of_weeks(project: Path) -> None:
    """With the figure of its headline, and the site may be published."""
    run(project, "-m", "nexus", "check")
    run(project, "-m", "nexus", "build")
    site = project / "site"
    for page in ("index.html", "weeks/index.html"):
        assert "Week 3: Views" in (site / page).read_text(encoding="utf-8")
    assert "places" in (site / "weeks/week-03/views/index.html").read_text(encoding="utf-8")
    assert "A view" in (site / "proof/index.html").read_text(encoding="utf-8")


def test_the_facts_of_the_content_stay_true(project: Path) -> None:
    """They are about the weeks of this journal, and know nothing of how many there are."""
    chosen = "tests/content/test_content_facts.py"
    run(project, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", chosen)
