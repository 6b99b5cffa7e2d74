"""What mapped classes say of their tables: words, and relations that the database does not keep.

The words are a class's docstring, and for a column `doc=`, SQLModel's `Field(description=)`, or the
text that stands below an attribute. A relationship whose columns no foreign key joins is a link.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, Table

from nexus.core import processes
from nexus.schema.mapped import Mapped
from nexus.schema.model import ForeignKey, Source


def configure(is_own: Any) -> None:
    """Let mappers finish what they do when they are first used, such as making more tables.

    That takes time, and only some have anything to do that tables show: those with a join of their
    own, and all where somebody listens. What fails there fails for those who use the models; their
    tables are known all the same.
    """
    for registry in _registries():
        own = [mapper for mapper in _mappers(registry) if is_own(_file(mapper.class_))]
        if own and (_is_heard(own[0]) or any(map(_has_join, own))):
            try:
                registry.configure()
            except processes.ENDS:
                raise
            except BaseException:  # noqa: S112 (the user's code, and names of modules left out)
                continue


def _is_heard(mapper: Any) -> bool:
    """Whether anything listens for the moment when all mappers are configured."""
    dispatch = type(mapper).dispatch._for_class(type(mapper))  # noqa: SLF001 (as SQLAlchemy asks)
    return any(True for _ in dispatch.after_configured)


def _has_join(mapper: Any) -> bool:
    """Whether a relationship of a class says itself how it joins."""
    held = getattr(mapper, "_init_properties", {}).values()
    joins = (getattr(getattr(each, "_init_args", None), "primaryjoin", None) for each in held)
    return any(getattr(join, "argument", None) is not None for join in joins)


def mappers(metadata: MetaData) -> dict[Table, Any]:
    """Return the first mapper of each table of a MetaData that a class is mapped to."""
    found: dict[Table, Any] = {}
    for registry in _registries():
        for mapper in sorted(_mappers(registry), key=lambda m: str(m.class_.__qualname__)):
            table = mapper.local_table
            if isinstance(table, Table) and metadata.tables.get(str(table.key)) is table:
                known = found.setdefault(table, mapper)
                # Of classes that share a table the one that the others inherit from.
                if known is not mapper and issubclass(known.class_, mapper.class_):
                    found[table] = mapper
    return found


def _registries() -> list[Any]:
    """Return every registry of mappers in memory; none where nothing has imported the ORM."""
    module = sys.modules.get("sqlalchemy.orm.mapper")
    with suppress(AttributeError, TypeError):  # there is no public way to ask
        return sorted(module._all_registries(), key=id) if module else []  # noqa: SLF001
    return []


def _mappers(registry: Any) -> list[Any]:
    """Return the mappers of a registry; a class whose mapping failed has none."""
    found = []
    for manager in list(registry._managers):  # noqa: SLF001 (the public way raises for one without)
        with suppress(Exception):
            found.append(manager.mapper)
    return found


def names(table: Table, mapper: Any) -> Mapped:
    """Return what the models call a table and its columns."""
    if mapper is None:
        return Mapped("sqlalchemy", "", str(table.key))
    known = mapper.class_
    attributes = tuple((str(c.name), _attribute(mapper, c)) for c in table.columns)
    shares = mapper.inherits is not None and mapper.inherits.local_table is not table
    module, name = _module(str(known.__module__)), str(known.__qualname__)
    return Mapped("sqlalchemy", module, name, attributes, shares=shares)


def variables(sources: Mapping[Table, Source]) -> dict[Table, Mapped]:
    """Return what the modules that declare tables call them in variables of their own."""
    files = {source.file for source in sources.values()}
    found: dict[Table, Mapped] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        for word, held in list(vars(module).items()) if file in files else ():
            if isinstance(held, Table) and held in sources and sources[held].file == file:
                found.setdefault(held, Mapped("sqlalchemy", _module(name), word))
    return found


def _module(name: str) -> str:
    """Return what a module is imported by in the working directory, whose name is no part of it."""
    top, _, rest = name.partition(".")
    is_here = [*getattr(sys.modules.get(top), "__path__", ())] == [str(Path.cwd())]
    return rest if rest and is_here else name


# Words


def table_words(mapper: Any) -> str | None:
    """Return the first paragraph of a mapped class's own docstring."""
    text = vars(mapper.class_).get("__doc__")
    # A dataclass without a docstring gets its signature for one.
    if not isinstance(text, str) or text.startswith(f"{mapper.class_.__name__}("):
        return None
    return _paragraph(text)


