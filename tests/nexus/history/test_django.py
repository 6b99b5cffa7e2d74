"""Migrations of Django, executed on the embedded PostgreSQL."""

from pathlib import Path

import pytest
from nexus.core.errors import NexusError, UsageError
from nexus.exports.timelines import words

from tests.nexus.history.projects import django, executed, summaries

MODELS = """
class Shelf(models.Model):
    name = models.CharField(max_length=20, unique=True)
    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="named")]
class Book(models.Model):
    title = models.CharField(max_length=50, db_index=True)
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE)
    tags = models.ManyToManyField("Tag")
class Tag(models.Model):
    word = models.SlugField(primary_key=True)
"""
KEY = '("id", models.AutoField(primary_key=True))'
MIGRATIONS = {
    "0001_initial": f"""
        migrations.CreateModel("Shelf", [{KEY}, ("name", models.CharField(max_length=10))]),
        migrations.CreateModel("Tag", [("word", models.SlugField(primary_key=True))]),
        migrations.CreateModel("Book", [{KEY}, ("title", models.CharField(max_length=50, db_index=True)),
            ("shelf", models.ForeignKey("shop.Shelf", models.CASCADE)),
            ("tags", models.ManyToManyField("shop.Tag"))])""",
    "0002_longer": """
        migrations.AlterField("Shelf", "name", models.CharField(max_length=20, unique=True)),
        migrations.AddConstraint("Shelf",
            models.CheckConstraint(condition=~models.Q(name=""), name="named"))""",
    "0003_rows": """
        migrations.RunPython(lambda apps, _: apps.get_model("shop", "Shelf").objects.create(name="a"))""",
}


ENTRY = """migrations.CreateModel("Entry", [("id", models.BigAutoField(primary_key=True))])"""


def test_migrations_go_up_down_and_up_again(tmp_path: Path) -> None:
    """In the order in which `migrate` takes them; the last one is what the models say."""
    found = executed(django(tmp_path / "site", MODELS, **MIGRATIONS))
    assert summaries(found) == {
        "shop.0001_initial": "4 changes: 4 added",
        "shop.0002_longer": "4 changes: 3 added, 1 changed",
        "shop.0003_rows": "nothing changed",
    }
    told = {e.revision.id: " / ".join(words.of_ways(e)) for e in found.entries}
    assert told["shop.0001_initial"] == told["shop.0002_longer"] == ""
    assert told["shop.0003_rows"].startswith("down fails: IrreversibleError: ")
    assert " at 0x" not in told["shop.0003_rows"]
    assert [r.date for r in found.revisions] == ["2026-01-02"] * 3
    assert found.drift is not None
    assert found.drift.comparison.changes == ()


def test_what_no_migration_makes_is_a_difference(tmp_path: Path) -> None:
    """A field that was forgotten, and an index."""
    more = "    born = models.DateField(null=True)\n    class Meta:\n"
    more += "        indexes = [models.Index(fields=['word', 'born'], name='by_word')]\n"
    drift = executed(django(tmp_path / "site", MODELS + more, **MIGRATIONS)).drift
    assert drift is not None
    assert [(c.action, c.kind, c.place) for c in drift.comparison.changes] == [
        ("added", "column", "shop_tag.born"),
        ("added", "index", "shop_tag.by_word"),
    ]


def test_a_table_that_no_model_manages_is_no_difference(tmp_path: Path) -> None:
    """Another program makes it, or SQL of a migration; one that ends its transaction is tried apart."""
    models = """
class Old(models.Model):
    class Meta:
        managed = False
        db_table = "old"
"""
    found = executed(
        django(
            tmp_path / "site",
            models,
            a="""migrations.RunSQL("CREATE TABLE old (id bigint)", "DROP TABLE old")""",
            b="""migrations.RunSQL("BEGIN; CREATE INDEX i ON old (id); COMMIT;", "DROP INDEX i"),
                 migrations.RunSQL("CREATE TABLE more (id bigint)", "DROP TABLE more")""",
            c="""migrations.RunSQL("DROP TABLE more", "CREATE TABLE more (id bigint)")""",
        )
    )
    assert [r.down.error for r in found.revisions] == ["", "", ""]
    assert [" / ".join(words.of_ways(entry)) for entry in found.entries] == ["", "", ""]
    assert found.drift is not None
    assert found.drift.comparison.changes == ()


