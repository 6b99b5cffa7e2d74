"""Projects of Django are read as they are found: settings that ask for a server, packages that lack."""

from pathlib import Path
from textwrap import dedent

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError
from nexus.sources import catalog, dispatch
from nexus.sources.dispatch import Found
from nexus.sources.inputs import Inputs
from nexus.sources.reading import Reading

MANAGE = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
from django.core.management import execute_from_command_line
"""
SETTINGS = """
import os
import environ
from celery.schedules import crontab
from corsheaders.defaults import default_headers
env = environ.Env(DEBUG=(bool, False))
SECRET_KEY = os.environ["SECRET_KEY"]
PORT = int(env("PORT"))
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]
INSTALLED_APPS += ["apps.users.apps.UsersConfig", "apps.shop"]
DATABASES = {"default": env.db("DATABASE_URL")}
BEAT = {"tidy": {"schedule": crontab(hour=3)}}
AUTH_USER_MODEL = "users.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
USER = """
from django.contrib.auth.models import AbstractUser
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField
from rest_framework.authtoken.models import Token

class User(AbstractUser):
    phone = PhoneNumberField()
    email = models.EmailField(unique=True)
"""
PROFILE = """
from django.conf import settings
from django.db import models
from celery import shared_task

class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

@shared_task
def tidy(): ...
"""
SHOP = """
from django.contrib.auth import get_user_model
from django.db import models
from mptt.models import MPTTModel

class Category(MPTTModel):
    name = models.CharField(max_length=20)

class Product(models.Model):
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    owner = models.ForeignKey(get_user_model(), on_delete=models.CASCADE)
    plan = models.ForeignKey("djstripe.Plan", on_delete=models.CASCADE)
"""
FILES = {
    "manage.py": MANAGE,
    "config/__init__.py": "from .celery import app\n",
    "config/celery.py": "from celery import Celery\napp = Celery('config')\n",
    "config/settings/__init__.py": "",
    "config/settings/base.py": SETTINGS,
    "config/settings/local.py": "from .base import *\n",
    "apps/__init__.py": "",
    "apps/users/__init__.py": "",
    "apps/users/apps.py": """
        from django.apps import AppConfig
        class UsersConfig(AppConfig):
            name = "apps.users"
            def ready(self):
                raise SystemExit("nothing is to be started")
        """,
    "apps/users/models/__init__.py": "from .user import User\nfrom .profile import Profile\n",
    "apps/users/models/user.py": USER,
    "apps/users/models/profile.py": PROFILE,
    "apps/shop/__init__.py": "",
    "apps/shop/models.py": SHOP,
}


