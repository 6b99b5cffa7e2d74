"""An edit within the same second is seen, although Python's bytecode would hide it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import environment

SQLALCHEMY = """
from sqlalchemy import Column, Integer, MetaData, Table
from names import NAME
metadata = MetaData()
Table(NAME, metadata, Column("id", Integer, primary_key=True))
"""
DJANGO = """
from django.db import models
from names import NAME
class Thing(models.Model):
    class Meta:
        db_table = NAME
"""


@pytest.mark.parametrize("models", [SQLALCHEMY, DJANGO], ids=["SQLAlchemy", "Django"])
def test_an_edit_of_the_same_length_is_seen_at_once(models: str, tmp_path: Path) -> None:
    """Each command is a process of its own, which Python lets keep what it compiled."""
    (tmp_path / "models.py").write_text(models)
    known = environment(PYTHONDONTWRITEBYTECODE="", NEXUS_CACHE=str(tmp_path / "cache"))
    command = [sys.executable, "-m", "nexus", "export", "--format", "mermaid", "models.py"]
    for name in ("cat", "dog", "cow"):
        (tmp_path / "names.py").write_text(f'NAME = "{name}"\n')
        told = subprocess.run(
            command, cwd=tmp_path, env=known, capture_output=True, text=True, check=True
        )
        assert f" {name} {{" in told.stdout
