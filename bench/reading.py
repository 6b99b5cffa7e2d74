"""What reading models of Django costs, beside importing them as Django does: the CPU of both.

The project has the apps that a new one has, and others of its own with keys between them.
"""

from pathlib import Path

from bench.timing import Command, Ratio, children, paired

ROOT = Path(__file__).parents[1]
APPS, MODELS, ROUNDS, LIMIT = 20, 15, 5, 1.3
_CONTRIB = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
_SETTINGS = """
INSTALLED_APPS = {apps!r}
SECRET_KEY = "a bench"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "NAME": "none"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""
_MANAGE = 'import django, os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n'
_MODEL = '''
class Model{n}(models.Model):
    """The {n}th."""

    name = models.CharField(max_length=40, unique=True, help_text="What it is called.")
    state = models.CharField(max_length=8, choices=[("a", "Active"), ("b", "Gone")], default="a")
    number = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    near = models.ForeignKey("Model{near}", models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey("auth.User", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "number"])]
        constraints = [models.UniqueConstraint(fields=["near", "number"], name="{app}_{n}")]
'''
_IMPORT = "import django; django.setup()"
_READ = """
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
dispatch.one("manage.py", Inputs())
"""


def report(scratch: Path) -> list[str]:
    """The lines of the report; works below the empty folder `scratch`."""
    folder = scratch / "reading"
    _write(folder)
    known = {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(ROOT / "scripts")}
    subjects = {
        "importing": Command(("-c", _IMPORT), folder, known),
        "reading": Command(("-c", _READ), folder, known),
    }
    medians = paired(subjects, ROUNDS, children)
    head = f"{APPS * MODELS} models of Django in {APPS} apps, CPU:"
    return [head, Ratio("reading", "importing", LIMIT).line(medians)]


def _write(folder: Path) -> None:
    names = [f"app_{n}" for n in range(APPS)]
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
        models = (_MODEL.format(n=n, near=(n * 7 + 1) % MODELS, app=name) for n in range(MODELS))
        text = "".join(("from django.db import models\n", *models))
        (folder / name / "models.py").write_text(text, "utf-8")
    apps = [*(f"django.contrib.{name}" for name in _CONTRIB), *names]
    (folder / "settings.py").write_text(_SETTINGS.format(apps=apps), "utf-8")
    (folder / "manage.py").write_text(_MANAGE, "utf-8")
