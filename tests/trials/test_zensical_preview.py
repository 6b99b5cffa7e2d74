"""The preview by Zensical, as its author has it: what it tells, and what it serves."""

from pathlib import Path

from tests import projects
from tests.previews import Preview


def test_a_preview_by_zensical_follows_the_models_and_survives_a_fault(
    tmp_path: Path,
) -> None:
    """An edit is staged alone, and served; an error is one line, and what was good stays."""
    project = projects.small(tmp_path / "project")
    command = ("nexus", "serve", "--engine", "zensical")
    preview = Preview(project, tmp_path / "kept", "schema/shop/customer/", command)
    model = project / "models" / "shop.py"
    sound = model.read_text(encoding="utf-8")
    edited = sound.replace("primary_key=True)", 'primary_key=True), Column("nickname", Integer)')
    try:
        preview.until("No issues found")
        assert 'data-column="nickname"' not in preview.shows('data-column="id"')
        preview.save("models/shop.py", edited)
        preview.shows('data-column="nickname"')
        preview.save("docs/about.md", "# About\n\n```erd\nschema: gone\n```\n")
        assert any("docs/about.md:3" in line for line in preview.until("still served"))
        assert 'data-column="nickname"' in preview.page()
    finally:
        preview.stop()
    assert preview.process.returncode == 143
