"""What env.py tells, where it asks for what is not here: variables, and databases of others."""

import os
import sys
from pathlib import Path
from unittest import mock

import pytest
from nexus.history.alembic.environment import Environment, alone
from nexus.history.alembic.scripts import Scripts
from sqlalchemy.engine import URL

from tests.nexus.history.projects import alembic

HERE = URL.create(
    "postgresql+psycopg", "me", "word", database="own", query={"host": "/nowhere", "port": "1"}
)
MODELS = 'Table("a", metadata, Column("id", Integer, primary_key=True))\ntarget_metadata = metadata'


def told(folder: Path, models: str) -> Environment:
    """What an env.py tells; the process stays as it was."""
    scripts = Scripts(alembic(folder, models, "a1: SELECT 1"))
    with mock.patch.dict(os.environ), mock.patch.object(sys, "path", [*sys.path]), alone(HERE):
        for name in ("APP_DB_URL", "APP_SECRET"):
            os.environ.pop(name, None)
        return Environment(scripts.configuration, scripts.directory, HERE)


@pytest.mark.parametrize(
    "asks",
    [
        "import os\nos.environ['APP_SECRET']\nassert os.environ['APP_DB_URL'].endswith('port=1')",
        "import os\nos.getenv('APP_DB_URL').replace('postgres:', 'postgresql:')",
        "import os\ncontext.config.set_main_option('sqlalchemy.url', os.getenv('APP_DB_URL'))",
        "import os\nassert int(os.environ['APP_DB_PORT']) == 1\nos.environ['APP_DB_URL']",
    ],
)
def test_a_variable_that_is_not_set_names_the_database_at_hand(asks: str, tmp_path: Path) -> None:
    """The models are known then, and the options; that something stood in is said."""
    found = told(tmp_path / "shop", f"{asks}\n{MODELS}")
    assert [[*each.tables] for each in found.metadata] == [["a"]]
    assert found.options["target_metadata"] is found.metadata[0]
    [remark] = found.remarks
    assert remark.startswith("not set in the environment, so values stand in for them: APP_")


SETTINGS = """
import os
from decimal import Decimal
from enum import Enum
from typing import Literal, Optional
from pydantic import AliasChoices, AnyHttpUrl, BaseModel, Field, SecretStr
Kind = Enum("Kind", {"SMALL": "small"})
class BaseSettings(BaseModel):
    def __init__(self):
        super().__init__(**{k.removeprefix("APP_").lower(): self.read(v) for k, v in os.environ.items()})
    def read(self, value):
        import json
        return json.loads(value) if value[:1] in {"[", "{"} else value
class Settings(BaseSettings):
    model_config = {"env_prefix": "APP_"}
    label: str = Field("", validation_alias=AliasChoices("label", "tag"))
    cache_db: int
    rate: float
    price: Decimal
    is_live: bool
    hosts: list[str]
    pairs: tuple[int, ...]
    names: set[str] | None = Field(...)
    sizes: dict[str, int]
    kind: Kind
    level: Literal["debug", "info"]
    most: Optional[int] = Field(...)
    site: AnyHttpUrl
    db_pass: SecretStr
    db_port: int
settings = Settings()
assert (settings.db_port, settings.cache_db, settings.db_pass.get_secret_value()) == (1, 1, "word")
"""


def test_what_stands_in_has_the_type_that_is_asked_for(tmp_path: Path) -> None:
    """As settings of pydantic say it: numbers, lists, one of several words, an address."""
    found = told(tmp_path / "shop", f"{SETTINGS}\n{MODELS}")
    [remark] = found.remarks
    assert remark.startswith(
        "not set in the environment, so values stand in for them: APP_CACHE_DB"
    )
    assert [[*each.tables] for each in found.metadata] == [["a"]]


def test_an_env_that_asks_the_database_of_others_still_names_its_models(tmp_path: Path) -> None:
    """It is not asked; what was named before is known, and the options are not."""
    asks = f"{MODELS}\ncreate_engine('postgresql+psycopg://me@elsewhere/own').connect()"
    found = told(tmp_path / "shop", asks)
    assert [[*each.tables] for each in found.metadata] == [["a"]]
    [remark] = found.remarks
    assert remark.startswith("env.py does not run offline, so its options are not known: Operation")
    assert "no other database is asked" in remark


@pytest.mark.parametrize("name", ["site_of_nobody/src/app_of_nobody", "site_of_nobody"])
def test_packages_that_are_not_installed_are_found(name: str, tmp_path: Path) -> None:
    """In the folder `src`, or where Alembic is started in the folder above."""
    place = tmp_path / name
    place.mkdir(parents=True)
    (place / "tables_of_nobody_else.py").write_text(
        f"from sqlalchemy import *\nmetadata = MetaData()\n{MODELS}\n"
    )
    found = told(tmp_path / "site_of_nobody", f"from {place.name}.tables_of_nobody_else import *")
    assert [[*each.tables] for each in found.metadata] == [["a"]]
    assert found.remarks == []
