"""Trials: what takes minutes or the network, and is run by itself."""

from tests.strangers.conftest import builder

__all__ = ["builder"]
