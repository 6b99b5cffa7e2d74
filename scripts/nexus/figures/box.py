"""What the boxes of a schema's page have in common: the fence that says which schema it is."""

from collections.abc import Mapping

from nexus.figures.figure import Figure, where
from nexus.pages import yaml
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.pages.yaml import Option, is_text
from nexus.schema.model import Schema

_OPTIONS: Mapping[str, Option] = {
    "schema": Option(is_text, "the name of a schema, e.g. airbnb", "The schema. Required."),
}


class Box(Figure):
    """A figure about a whole schema, which its fence names."""

    whole = False
    options = _OPTIONS

    def schema(self, fence: Fence, page: Written) -> Schema:
        """Return the schema; raises NexusError where none is named, or one that is not there."""
        entries = yaml.options(fence.body, where(fence, page), f"a {fence.language}", _OPTIONS)
        if "schema" not in entries:
            what = f"the {fence.language} fence names no schema"
            raise entries.error("schema", what, "add a line `schema: NAME`")
        return self.facts.catalog[entries["schema"].value]
