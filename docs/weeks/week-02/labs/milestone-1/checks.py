"""Checks the project as it would run in production: settings, health and migrations."""

import os
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "airbnb_clone"))
os.environ.pop("DJANGO_DEBUG", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DJANGO_SECRET_KEY"] = secrets.token_urlsafe(50)
os.environ["DJANGO_ALLOWED_HOSTS"] = "airbnb.example"

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client

BROWSER = Client(headers={"host": "airbnb.example"})


def command(*words: str) -> None:
    """Run a command of manage.py, and print it in front of what it prints."""
    print(f"$ python manage.py {' '.join(words)}")
    call_command(*words, no_color=True, stderr=sys.stdout)
    print()


def get(path: str, note: str) -> None:
    """Ask for a path over HTTP, without the S, and print the answer."""
    answer = BROWSER.get(path)
    text = answer.headers.get("Location") or answer.content.decode()
    print(f"GET {path:9} {answer.status_code} {text}  ({note})")


django.setup()
command("check", "--deploy", "--fail-level", "WARNING")

get("/admin/", "everything goes to HTTPS")
get("/health/", "but what a container asks itself")
reachable = connection.settings_dict["HOST"]
connection.close()
connection.settings_dict["HOST"] = "/nowhere"
get("/health/", "when the database is out of reach")
connection.settings_dict["HOST"] = reachable
print()

command("makemigrations", "--check", "--dry-run")
command("migrate", "listings", "--plan")
