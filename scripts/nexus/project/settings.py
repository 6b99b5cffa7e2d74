"""The settings of a site: each declared once, with its type, its default and its meaning.

They are below the plugin's name in mkdocs.yml: `plugins: [search, nexus: {models: app/models}]`.
What differs between a machine and a publishing pipeline comes from the environment instead, where
an empty value counts as unset.
"""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from nexus.core import encoding
from nexus.core.author import Author
from nexus.core.errors import UsageError, place

PLUGIN = "nexus"
AUTO = "auto"
_OFF = "off"
_LIVE = ("sql", "python", _OFF)
_WHERE = "mkdocs.yml: plugins: nexus"
# What PyYAML raises of a value that it takes on trust, such as a date in month 13.
_OF_YAML = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError)
# What each setting that holds an address may begin with.
_ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "contact": ("https://", "mailto:"),
    "repository": ("https://",),
}
_MAIL = re.compile(r"mailto:[^\s@,;?&<>\"']+@[^\s@,;?&<>\"']+\.[^\s@,;?&<>\"']+")
WORDS: Mapping[tuple[type, ...], str] = {
    (str,): "a text",
    (int,): "a number",
    (bool,): "true or false",
    (bool, str): "true, false or auto",
    (list,): "a list of texts",
    (dict,): "names and addresses",
}


def _setting(default: Any, meaning: str, among: Collection[str] = ()) -> Any:
    """Declare a setting, `among` the words that it may have; what can change is made for each site."""
    kinds = (bool, str) if default == AUTO else (type(default),)
    facts = {"help": meaning, "kinds": kinds, "among": among}
    if isinstance(default, list | dict):
        return field(default_factory=default.copy, metadata=facts)
    return field(default=default, metadata=facts)


@dataclass(frozen=True)
class Settings:
    """What an author may set; unset, each has a value that does no harm."""

    # Where things are
    models: list[str] = _setting(["models"], "the models: folders, files or modules, as MODELS")
    dialect: str = _setting(
        "", "the database that SQLAlchemy models are written for, such as mysql"
    )
    data_dir: str = _setting("data", "the folder of the rows that examples read")
    weeks_dir: str = _setting("weeks", "the folder of the weeks, below docs/")
    schema_after: str = _setting("", "the item or page of the navigation that the schemas follow")
    footer: str = _setting("", "the item of the navigation that goes into the footer, not the tabs")
    addresses: bool = _setting(default=False, meaning="take unset addresses from GitHub or git")
    # What the site gets
    reference: bool = _setting(default=True, meaning="pages for each schema and its tables")
    history: str = _setting(
        "", "a changelog of the schemas by commits, weeks, tags or revisions (or their path)"
    )
    lint: bool = _setting(
        default=True, meaning="what the lint rules find in a schema, on its pages"
    )
    lint_select: list[str] = _setting([], "optional rules to use; all stands for every rule")
    lint_ignore: list[str] = _setting([], "rules to leave out")
    lint_file: str = _setting("", "a TOML file, as `nexus lint --config` takes it")
    examples: bool = _setting(default=True, meaning="run the examples of the pages")
    live: str = _setting(
        "sql", "what readers may run in their browser: sql, python (and SQL), off", among=_LIVE
    )
    viewer: bool = _setting(
        default=True, meaning="pan, zoom and a finder for diagrams; pev2 for plans"
    )
    ledger: bool = _setting(default=True, meaning="a page of what backs each statement of a week")
    metadata: bool = _setting(default=True, meaning="tags for search engines and networks")
    cards: bool = _setting(default=True, meaning="a picture for each page that is shared")
    feeds: bool = _setting(default=True, meaning="feeds of the weeks")
    sharing: bool = _setting(default=True, meaning="ways to share the page of a week")
    copies: bool = _setting(default=True, meaning="each page as Markdown too, and llms.txt")
    record: bool = _setting(default=True, meaning="weeks and what ran, for programs: nexus.json")
    verification: bool = _setting(
        default=True, meaning="a page that checks others against the signed list"
    )
    policy: bool | str = _setting(
        AUTO, "a security policy: true, false, or auto, which is on if nothing breaks"
    )
    stylesheet: bool | str = _setting(
        AUTO, "one style sheet for all pages: true, false, or auto, which follows the policy"
    )
    gate: bool = _setting(default=True, meaning="refuse a built site that must not be published")
    look: bool = _setting(default=False, meaning="the look of a portfolio, for Material")
    # Who speaks
    author: str = _setting("", "the name of the author")
    role: str = _setting("", "what the author is or wants to be, in a few words")
    tagline: str = _setting("", "one sentence about the author")
    contact: str = _setting("", "how to reach the author: an https or a mailto address")
    profiles: dict[str, str] = _setting({}, "links of the author: the label, and an https address")
    portrait: str = _setting("", "a picture of the author: its path below docs/")
    repository: str = _setting("", "where the source is, if not at repo_url: an https address")
    # What is too much
    html_budget: int = _setting(500_000, "the most bytes that the HTML of a page may have")
    transfer_budget: int = _setting(250_000, "the most compressed bytes that a page loads at first")
    file_types: list[str] = _setting(
        [],
        "more endings that published files may have, such as .zip, if files of that kind can be "
        "checked",
    )
    placeholders: list[str] = _setting([], "values in pages that look like secrets but are not")

    def identity(self, repository: str = "") -> Author:
        """Return who speaks; `repository` is the address of the source if none is set."""
        return Author(
            *(self.author.strip(), self.role.strip(), self.tagline.strip(), self.contact),
            *(self.profiles, self.portrait, self.repository or repository),
        )

    @property
    def parts(self) -> frozenset[str]:
        """Return the names of those settings that are on for what lies beside the pages."""
        names = ("cards", "copies", "feeds", "metadata", "record", "sharing")
        return frozenset(name for name in names if getattr(self, name))


