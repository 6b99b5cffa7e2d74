"""Django's registry of apps, filled without `django.setup()`: each app is imported by itself.

An app that is not installed or that fails is left out with its reason, and what follows it is
imported all the same. No `ready()` of an app runs, but for those that make columns. Where there are
no settings, the app of a model is registered when its class is made.
"""

import importlib
import os
import re
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps

from nexus.sources import failure
from nexus.sources.django import finder
from nexus.sources.django.bare import Modules
from nexus.sources.inputs import Inputs

if TYPE_CHECKING:
    from nexus.core.errors import NexusError

# Apps that make columns of other models when all are imported.
_MAKERS = {"modeltranslation"}
_DECLARES = re.compile(
    r"^class \w+\([^)]*\bmodels\.Model\b|^[ \t]+\w+ = models\.\w+\(", re.MULTILINE
)
_CONTRIB = ("admin", "auth", "contenttypes", "flatpages", "redirects", "sessions", "sites")


class Registry:
    """The apps of a project; `warnings` and `notes` say what was left out, and why."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self.warnings: list[str] = []
        self.notes: list[str] = []
        self.errors: list[NexusError] = []
        self._absent: list[str] = []

    # With settings

    def fill(self, entries: Iterable[str]) -> None:
        """Register and import the apps that settings name."""
        for entry in entries:
            config = self._config(entry)
            if config is not None and config.label not in apps.app_configs:
                self._add(config)
        if self._absent:
            self.notes.append(f"left out: {', '.join(self._absent)} (not installed)")
        self.open()
        for import_ in (self._import, self._import_others):
            for config in list(apps.app_configs.values()):
                import_(config)
        self.close()
        for config in apps.app_configs.values():
            if config.name in _MAKERS:
                config.ready()

    def _config(self, entry: str) -> Any:
        if finder.is_one(entry.partition(".")[0]):
            self._absent.append(entry)
            return None
        try:
            return AppConfig.create(entry)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the user's code
            return self._without_config(entry, error)

    def _without_config(self, entry: str, error: BaseException) -> Any:
        """Return the config of the package itself; none, with a word on it, if there is no package."""
        for name in (entry, re.sub(r"(\.apps)?\.[A-Z]\w*$", "", entry)):
            try:
                return AppConfig(name, importlib.import_module(name))
            except KeyboardInterrupt:
                raise
            except BaseException:  # noqa: S112 (told below)
                continue
        missing = isinstance(error, ModuleNotFoundError) and entry.startswith(str(error.name))
        if missing or not _is_there(entry.partition(".")[0]):
            self._absent.append(entry)
        else:
            self._tell(entry, error, Path(entry))
        return None

    def _import(self, config: Any) -> None:
        try:
            config.import_models()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the user's code
            name = f"{config.name}.models"
            file = _file(name)
            self._tell(name, error, file)
            if file.name == "__init__.py":
                self._import_parts(name, file.parent)

    def _import_others(self, config: Any) -> None:
        """Import modules of models that lie beside an app's own, if others of the app use them.

        Django gets to know their models when it imports the admin or the views.
        """
        folder = Path(str(config.path))
        if not self._inputs.is_own(f"{folder}{os.sep}"):
            return
        texts = {file: file.read_text("utf-8", "replace") for file in sorted(folder.glob("*.py"))}
        for file, text in texts.items():
            name = f"{config.name}.{file.stem}"
            if name in sys.modules or file.stem.startswith("test") or not _DECLARES.search(text):
                continue
            uses = re.compile(rf"^[ \t]*(?:from|import)\b.*\b{file.stem}\b", re.MULTILINE)
            if any(uses.search(other) for own, other in texts.items() if own != file):
                self.take(name, file)

    def _import_parts(self, name: str, folder: Path) -> None:
        """Import the modules of a package of models whose own module failed."""
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
        for file in sorted(folder.glob("*.py")):
            part = f"{name}.{file.stem}"
            if file.stem != "__init__" and part not in sys.modules:
                self.take(part, file)

    def take(self, name: str, file: Path) -> bool:
        """Import one module; tell why, and return False, where that fails."""
        try:
            importlib.import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the user's code
            self._tell(name, error, file)
            return False
        return True

    def _tell(self, name: str, error: BaseException, file: Path) -> None:
        told = failure.told(error, file, self._inputs)
        self.errors.append(told)
        reason = failure.reason(told)
        mine = [line for line in self.warnings if line.endswith(f" ({reason})")]
        if not mine:
            self.warnings.append(f"left out: {name} ({reason})")

    # Without settings

    def serve(self, modules: Modules) -> None:
        """Register the app of each of the modules' models when its class is made.

        One that is asked for before that is looked for among what is installed and the modules.
        """
        known, asked = apps.get_containing_app_config, apps.get_app_config

        def containing(module: str) -> Any:
            config, (name, own) = known(module), modules.label(module)
            # A package inside of an app that has models of its own is another app.
            is_nearer = config is not None and config.name != name and ".models" in module
            return self._made(name, own) if config is None or is_nearer else config

        def named(label: str) -> Any:
            if label not in apps.app_configs and not self.install([label]):
                for file, name in modules.names.items():
                    if modules.label(name)[1] == label and name not in sys.modules:
                        self.take(name, file)
            return asked(label)

        self.open()
        apps.get_containing_app_config, apps.get_app_config = containing, named

    def _made(self, name: str, label: str) -> Any:
        try:
            config = AppConfig.create(name)
        except Exception:  # no package, or its apps.py fails
            kind = type("App", (AppConfig,), {"path": "", "label": label})
            config = kind(name, sys.modules.get(name) or ModuleType(name))
        config.models = apps.all_models[config.label]
        self._add(config)
        return config

    def install(self, wanted: Iterable[str]) -> bool:
        """Install the apps of these labels, as far as they are known; tell whether any was."""
        before = len(apps.app_configs)
        for label in wanted:
            name = f"django.contrib.{label}" if label in _CONTRIB else label
            if label not in apps.app_configs and _is_there(name):
                config = self._config(name)
                if config is not None:
                    self._add(config)
                    self._import(config)
        return len(apps.app_configs) > before

    # Both

    def _add(self, config: Any) -> None:
        config.apps = apps
        apps.app_configs[config.label] = config

    def open(self) -> None:
        """Let models be imported."""
        apps.apps_ready = True
        apps.clear_cache()

    def close(self) -> None:
        """Take all models for imported; an app that they alone name is registered too."""
        for label in [label for label in apps.all_models if label not in apps.app_configs]:
            kind = type("App", (AppConfig,), {"path": "", "label": label})
            self._add(kind(label, ModuleType(label)))
        for config in apps.app_configs.values():
            config.models = apps.all_models[config.label]
        apps.clear_cache()
        apps.models_ready = apps.ready = True


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _file(module: str) -> Path:
    """Return the file of a module, which need not be in memory."""
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        spec = None
    return Path(spec.origin) if spec and spec.origin else Path(module)
