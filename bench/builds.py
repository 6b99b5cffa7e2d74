"""What the diagrams and the evidence cost a build of the site.

The baseline builds the same pages with plain MkDocs: the generated pages written out as files,
the hook taken away, and every fence with it that the hook fills; examples are code to read. The
results of the examples, the cards and the trimmed fonts are kept for all builds: they are made once
and hardly ever change. What running the examples costs is measured by itself.
"""

import itertools
import re
import shutil
import subprocess
from pathlib import Path

import yaml
from nexus.build import npm
from nexus.examples import merging, request
from nexus.project.site import Site

from bench.timing import Command, Ratio, paired

ROOT = Path(__file__).parents[1]
ROUNDS = 5
PLAIN, COLD, WARM = "mkdocs build without the hook", "cold build", "warm build"
PROSE = "the same without examples"
# Beside the figures the hook gives each page a policy, tags for sharing, a card and a Markdown copy.
RATIOS = (Ratio(COLD, PLAIN, 4.0), Ratio(WARM, PLAIN, 2.5), Ratio(WARM, PROSE, 1.3))
_FENCE = re.compile(
    r"^```(?:erd|normal-form|ledger|technologies|figure)\n.*?^```\n", re.DOTALL | re.MULTILINE
)
_RESULT = re.compile(rf"^ *`+{merging.RESULT}\n.*\n *`+$", re.MULTILINE)
_PROOF = re.compile(r"^```(?:ledger|technologies|figure)\n.*?^```\n", re.DOTALL | re.MULTILINE)


def report(scratch: Path) -> list[str]:
    """The lines of the report; works below the empty folder `scratch`."""
    Command(("-m", "mkdocs", "build", "--site-dir", str(scratch / "first-site")), ROOT, {})()
    plain = _plain_project(scratch / "plain")
    warm = _cache(scratch / "warm")
    prose = _prose_project(scratch / "prose")
    caches = (_cache(scratch / f"cold-{number}") for number in itertools.count())

    def build(folder: Path, name: str, cache: str = "") -> Command:
        arguments = ("-m", "mkdocs", "build", "--site-dir", str(scratch / name))
        environment = {"NO_MKDOCS_2_WARNING": "1", "NEXUS_CACHE": cache}
        return Command(arguments, folder, environment)

    build(ROOT, "warm-site", warm)()
    build(prose, "prose-site", warm)()
    medians = paired(
        {
            PLAIN: build(plain, "plain-site"),
            PROSE: build(prose, "prose-site", warm),
            COLD: lambda: build(ROOT, "cold-site", next(caches))(),  # noqa: PLW0108 (a new cache each time)
            WARM: build(ROOT, "warm-site", warm),
        },
        ROUNDS,
    )
    return [ratio.line(medians) for ratio in RATIOS]


def _cache(folder: Path) -> str:
    """A cache with the results of the examples in it, and the cards and fonts."""
    for kept in ("evidence", "pictures"):
        shutil.copytree(ROOT / ".cache" / "nexus" / kept, folder / kept)
    return str(folder)


def _prose_project(folder: Path) -> Path:
    """A copy of the project whose examples are code to read, and whose claims show no proof."""
    left_out = shutil.ignore_patterns(".git", ".venv", ".cache", "node_modules", "site")
    shutil.copytree(ROOT, folder, ignore=left_out)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    for page in (folder / "docs").rglob("*.md"):
        text = page.read_text("utf-8")
        shown = merging.merged(text, request.read(page, text))
        page.write_text(_PROOF.sub("", _RESULT.sub("", shown)), "utf-8")
    _commit(folder)
    return folder


def _plain_project(folder: Path) -> Path:
    """A copy of the project in `folder` that plain MkDocs builds into the same pages."""
    site = Site.read(ROOT, ROOT / "docs", None, {"NEXUS_CACHE": str(folder / "cache")})
    docs = folder / "docs"
    shutil.copytree(ROOT / "docs", docs)
    shutil.copytree(ROOT / "scripts" / "nexus" / "theme", folder / "theme")
    (folder / "models").mkdir()
    for page in site.pages():
        _write(docs / page.path, page.markdown.encode())
    for uri, content in site.assets():
        _write(docs / uri, content if isinstance(content, bytes) else content.encode())
    for asset in npm.assets():
        _write(docs / asset.uri, asset.path.read_bytes())
    for page_file in docs.rglob("*.md"):
        page_file.write_text(_FENCE.sub("", page_file.read_text("utf-8")), "utf-8")
    (folder / "mkdocs.yml").write_text(_configuration(site), "utf-8")
    _commit(folder)
    return folder


def _commit(folder: Path) -> None:
    """Puts the copy into git, since the dates of the pages come from there."""
    author = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
    for command in (("init", "-q"), ("add", "docs"), (*author, "commit", "-q", "-m", "Copy")):
        subprocess.run(["git", "-C", str(folder), *command], check=True)  # noqa: S607


def _configuration(site: Site) -> str:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    text = re.sub(r"^hooks:.*\n", "", text, flags=re.MULTILINE)
    # As in the site, generated pages are not looked up in git.
    text = text.replace("      type: date\n", '      type: date\n      exclude: ["schema/*"]\n')
    schema = yaml.safe_dump([{"Schema": site.navigation()}], default_flow_style=True, width=10**6)
    return text.replace("  - Technologies:", f"  - {schema.strip()[1:-1]}\n  - Technologies:")


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
