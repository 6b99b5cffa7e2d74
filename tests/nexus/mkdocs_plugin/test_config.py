"""The options of the plugin are the settings of a site."""

from dataclasses import fields
from typing import Any

import pytest
from mkdocs.config.base import ValidationError
from nexus.mkdocs_plugin.config import NexusConfig
from nexus.project.settings import Settings

NAMES = [setting.name for setting in fields(Settings)]


def validated(**given: Any) -> tuple[NexusConfig, dict[str, Exception], list[Any]]:
    """The options that are given, their errors by name, and what MkDocs warns of."""
    config = NexusConfig()
    config.load_dict(given)
    errors, warnings = config.validate()
    return config, dict(errors), warnings


def test_every_setting_is_an_option() -> None:
    """And no other is; unset, each has its default."""
    config, errors, warnings = validated()
    assert sorted(config) == sorted(NAMES)
    assert (errors, warnings) == ({}, [])
    assert config.chosen() == Settings()


def test_what_is_given_is_chosen() -> None:
    """A lone text stands for a list of one."""
    given = {"models": "app", "look": True, "policy": False, "html_budget": 1}
    config, errors, _ = validated(**given)
    assert errors == {}
    assert config.chosen() == Settings(models=["app"], look=True, policy=False, html_budget=1)


@pytest.mark.parametrize("value", [1.5, None])
@pytest.mark.parametrize("name", NAMES)
def test_a_value_that_a_setting_cannot_have_is_refused(name: str, value: object) -> None:
    """By its name, and with what it is; a key without a value has none."""
    _, errors, _ = validated(**{name: value})
    assert isinstance(errors[name], ValidationError)
    assert str(errors[name]).startswith(f"the setting {name!r} must be ")


def test_an_unknown_option_is_told() -> None:
    """By MkDocs, which a strict build takes for an error."""
    _, errors, warnings = validated(autor="A")
    assert errors == {}
    assert [name for name, _ in warnings] == ["autor"]


def test_two_sites_share_no_setting() -> None:
    """A list of one is not that of another."""
    validated()[0].chosen().models.append("more")
    assert validated()[0].chosen().models == ["models"]
