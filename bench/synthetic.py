"""Models of any size, written as a Python module: the same text for the same numbers."""

_HEAD = """from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData()
"""


def module(tables: int, keys: int, columns: int, edited: str = "") -> str:
    """The source of a module with that many tables, foreign keys, and columns in each table.

    Keys lead to earlier tables, near ones and a few hubs, as in grown schemas. `edited` is added
    to the name of a column in the table in the middle.
    """
    targets = _targets(tables, keys)
    lines = [_HEAD]
    for number in range(tables):
        own = targets.get(number, [])
        fillers = max(columns - 1 - len(own), 0)
        extra = edited if number == tables // 2 else ""
        lines += [
            f'Table("table_{number}", metadata,',
            '    Column("id", Integer, primary_key=True),',
            *(f'    Column("ref_{k}", ForeignKey("table_{t}.id")),' for k, t in enumerate(own)),
            *(f'    Column("value_{k}{extra}", String(40)),' for k in range(fillers)),
            ")",
        ]
    return "\n".join(lines) + "\n"


def _targets(tables: int, keys: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number in range(keys):
        child = 1 + number % (tables - 1)
        # Every tenth key leads to one of five hubs, the others to a table close by.
        parent = number % 5 if number % 10 == 0 else child - 1 - number % 7
        found.setdefault(child, []).append(min(max(parent, 0), child - 1))
    return found
