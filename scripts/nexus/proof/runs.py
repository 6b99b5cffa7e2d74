"""What ran to make a site: how many examples of which sort, and by which programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nexus.core.results import Plan, SqlError
from nexus.examples.example import Example


@dataclass(frozen=True)
class Runs:
    """The number of examples, of the refusals, plans and charts among them, and the programs."""

    examples: int
    refusals: int
    plans: int
    charts: int
    programs: tuple[str, ...]

    @classmethod
    def of(cls, examples: Mapping[str, Sequence[Example]]) -> "Runs":
        """The runs of the examples of all pages."""
        every = [example for page in examples.values() for example in page]
        results = [result for example in every for result in example.kept.results]
        programs = {name for example in every for name in example.kept.ran.by.split(", ")}
        return cls(
            examples=len(every),
            refusals=sum(isinstance(result, SqlError) for result in results),
            plans=sum(isinstance(result, Plan) for result in results),
            charts=sum(bool(example.request.chart) for example in every),
            programs=tuple(sorted(programs)),
        )
