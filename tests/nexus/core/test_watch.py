"""Changes of files are seen."""

from pathlib import Path

import pytest
from nexus.core.watch import Watch

# Seconds, on a slow and busy machine.
PATIENCE = 60.0


@pytest.mark.parametrize("name", ["page.md", "new.md"])
def test_a_change_is_seen(tmp_path: Path, name: str) -> None:
    """Of a file that is named and of one in a folder; what is not there is passed over."""
    file = tmp_path / "page.md"
    file.write_text("a")
    with Watch() as watch:
        watch.add([file if name == "page.md" else tmp_path, tmp_path / "none"])
        assert not watch.wait(0)
        (tmp_path / name).write_text("longer")
        assert watch.wait(PATIENCE)