def write(folder: Path, **files: str) -> None:
    """Writes the project, with other files or other texts."""
    for name, text in {**FILES, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the project in backend/."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    write(tmp_path / "backend")
    return tmp_path


def read(models: str, *, strict: bool = False) -> tuple[Reading, Found]:
    """What a command reads of MODELS."""
    return dispatch.one(models, Inputs(), strict=strict)


def test_a_project_is_read_without_its_server_and_its_packages(root: Path) -> None:
    """All models that do not need what is missing; the rest is named, each with its reason."""
    reading, found = read("backend")
    tables = reading.schema.by_id
    assert [t for t in tables if tables[t].group in {"users", "shop"}] == [
        "users_user",
        "users_user_groups",
        "users_user_user_permissions",
        "users_profile",
        "shop_product",
    ]
    assert [t.id for t in reading.schema.tables if t.kind == "stub"] == [
        "shop_category",
        "djstripe_plan",
    ]
    assert found.warnings == [
        "left out: shop.Category (its base mptt.models.MPTTModel is not installed)",
        "left out: users.User.phone (phonenumber_field is not installed)",
    ]
    assert found.notes == ["left out: rest_framework (not installed)"]
    ends = {(r.child, r.parent): r.child_end.value for r in reading.schema.relations}
    assert ends["users_profile", "users_user"] == "?"
    assert ends["shop_product", "users_user"] == "*"


@pytest.mark.parametrize("models", ["backend:shop", "backend/apps/shop/models.py", "shop"])
def test_an_app_is_read_with_what_it_refers_to(root: Path, models: str) -> None:
    """By its label behind the project, by its file, and by its label where the project is near."""
    reading, _ = read(models)
    own = [table.id for table in reading.schema.tables if table.kind == "table"]
    assert own == ["users_user", "shop_product"]


def test_what_fails_in_an_app_is_left_out_alone(root: Path) -> None:
    """The other models of its package are read; strict fails."""
    broken = "from django.db import models\nNUMBER = 1 / 0\n"
    init = "from .user import User\nfrom .broken import X\nfrom .profile import Profile\n"
    write(root / "backend", **{"apps/users/models/broken.py": broken})
    (root / "backend/apps/users/models/__init__.py").write_text(init)
    reading, found = read("backend")
    assert "users_profile" in reading.schema.by_id
    told = "left out: apps.users.models (ZeroDivisionError: division by zero;"
    assert f"{told} backend/apps/users/models/broken.py:2)" in found.warnings
    with pytest.raises(NexusError, match="division by zero"):
        read("backend", strict=True)


def test_models_that_ask_a_database_at_once_get_none(root: Path) -> None:
    """The reader connects to nothing, and says where the models want it to."""
    asks = "\nfirst = Category.objects.first()\n"
    write(root / "backend", **{"apps/shop/models.py": f"{SHOP}{asks}"})
    _, found = read("backend")
    (told,) = [line for line in found.warnings if "apps.shop" in line]
    assert "OperationalError: no database is asked while models are read" in told


def test_an_app_may_be_called_as_a_module_of_python(root: Path) -> None:
    """Its folder hides none: Django itself needs `email` and `calendar`."""
    own = "from django.db import models\nclass Event(models.Model): ...\n"
    settings = SETTINGS.replace('"apps.shop"', '"apps.calendar"')
    calendar = {"apps/calendar/__init__.py": "", "apps/calendar/models.py": own}
    write(root / "backend", **{"config/settings/base.py": settings}, **calendar)
    reading, _ = read("backend:calendar")
    assert list(reading.schema.by_id) == ["calendar_event"]


def test_a_label_that_no_app_has_is_told_with_those_there_are(root: Path) -> None:
    """In one line."""
    with pytest.raises(UsageError, match=r"no app 'nothing' with models.*shop, users"):
        read("backend:nothing")


def test_a_site_reads_a_project_once(root: Path) -> None:
    """It is a schema like any other; the next build reads it again only if a model has changed."""
    cache = Cache(root / "cache")
    first = catalog.read(root, ["backend"], cache)
    assert list(first) == ["backend"]
    assert first.source("backend") == root / "backend"
    file = root / "backend/apps/users/models/profile.py"
    file.write_text(file.read_text().replace("class Profile", "class Account"))
    again = catalog.read(root, ["backend"], cache)
    assert "users_account" in again["backend"].by_id
    (root / "backend/manage.py").chmod(0o600)
    assert catalog.read(root, ["backend"], cache) == again


def test_modules_need_no_settings(root: Path) -> None:
    """The apps that they need are installed, and a class that is meant to be the user is it."""
    (root / "lone").mkdir()
    (root / "lone/models.py").write_text(USER.replace("phone = PhoneNumberField()", ""))
    reading, found = read("lone/models.py")
    ids = list(reading.schema.by_id)
    assert reading.schema.name == "lone"
    assert not found.warnings
    assert {"lone_user", "lone_user_groups", "auth_group", "auth_permission"} <= set(ids)
    assert "auth_user" not in ids


def test_an_index_of_what_a_model_lacks_is_left_out_alone(root: Path) -> None:
    """The model is there, with its other indexes."""
    meta = """
    class Meta:
        indexes = [models.Index(fields=["phone"]), models.Index(fields=["email"], name="mails")]
    """
    write(root / "backend", **{"apps/users/models/user.py": USER + meta})
    reading, found = read("backend")
    assert "mails" in [index.name for index in reading.schema.by_id["users_user"].indexes]
    assert "(User has no field named 'phone')" in found.warnings[2]


def test_a_user_that_cannot_be_imported_is_a_stub(root: Path) -> None:
    """Those who ask for its class get one, and only what fails is left out."""
    broken = "from django.db import models\nNUMBER = 1 / 0\n"
    write(root / "backend", **{"apps/users/models/user.py": broken})
    reading, found = read("backend:shop")
    assert {t.id: t.kind for t in reading.schema.tables if t.group != "shop"} == {
        "shop_category": "stub",
        "users_user": "stub",
        "djstripe_plan": "stub",
    }
    assert any(line.startswith("left out: apps.users.models") for line in found.warnings)


@pytest.mark.parametrize("models", ["lone/models.py", "backend/lone/models.py", "backend/lone"])
def test_a_module_may_ask_for_the_class_of_users(root: Path, models: str) -> None:
    """Without settings, and where the settings do not name its app."""
    file = root / models.removesuffix("/models.py") / "models.py"
    file.parent.mkdir()
    file.write_text(
        "from django.contrib.auth import get_user_model\n"
        "from django.db import models\n"
        "class Note(models.Model):\n"
        "    owner = models.ForeignKey(get_user_model(), on_delete=models.CASCADE)\n"
    )
    reading, found = read(models)
    user = "auth_user" if models == "lone/models.py" else "users_user"
    assert [r.parent for r in reading.schema.relations if r.child == "lone_note"] == [user]
    assert reading.schema.by_id[user].kind == "table"
    assert not [line for line in found.warnings if "lone" in line]


def test_a_project_within_its_package_has_its_apps_beside(root: Path) -> None:
    """As where `startproject` was run in the wrong folder."""
    settings = "INSTALLED_APPS = ['django.contrib.contenttypes', 'shop']\n"
    manage = MANAGE.replace("config.settings.local", "shopping.settings")
    own = "from django.db import models\nclass Item(models.Model): ...\n"
    for name, text in {
        "a/shopping/__init__.py": "",
        "a/shopping/manage.py": manage,
        "a/shopping/settings.py": settings,
        "a/shop/__init__.py": "",
        "a/shop/models.py": own,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    assert "shop_item" in read("a")[0].schema.by_id


def test_a_key_that_nobody_declares_is_what_its_migration_made(root: Path) -> None:
    """Also where the settings have changed since, and for what refers to it."""
    own = """
        from django.db import models
        class Item(models.Model): ...
        class Part(models.Model):
            item = models.ForeignKey(Item, on_delete=models.CASCADE)
        """
    made = """
        from django.db import migrations, models
        class Migration(migrations.Migration):
            operations = [
                migrations.CreateModel(
                    name="Thing", fields=[("id", models.AutoField(primary_key=True))]
                ),
                migrations.RenameModel(old_name="Thing", new_name="Item"),
                migrations.CreateModel("Part", [("id", models.AutoField(primary_key=True))]),
                migrations.AlterField(
                    model_name="part", name="id", field=models.BigAutoField(primary_key=True)
                ),
            ]
        """
    migrations = {"apps/shop/migrations/__init__.py": "", "apps/shop/migrations/0001_one.py": made}
    write(root / "backend", **{"apps/shop/models.py": own}, **migrations)
    tables = read("backend:shop")[0].schema.by_id
    found = {(t, c.name): c.type for t in tables for c in tables[t].columns}
    assert found == {
        ("shop_item", "id"): "integer",
        ("shop_part", "id"): "bigint",
        ("shop_part", "item_id"): "integer",
    }


def test_a_project_may_be_called_as_this_program(root: Path) -> None:
    """Its package has its own modules, and so has the program."""
    for name, text in {
        "own/manage.py": MANAGE.replace("config.settings.local", "nexus.settings"),
        "own/nexus/__init__.py": "",
        "own/nexus/settings.py": "INSTALLED_APPS = ['nexus.core', 'nexus.shop']\n",
        "own/nexus/core/__init__.py": "",
        "own/nexus/core/models.py": "from django.db import models\nclass A(models.Model): ...\n",
        "own/nexus/shop/__init__.py": "",
        "own/nexus/shop/models.py": "from django.db import models\nclass B(models.Model): ...\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    assert list(read("own")[0].schema.by_id) == ["core_a", "shop_b"]


def test_a_project_without_its_settings_is_read_all_the_same(root: Path) -> None:
    """They hold secrets, and may not be among the files."""
    for file in (root / "backend/config/settings").iterdir():
        file.unlink()
    reading, _ = read("backend")
    assert {"users_user", "users_profile", "shop_product"} <= set(reading.schema.by_id)


def test_models_beside_those_of_an_app_are_read_where_it_uses_them(root: Path) -> None:
    """Django knows them when it has imported the admin; what nothing uses is none of its own."""
    own = "from django.db import models\nclass {}(models.Model): ...\n"
    more = {"search": own.format("Search"), "old": own.format("Old")}
    files = {f"apps/shop/models_{name}.py": text for name, text in more.items()}
    admin = {"apps/shop/admin.py": "from .models_search import Search\n"}
    write(root / "backend", **files, **admin)
    tables = read("backend:shop")[0].schema.by_id
    assert "shop_search" in tables
    assert "shop_old" not in tables
