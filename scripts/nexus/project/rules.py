"""Which rules count in a project: below the plugin in mkdocs.yml, in a file, on a command line."""

from pathlib import Path

import msgspec

from nexus.core import encoding
from nexus.core.errors import NexusError, UsageError
from nexus.project import settings
from nexus.project.settings import Settings
from nexus.schema.lint import choices as lint
from nexus.schema.lint.choices import Choices


def choices(
    root: Path,
    config: Path | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> Choices:
    """Return what counts below `root`; a file that is named takes the place of the plugin's.

    Raises UsageError for a rule that does not exist, and for a file that cannot be read.
    """
    file = root / "mkdocs.yml"
    chosen = settings.read(settings.configured(file)) if file.is_file() else Settings()
    found = of_site(root, chosen) if config is None else _read(config)
    if config is not None:
        found = _with(found, tuple(chosen.lint_select), tuple(chosen.lint_ignore))
    found = _with(found, select, ignore)
    _check(found)
    return found


def of_site(root: Path, chosen: Settings) -> Choices:
    """Return what the settings of a site say, and the file that they name.

    Raises UsageError for a rule that does not exist, and for a file that cannot be read.
    """
    found = _read(root / chosen.lint_file) if chosen.lint_file else Choices()
    found = _with(found, tuple(chosen.lint_select), tuple(chosen.lint_ignore))
    _check(found, "mkdocs.yml: plugins: nexus")
    return found


def _check(found: Choices, where: str = "") -> None:
    if found.select or found.ignore or found.accepted:
        # Not at the top: who names no rule need not wait for what knows them.
        from nexus.schema.lint import rules

        rules.wanted(found, where)


def _with(found: Choices, select: tuple[str, ...], ignore: tuple[str, ...]) -> Choices:
    return msgspec.structs.replace(
        found, select=(*found.select, *select), ignore=(*found.ignore, *ignore)
    )


def _read(file: Path) -> Choices:
    try:
        text = encoding.read(file)
    except OSError as error:
        what = f"the file of the rules cannot be read: {error.strerror}"
        raise UsageError(what, file.as_posix(), "check its name in lint_file") from None
    except NexusError as error:
        raise UsageError(error.what, error.where or file.as_posix(), error.hint) from None
    found = lint.read(text, file.as_posix())
    _check(found, file.as_posix())
    return found