def column_words(mapper: Any, column: "Column[Any]") -> str | None:
    """Return what a mapped class says of a column."""
    if isinstance(column.doc, str):
        return _paragraph(column.doc)
    name = _attribute(mapper, column)
    field = getattr(mapper.class_, "model_fields", {}).get(name) if name else None
    told = getattr(field, "description", None)
    return _paragraph(told) if isinstance(told, str) else _below(mapper).get(name)


def _attribute(mapper: Any, column: "Column[Any]") -> str:
    with suppress(Exception):  # a column that no attribute stands for
        return str(mapper.get_property_by_column(column).key)
    return str(column.key)


def _paragraph(text: str) -> str | None:
    """Return the first paragraph of a text, on one line."""
    return " ".join(re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0].split()) or None


@lru_cache(maxsize=1)  # the columns of a class are asked for one after the other
def _below(mapper: Any) -> dict[str, str]:
    """Return the text below each attribute of a mapped class, and of those that it inherits from."""
    found: dict[str, str] = {}
    for declaring in reversed(mapper.class_.__mro__):
        found |= _texts(_file(declaring)).get(declaring.__qualname__, {})
    return found


def _file(declaring: type) -> str:
    return str(getattr(sys.modules.get(declaring.__module__), "__file__", None) or "")


def _texts(file: str) -> dict[str, dict[str, str]]:
    """Return the text below each attribute of each class of a file."""
    try:
        return _read(file, Path(file).stat().st_mtime_ns) if file.endswith(".py") else {}
    except OSError:
        return {}


@cache
def _read(file: str, _: int) -> dict[str, dict[str, str]]:
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    return dict(_classes(tree.body, ""))


def _classes(body: Iterable[ast.stmt], within: str) -> Iterator[tuple[str, dict[str, str]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield f"{within}{node.name}", dict(_attributes(node.body))
            yield from _classes(node.body, f"{within}{node.name}.")


def _attributes(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for declared, below in pairwise(body):
        text = below.value if isinstance(below, ast.Expr) else None
        if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
            continue
        targets = declared.targets if isinstance(declared, ast.Assign) else []
        targets += [declared.target] if isinstance(declared, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and (words := _paragraph(inspect.cleandoc(text.value))):
                yield target.id, words


# Relations


def links(mapper: Any, table_ids: dict[Table, str]) -> Iterator[tuple[str, ForeignKey]]:
    """Yield each relation of a class that no foreign key keeps, with the id of the table it is in."""
    # The question itself would configure all mappers.
    for relation in list(mapper.relationships) if mapper.configured else ():
        if relation.viewonly or relation.secondary is not None:
            continue
        pairs = [(a, b) for a, b in relation.local_remote_pairs if a is not None]
        if relation.direction.name == "ONETOMANY":
            pairs = [(b, a) for a, b in pairs]
        yield from _link(pairs, table_ids)


def _link(pairs: list[Any], table_ids: dict[Table, str]) -> Iterator[tuple[str, ForeignKey]]:
    children = {getattr(child, "table", None) for child, _ in pairs}
    parents = {getattr(parent, "table", None) for _, parent in pairs}
    if len(children) != 1 or len(parents) != 1:
        return
    child, parent = children.pop(), parents.pop()
    if child not in table_ids or parent not in table_ids or (child is parent and _is_same(pairs)):
        return
    wanted = {(a.name, b.name) for a, b in pairs}
    for key in child.foreign_key_constraints:
        held = {(e.parent.name, e.target_fullname.rpartition(".")[2]) for e in key.elements}
        if wanted <= held and key.elements and _target(key) in {parent, None}:
            return
    own = tuple(str(a.name) for a, _ in pairs)
    other = tuple(str(b.name) for _, b in pairs)
    yield table_ids[child], ForeignKey(None, own, table_ids[parent], other)


def _is_same(pairs: list[Any]) -> bool:
    return all(a is b for a, b in pairs)


def _target(key: Any) -> Any:
    with suppress(Exception):  # a table that the models do not have
        return key.referred_table
    return None
