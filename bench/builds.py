"""What the plugin costs a build of this site, and of a site that has nothing of ours.

The baseline of this site builds the same pages with plain MkDocs: the generated pages written out
as files, the plugin taken away, and every fence with it that the plugin fills. All have the history
of this repository, since the dates of pages come from there and a long one takes longer to ask. The
results of the examples, at the build and in a browser, the cards and the trimmed fonts are kept for
all builds: they are made once and hardly ever change. What running the examples costs is measured
by itself.
"""

import itertools
import re
import shutil
import subprocess
from pathlib import Path

import yaml
from nexus.build import npm
from nexus.mkdocs_plugin import files
from nexus.project.settings import Settings
from nexus.project.site import Site

from bench.timing import Command, Ratio, paired

ROOT = Path(__file__).parents[1]
ROUNDS = 5
# A difference of a few hundredths needs more.
STRANGER_ROUNDS = 15
PLAIN, COLD, WARM = "mkdocs build without the plugin", "cold build", "warm build"
PROSE = "the same without examples"
STRANGER, ALONE = "300 pages of somebody else", "the same without the plugin"
# Beside figures the plugin gives each page a policy, tags for sharing, a card and a Markdown copy.
RATIOS = (Ratio(COLD, PLAIN, 4.0), Ratio(WARM, PLAIN, 2.5), Ratio(WARM, PROSE, 1.3))
NOTHING_OF_OURS = Ratio(STRANGER, ALONE, 1.05)
_FENCE = re.compile(r"^```(?:erd|nexus-[a-z-]+)\n.*?^```\n", re.DOTALL | re.MULTILINE)
# Of the look, which the plugin brings.
_TEMPLATE = re.compile(r"^template: .*\n", re.MULTILINE)
_WHOLE = re.compile(
    r"^```nexus-(?:ledger|technologies|figure)\n.*?^```\n", re.DOTALL | re.MULTILINE
)
# A section that the home page shows a figure of: without results there is none.
_HEADLINE = re.compile(r' (\{ )?\.headline data-words="[^"]*"(?(1) \})')
_PLUGIN = re.compile(r"^  - nexus:\n(?:      .*\n)+", re.MULTILINE)


def report(scratch: Path) -> list[str]:
    """Measure, below the empty folder `scratch`; give the lines of the report."""
    Command(("-m", "mkdocs", "build", "--site-dir", str(scratch / "first-site")), ROOT, {})()
    plain, prose = plain_project(scratch / "plain"), _prose_project(scratch / "prose")
    warm = _cache(scratch / "warm")
    caches = (_cache(scratch / f"cold-{number}") for number in itertools.count())

    def build(folder: Path, name: str, cache: str = "") -> Command:
        arguments = ("-m", "mkdocs", "build", "--site-dir", str(scratch / name))
        return Command(arguments, folder, {"NO_MKDOCS_2_WARNING": "1", "NEXUS_CACHE": cache})

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
    medians |= paired(
        {
            ALONE: build(_stranger(scratch / "alone", "[search]"), "alone-site"),
            STRANGER: build(_stranger(scratch / "stranger", "[search, nexus]"), "stranger-site"),
        },
        STRANGER_ROUNDS,
    )
    return [ratio.line(medians) for ratio in (*RATIOS, NOTHING_OF_OURS)]


def _cache(folder: Path) -> str:
    """Make a cache with all results of the examples in it, and the cards and fonts."""
    for kept in ("evidence", "live", "pictures"):
        shutil.copytree(ROOT / ".cache" / "nexus" / kept, folder / kept)
    return str(folder)


def _stranger(folder: Path, plugins: str) -> Path:
    """Write a site of 300 pages without models, examples or weeks."""
    _write(folder / "mkdocs.yml", f"site_name: S\ntheme: {{name: material}}\nplugins: {plugins}\n")
    for number in range(300):
        _write(folder / "docs" / f"{number or 'index'}.md", f"# Page {number}\n\nIts *text*.\n")
    return folder


def _prose_project(folder: Path) -> Path:
    """Copy the project; its examples are code to read, and no page shows what they gave."""
    left_out = shutil.ignore_patterns(".git", ".venv", ".cache", "node_modules", "site")
    shutil.copytree(ROOT, folder, ignore=left_out)
    for page in (folder / "docs").rglob("*.md"):
        text = _HEADLINE.sub("", _WHOLE.sub("", page.read_text("utf-8")))
        page.write_text(text, "utf-8")
    configuration = (folder / "mkdocs.yml").read_text("utf-8")
    off = configuration.replace("  - nexus:\n", "  - nexus:\n      examples: false\n")
    _write(folder / "mkdocs.yml", off)
    return with_history(folder)


def plain_project(folder: Path) -> Path:
    """Copy the project so that plain MkDocs builds it into the same pages."""
    site = Site.read(ROOT, ROOT / "docs", Settings(), {"NEXUS_CACHE": str(folder / "cache")})
    docs = folder / "docs"
    shutil.copytree(ROOT / "docs", docs)
    for page in site.pages():
        _write(docs / page.path, page.markdown)
    for uri, content in site.assets():
        _write(docs / uri, content)
    for page_file in docs.rglob("*.md"):
        own = _FENCE.sub("", page_file.read_text("utf-8"))
        page_file.write_text(_TEMPLATE.sub("", own), "utf-8")
    text = _PLUGIN.sub("", (ROOT / "mkdocs.yml").read_text("utf-8"))
    text = text.replace("    logo: nexus/logo\n", "")  # which comes with the look
    # mermaid2 stays, and looks for its script below docs/.
    _write(docs / npm.SCRIPT, (files.THEME / npm.SCRIPT.replace(npm.ASSETS, "assets")).read_text())
    # As in the site, generated pages are not looked up in git.
    text = text.replace("      type: date\n", '      type: date\n      exclude: ["schema/*"]\n')
    schema = yaml.safe_dump([{"Schema": site.navigation()}], default_flow_style=True, width=10**6)
    schemas = f"  - {schema.strip()[1:-1]}\n  - Technologies:"
    _write(folder / "mkdocs.yml", text.replace("  - Technologies:", schemas))
    return with_history(folder)


def with_history(folder: Path) -> Path:
    """Give a copy of the project its history; return the copy."""
    bare = ("git", "clone", "-q", "--bare", "--no-hardlinks", str(ROOT), str(folder / ".git"))
    for command in (bare, ("git", "-C", str(folder), "config", "core.bare", "false")):
        subprocess.run(command, check=True)
    return folder


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
