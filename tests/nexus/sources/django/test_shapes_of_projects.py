"""Projects as learners have them: settings that need a server, files that are not there, old Pythons."""

import copy
import os
from pathlib import Path
from textwrap import dedent

import pytest
from nexus.core.errors import UsageError
from nexus.sources import dispatch
from nexus.sources.dispatch import Found
from nexus.sources.django.standins import Lacking, StandIn
from nexus.sources.inputs import Inputs
from nexus.sources.reading import Reading

MODELS = "from django.db import models\n"
APPS = "['django.contrib.contenttypes', 'django.contrib.auth', 'shop']"
ITEM = f"{MODELS}class Item(models.Model): ...\n"


def manage(settings: str, more: str = "") -> str:
    """A manage.py whose settings have that name."""
    return (
        "import os, sys\n"
        f"{more}"
        f"os.environ.setdefault('DJANGO_SETTINGS_MODULE', '{settings}')\n"
        "from django.core.management import execute_from_command_line\n"
    )


def read(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> tuple[Reading, Found]:
    """What is read of a project with these files; `shop` is an app of it."""
    for name, text in {"shop/__init__.py": "", "shop/models.py": ITEM, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    return dispatch.one(".", Inputs())


def test_what_settings_cannot_say_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment to choose by, secrets in a file, apps of a file; models may ask for them."""
    settings = {
        "config/__init__.py": "",
        "config/settings/__init__.py": """
            import os
            stage = os.environ["STAGE"]
            if stage == "prod":
                from .prod import *
            else:
                from .base import *
            """,
        "config/settings/base.py": f"""
            import json
            from .secrets import KEY
            with open("secrets.json") as file:
                SECRETS = json.load(file)
            MOST = SECRETS["most"]
            PAGE = 20
            INSTALLED_APPS = [*{APPS}, "more", *SECRETS["apps"]]
            """,
    }
    asks = """
        from django.conf import settings
        from django.db import models
        from encrypted.fields import EncryptedField

        from trees.managers import NodeManager

        class Own(EncryptedField):
            pass

        class Rows(NodeManager):
            pass

        class Item(models.Model):
            number = models.IntegerField(default=settings.MOST)
            page = models.IntegerField(default=settings.PAGE)
            name = models.CharField(max_length=settings.MOST)
            secret = Own(10)
            objects = Rows.from_queryset(models.QuerySet)()
        """
    more = {"src/apps/more/__init__.py": "", "src/apps/more/models.py": ITEM}
    path = "sys.path.insert(0, os.path.join(os.getcwd(), 'src', 'apps'))\n"
    reading, found = read(
        *(tmp_path, monkeypatch),
        **settings,
        **more,
        **{"manage.py": manage("config.settings", path), "shop/models.py": asks},
    )
    tables = reading.schema.by_id
    assert "more_item" in tables
    defaults = {c.name: (c.type, c.client_default) for c in tables["shop_item"].columns}
    assert defaults == {
        "id": ("integer", None),
        "number": ("integer", "config.settings.base.SECRETS"),
        "page": ("integer", "20"),
        "name": ("varchar", None),
    }
    assert found.warnings == [
        "left out: the max_length of shop.Item.name (config.settings.base.SECRETS is not known here)",
        "left out: shop.Item.secret (encrypted is not installed)",
    ]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"config/settings.py": f"name = = 1\nINSTALLED_APPS = {APPS}\n"}, "SyntaxError"),
        (
            {
                "config/settings.py": "from split_settings.tools import include\ninclude('a.py')\n",
                "config/a.py": f"INSTALLED_APPS = {APPS}\n",
            },
            "",
        ),
        (
            {
                "config/settings.py": f"""
                    from configurations import Configuration, values
                    class Base(Configuration):
                        INSTALLED_APPS = {APPS}
                        KEY = values.SecretValue()
                    class Dev(Base):
                        DEBUG = True
                    """
            },
            "",
        ),
    ],
    ids=["a fault", "parts", "classes"],
)
def test_settings_of_no_use_keep_no_model_from_being_read(
    settings: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another module has the apps, or a class; or else the models are read without any."""
    files = {"manage.py": manage("config.settings"), "config/__init__.py": "", **settings}
    reading, found = read(tmp_path, monkeypatch, **files)
    assert "shop_item" in reading.schema.by_id
    assert [told in line for line in found.warnings] == [True] * bool(told)


def test_of_several_projects_one_is_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is read in silence."""
    files = {f"{name}/manage.py": manage("settings") for name in ("one", "two")}
    with pytest.raises(UsageError, match=r"more than one project of Django.*one, two"):
        read(tmp_path, monkeypatch, **files)


def test_places_need_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns of GeoDjango are those that PostGIS gets, also where GDAL is not installed."""
    places = """
        from django.contrib.gis.db import models
        class Item(models.Model):
            at = models.PointField(geography=True)
            area = models.PolygonField(srid=3857, null=True)
        """
    reading, found = read(tmp_path, monkeypatch, **{"shop/models.py": places})
    columns = {c.name: c.type for c in reading.schema.by_id["shop_item"].columns}
    assert columns["at"] == "geography(POINT,4326)"
    assert columns["area"] == "geometry(POLYGON,3857)"
    assert not found.warnings


def test_what_stands_in_bears_what_modules_do_with_it() -> None:
    """Sums, comparisons, formats and loops."""
    one = StandIn("magic.SIZE", Lacking())
    assert [*(one - 1) / 2, *-one, *one[0]] == []
    assert not one > 3
    assert not one <= 3
    assert f"{one:>4}" == "magic.SIZE"
    assert dict(one.items()) == {}
    assert copy.copy(one) is copy.deepcopy([one])[0] is one


@pytest.mark.parametrize(
    ("settings", "apps"),
    [
        ('if config("BILLING", True, cast=bool): APPS += ["billing"]', ["billing"]),
        ('if config("BILLING", default="False", cast=bool): APPS += ["billing"]', []),
        ('if config("BILLING", cast=bool, default="yes"): APPS += ["billing"]', ["billing"]),
        ('if config("MOST", "0", int): APPS += ["billing"]', []),
        ('APPS += config("APPS", default="billing,", cast=Csv())', ["billing"]),
        ('APPS += config("APPS", "billing; ", Csv(delimiter=";"))', ["billing"]),
        ('APPS += config("APPS", default="billing", cast=lambda v: v.split(","))', ["billing"]),
        (
            'APPS += config("APP", default="billing", cast=Choices(["billing"])).split()',
            ["billing"],
        ),
        ('if env.bool("BILLING", True): APPS += ["billing"]', ["billing"]),
        ('if env("BILLING", bool, False): APPS += ["billing"]', []),
        ('if env("IS_ON"): APPS += ["billing"]', ["billing"]),
        ('if env("IS_ON", default=False): APPS += ["billing"]', []),
        ('APPS += env.list("APPS", default=["billing"])', ["billing"]),
        ('APPS += env("APPS", cast=[str], default="billing")', ["billing"]),
        ('if strtobool(os.getenv("NO_SUCH", "on")): APPS += ["billing"]', ["billing"]),
        ('APPS += [app for app in config("APPS").split(",")]', []),
    ],
)
def test_a_variable_that_is_not_known_has_its_default(settings: str, apps: list[str]) -> None:
    """As the package that would ask makes it, which is not installed: by place or name, and cast."""
    lacking = Lacking()
    names = {name: StandIn(f"decouple.{name}", lacking) for name in ("Choices", "Csv", "config")}
    env = StandIn("environ.Env", lacking)(IS_ON=(bool, True))
    held: list[str] = []
    lacking.in_settings = True
    strtobool = StandIn("distutils.util.strtobool", lacking)
    exec(settings, {**names, "env": env, "os": os, "strtobool": strtobool, "APPS": held})
    assert held == apps


def test_a_default_counts_for_a_variable_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field that is not installed may have one too, and is missing all the same."""
    settings = """
        from decouple import config
        INSTALLED_APPS = ["shop"]
        if config("BILLING", True, cast=bool):
            INSTALLED_APPS += ["billing"]
        """
    models = """
        from decouple import config
        from django.db import models
        from money.fields import MoneyField

        class Item(models.Model):
            price = MoneyField(max_digits=10, default=0)
            name = models.CharField(max_length=config("MOST", 20, cast=int))
        """
    files = {f"{folder}/__init__.py": "" for folder in ("config", "billing")}
    more = {"billing/models.py": ITEM, "shop/models.py": models, "config/settings.py": settings}
    reading, found = read(
        *(tmp_path, monkeypatch), **files, **more, **{"manage.py": manage("config.settings")}
    )
    tables = reading.schema.by_id
    assert [*tables] == ["shop_item", "billing_item"]
    assert tables["shop_item"].column("name").type == "varchar(20)"
    assert found.warnings == ["left out: shop.Item.price (money is not installed)"]


def test_a_number_of_a_setting_that_is_not_known_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is counted with it: no length is made up, nor a type that is none."""
    settings = """
        from decouple import config
        INSTALLED_APPS = ["django.contrib.contenttypes", "shop"]
        SIZE = config("SIZE", cast=int)
        WIDTH = int(config("WIDTH")) + 1
        """
    models = """
        from django.conf import settings
        from django.contrib.postgres.fields import ArrayField
        from django.db import models
        SIZE, WIDTH = settings.SIZE, settings.WIDTH

        class Item(models.Model):
            code = models.ForeignKey("Code", models.CASCADE)
            twice = models.CharField(max_length=SIZE * 2)
            more = models.CharField(max_length=1 + round(-SIZE) % 7)
            whole = models.CharField(max_length=int(SIZE))
            wide = models.CharField(max_length=WIDTH)
            price = models.DecimalField(max_digits=SIZE, decimal_places=2)
            names = ArrayField(models.CharField(max_length=SIZE))
            one = models.CharField(max_length=int(SIZE) + 1)

        class Code(models.Model):
            code = models.CharField(max_length=SIZE, primary_key=True)
        """
    files = {"config/__init__.py": "", "config/settings.py": settings, "shop/models.py": models}
    reading, found = read(
        tmp_path, monkeypatch, **files, **{"manage.py": manage("config.settings")}
    )
    kinds = {c.name: c.type for c in reading.schema.by_id["shop_item"].columns[1:]}
    plain = dict.fromkeys(("code_id", "twice", "more", "whole", "wide"), "varchar")
    assert kinds == {**plain, "price": "numeric", "names": "varchar[]", "one": "varchar(1)"}
    assert [told.partition(" (")[0] for told in found.warnings] == [
        *(f"left out: the max_length of shop.Item.{name}" for name in ("twice", "more", "whole")),
        "left out: the max_length of shop.Item.wide",
        "left out: the max_digits of shop.Item.price",
        "left out: the max_length of shop.Item.names",
        "left out: the max_length of shop.Code.code",
        *["taken for 0: decouple.config, which is not known here"] * 2,
    ]
    assert "config.settings.WIDTH is not known here" in found.warnings[3]
    assert found.warnings[-1].endswith("models.py:15)")


def test_keys_lead_to_models_of_missing_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever key it is, and by whatever field; the table is there whole, the other is a stub."""
    models = """
        from django.db import models
        from nobody.models import Tag
        from nobody.social.models import Account, get_model
        import nobody.models as others

        class Word(others.Base): ...

        class Item(models.Model):
            account = models.OneToOneField(Account, models.CASCADE, primary_key=True)
            tags = models.ManyToManyField(Tag)
            token = models.ForeignKey(others.Token, models.CASCADE, to_field="code")
            other = models.ForeignKey(get_model(), models.CASCADE, null=True)
            word = models.ForeignKey(Word, models.CASCADE)

            class Meta:
                unique_together = [("token", "other")]
        """
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/models.py").write_text(dedent(models))
    monkeypatch.chdir(tmp_path)
    schema = dispatch.one("shop/models.py", Inputs())[0].schema
    assert {(r.child, str(r.child_end), str(r.parent_end), r.parent) for r in schema.relations} == {
        ("shop_item", "?", "1", "social_account"),
        ("shop_item", "*", "1", "nobody_token"),
        ("shop_item", "*", "?", "social_get_model"),
        ("shop_item", "*", "1", "shop_word"),
        ("shop_item_tags", "*", "1", "shop_item"),
        ("shop_item_tags", "*", "1", "nobody_tag"),
    }
    assert schema.by_id["nobody_token"].columns[0].name == "code"
    assert [t.id for t in schema.tables if t.kind == "table"] == ["shop_item", "shop_item_tags"]


def test_a_primary_key_of_a_missing_package_is_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its place, what refers to it has its type, and it is said that this is a guess."""
    models = """
        from django.db import models
        from nobody.fields import ShortField
        from nobody.models import Dated

        class Base(models.Model):
            key = ShortField(primary_key=True, max_length=20)

            class Meta:
                abstract = True

        class Vendor(Base):
            name = models.TextField()

        class Item(models.Model):
            vendor = models.ForeignKey(Vendor, models.CASCADE)
            code = ShortField(unique=True)

            class Meta(Dated.Meta):
                db_table = "items"
        """
    reading, found = read(
        *(tmp_path, monkeypatch),
        **{"shop/models.py": models, "config/settings.py": f"INSTALLED_APPS = {APPS}"},
        **{"config/__init__.py": "", "manage.py": manage("config.settings")},
    )
    tables = reading.schema.by_id
    kinds = [[(c.name, c.type) for c in tables[name].columns] for name in ("shop_vendor", "items")]
    assert kinds == [
        [("key", "varchar(20)"), ("name", "text")],
        [("id", "integer"), ("vendor_id", "varchar(20)")],
    ]
    assert found.warnings == [
        "taken for text: shop.Vendor.key (nobody is not installed)",
        "left out: shop.Item.code (nobody is not installed)",
    ]
