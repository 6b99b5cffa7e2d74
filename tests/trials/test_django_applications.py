"""Applications of Django, as published: what is read of each is what Django makes of it.

Each is installed by pip into an environment that the trials share, and put into a project of its own.
Twice a PostgreSQL is filled, by its migrations and straight from its models, and its catalog compared
with what the schema says, which makes a third database. Counts are printed.

    pytest -s tests/trials/test_django_applications.py
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import psycopg
import pytest
from nexus.examples.postgres.server import Server
from nexus.schema.model import Cardinality, Schema

from tests.helpers import ROOT
from tests.nexus.exports.catalog import Rows
from tests.nexus.sources.django import oracle

_WAGTAIL = (
    "wagtail.contrib.forms wagtail.contrib.redirects wagtail.embeds wagtail.sites wagtail.users"
    " wagtail.snippets wagtail.documents wagtail.images wagtail.search wagtail.admin wagtail"
    " modelcluster taggit"
)
_BASE = ("contenttypes", "auth", "sessions", "messages", "sites", "staticfiles", "admin")


class Application(NamedTuple):
    """What pip installs, what the settings name, and further settings as Python."""

    package: str
    apps: str
    settings: str = ""
    extensions: tuple[str, ...] = ()


APPLICATIONS = {
    "allauth": Application(
        "django-allauth[socialaccount,mfa]",
        "allauth allauth.account allauth.socialaccount allauth.mfa allauth.usersessions",
        "MIDDLEWARE = ['allauth.account.middleware.AccountMiddleware']",
    ),
    "axes": Application("django-axes", "axes"),
    "celery-beat": Application("django-celery-beat", "django_celery_beat"),
    "celery-results": Application("django-celery-results", "django_celery_results"),
    "cms": Application(
        "django-cms",
        "cms menus treebeard sekizai",
        "LANGUAGES = [('en', 'English')]\nLANGUAGE_CODE = 'en'\nCMS_CONFIRM_VERSION4 = True\n"
        "X_FRAME_OPTIONS = 'SAMEORIGIN'\nCMS_TEMPLATES = [('a.html', 'a')]",
    ),
    "filer": Application("django-filer", "easy_thumbnails filer mptt"),
    "guardian": Application("django-guardian", "guardian"),
    "helpdesk": Application(
        "django-helpdesk", "django.contrib.humanize helpdesk", "HELPDESK_TEAMS_MODE_ENABLED = False"
    ),
    "oauth-toolkit": Application("django-oauth-toolkit", "oauth2_provider"),
    "oscar": Application(
        "django-oscar",
        "django.contrib.flatpages oscar.config.Shop oscar.apps.analytics.apps.AnalyticsConfig"
        " oscar.apps.checkout.apps.CheckoutConfig oscar.apps.address.apps.AddressConfig"
        " oscar.apps.shipping.apps.ShippingConfig oscar.apps.catalogue.apps.CatalogueConfig"
        " oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig"
        " oscar.apps.communication.apps.CommunicationConfig"
        " oscar.apps.partner.apps.PartnerConfig oscar.apps.basket.apps.BasketConfig"
        " oscar.apps.payment.apps.PaymentConfig oscar.apps.offer.apps.OfferConfig"
        " oscar.apps.order.apps.OrderConfig oscar.apps.customer.apps.CustomerConfig"
        " oscar.apps.search.apps.SearchConfig oscar.apps.voucher.apps.VoucherConfig"
        " oscar.apps.wishlists.apps.WishlistsConfig oscar.apps.dashboard.apps.DashboardConfig"
        " oscar.apps.dashboard.reports.apps.ReportsDashboardConfig"
        " oscar.apps.dashboard.users.apps.UsersDashboardConfig"
        " oscar.apps.dashboard.orders.apps.OrdersDashboardConfig"
        " oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig"
        " oscar.apps.dashboard.offers.apps.OffersDashboardConfig"
        " oscar.apps.dashboard.partners.apps.PartnersDashboardConfig"
        " oscar.apps.dashboard.pages.apps.PagesDashboardConfig"
        " oscar.apps.dashboard.ranges.apps.RangesDashboardConfig"
        " oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig"
        " oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig"
        " oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig"
        " oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig"
        " widget_tweaks haystack treebeard sorl.thumbnail django_tables2",
        "from oscar.defaults import *\n"
        "HAYSTACK_CONNECTIONS ="
        " {'default': {'ENGINE': 'haystack.backends.simple_backend.SimpleEngine'}}",
    ),
    "reversion": Application("django-reversion", "reversion"),
    "rest-framework": Application("djangorestframework", "rest_framework rest_framework.authtoken"),
    "simple-history": Application("django-simple-history", "simple_history"),
    "taggit": Application("django-taggit", "taggit"),
    "waffle": Application("django-waffle", "waffle"),
    "wagtail": Application(
        "wagtail",
        _WAGTAIL,
        "WAGTAIL_SITE_NAME = 'trial'\nWAGTAILADMIN_BASE_URL = 'http://localhost'",
    ),
    "activity-stream": Application("django-activity-stream", "actstream"),
    "auditlog": Application("django-auditlog", "auditlog"),
    "categories": Application("django-categories", "categories categories.editor mptt"),
    "cities-light": Application("django-cities-light", "cities_light"),
    "comments-xtd": Application(
        "django-comments-xtd",
        "django_comments_xtd django_comments",
        "COMMENTS_APP = 'django_comments_xtd'",
    ),
    "constance": Application(
        "django-constance",
        "constance",
        "CONSTANCE_BACKEND = 'constance.backends.database.DatabaseBackend'\nCONSTANCE_CONFIG = {}",
    ),
    "dj-stripe": Application(
        "dj-stripe",
        "djstripe",
        "DJSTRIPE_FOREIGN_KEY_TO_FIELD = 'id'\nSTRIPE_LIVE_MODE = False\n"
        "STRIPE_TEST_SECRET_KEY = 'sk_test_x'",
    ),
    "invitations": Application("django-invitations", "invitations"),
    "knox": Application("django-rest-knox", "rest_framework knox"),
    "ledger": Application("django-ledger", "django_ledger"),
    "machina": Application(
        "django-machina",
        "mptt haystack widget_tweaks machina machina.apps.forum machina.apps.forum_conversation"
        " machina.apps.forum_conversation.forum_attachments"
        " machina.apps.forum_conversation.forum_polls machina.apps.forum_feeds"
        " machina.apps.forum_moderation machina.apps.forum_search machina.apps.forum_tracking"
        " machina.apps.forum_member machina.apps.forum_permission",
        "HAYSTACK_CONNECTIONS ="
        " {'default': {'ENGINE': 'haystack.backends.simple_backend.SimpleEngine'}}",
    ),
    "newsletter": Application("django-newsletter", "sorl.thumbnail newsletter"),
    "oidc-provider": Application("django-oidc-provider", "oidc_provider"),
    "organizations": Application("django-organizations", "organizations"),
    "photologue": Application("django-photologue", "sortedm2m photologue"),
    "post-office": Application("django-post-office", "post_office"),
    "push-notifications": Application("django-push-notifications", "push_notifications"),
    "q2": Application("django-q2", "django_q"),
    "robots": Application("django-robots", "robots"),
    "scheduler": Application("django-scheduler", "schedule"),
    "silk": Application("django-silk", "silk"),
    "simplejwt": Application(
        "djangorestframework-simplejwt", "rest_framework rest_framework_simplejwt.token_blacklist"
    ),
    "social-auth": Application("social-auth-app-django", "social_django"),
    "star-ratings": Application("django-star-ratings", "star_ratings"),
    "wiki": Application(
        "wiki",
        "django.contrib.humanize django_nyt.apps.DjangoNytConfig mptt sorl.thumbnail"
        " wiki.apps.WikiConfig wiki.plugins.attachments.apps.AttachmentsConfig"
        " wiki.plugins.notifications.apps.NotificationsConfig"
        " wiki.plugins.images.apps.ImagesConfig wiki.plugins.macros.apps.MacrosConfig",
    ),
    "admin-interface": Application("django-admin-interface", "admin_interface colorfield"),
    "api-key": Application("djangorestframework-api-key", "rest_framework rest_framework_api_key"),
    "api-logger": Application(
        "drf-api-logger", "rest_framework drf_api_logger", "DRF_API_LOGGER_DATABASE = True"
    ),
    "apscheduler": Application("django-apscheduler", "django_apscheduler"),
    "avatar": Application("django-avatar", "avatar"),
    "cookie-consent": Application("django-cookie-consent", "cookie_consent"),
    "countries-plus": Application("django-languages-plus", "countries_plus languages_plus"),
    "dbtemplates": Application("django-dbtemplates", "dbtemplates"),
    "defender": Application("django-defender", "defender"),
    "dynamic-preferences": Application(
        "django-dynamic-preferences",
        "dynamic_preferences dynamic_preferences.users.apps.UserPreferencesConfig",
    ),
    "easy-audit": Application("django-easy-audit", "easyaudit"),
    "eventstream": Application("django-eventstream", "django_eventstream"),
    "explorer": Application("django-sql-explorer", "explorer"),
    "fcm": Application("fcm-django", "fcm_django"),
    "flags": Application("django-flags", "flags", "FLAGS = {}"),
    "fsm-log": Application("django-fsm-log", "django_fsm_log"),
    "health-check": Application("django-health-check<4", "health_check health_check.db"),
    "hitcount": Application("django-hitcount", "hitcount"),
    "impersonate": Application("django-impersonate", "impersonate"),
    "mailbox": Application("django-mailbox", "django_mailbox"),
    "mailer": Application("django-mailer", "mailer"),
    "mfa": Application("django-mfa2", "mfa"),
    "otp": Application(
        "django-two-factor-auth[phonenumbers]",
        "django_otp django_otp.plugins.otp_static django_otp.plugins.otp_totp"
        " django_otp.plugins.otp_email two_factor two_factor.plugins.phonenumber",
    ),
    "passkeys": Application("django-passkeys", "passkeys"),
    "pghistory": Application("django-pghistory", "pgtrigger pghistory"),
    "plans": Application("django-plans", "ordered_model plans", "PLANS_CURRENCY = 'EUR'"),
    "request": Application("django-request", "request"),
    "summernote": Application("django-summernote", "django_summernote"),
    "user-sessions": Application("django-user-sessions", "user_sessions"),
    "viewflow": Application("django-viewflow", "viewflow viewflow.workflow"),
    "vote": Application("django-vote", "vote"),
    "wagtail-localize": Application(
        "wagtail-localize",
        f"wagtail_localize wagtail_localize.locales {_WAGTAIL}",
        "WAGTAIL_SITE_NAME = 'trial'\nWAGTAILADMIN_BASE_URL = 'http://localhost'",
    ),
    "webpush": Application("django-webpush", "webpush"),
}
_SETTINGS = """
INSTALLED_APPS = {apps!r}
SECRET_KEY = "a trial"
SITE_ID = 1
USE_TZ = True
ROOT_URLCONF = "urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
TEMPLATES = [
    {{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {{
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sekizai.context_processors.sekizai",
                "cms.context_processors.cms_settings",
            ]
        }},
    }}
]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3"}}}}
{more}
"""
_MAKE = """
import json, os, sys
sys.path.insert(0, {folder!r})
from django.conf import settings
import settings as given
names = {{name: getattr(given, name) for name in dir(given) if name.isupper()}}
names["DATABASES"] = {{"default": {{"ENGINE": "django.db.backends.postgresql", **{address!r}}}}}
if {straight!r}:
    from without import Without
    names["MIGRATION_MODULES"] = Without()
