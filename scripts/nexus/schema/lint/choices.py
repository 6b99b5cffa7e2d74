"""What somebody chooses about the rules, as a file of TOML says it.

select = ["missing-comment"]        # rules of taste that are wanted; "all" is every rule
ignore = ["timestamp-without-zone"]
require_columns = ["created_at"]    # what every table should have
most_columns = 40

[dependencies]                      # what one knows of a row that knows another thing of it
booking = ["hotel -> city"]

[[accepted]]
rule = "foreign-key-without-index"
where = "booking.user_id"           # * stands for any letters
reason = "a user is never deleted"
"""

import re
import tomllib
from collections.abc import Mapping

import msgspec

from nexus.core.errors import UsageError

_FORM = "write select, ignore, require_columns, most_columns, [dependencies] and [[accepted]]"
ALL = "all"


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is accepted: a rule, where (a place, with `*` for any letters), and why."""

    rule: str
    where: str
    reason: str

    def meets(self, rule: str, place: str) -> bool:
        """Tell whether it accepts a finding of a rule at a place."""
        pattern = ".*".join(map(re.escape, self.where.split("*")))
        return self.rule == rule and bool(re.fullmatch(pattern, place, re.DOTALL))


class Choices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rules are wanted and which not, what they need to know, and what is accepted."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    require_columns: tuple[str, ...] = ()
    most_columns: int = 50
    dependencies: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    accepted: tuple[Acceptance, ...] = ()


DEFAULT = Choices()


def read(text: str, name: str) -> Choices:
    """Return the choices of a file; raises UsageError, with its name, for a text that has none."""
    try:
        found = msgspec.convert(tomllib.loads(text), Choices)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(str(error), name, _FORM) from None
    for each in found.accepted:
        if not each.reason.strip():
            what = f"no reason is given for {each.rule} of {each.where}"
            raise UsageError(what, name, "say why it is accepted")
    return found
