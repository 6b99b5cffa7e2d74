"""The journal's own examples: run again from nothing, they give the same, what was measured aside."""

from pathlib import Path

from tests.helpers import ROOT
from tests.rerun import differing, kinds, run


def test_evidence_is_the_same_at_each_build(tmp_path: Path) -> None:
    """Rows, refusals, printed text, and of plans the nodes, rows and buffers."""
    kept = run(ROOT)
    assert differing(kept, run(ROOT, tmp_path)) == []
    assert kinds(kept) >= {"Done", "Plan", "Printed", "SqlError", "Rows", "memory", "timeline"}
