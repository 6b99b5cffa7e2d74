"""What a person should know of an import: each note names the line of the README it is about."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Notes:
    """The notes of one file, by its name as messages show it."""

    name: str = "README.md"
    _told: dict[tuple[int, str], None] = field(default_factory=dict)
    _others: list["Notes"] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        """Note something of a line; of no line in particular if that is 0."""
        self._told[line, what] = None

    def of(self, name: str) -> "Notes":
        """Return the notes of another file, which come behind these."""
        self._others.append(Notes(name))
        return self._others[-1]

    def __iter__(self) -> Iterator[str]:
        """Give the notes in the order of their lines, as `file:line: what`."""
        for line, what in sorted(self._told):
            yield f"{self.name}:{line}: {what}" if line else f"{self.name}: {what}"
        for other in self._others:
            yield from other
