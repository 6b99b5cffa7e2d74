"""Entity-relationship diagrams of a schema, drawn through eralchemy2 and Graphviz.

`notation` says what a card shows, `placement` has eralchemy2 and Graphviz place it into a `layout`,
`svg` writes the picture in colours that a page's style sheet decides, `raster` makes pixels of it.
"""

from nexus.erd.drawing import Drawing, draw, part
from nexus.erd.options import Options

__all__ = ["Drawing", "Options", "draw", "part"]
