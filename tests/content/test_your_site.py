"""The page that shows how another repository publishes its site with the workflow of this one."""

import re

import yaml

from tests.helpers import ROOT
from tests.test_workflows import PUBLICATION


def test_another_repository_publishes_in_five_lines() -> None:
    """The workflow that the page shows calls ours, and grants what its jobs ask for."""
    page = (ROOT / "docs" / "your-site.md").read_text(encoding="utf-8")
    shown = re.search(r'```yaml title="\.github/workflows/[^"]*"\n(.*?)```', page, re.DOTALL)
    assert shown is not None
    assert len(shown[1].splitlines()) == 5
    caller = yaml.load(shown[1], yaml.BaseLoader)
    called, _, commit = caller["jobs"]["site"]["uses"].partition("@")
    assert called.endswith("/.github/workflows/site.yml")
    assert commit == "COMMIT"
    asked = [grant for job in PUBLICATION.values() for grant in job.items()]
    needed = {name: "write" if (name, "write") in asked else "read" for name, _ in asked}
    assert caller["permissions"] == needed