def configured(file: Path) -> object:
    """Return what mkdocs.yml says below the plugin, or None if it does not name the plugin.

    Raises UsageError as `configuration` does.
    """
    listed = configuration(file).get("plugins") or ()
    entries = listed.items() if isinstance(listed, Mapping) else map(_entry, listed)
    return next((given or {} for name, given in entries if name == PLUGIN), None)


def _entry(item: object) -> tuple[object, object]:
    return next(iter(item.items())) if isinstance(item, Mapping) and item else (item, {})


def configuration(file: Path) -> dict[str, Any]:
    """Read mkdocs.yml, and those that it inherits from; its Python tags stay unread.

    Raises UsageError if there is no such file, or if it is not YAML in UTF-8.
    """
    content, above = _mapping(file), file
    for _ in range(10):  # a circle ends there
        if not (parent := content.pop("INHERIT", None)):
            break
        above = above.parent / str(parent)
        content = {**_mapping(above), **content}
    return content


def _mapping(file: Path) -> dict[str, Any]:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda *_: None)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    try:
        content = yaml.load(encoding.read(file), Loader)  # noqa: S506 (a SafeLoader's child)
    except FileNotFoundError:
        hint = "go to the project's folder, or name it with --root"
        raise UsageError("there is no mkdocs.yml", file.as_posix(), hint) from None
    except OSError as error:
        what = f"mkdocs.yml cannot be read: {error.strerror}"
        raise UsageError(what, file.as_posix(), "let this user read it") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"this is not valid YAML: {error.problem}"
        raise UsageError(what, place(file, line), "fix the line") from None
    except _OF_YAML as error:
        what = f"this is not valid YAML: {type(error).__name__}: {error}"
        raise UsageError(what, place(file), "quote what is meant as text") from None
    if content is None or isinstance(content, Mapping):
        return dict(content or {})
    raise UsageError("this is no list of settings", place(file, 1), "write `name: value`")


