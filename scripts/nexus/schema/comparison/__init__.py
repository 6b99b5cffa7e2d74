"""What changed between two schemas, and what each change may do to a database with rows in it.

`compare` gives a `Comparison`: it tells renames from drops (`renames`), gives the old schema its new
names (`renaming`), and lists what differs (`tables`, `types`). `risks` says what each change may do
in PostgreSQL, and `accepted` which of it somebody has accepted, with a reason.
"""

from nexus.schema.comparison.change import Change, Comparison
from nexus.schema.comparison.comparing import compare

__all__ = ["Change", "Comparison", "compare"]
