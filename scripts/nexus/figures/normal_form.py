"""The `nexus-normal-form` fence: the highest normal form of each table of a schema, as a table.

The fence names a schema, and where the dependencies are declared: in the description of that
schema's module or of another's. The form that the page states must be the one that was computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from nexus.core.errors import NexusError
from nexus.figures.figure import Address, Figure, where
from nexus.pages import yaml
from nexus.pages.fences import Fence, Where
from nexus.pages.written import Written
from nexus.pages.yaml import Option
from nexus.schema import normal_form
from nexus.schema.model import Schema, Table
from nexus.schema.normal_form import Attributes, Dependency, Verdict

_HEADS = ("Table", "Candidate keys", "Form", "Because")
FORMS = ("unnormalized", "1NF", "2NF", "3NF", "BCNF")
_ALGORITHM = (
    "Candidate keys and normal forms are computed from the declared dependencies, by the closure "
    "of attributes (Beeri and Bernstein, 1979)."
)
_OPTIONS: Mapping[str, Option] = {
    "schema": Option(yaml.is_text, "the name of a schema", "The schema. Required."),
    "dependencies": Option(
        yaml.is_text,
        "the schema whose description declares the dependencies",
        "Where the dependencies are declared, if not in the schema's own description.",
    ),
    "lists": Option(
        lambda value: isinstance(value, list) and all(map(yaml.is_text, value)),
        "the columns that hold lists, e.g. [phones]",
        "Columns with more than one value, which no normal form allows.",
    ),
    "expect": Option(
        FORMS.__contains__, f"one of {', '.join(FORMS)}", "The form that the page states."
    ),
}


@dataclass(frozen=True)
class Request:
    """What a fence asks: a schema, whose dependencies count, and the form that the page states."""

    schema: str
    dependencies: str
    lists: tuple[str, ...]
    expect: str


def request(body: str, where: Where) -> Request:
    """Read what the text of a fence asks for; raises NexusError at the line of an error."""
    entries = yaml.options(body, where, "a nexus-normal-form", _OPTIONS)
    if "schema" not in entries:
        what = "the nexus-normal-form fence names no schema"
        raise NexusError(what, where(0), "add `schema: NAME`")
    given = {name: entry.value for name, entry in entries.items()}
    schema = given["schema"]
    declared = given.get("dependencies", schema)
    return Request(schema, declared, tuple(given.get("lists", ())), given.get("expect", ""))


class NormalForm(Figure):
    """The normal forms of the schemas of a site."""

    whole = False
    does = "Computes the highest normal form of each table of a schema."
    options = _OPTIONS

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the normal form of each table of a schema as HTML; raises NexusError."""
        asked = request(fence.body, where(fence, page))
        schema = self.facts.catalog[asked.schema]
        book = self.facts.books.get(schema.name)
        pages = book.table_pages if book else {}
        links = {table: address(path) for table, path in pages.items()}
        declared = self.facts.catalog.docstring(asked.dependencies)
        key = ["normal form", asked, schema, declared, links]
        make = lambda: figure(asked, schema, declared, links).encode()  # noqa: E731
        return self.facts.cache.get_or_make(key, make).decode()


def figure(asked: Request, schema: Schema, declared: str, links: Mapping[str, str]) -> str:
    """Return the normal form of each table of a schema as HTML; `links` are addresses by id.

    `declared` is the text with the dependencies. Raises NexusError if it has none, or if the page
    states another form than was computed.
    """
    given = normal_form.dependencies(declared)
    if not given:
        hint = "write them as lines `a, b -> c` into the module's docstring"
        raise NexusError(f"{asked.dependencies!r} declares no functional dependencies", hint=hint)
    verdicts = [_judge(table, given, asked.lists) for table in schema.tables]
    highest = FORMS[min(verdict.form for verdict in verdicts)]
    if asked.expect not in {"", highest}:
        what = f"the page states {asked.expect}, and {asked.schema!r} is in {highest}"
        raise NexusError(what, hint="correct the page, the models or the dependencies")
    return _table(asked.schema, verdicts, highest, links)


def _judge(table: Table, given: Sequence[Dependency], lists: Sequence[str]) -> Verdict:
    """The verdict on a table, whose primary key determines all its columns."""
    columns = frozenset(column.name for column in table.columns)
    key = Dependency(frozenset(table.primary_key.columns), columns)
    declared = [*given, key] if key.left else given
    return normal_form.judge(table.id, [c.name for c in table.columns], declared, lists)


def _table(schema: str, verdicts: Sequence[Verdict], highest: str, links: Mapping[str, str]) -> str:
    lines = "".join(
        f'<tr><th scope="row">{_link(verdict.table, links)}</th>{_cells(verdict)}</tr>'
        for verdict in verdicts
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    return (
        '<figure class="nx-evidence" data-search-exclude=""><div class="nx-rows" role="region" '
        f'tabindex="0" aria-label="Normal forms of {escape(schema)}"><table class="nx-plain"><thead><tr>{heads}</tr>'
        f"</thead><tbody>{lines}</tbody></table></div>"
        f'<p class="nx-note">Highest normal form of all tables: <strong>{highest}</strong>.</p>'
        f'<figcaption><p class="nx-note">{_ALGORITHM}</p></figcaption></figure>'
    )


def _cells(verdict: Verdict) -> str:
    """The cells behind the name of a table, each with the head of its column for a phone."""
    shown = (_keys(verdict.keys), FORMS[verdict.form], _reason(verdict))
    named = zip(_HEADS[1:], shown, strict=True)
    return "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in named)


def _link(table: str, links: Mapping[str, str]) -> str:
    name = escape(table)
    return f'<a href="{escape(links[table])}">{name}</a>' if table in links else name


def _keys(keys: Sequence[Attributes]) -> str:
    return " or ".join(f"<code>({escape(', '.join(sorted(key)))})</code>" for key in keys)


def _reason(verdict: Verdict) -> str:
    if verdict.lists:
        return f"lists in {_code(', '.join(verdict.lists))}"
    if verdict.against is None:
        return "every dependency starts from a key"
    kind = {1: "part of a key", 2: "no key", 3: "no key"}[verdict.form]
    return f"{_code(str(verdict.against))} starts from {kind}"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