def test_what_is_not_installed_fails_what_needs_it(tmp_path: Path) -> None:
    """A package of fields is told by its name; for an extension something stands in."""
    operations = '__import__("django.contrib.postgres.operations", fromlist=["_"])'
    found = executed(
        django(
            tmp_path / "site",
            "",
            a=f'{operations}.CreateExtension("uuid-ossp")',
            b="""migrations.RunSQL("CREATE TABLE a AS SELECT uuid_generate_v4()", "DROP TABLE a")""",
            c=f"""migrations.CreateModel("B", [{KEY}, ("f", __import__("gone_from_here").Field())])""",
        )
    )
    *ran, failed = (revision.up.error for revision in found.revisions)
    assert ran == ["", ""]
    assert failed.startswith("ModuleNotFoundError: No module named 'gone_from_here'; ")
    assert found.last.extensions == ("uuid-ossp",)


def test_an_app_that_is_not_installed_is_named(tmp_path: Path) -> None:
    """A migration that waits for one of an app that is there is to be corrected instead."""
    folder = django(tmp_path / "site", "", a="")
    file = folder / "shop" / "migrations" / "a.py"
    text = file.read_text()
    for needed, advice in (
        ("taggit", "install the package of the app 'taggit', and name it in INSTALLED_APPS"),
        ("shop", "fix them"),
    ):
        file.write_text(text.replace("= []", f'= [("{needed}", "gone")]', 1))
        with pytest.raises(NexusError, match="nonexistent parent node") as raised:
            executed(folder)
        assert raised.value.hint == advice


def test_an_app_without_a_migration_lacks_its_tables(tmp_path: Path) -> None:
    """A folder for migrations that is empty is a difference; no folder is a remark."""
    folder = django(tmp_path / "site", "", a="")
    for name in ("blog", "forum"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
        (folder / name / "models.py").write_text(
            "from django.db import models\nclass Post(models.Model):\n    pass\n"
        )
    (folder / "blog" / "migrations").mkdir()
    (folder / "blog" / "migrations" / "__init__.py").touch()
    (folder / "base.py").write_text('INSTALLED_APPS = ["shop", "blog", "forum"]\n')
    found = executed(folder)
    assert found.drift is not None
    assert [change.place for change in found.drift.comparison.changes] == ["blog_post"]
    assert found.remarks == (
        "migrate makes no table of forum, which has no migrations: manage.py makemigrations forum",
    )


def test_an_app_that_imports_no_models_has_no_migrations(tmp_path: Path) -> None:
    """Django-debug-toolbar hides both, unless it is told to keep what it shows in its table."""
    folder = django(tmp_path / "site", "class Entry(models.Model):\n    pass\n", a=ENTRY)
    apps = "from django.apps import AppConfig\nclass Shop(AppConfig):\n    name = 'shop'\n"
    hides = "    def import_models(self):\n        self.models = {}\n"
    (folder / "shop" / "apps.py").write_text(apps + hides)
    with pytest.raises(UsageError, match="no app of the project has migrations"):
        executed(folder)
    (folder / "shop" / "apps.py").write_text(apps)
    assert [r.id for r in executed(folder).revisions] == ["shop.a"]


def test_what_nobody_has_merged_is_a_remark(tmp_path: Path) -> None:
    """Django runs none of it; here each runs, in a database that no router sends them away from."""
    add = 'migrations.AddField("Tag", "{0}", models.IntegerField(null=True))'
    folder = django(
        tmp_path / "site",
        "class Tag(models.Model):\n    word = models.SlugField(primary_key=True)\n"
        "class Elsewhere(models.Model):\n    pass\n",
        a='migrations.CreateModel("Tag", [("word", models.SlugField(primary_key=True))])',
        b=add.format("b"),
        c=add.format("c"),
    )
    file = folder / "shop" / "migrations" / "c.py"
    file.write_text(file.read_text().replace("'b'", "'a'"))
    with (folder / "conf.py").open("a") as conf:
        # Nothing has imported that yet: settings are looked at while it is looked for.
        conf.write("from imaplib import IMAP4_PORT\n")
        conf.write('MIGRATION_MODULES = {} if IMAP4_PORT == 143 else {"shop": None}\n')
        conf.write('DATABASE_ROUTERS = ["conf.Router"]\nclass Router:\n')
        conf.write("    def allow_migrate(self, db, label, model_name=None, **hints):\n")
        conf.write('        return model_name != "elsewhere"\n')
    found = executed(folder)
    assert found.remarks == ("migrate refuses shop until somebody merges b, c",)
    assert found.drift is not None
    assert {c.place for c in found.drift.comparison.changes} == {"shop_tag.b", "shop_tag.c"}
