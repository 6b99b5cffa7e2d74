"""The settings of a site: each declared once, with its type, its default and its meaning.

They stand under `extra.nexus` in mkdocs.yml. What differs between a machine and a publishing
pipeline comes from the environment instead; there, empty counts as unset.
"""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from nexus.core import encoding
from nexus.core.errors import UsageError, place

_GITHUB = "https://github.com"


@dataclass(frozen=True)
class Settings:
    """What an author may set; unset, nothing of it is visible."""

    author: str = field(default="", metadata={"help": "the name at the foot of each page"})
    profiles: dict[str, str] = field(
        default_factory=dict,
        metadata={"help": "links at the foot of each page: the label, and an https address"},
    )
    models: str = field(default="models", metadata={"help": "the folder of the SQLAlchemy models"})
    html_budget: int = field(
        default=500_000, metadata={"help": "the most bytes that the HTML of a page may have"}
    )
    transfer_budget: int = field(
        default=250_000,
        metadata={"help": "the most bytes that a page may fetch before it is used, compressed"},
    )
    file_types: list[str] = field(
        default_factory=list,
        metadata={"help": "more endings that published files may have, such as .zip"},
    )


def configured(file: Path) -> object:
    """What mkdocs.yml says under `extra.nexus`; raises UsageError where there is no such file."""
    return (configuration(file).get("extra") or {}).get("nexus")


def configuration(file: Path) -> dict[str, Any]:
    """What mkdocs.yml says; its Python tags, which MkDocs reads, stay unread.

    Raises UsageError where there is no such file, or it is no YAML in UTF-8.
    """

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda *_: None)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    try:
        content = yaml.load(encoding.read(file), Loader)  # noqa: S506 (a SafeLoader's child)
    except FileNotFoundError:
        hint = "go to the project's folder, or name it with --root"
        raise UsageError("there is no mkdocs.yml", file.as_posix(), hint) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"this is not valid YAML: {error.problem}"
        raise UsageError(what, place(file, line), "fix the line") from None
    return dict(content or {})


def published_folders(file: Path) -> list[Path]:
    """The folders beside mkdocs.yml whose files a site publishes: the pages', and the theme's."""
    known = configuration(file)
    theme = known.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    names = [known.get("docs_dir") or "docs", *([custom] if custom else ())]
    return [file.parent / str(name) for name in names]


def read(given: object, where: str = "mkdocs.yml: extra.nexus") -> Settings:
    """The settings of a mapping as YAML gives it; raises UsageError for what is not declared."""
    values = {} if given is None else given
    if not isinstance(values, Mapping):
        raise UsageError("the settings must be keys and values", where)
    declared = {setting.name: setting for setting in fields(Settings)}
    for name, value in values.items():
        if name not in declared:
            raise UsageError(
                f"unknown setting {name!r}", where, f"choose from: {', '.join(declared)}"
            )
        _check(name, value, type(getattr(Settings(), name)), where)
    return Settings(**values)


def _check(name: str, value: Any, kind: type, where: str) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):
        article = "an" if kind is int else "a"
        raise UsageError(f"the setting {name!r} must be {article} {kind.__name__}", where)
    for ending in value if isinstance(value, list) else ():
        if not re.fullmatch(r"\.\w+", str(ending)):
            raise UsageError(f"{ending!r} of {name!r} is no ending", where, "write it as .zip")
    for label, address in value.items() if isinstance(value, dict) else ():
        parts = urlsplit(str(address))
        if parts.scheme != "https" or not parts.hostname:
            hint = "give an address that starts with https://"
            raise UsageError(f"{label!r} of {name!r} is no https address", where, hint)


@dataclass(frozen=True)
class Addresses:
    """Where the site and its sources are on the net; empty where nobody knows."""

    site: str = ""
    repository: str = ""

    @property
    def repository_name(self) -> str:
        """`owner/name`, as GitHub shows it."""
        return urlsplit(self.repository).path.strip("/")


def addresses(environment: Mapping[str, str], root: Path) -> Addresses:
    """The addresses from `SITE_URL` and `GITHUB_REPOSITORY`, else from git's remote `origin`.

    A repository on GitHub gives a site on GitHub Pages unless `SITE_URL` says otherwise.
    """
    name = environment.get("GITHUB_REPOSITORY", "").strip() or _origin(root)
    site = environment.get("SITE_URL", "").strip() or _pages(name)
    return Addresses(f"{site.rstrip('/')}/" if site else "", f"{_GITHUB}/{name}" if name else "")


def _pages(name: str) -> str:
    if not name:
        return ""
    owner, _, repository = name.lower().partition("/")
    host = f"https://{owner}.github.io"
    return host if repository == f"{owner}.github.io" else f"{host}/{name.partition('/')[2]}"


def _origin(root: Path) -> str:
    """`owner/name` of the remote `origin` if that is on GitHub, else the empty string."""
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    found = re.search(r"(?:^|[/@.])github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?\s*$", run.stdout)
    return found[1] if found else ""


def cache_folder(environment: Mapping[str, str], root: Path) -> Path:
    """The folder for what is kept between builds: `NEXUS_CACHE`, else .cache/nexus."""
    return Path(environment.get("NEXUS_CACHE", "").strip() or root / ".cache" / "nexus")
