"""The statements of a revision, without those about the table that counts revisions."""

from nexus.history.sql import Heard


def test_a_table_of_that_very_name_is_left_out() -> None:
    """Its point stands for itself: another table may have any letter there."""
    heard = Heard("app.version")
    for statement in ("UPDATE app.version SET id = 2", "DROP TABLE app_version"):
        heard.note(statement, (), None)
    assert heard.taken() == ["DROP TABLE app_version"]
