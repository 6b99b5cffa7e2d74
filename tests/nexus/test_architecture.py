"""The rooms of the package: who may import whom, what only one room knows, and how long code gets.

Nothing is imported here: the modules are read as text, so a test sees every import, also one that
stands in a function or is for types only.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import product
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
PACKAGE = SCRIPTS / "nexus"

# From the top to the bottom. A room imports rooms of lower floors, and none of its own floor.
FLOORS = (
    {"cli"},
    {"cohort", "scaffold"},
    {"gate", "mkdocs_plugin", "verify"},
    {"stage"},
    {"project"},
    {"publish"},
    {"figures"},
    {"proof"},
    {"build", "examples", "reference"},
    {"exports"},
    {"erd"},
    {"history"},
    {"sources"},
    {"charts", "cluster", "pages", "plans"},
    {"schema"},
    {"core"},
)
HEIGHT = {room: -number for number, floor in enumerate(FLOORS) for room in floor}
MOST_LINES_OF_A_MODULE = 300
# From `def` to the last line, docstring included, as editors and pylint's plugins count them.
MOST_LINES_OF_A_FUNCTION = 30


def _module(file: Path) -> str:
    name = ".".join(file.relative_to(SCRIPTS).with_suffix("").parts)
    return name.removesuffix(".__init__")


FILES = {_module(file): file for file in sorted(PACKAGE.rglob("*.py"))}


@cache
def trees() -> dict[str, ast.Module]:
    """What each module is parsed to: once, and not when tests are only listed."""
    return {module: ast.parse(file.read_bytes()) for module, file in FILES.items()}


def _imports(module: str) -> Iterator[str]:
    """The modules that a module imports, wherever in it: of a package the module that is named."""
    for node in ast.walk(trees()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots, which this test does not read"
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in FILES else str(node.module) for name in names)


@cache
def imports() -> dict[str, set[str]]:
    """What each module imports."""
    return {module: set(_imports(module)) for module in FILES}


def _room(module: str) -> str:
    """The room of a module of the package; empty for the package itself and its entry point."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""


def _importers(*packages: str) -> set[str]:
    """The rooms with a module that imports one of the packages, or something in it."""
    pairs = product(imports().items(), packages)
    return {
        _room(module)
        for (module, names), package in pairs
        if any(f"{name}.".startswith(f"{package}.") for name in names)
    }


def test_every_room_has_a_floor() -> None:
    """A new room is put into the list above, where a reader looks for it."""
    assert {_room(module) for module in FILES} - {""} <= HEIGHT.keys()


def test_no_modules_import_each_other() -> None:
    """Neither directly nor by way of others, nor for types only."""
    own = {module: names & FILES.keys() for module, names in imports().items()}
    try:
        TopologicalSorter(own).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def test_rooms_import_rooms_below_them() -> None:
    """What lies lower knows nothing of what lies higher."""
    upward = [
        f"{module} imports {name}"
        for module, names in imports().items()
        for name in sorted(names & FILES.keys())
        if _room(module) and _room(name) and _room(module) != _room(name)
        if HEIGHT[_room(module)] <= HEIGHT[_room(name)]
    ]
    assert not upward, "\n".join(upward)


def test_only_rooms_of_sources_import_sqlalchemy() -> None:
    """The rest knows a `Schema`, whatever it was read from."""
    assert _importers("sqlalchemy") <= {"sources", "history"}


def test_only_rooms_of_sources_import_django() -> None:
    """And it runs in a process of its own."""
    assert _importers("django") <= {"sources", "history"}


def test_only_the_history_imports_alembic() -> None:
    """What its revisions did is a `Timeline` to the rest."""
    assert _importers("alembic") <= {"history"}


def test_only_one_room_imports_mkdocs() -> None:
    """The rest turns texts into texts."""
    assert _importers("mkdocs", "material", "mkdocs_hooks") <= {"mkdocs_plugin"}


def test_only_one_room_knows_the_logs_of_mkdocs() -> None:
    """Their names and what they say change with MkDocs and its plugins."""
    told = re.compile(r"mkdocs\.(?:plugins|structure|livereload|commands|__main__)|\bmaterial\.\w")
    knowing = {
        f"{module}:{node.lineno}"
        for module, tree in trees().items()
        if _room(module) != "mkdocs_plugin"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if told.search(node.value)
    }
    assert knowing == set()


def test_nobody_is_a_guest() -> None:
    """Every site that names the plugin is a site like this one, in names of files too."""
    files = (file for file in SCRIPTS.rglob("*") if file.is_file() and file.suffix != ".pyc")
    guests = [
        file.relative_to(SCRIPTS).as_posix()
        for file in files
        if "guest" in file.name.lower() or b"guest" in file.read_bytes().lower()
    ]
    assert not guests, "\n".join(guests)


def test_no_module_is_too_long_to_read() -> None:
    """At most 300 lines, in every Python file below scripts/."""
    lines = {file: file.read_bytes().count(b"\n") for file in SCRIPTS.rglob("*.py")}
    long = [
        f"{file.relative_to(SCRIPTS)}: {number}"
        for file, number in lines.items()
        if number > MOST_LINES_OF_A_MODULE
    ]
    assert not long, "\n".join(long)


def test_no_function_is_too_long_to_read() -> None:
    """At most 30 lines from `def` to its end, in every Python file below scripts/."""
    long = [
        f"{file.relative_to(SCRIPTS)}:{node.lineno} {node.name}"
        for file in sorted(SCRIPTS.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert not long, "\n".join(long)
