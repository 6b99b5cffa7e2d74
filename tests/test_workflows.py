"""The workflows ask for what they need and no more, and run only what was reviewed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from nexus.verify.listing import BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PUBLICATION = {
    "build": {"contents": "read", "pages": "read"},
    "attest": {"attestations": "write", "id-token": "write"},
    "pack": {},
    "deploy": {"pages": "write", "id-token": "write"},
}
PERMISSIONS = {
    "audit": {name: {"contents": "read"} for name in ("packages", "links", "trials")},
    "diff": {"compare": {"contents": "read"}, "comment": {"pull-requests": "write"}},
    "check": {"check": {"contents": "read"}, "milestone": {"contents": "read"}},
    "pages": {**PUBLICATION, "sbom": {"contents": "read"}},
    "release": {
        "build": {"contents": "read"},
        "attest": {"attestations": "write", "id-token": "write"},
        "publish": {"id-token": "write"},
    },
    "site": PUBLICATION,
}
PUBLISHING = ["pages", "site"]
MAKE_TARGETS = [
    "serve",
    "site",
    "gate",
    "test",
    "trials",
    "check",
    "audit",
    "links",
    "sbom",
    "dist",
    "bench",
    "lighthouse",
    "lock",
]

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
    """A checkout brings the history for the dates of the pages and leaves no token behind.

    The generator that builds somebody else's site needs no history.
    """
    for step in steps(load(path)):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"
            assert step["with"]["fetch-depth"] == ("1" if "repository" in step["with"] else "0")


@each_workflow
def test_jobs_end_by_themselves(path: Path) -> None:
    """Every job has a time limit."""
    assert all(int(job["timeout-minutes"]) <= 45 for job in load(path)["jobs"].values())


@each_workflow
def test_commands_are_those_of_the_makefile(path: Path) -> None:
    """Workflows use the words that people use, and each is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(
        r"\bmake (\w+)", " ".join(step.get("run", "") for step in steps(load(path)))
    )
    assert called or path.stem in {"diff", "site"}, "another repository has no Makefile of ours"
    assert set(called) <= set(MAKE_TARGETS)
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in MAKE_TARGETS)


@pytest.mark.parametrize("name", PUBLISHING)
def test_what_is_published_comes_from_no_cache(name: str) -> None:
    """Nothing that another run could have written goes into the published site."""
    assert "cache" not in str(load(GITHUB / "workflows" / f"{name}.yml"))


@pytest.mark.parametrize("name", PUBLISHING)
def test_a_publication_is_never_interrupted(name: str) -> None:
    """Publications wait for each other."""
    workflow = load(GITHUB / "workflows" / f"{name}.yml")
    assert workflow["concurrency"]["cancel-in-progress"] == "false"


@each_workflow
def test_who_may_write_runs_no_code_of_the_repository(path: Path) -> None:
    """A job that signs, publishes or comments checks nothing out and starts only what others made.

    Those are named actions, and GitHub's own command with a text that was handed over.
    """
    for job in load(path)["jobs"].values():
        if "write" in job["permissions"].values():
            told = [step["run"] for step in job["steps"] if "run" in step]
            assert all(command.startswith(('echo "::notice', "gh api ")) for command in told)
            assert not [step for step in job["steps"] if "checkout" in step.get("uses", "")]


@pytest.mark.parametrize("name", PUBLISHING)
def test_nothing_is_published_before_it_is_attested(name: str) -> None:
    """The list of files is attested where the plan allows, with a notice where not, then deployed.

    Without GitHub Pages none of it is tried, so a fork stays green.
    """
    jobs = load(GITHUB / "workflows" / f"{name}.yml")["jobs"]
    assert jobs["pack"]["needs"] == ["build", "attest"]
    assert jobs["deploy"]["needs"] == ["build", "pack"]
    conditions = {jobs[job]["if"] for job in ("attest", "pack", "deploy")}
    assert conditions == {"needs.build.outputs.address"}
    attest, signature, notice = jobs["attest"]["steps"]
    assert attest["if"] == signature["if"] == "env.ALLOWED == 'true'"
    assert notice["if"] == "env.ALLOWED != 'true'"
    assert signature["with"]["path"] == "${{ steps.attest.outputs.bundle-path }}"
    assert attest["uses"].startswith("actions/attest@")
    assert attest["with"]["subject-digest"] == "sha256:${{ needs.build.outputs.digest }}"


