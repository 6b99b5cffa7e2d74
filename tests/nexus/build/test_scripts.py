"""The theme's script, marked for browsers that compile it early."""

import json
from pathlib import Path

from nexus.build import scripts


def bundle(site: Path, text: str) -> Path:
    """A built site's script with a source map."""
    script = site / "assets" / "javascripts" / "bundle.abc.min.js"
    script.parent.mkdir(parents=True)
    script.write_text(text, encoding="utf-8")
    script.with_name("bundle.abc.min.js.map").write_text(
        '{"version":3,"mappings":"AAAA,C"}', "utf-8"
    )
    return script


def test_the_script_is_marked_once(tmp_path: Path) -> None:
    """The mark is its first line, and its source map is one line longer."""
    script = bundle(tmp_path, 'console.log("é");\n')
    scripts.mark(tmp_path)
    scripts.mark(tmp_path)
    assert script.read_text("utf-8") == '//# allFunctionsCalledOnLoad\nconsole.log("é");\n'
    told = json.loads(script.with_name("bundle.abc.min.js.map").read_bytes())
    assert told == {"version": 3, "mappings": ";AAAA,C"}


def test_other_scripts_stay_as_they_are(tmp_path: Path) -> None:
    """Most of what they hold is called later, or never."""
    other = tmp_path / "assets" / "javascripts" / "workers" / "search.abc.min.js"
    other.parent.mkdir(parents=True)
    other.write_text("a();", encoding="utf-8")
    scripts.mark(tmp_path)
    assert other.read_text("utf-8") == "a();"
