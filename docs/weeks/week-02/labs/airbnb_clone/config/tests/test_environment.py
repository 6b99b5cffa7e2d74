"""The environment is read as it is meant, and what is missing is named."""

import os
from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from config import environment

VARIABLES = {
    "POSTGRES_DB": "airbnb",
    "POSTGRES_USER": "amina",
    "POSTGRES_PASSWORD": "not a secret",
    "POSTGRES_HOST": "/run/postgresql",
}


def database(**variables: str) -> dict:
    """Return the database that an environment of just these variables gives."""
    with patch.dict(os.environ, variables, clear=True):
        return environment.database()


class Database(SimpleTestCase):
    """The database is named by one variable, or by five."""

    def test_five_variables(self):
        """A host that starts with / is the folder of a socket; the port may be left out."""
        read = database(**VARIABLES)
        self.assertEqual((read["NAME"], read["USER"]), ("airbnb", "amina"))
        self.assertEqual((read["HOST"], read["PORT"]), ("/run/postgresql", ""))

    def test_one_variable(self):
        """An address may escape what it holds, and carry options of libpq."""
        read = database(
            DATABASE_URL="postgresql://amina:p%40ss@/airbnb?host=/tmp/a%20b&sslmode=disable"
        )
        self.assertEqual((read["NAME"], read["USER"]), ("airbnb", "amina"))
        self.assertEqual((read["PASSWORD"], read["HOST"]), ("p@ss", "/tmp/a b"))
        self.assertEqual(read["OPTIONS"], {"connect_timeout": 5, "sslmode": "disable"})

    def test_a_missing_or_empty_variable_is_named(self):
        """There is no default to be wrong."""
        for name in VARIABLES:
            with self.subTest(name), self.assertRaisesMessage(ImproperlyConfigured, name):
                database(**(VARIABLES | {name: ""}))
        with self.assertRaisesMessage(ImproperlyConfigured, "POSTGRES_DB"):
            database()
