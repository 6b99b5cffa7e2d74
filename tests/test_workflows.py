"""The workflows ask for what they need and no more, and run only what was reviewed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PERMISSIONS = {
    "check": {"check": {"contents": "read"}, "milestone": {"contents": "read"}},
    "pages": {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
}
MAKE_TARGETS = ["serve", "site", "test", "check", "bench", "lock"]

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load(path: Path) -> dict[str, Any]:
    """Read a workflow as it is written: `on` stays a word."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return loaded


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of every job."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_every_workflow_is_known() -> None:
    """A new workflow is added to the permissions below its name here."""
    assert {path.stem for path in WORKFLOWS} == set(PERMISSIONS)


@each_workflow
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """Each action is named by its commit, with the version as a comment behind it."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_one_action_has_one_commit() -> None:
    """Every workflow uses the same commit of an action."""
    used = {step["uses"] for path in WORKFLOWS for step in steps(load(path)) if "uses" in step}
    assert len({action.partition("@")[0] for action in used}) == len(used)


@each_workflow
def test_permissions_are_exact(path: Path) -> None:
    """The workflow as a whole may do nothing, and each job just what is listed above."""
    workflow = load(path)
    assert workflow["permissions"] == {}
    granted = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert granted == PERMISSIONS[path.stem]


@each_workflow
def test_no_workflow_uses_a_secret(path: Path) -> None:
    """Nothing is published or tested with a secret, so a pull request cannot read one."""
    assert "secrets." not in path.read_text(encoding="utf-8")


@each_workflow
def test_a_pull_request_runs_without_write_access(path: Path) -> None:
    """Only pull_request, never pull_request_target, and there no permission to write."""
    workflow = load(path)
    assert "pull_request_target" not in workflow["on"]
    if "pull_request" in workflow["on"]:
        assert not [job for job in workflow["jobs"].values() if "write" in str(job["permissions"])]


@each_workflow
def test_a_checkout_keeps_no_token(path: Path) -> None:
    """A checkout brings the history for the dates of the pages and leaves no token behind."""
    for step in steps(load(path)):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] == {"fetch-depth": "0", "persist-credentials": "false"}


@each_workflow
def test_jobs_end_by_themselves(path: Path) -> None:
    """Every job has a time limit."""
    assert all(int(job["timeout-minutes"]) <= 30 for job in load(path)["jobs"].values())


@each_workflow
def test_commands_are_those_of_the_makefile(path: Path) -> None:
    """Workflows use the words that people use, and each is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(
        r"\bmake (\w+)", " ".join(step.get("run", "") for step in steps(load(path)))
    )
    assert called
    assert set(called) <= set(MAKE_TARGETS)
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in MAKE_TARGETS)


def test_what_is_published_comes_from_no_cache() -> None:
    """Nothing that another run could have written goes into the published site."""
    assert "cache" not in str(load(ROOT / ".github/workflows/pages.yml"))


def test_a_publication_is_never_interrupted() -> None:
    """Publications wait for each other."""
    workflow = load(ROOT / ".github/workflows/pages.yml")
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": "false"}


def test_dependabot_watches_every_kind_of_package() -> None:
    """Actions, Python packages and front-end packages are offered their new versions."""
    updates = load(ROOT / ".github/dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip", "npm"}
