"""The options of a diagram: declared once, for the fence and for the command."""

from dataclasses import dataclass

from nexus.core.choices import Columns


@dataclass(frozen=True, slots=True)
class Options:
    """What an author may ask of a diagram; the defaults draw a whole schema.

    `tables` limits it to those tables, by id or name; `depth` adds the neighbours that many
    relations away; `columns` shows all columns, those in keys, or none; `title` names the diagram.
    """

    tables: tuple[str, ...] = ()
    depth: int = 0
    columns: Columns = "all"
    title: str = ""


WHOLE = Options()