names["SILENCED_SYSTEM_CHECKS"] = []
settings.configure(**names)
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb={straight!r}, verbosity=0, skip_checks=True)
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE IF EXISTS django_migrations")
"""
_WITHOUT = """
class Without(dict):
    def __contains__(self, _): return True
    def __getitem__(self, _): return None
    def get(self, *_): return None
"""
_READ = """
import sys, msgspec
sys.path[:0] = [{scripts!r}]
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
reading, found = dispatch.one({folder!r}, Inputs())
sys.stdout.write(msgspec.json.encode([reading.schema, found.warnings, found.notes]).decode())
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with all applications; NEXUS_TRIAL_PYTHON names another one."""
    if given := os.environ.get("NEXUS_TRIAL_PYTHON"):
        return Path(given)
    folder = tmp_path_factory.mktemp("applications")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    own = folder / "venv" / "bin" / "python"
    packages = ["django>=5.2,<6", "psycopg[binary]", "msgspec", "sqlalchemy"]
    packages += [application.package for application in APPLICATIONS.values()]
    subprocess.run([own, "-m", "pip", "install", "--quiet", *packages], check=True)
    return own


def run(python: Path, script: str, folder: Path) -> str:
    """What a script prints."""
    done = subprocess.run(
        [python, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def project(folder: Path, application: Application) -> Path:
    """Writes a project with an application in it."""
    apps = [f"django.contrib.{name}" for name in _BASE] + application.apps.split()
    text = _SETTINGS.format(apps=apps, more=application.settings)
    (folder / "settings.py").write_text(text)
    (folder / "urls.py").write_text("urlpatterns = []\n")
    manage = 'import django, os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n'
    (folder / "manage.py").write_text(manage)
    return folder


def made_by_django(python: Path, folder: Path, dsn: str, *, straight: bool) -> dict[str, Rows]:
    """What a database holds when Django has filled it, by migrations or straight from models."""
    told = psycopg.conninfo.conninfo_to_dict(dsn)
    keys = {
        "HOST": "host",
        "PORT": "port",
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
    }
    address = {name: told[key] for name, key in keys.items()}
    run(python, _MAKE.format(folder=str(folder), address=address, straight=straight), folder)
    return oracle.held(dsn)


def unordered(rows: dict[str, Rows]) -> dict[str, set[Any]]:
    """A catalog without the order of columns, names of rules and collations."""
    # A sequence keeps the name of the table that it was made for, and a migration of wagtail sets a
    # collation that its models do not name: straight from the models, both are compared.
    columns = {
        (row[1], *row[3:8], row[9], "a sequence" if row[11] is not None else row[10])
        for row in rows["columns"]
    }
    keys = {(row[1], row[3]) for row in rows["constraints"]}
    # What a migration makes by itself for an unmanaged model may be a view.
    tables = {row[1] for row in rows["tables"] if row[2] == "r"}
    return {"tables": tables, "columns": columns, "keys": keys}


def ends(dsn: str) -> set[tuple[str, tuple[str, ...], str, str, str]]:
    """The ends of each foreign key, from the catalog alone."""
    query = """
        SELECT c.conrelid::regclass::text, array_agg(a.attname::text ORDER BY k.place),
            c.confrelid::regclass::text, bool_or(NOT a.attnotnull),
            EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.conrelid AND i.indisunique
                AND i.indpred IS NULL AND i.indexprs IS NULL
                AND i.indkey::int2[] <@ c.conkey)
        FROM pg_constraint AS c, unnest(c.conkey) WITH ORDINALITY AS k (num, place)
        JOIN pg_attribute AS a ON a.attnum = k.num
        WHERE c.contype = 'f' AND a.attrelid = c.conrelid
        GROUP BY c.oid, c.conrelid, c.confrelid, c.conkey
    """
    with psycopg.connect(dsn) as connection:
        found = connection.execute(query).fetchall()
    return {
        (
            child.strip('"'),
            tuple(columns),
            parent.strip('"'),
            "?" if one else "*",
            "?" if null else "1",
        )
        for child, columns, parent, null, one in found
    }


def drawn(schema: Schema) -> set[tuple[str, tuple[str, ...], str, str, str]]:
    """The ends of each relation that the database keeps, as diagrams have them."""
    assert Cardinality.EXACTLY_ONE == "1"
    return {
        (r.child, r.foreign_key.columns, r.parent, str(r.child_end), str(r.parent_end))
        for r in schema.relations
        if r.enforced
    }


@pytest.fixture(params=APPLICATIONS)
def application(request: pytest.FixtureRequest) -> str:
    """The name of an application."""
    return str(request.param)


def test_an_application_is_read_as_django_makes_it(
    application: str, python: Path, server: Server, tmp_path: Path
) -> None:
    """Tables, columns, types, nulls, defaults, keys, rules, both ends; straight also order, names."""
    folder = project(tmp_path, APPLICATIONS[application])
    read = _READ.format(scripts=str(ROOT / "scripts"), folder=str(folder))
    told, warnings, notes = json.loads(run(python, read, folder))
    schema = msgspec.convert(told, Schema)
    assert warnings == []
    assert notes == []
    settings = folder / "settings.py"
    without = "from without import Without\nMIGRATION_MODULES = Without()\n"
    (folder / "without.py").write_text(_WITHOUT)
    settings.write_text(settings.read_text() + without)
    plain = msgspec.convert(json.loads(run(python, read, folder))[0], Schema)
    settings.write_text(settings.read_text().replace(without, ""))
    name = f"app_{application.replace('-', '_')}"
    with oracle.database(server.dsn(), f"{name}_m") as dsn:
        migrated = made_by_django(python, folder, dsn, straight=False)
        expected_ends = ends(dsn)
    with oracle.database(server.dsn(), f"{name}_s") as dsn:
        straight = made_by_django(python, folder, dsn, straight=True)
    with oracle.database(server.dsn(), f"{name}_n") as dsn:
        found = oracle.made(dsn, plain)
    with oracle.database(server.dsn(), f"{name}_o") as dsn:
        mine, theirs = unordered(oracle.made(dsn, schema)), unordered(migrated)
    oracle.print_differences(oracle.differences(found, straight))
    for kind, rows in theirs.items():
        print(f"{application}: {kind}: {len(rows & mine[kind])} of {len(rows)}", end="; ")
        for row in rows ^ mine[kind]:
            print("\n  ", "lacks" if row in rows else "has", row)
    print(f"ends: {len(expected_ends & drawn(schema))} of {len(expected_ends)}")
    assert oracle.differences(found, straight) == {}
    assert mine == theirs
    assert drawn(schema) == expected_ends
