"""The plugin's options in mkdocs.yml: the settings of a site, each checked as it is declared."""

from dataclasses import Field, fields
from typing import Any

from mkdocs.config.base import BaseConfigOption, Config, ValidationError

from nexus.core.errors import UsageError
from nexus.project import settings
from nexus.project.settings import Settings

_UNSET = Settings()


class _Option(BaseConfigOption[Any]):
    """One setting as MkDocs takes an option: its default, and the check of its value."""

    def __init__(self, setting: "Field[Any]") -> None:
        super().__init__()
        self._setting = setting
        self.default = getattr(_UNSET, setting.name)

    def run_validation(self, value: object) -> Any:
        """Give the checked value; raises ValidationError where the setting cannot have it."""
        try:
            return settings.checked(self._setting.name, value, self._setting.metadata)
        except UsageError as error:
            raise ValidationError(str(error)) from None


# Declared once, in `Settings`: here each becomes an option of MkDocs.
_Options: Any = type("_Options", (Config,), {each.name: _Option(each) for each in fields(Settings)})


class NexusConfig(_Options):  # type: ignore[misc]
    """The options of the plugin: those of `Settings`."""

    def chosen(self) -> Settings:
        """Give the settings of the site."""
        return Settings(**{setting.name: self[setting.name] for setting in fields(Settings)})
