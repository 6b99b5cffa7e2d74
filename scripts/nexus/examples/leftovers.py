"""What killed builds of this user left on this machine, on whatever site they worked."""

from nexus.core import leases
from nexus.examples.postgres import supervisor


def sweep() -> None:
    """End what nobody keeps any more, and remove its folders; what is in use stays."""
    for folder in leases.stale():
        supervisor.remove(folder)
