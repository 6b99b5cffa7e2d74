"""Public documentation, built with the plugin and without it: its pages keep their text.

A trial takes minutes, and sources that are no part of this repository, so the suite leaves it out.
Put documentations with their mkdocs.yml side by side into a folder, install the plugins that they
use, and run

    NEXUS_TRIAL_SOURCES=FOLDER pytest -s tests/trials/documentation.py

To each of them models and a page with a diagram and an example are added.
"""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.strangers.builders import ANSWER, SHOP, SHOP_PAGE, Builder

SOURCES = Path(os.environ.get("NEXUS_TRIAL_SOURCES", "no folder, as NEXUS_TRIAL_SOURCES is unset"))
NAMES = sorted(file.parent.name for file in SOURCES.glob("*/mkdocs.yml"))
# A page of the trial's own, at an address that no documentation has.
OWN = "nexus-trial"


def test_there_is_something_to_try() -> None:
    """At least three sources lie in the folder that the environment names."""
    assert len(NAMES) >= 3, f"{SOURCES} holds {len(NAMES)} documentations"


def with_plugin(text: str) -> str:
    """The configuration of a site, with the plugin as its last one."""
    found = re.search(r"(?m)^plugins:[ \t]*\n((?:[ \t]+.*\n|[ \t]*\n|- .*\n)*)", text)
    if found is None:
        return f"{text}\nplugins: [search, nexus]\n"
    indent = re.match(r"[ \t]*", found[1])
    entry = f"{indent[0] if indent else ''}- nexus\n"
    return f"{text[: found.end()].rstrip()}\n{entry}{text[found.end() :]}"


@pytest.fixture
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A source, to which models and a page are added; plain.yml is its own configuration."""
    found = tmp_path / request.param
    shutil.copytree(SOURCES / request.param, found)
    text = (found / "mkdocs.yml").read_text(encoding="utf-8")
    docs = re.search(r"(?m)^docs_dir:[ \t]*[\"']?([^\s\"']+)", text)
    (found / "plain.yml").write_text(text, encoding="utf-8")
    (found / "mkdocs.yml").write_text(with_plugin(text), encoding="utf-8")
    page = Path(docs[1] if docs else "docs") / f"{OWN}.md"
    for path, content in {**SHOP, page.as_posix(): SHOP_PAGE}.items():
        assert not (found / path).exists()
        (found / path).parent.mkdir(parents=True, exist_ok=True)
        (found / path).write_text(content, encoding="utf-8")
    return found


@pytest.mark.parametrize("root", NAMES, indirect=True)
def test_public_documentation_keeps_its_text(root: Path, builder: Builder) -> None:
    """Strictly where that works without the plugin; the added page has its diagram and its rows."""
    plain = builder.again(root, plugin=False)
    strict = plain.ok
    if not strict:
        plain = builder.again(root, plugin=False, strict=False)
        assert plain.ok, plain.told
    built = builder.again(root, strict=strict)
    assert built.ok, built.told
    kept = {path: text for path, text in plain.pages.items() if OWN not in path}
    changed = [path for path, text in kept.items() if built.main(path) != text]
    print(f"\n{root.name}: {len(kept)} pages, strict: {strict}, changed: {changed}")
    assert len(kept) > 3
    assert changed == []
    (own,) = [path for path in built.pages if path.startswith(OWN)]
    assert ANSWER in built.main(own)
    assert "erd-figure" in built.read(own)
