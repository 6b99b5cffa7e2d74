"""Pictures of schemas that other projects published, counted for what is wrong to the eye.

Each project is installed by pip, read by `nexus export`, and drawn: whole, as a map where it is
large, and around each of its tables, in both directions.
"""

import subprocess
import sys
import sysconfig
import venv
from collections import Counter
from pathlib import Path

import pytest
from nexus.core.choices import DIRECTIONS
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.schema import document
from nexus.schema.model import Schema

from tests.helpers import ROOT, environment
from tests.nexus.erd.geometry import KINDS, faults

# The models of each package that pip installs, and how many tables they have at the least.
PUBLISHED = {
    "galaxy-data": {"galaxy.model:mapper_registry": 170},
    "ispyb-models": {"ispyb.models": 250},
    "neutron": {"neutron.db.migration.models.head": 110},
    "nova": {"nova.db.main.models": 30, "nova.db.api.models": 20},
    "keystone": {"keystone.identity.backends.sql_model": 10},
    "buildbot": {"buildbot.db.model": 40},
    "optuna": {"optuna.storages._rdb.models": 12},
}
MODELS = [(package, name) for package, known in PUBLISHED.items() for name in known]


# The command, with the packages of this environment behind those of the one that runs it.
COMMAND = f"""
import sys
sys.path += [{str(ROOT / "scripts")!r}, {sysconfig.get_path("purelib")!r}]
from nexus.cli.main import main
main()
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment into which packages can be installed."""
    folder = tmp_path_factory.mktemp("published")
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


@pytest.fixture(scope="module", params=MODELS, ids=lambda pair: pair[1])
def schema(request: pytest.FixtureRequest, program: Path) -> Schema:
    """A published schema, as the JSON of another process says."""
    package, models = request.param
    install = (program, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", package)
    subprocess.run(install, check=True, stdout=sys.stderr)
    export = (program, "-c", COMMAND, "export", models, "--format", "json")
    known = environment()
    known.pop("PYTHONPATH", None)
    done = subprocess.run(export, check=True, capture_output=True, text=True, env=known)
    found = document.read(done.stdout)
    assert len(found.tables) >= PUBLISHED[package][models]
    return found


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_nothing_is_wrong_with_a_published_schema(schema: Schema, direction: str) -> None:
    """In the whole picture, in each neighbourhood, and in the map."""
    asked = [Options(whole=True, direction=direction), Options()]  # type: ignore[arg-type]
    asked.append(Options(whole=True, boxes=True, direction=direction))  # type: ignore[arg-type]
    if direction != "down":
        asked += [Options((table,), 1, direction=direction) for table in schema.by_id]  # type: ignore[arg-type]
    found: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    first: dict[str, str] = {}
    for options in asked:
        for kind, places in faults(draw(schema, options).file()).items():
            found[kind] += len(places)
            if places:
                first[kind] = f"{options}: {places[0]}"
    size = f"{len(schema.tables)} tables, {len(schema.relations)} relations"
    print(f"\n{schema.name} {direction}: {size}, {len(asked)} pictures, {dict(found)}")
    assert not first
