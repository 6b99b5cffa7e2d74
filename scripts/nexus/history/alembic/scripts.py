"""The revision scripts of Alembic, from its configuration or from a folder, in an order to run them."""

import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from alembic.util.exc import CommandError

from nexus.core import processes
from nexus.core.errors import UsageError, place
from nexus.history import digest
from nexus.history.alembic import broken
from nexus.history.order import Planned
from nexus.history.place import beside
from nexus.schema.timeline import Revision
from nexus.sources import failure
from nexus.sources.inputs import Inputs

_DATE = re.compile(r"^Create Date:\s*(\d{4}-\d\d-\d\d)", re.MULTILINE)
_EXTENSION = re.compile(
    r"""CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?\\?"?([\w-]+)""", re.IGNORECASE
)
_IN_SCHEMA = re.compile(r"""\bschema\s*=\s*["'](\w+)["']""")
_MAKES_SCHEMA = re.compile(r"create[\s_]*schema", re.IGNORECASE)
_LOCATION = "script_location"


class Scripts:
    """The scripts of a folder; `configuration` is what their code sees of `alembic.ini`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.configuration = _configuration(path)
        try:
            self.directory, self._folders = _directory(self.configuration, path)
        except CommandError as error:
            raise UsageError(f"Alembic refuses: {error}", str(path)) from None

    @cached_property
    def _known(self) -> dict[str, Script]:
        """All scripts by their revisions, the newest first, as Alembic walks them."""
        try:
            with broken.borne():
                found = {each.revision: each for each in self.directory.walk_revisions()}
        except processes.ENDS:
            raise
        except CommandError as error:
            raise UsageError(f"Alembic refuses: {error}", str(self._path)) from None
        except KeyError as error:
            what = f"a revision builds upon {error}, which is not there"
            raise UsageError(what, str(self._path), "add its file, or name another one") from None
        except BaseException as error:  # the user's code
            raise failure.told(error, self._path, Inputs()) from None
        if not found:
            hint = "name the folder that has them"
            raise UsageError("there are no revisions", str(self._path), hint)
        return found

    def script(self, revision: str) -> Script:
        """Return a script by the id of its revision."""
        return self._known[revision]

    def planned(self) -> Iterator[Planned]:
        """Yield the revisions in Alembic's order, each behind what it builds upon or depends on."""
        waiting = list(reversed(self._known))
        needs = {name: self._needs(self._known[name]) for name in waiting}
        done: set[str] = set()
        while waiting:
            name = next((each for each in waiting if done.issuperset(needs[each])), None)
            if name is None:
                raise UsageError(f"revisions depend on each other: {', '.join(waiting)}")
            waiting.remove(name)
            done.add(name)
            yield self._planned(self._known[name], tuple(needs[name]))

    def text(self, revision: str) -> str:
        """Return the text of a script."""
        return Path(self._known[revision].path).read_text("utf-8", "replace")

    def extensions(self) -> list[str]:
        """Return the extensions of PostgreSQL that the revisions install; none is imported for it."""
        return sorted(
            {name for text in self._texts().values() for name in _EXTENSION.findall(text)}
        )

    def schemas(self) -> list[str]:
        """Return the schemas of PostgreSQL that revisions use, unless they make any themselves."""
        texts = [text for file, text in self._texts().items() if file.name != "env.py"]
        if any(map(_MAKES_SCHEMA.search, texts)):
            return []
        return sorted({name for text in texts for name in _IN_SCHEMA.findall(text)} - {"public"})

    def _texts(self) -> dict[Path, str]:
        # env.py may choose the folders by what it connects to.
        places = {Path(self.directory.dir), *map(Path, self.directory._version_locations)}
        files = {file for place in places for file in place.rglob("*.py")}
        return {file: file.read_text("utf-8", "replace") for file in files}

    def _needs(self, script: Script) -> list[str]:
        wanted = (*_names(script.down_revision), *_names(script.dependencies))
        found = [each for name in wanted for each in self.directory.get_revisions(name)]
        return list(dict.fromkeys(str(each.revision) for each in found))

    def _planned(self, script: Script, parents: tuple[str, ...]) -> Planned:
        file = Path(script.path)
        dated = _DATE.search(script.longdoc or script.doc or "")
        title = " ".join((script.doc or "").split())
        revision = Revision(script.revision, title, dated[1] if dated else "", parents, place(file))
        environment = digest.of(Path(self.directory.dir, "env.py"), self._folders)
        return Planned(revision, digest.of(file, self._folders) + environment)


def _configuration(path: Path) -> Config:
    if path.suffix == ".toml":
        return Config(toml_file=str(path))
    if not path.is_file():
        return Config()
    # A file of each kind may stand side by side: what the first does not say the other does.
    return Config(str(path), toml_file=beside(path))


def _directory(configuration: Config, path: Path) -> tuple[ScriptDirectory, tuple[Path, ...]]:
    """The scripts, and the folders that what they import lies in."""
    folder = path if path.is_dir() else path.parent
    given = configuration.get_alembic_option(_LOCATION)
    # That of Flask-Migrate says where it lies only when it runs.
    home, place = (folder, folder) if given is None else _found(str(given), folder)
    if place is not None:
        configuration.set_main_option(_LOCATION, _escaped(place))
    if path.is_dir() and not (path / "versions").is_dir():
        configuration.set_main_option("version_locations", _escaped(path))
        configuration.set_main_option("path_separator", "newline")
    # What the revisions import lies where Alembic is started, or would be installed from there.
    tries = dict.fromkeys((home, folder, home / "src", home.parent))
    folders = tuple(each for each in tries if each.is_dir())
    sys.path += [str(each) for each in folders if str(each) not in sys.path]
    return ScriptDirectory.from_config(configuration), folders


def _found(location: str, folder: Path) -> tuple[Path, Path | None]:
    """The folder that a location is written from, and what it means there; None for a package's.

    It is written from where Alembic is started: the folder of its configuration, or one above it.
    """
    tries = ((home, home / location) for home in (folder, *folder.parents))
    return next((found for found in tries if found[1].is_dir()), (folder, None))


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


def _names(given: object) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())  # type: ignore[arg-type]