def published_folders(file: Path) -> list[Path]:
    """Return the folders beside mkdocs.yml that a site publishes: its pages and its theme's files."""
    known = configuration(file)
    theme = known.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    names = [known.get("docs_dir") or "docs", *([custom] if custom else ())]
    return [file.parent / str(name) for name in names]


def read(given: object) -> Settings:
    """Read the settings from a mapping as YAML gives it; a lone text stands for a list of one.

    Raises UsageError for an unknown setting or a wrong value.
    """
    values = {} if given is None else given
    if not isinstance(values, Mapping):
        raise UsageError("the settings must be keys and values", _WHERE)
    declared = {setting.name: setting for setting in fields(Settings)}
    for name in values:
        if name not in declared:
            hint = f"choose from: {', '.join(declared)}"
            raise UsageError(f"unknown setting {name!r}", _WHERE, hint)
    facts = {name: setting.metadata for name, setting in declared.items()}
    return Settings(**{name: checked(name, value, facts[name]) for name, value in values.items()})


def checked(name: str, value: Any, facts: Mapping[str, Any]) -> Any:
    """Return the value of a setting; raises UsageError if its `facts` do not allow that value."""
    kinds, among = facts["kinds"], facts["among"]
    if value is False and _OFF in among:  # which YAML takes for false
        value = _OFF
    if among and value not in among:
        what = f"the setting {name!r} must be {' or '.join(among)}"
        raise UsageError(what, _WHERE, f"it is {facts['help']}")
    if kinds == (list,) and isinstance(value, str):
        value = [value]
    if type(value) not in kinds or (isinstance(value, str) and bool in kinds and value != AUTO):
        what = f"the setting {name!r} must be {WORDS[kinds]}"
        raise UsageError(what, _WHERE, f"it is {facts['help']}")
    for item in value if isinstance(value, list) else ():
        if not isinstance(item, str) or (name == "file_types" and not re.fullmatch(r"\.\w+", item)):
            raise UsageError(f"{item!r} of {name!r} cannot be", _WHERE, f"give {facts['help']}")
    if name in _ADDRESSES and value and not is_address(value, _ADDRESSES[name]):
        kinds_of = " or ".join(_ADDRESSES[name])
        raise UsageError(
            f"{value!r} of {name!r} is no address", _WHERE, f"start it with {kinds_of}"
        )
    for label, address in value.items() if isinstance(value, dict) else ():
        if not is_address(str(address), ("https://",)):
            hint = "give an address that starts with https://"
            raise UsageError(f"{label!r} of {name!r} is no https address", _WHERE, hint)
    return value


def is_address(text: str, kinds: Collection[str]) -> bool:
    """Tell whether a text is an address of one of these kinds, such as `https://`."""
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that does not end
        return False
    if parts.scheme == "mailto":
        return "mailto:" in kinds and bool(_MAIL.fullmatch(text))
    known = f"{parts.scheme}://" in kinds
    return known and bool(parts.hostname) and text.isprintable()


def check_time(environment: Mapping[str, str]) -> None:
    """Raise UsageError where SOURCE_DATE_EPOCH, the time of a build, is no time."""
    given = environment.get("SOURCE_DATE_EPOCH")
    try:
        if given is not None:
            datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        hint = (
            "give whole seconds since 1970, as `git log -1 --format=%ct` prints them, or unset it"
        )
        raise UsageError(f"{given!r} is no time", "SOURCE_DATE_EPOCH", hint) from None


def cache_folder(environment: Mapping[str, str], root: Path) -> Path:
    """Return the folder of what is kept between builds: `NEXUS_CACHE`, or .cache/nexus.

    Raises UsageError where that is no folder.
    """
    named = environment.get("NEXUS_CACHE", "").strip()
    folder = Path(named or root / ".cache" / "nexus")
    if os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112 (which asks quietly)
        what = "what is kept between builds needs a folder, and this is none"
        hint = "name a folder with NEXUS_CACHE, or take the file away"
        raise UsageError(what, "NEXUS_CACHE" if named else place(folder), hint)
    return folder
