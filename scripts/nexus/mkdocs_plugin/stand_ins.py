"""What stands in the HTML of a page for what comes later: a number for each figure, and its end."""

import re
import secrets

# Nobody can write one: a page might else show what stands in another.
_SHAPE = f'<div data-nexus="{secrets.token_hex(8)}-{{}}"></div>'
STAND_IN = re.compile(_SHAPE.format(r"(\d+)"))
# Stands where a page ends, and what is said of it begins.
END = _SHAPE.format("end")


def stand_in(number: int) -> str:
    """Return what stands for a figure."""
    return _SHAPE.format(number)