@pytest.mark.parametrize(
    ("name", "gate"), [("pages", ("make site", "make gate")), ("site", ("nexus build",))]
)
def test_the_gate_stands_between_the_build_and_the_publication(
    name: str, gate: tuple[str, ...]
) -> None:
    """What is handed over to Pages was held against what must not be published."""
    workflow = load(GITHUB / "workflows" / f"{name}.yml")
    told = [str(step) for step in workflow["jobs"]["build"]["steps"]]
    order = (*gate, "list-files.sh", "upload-artifact")
    places = [next(n for n, step in enumerate(told) if part in step) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", PUBLISHING)
def test_only_the_default_branch_is_published(name: str) -> None:
    """A run may be for any branch, or a tag of its name; without the address nothing is handed over."""
    asked, *_ = [
        step
        for step in load(GITHUB / "workflows" / f"{name}.yml")["jobs"]["build"]["steps"]
        if step.get("id") == "pages"
    ]
    branch = "format('refs/heads/{0}', github.event.repository.default_branch)"
    assert asked["if"] == f"github.ref == {branch}"


@pytest.mark.parametrize("name", PUBLISHING)
def test_what_is_published_is_what_was_listed_and_its_signature(name: str) -> None:
    """Nothing is built or changed between the list and the publication but the signature beside it."""
    steps = load(GITHUB / "workflows" / f"{name}.yml")["jobs"]["pack"]["steps"]
    (command,) = [step["run"] for step in steps if "run" in step]
    assert re.findall(r"cp (\S+) (\S+)", command) == [
        ("signed/attestation.json", f"site/{BUNDLE}"),
    ]
    assert [step["with"]["path"] for step in steps if "with" in step] == [
        "site/",
        "signed/",
        "site/",
    ]


def test_what_a_caller_installs_leaves_the_locked_packages_alone() -> None:
    """Its requirements are held against the versions that the generator was installed with."""
    told = [
        step.get("run", "")
        for step in load(GITHUB / "workflows" / "site.yml")["jobs"]["build"]["steps"]
    ]
    assert any("pip freeze" in run and run.rstrip().endswith('locked.txt"') for run in told)
    assert (
        'pip install --requirement "$REQUIREMENTS" --constraint "$RUNNER_TEMP/locked.txt"' in told
    )


def test_both_ways_to_publish_sign_and_deploy_alike() -> None:
    """A called workflow cannot share these jobs, so they stand twice, word for word."""
    pages, site = (load(GITHUB / "workflows" / f"{name}.yml")["jobs"] for name in PUBLISHING)
    for job in ("attest", "pack", "deploy"):
        assert pages[job] == site[job]


def test_the_weekly_audit_opens_nothing() -> None:
    """It runs by the clock or by hand, and may only read."""
    workflow = load(GITHUB / "workflows" / "audit.yml")
    assert set(workflow["on"]) == {"schedule", "workflow_dispatch"}
    assert all(job["permissions"] == {"contents": "read"} for job in workflow["jobs"].values())
    assert "make trials" in [step.get("run") for step in workflow["jobs"]["trials"]["steps"]]


@contextmanager
def github(status: int, answer: dict[str, str]) -> Iterator[str]:
    """A server that answers one question as GitHub would, under the address that it yields."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/repos/octo/nexus/pages"
            self.send_response(status if known else 400)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.timeout = 10
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "build_type", "fork", "code", "printed", "said"),
    [
        (200, "workflow", "false", 0, "address=https://octo.example.org/\n", ""),
        (200, "workflow", "true", 0, "address=https://octo.example.org/\n", ""),
        (200, "legacy", "true", 0, "", "::notice title=GitHub Pages is off"),
        (404, "", "true", 0, "", "::notice title=GitHub Pages is off"),
        (404, "", "false", 1, "", "::error title=GitHub Pages is off"),
        (403, "", "true", 1, "", "::error title=GitHub did not answer"),
    ],
)
def test_a_fork_without_pages_stays_green(
    status: int, build_type: str, fork: str, code: int, printed: str, said: str
) -> None:
    """Off is a notice in a fork and an error elsewhere; that GitHub fails is never taken for off."""
    answer = {"build_type": build_type, "html_url": "https://octo.example.org/"}
    with github(status, answer) as address:
        known = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "octo/nexus", "GH_TOKEN": "t"}
        done = subprocess.run(
            ["bash", GITHUB / "pages-address.sh"],
            env={**os.environ, **known, "FORK": fork, "no_proxy": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (code, printed), done.stderr
    assert done.stderr.startswith(said)


def test_the_list_of_files_can_be_checked(tmp_path: Path) -> None:
    """It names every file but itself, in one order, and its digest is the step's output."""
    for name in ("index.html", "b/a page.html", "a/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    command = ["bash", GITHUB / "list-files.sh", tmp_path]
    printed = [subprocess.check_output(command, text=True) for _ in range(2)]
    names = [line[66:] for line in (tmp_path / "SHA256SUMS").read_text().splitlines()]
    assert names == ["a/index.html", "b/a page.html", "index.html"]
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    digest = subprocess.check_output(["sha256sum", tmp_path / "SHA256SUMS"], text=True)[:64]
    assert printed == [f"digest={digest}\n"] * 2


def test_the_first_python_that_is_allowed_is_tried() -> None:
    """The checks run on the very release that the package asks for at least."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tried = load(GITHUB / "workflows" / "check.yml")["jobs"]["check"]["strategy"]["matrix"]
    assert f"{project['requires-python'].removeprefix('>=')}.0" in tried["python"]


def test_a_release_is_built_from_its_tag_and_attested_before_it_is_published() -> None:
    """Only a tag starts it; the version is held against the tag; a fork signs nothing."""
    workflow = load(GITHUB / "workflows" / "release.yml")
    assert workflow["on"] == {"push": {"tags": ["v*"]}}
    jobs = workflow["jobs"]
    assert (jobs["attest"]["needs"], jobs["publish"]["needs"]) == ("build", "attest")
    assert jobs["attest"]["if"] == "${{ !github.event.repository.fork }}"
    told = [str(step) for step in jobs["build"]["steps"]]
    order = ("make dist", "TAG#v", "upload-artifact")
    places = [next(n for n, step in enumerate(told) if part in step) for part in order]
    assert places == sorted(places)


def test_dependabot_watches_every_kind_of_package() -> None:
    """Actions, Python packages and front-end packages are offered their new versions."""
    updates = load(ROOT / ".github/dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip", "npm"}


MODELS = 'from sqlalchemy import *\nTable("t", MetaData(), Column("id", Integer){})\n'


@pytest.mark.parametrize(
    ("base", "code", "said"),
    [
        ("HEAD", 0, "### Schema <code>models</code>: nothing changed"),
        ("HEAD~1", 1, "**1 risk not accepted**"),
        ("gone", 2, "### The models cannot be compared\n\n    error: there is no revision"),
    ],
)
def test_a_pull_request_is_told_what_it_changes(
    base: str, code: int, said: str, tmp_path: Path
) -> None:
    """On the summary page, and in a comment that is known again; a fork may do as much."""
    run = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True, text=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@b"]
    run(["git", "init", "-q"])
    for columns in (', Column("note", Text)', ""):
        (tmp_path / "models.py").write_text(MODELS.format(columns))
        run(["git", "add", "."])
        run(["git", *author, "commit", "-qm", "x"])
    comment, page = tmp_path / "comment.md", tmp_path / "summary.md"
    known = {"BASE": base, "MODELS": "models.py", "ACCEPTED": "", "FILE": str(comment)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = run(
        ["bash", GITHUB / "actions" / "diff" / "diff.sh"],
        env={**os.environ, **known, "GITHUB_STEP_SUMMARY": str(page), "PATH": path},
    )
    assert done.stdout == f"code={code}\n"
    assert comment.read_text().startswith("<!-- nexus-diff -->\n")
    assert said in comment.read_text()
    assert page.read_text() == comment.read_text()


def test_a_comment_is_written_for_no_fork() -> None:
    """There the token may not write; the summary page has it all the same."""
    comment = load(GITHUB / "workflows" / "diff.yml")["jobs"]["comment"]
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    assert same in comment["if"]
