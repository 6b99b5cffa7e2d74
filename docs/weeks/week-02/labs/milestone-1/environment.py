"""Read the settings with the variables of .env.example, then with each one left out."""

import os
import re
import runpy
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "airbnb_clone"))

from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(sys.path[0])
EXAMPLE = dict(re.findall(r"^(\w+)=(.*)$", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def settings(variables):
    """Read the settings with those variables alone; return what they say of themselves."""
    os.environ.clear()
    os.environ.update(variables)
    try:
        read = runpy.run_path(str(PROJECT / "config" / "settings.py"))
    except ImproperlyConfigured as fault:
        return str(fault)
    kind = "a developer's machine" if read["DEBUG"] else "production"
    return f"settings for {kind}, hosts {read['ALLOWED_HOSTS']}"


filled = {name: value or secrets.token_urlsafe(50) for name, value in EXAMPLE.items()}
print(".env.example as it is:       ", settings(EXAMPLE))
print("with its two secrets filled: ", settings(filled))
for name in filled:
    rest = {other: value for other, value in filled.items() if other != name}
    print(f"without {name + ':':22}", settings(rest))
