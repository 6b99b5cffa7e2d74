"""The settings of a project, as far as they run here: a statement that fails is passed over.

Settings ask for variables that only a server has, and for packages that only it installs. What
models need of them is which apps are installed and a few names. No setting about a database, a
cache or a log is followed.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from nexus.core.errors import NexusError, place
from nexus.sources.django.finder import asked_in
from nexus.sources.django.passing import Passing
from nexus.sources.django.standins import StandIn

_POSTGRESQL = "django.db.backends.postgresql"
_POSTGIS = "django.contrib.gis.db.backends.postgis"
_GIS = "django.contrib.gis"
# What apps ask for while they are imported, and no table depends on.
_USUAL: dict[str, Any] = {"STATIC_URL": "/static/", "MEDIA_URL": "/media/", "SITE_ID": 1}
# What would reach out, or look for files, when it is followed.
_UNSET: dict[str, Any] = {
    "LOGGING_CONFIG": None,
    "LOGGING": {},
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
    "LOCALE_PATHS": [],
    "SECRET_KEY": "models are read without it",
}


def configure(
    names: Iterable[str], passing: Passing, is_own: Callable[[str], bool]
) -> dict[str, Any]:
    """Configure Django by the settings of the first module that has any, and return them.

    Raises the NexusError of the first where none names the apps.
    """
    failures: list[NexusError] = []
    for name in names:
        try:
            given = _given(name, passing)
        except NexusError as error:
            failures.append(error)
            continue
        lost = {k: v for k, v in given.items() if isinstance(v, StandIn)}
        known = apply({k: v for k, v in given.items() if k not in lost})
        _lend(lost, is_own)
        return known
    raise failures[0]


def _given(name: str, passing: Passing) -> dict[str, Any]:
    """Return the settings of a module; raises NexusError where it names no apps."""
    os.environ["DJANGO_SETTINGS_MODULE"] = name
    with passing.over():
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            hint = "set DJANGO_SETTINGS_MODULE to the module of the settings"
            raise NexusError(f"there are no settings: {error}", name, hint) from None
        except SyntaxError as error:
            where = place(Path(error.filename or name), error.lineno)
            raise NexusError(f"SyntaxError: {error.msg}", where, "fix the settings") from None
    given = {key: value for key, value in vars(module).items() if key.isupper()}
    if not isinstance(given.get("INSTALLED_APPS"), list | tuple):
        given = _of_class(vars(module).values())
    if not isinstance(given.get("INSTALLED_APPS"), list | tuple):
        hint = "; ".join(f"{told} ({where})" for where, told in passing.passed[:3])
        raise NexusError("the settings name no INSTALLED_APPS", name, hint)
    return given


def _of_class(values: Iterable[Any]) -> dict[str, Any]:
    """Return the settings of the class that the environment names, or of the last with apps.

    So does django-configurations, whose settings are classes.
    """
    named = os.environ.get("DJANGO_CONFIGURATION", "")
    kinds = [v for v in values if isinstance(v, type) and hasattr(v, "INSTALLED_APPS")]
    chosen = [kind for kind in kinds if kind.__name__ == named] or kinds[-1:]
    return {key: getattr(kind, key) for kind in chosen for key in dir(kind) if key.isupper()}


def _lend(lost: Mapping[str, StandIn], is_own: Callable[[str], bool]) -> None:
    """Let the user's own code ask for settings that are there, and could not be read."""
    from django.conf import global_settings, settings

    class Lent:
        def __getattr__(self, name: str) -> Any:
            if name in lost and not hasattr(global_settings, name) and asked_in(is_own):
                return lost[name]
            return getattr(global_settings, name)

        def __dir__(self) -> list[str]:
            return dir(global_settings)

    settings._wrapped.default_settings = Lent()


def apply(known: Mapping[str, Any]) -> dict[str, Any]:
    """Configure Django by these settings, without what reaches out, and return them."""
    from django.conf import settings

    apps = [app for app in known.get("INSTALLED_APPS", ()) if isinstance(app, str)]
    named = known.get("DATABASES")
    has_places = any(app.startswith(_GIS) for app in apps) or "gis." in repr(named)
    engine = _POSTGIS if has_places else _POSTGRESQL
    aliases = dict.fromkeys(("default", *(named if isinstance(named, dict) else ())))
    databases = {str(alias): {"ENGINE": engine, "NAME": "none"} for alias in aliases}
    given = {**_USUAL, **known, **_UNSET, "INSTALLED_APPS": apps, "DATABASES": databases}
    settings.configure(**given)
    return given
