"""Entity-relationship diagrams of a schema, drawn through eralchemy2 and Graphviz.

`drawing` draws one: `notation` says what a card shows, `placement` has eralchemy2 and Graphviz place
it into a `layout`, `svg` writes the picture in colours that a page's style sheet decides, `raster`
makes pixels of it. `options` are what an author may ask for.
"""
