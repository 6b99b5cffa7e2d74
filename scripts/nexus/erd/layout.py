"""A placed diagram: where its cards and edges are. Plain data, which can be kept and compared."""

from dataclasses import dataclass

from nexus.erd.notation import Card
from nexus.schema.groups import Bundle
from nexus.schema.model import Relation

# Sizes in points, the unit of Graphviz.
TITLE_SIZE, NAME_SIZE, TYPE_SIZE, MARK_SIZE = 13.0, 11.0, 9.0, 9.0
FRAME_SIZE = 12.0
HEAD_HEIGHT, ROW_HEIGHT, PADDING = 28, 22, 10
# The room above the cards in a box, for its name, and around them.
FRAME_HEAD, FRAME_MARGIN = 20, 12

Point = tuple[float, float]
# The first and the last point are on borders of cards. Straight lines lead from there to the second
# and to the last but one, and between these runs a Bezier path.
Path = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A placed card, in points from the top left of the picture."""

    card: Card
    left: float
    top: float
    width: float
    name_offset: float

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return self.left + self.width

    @property
    def height(self) -> float:
        """Return the height of the title and the rows."""
        return HEAD_HEIGHT + ROW_HEIGHT * self.card.lines

    @property
    def text_left(self) -> float:
        """Return the x at which the title and the key marks start."""
        return self.left + PADDING

    @property
    def text_right(self) -> float:
        """Return the x at which the types end."""
        return self.right - PADDING

    def name_left(self, number: int) -> float:
        """Return the x at which the name in a row starts; rows are numbered from 0."""
        column = number // self.card.lines
        return self.left + column * self.width / self.card.across + self.name_offset

    def row_top(self, number: int) -> float:
        """Return the y of the line above a row; rows are numbered from 0."""
        return self.top + HEAD_HEIGHT + number % self.card.lines * ROW_HEIGHT


@dataclass(frozen=True, slots=True)
class Edge:
    """A placed relation: its path from its parent's card to its child's.

    `rooms` are how high the marks at these two ends may be.
    """

    relation: Relation
    points: Path
    rooms: Point


@dataclass(frozen=True, slots=True)
class Strand:
    """A placed bundle of relations between two groups of a map, as an `Edge` is placed."""

    bundle: Bundle
    points: Path


@dataclass(frozen=True, slots=True)
class Frame:
    """A placed box around the tables of a group, in points from the top left of the picture."""

    name: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A placed diagram: its size in points, its cards, and its edges or, on a map, its strands.

    `frames` are boxes around cards that belong together.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...] = ()
    strands: tuple[Strand, ...] = ()
    frames: tuple[Frame, ...] = ()
