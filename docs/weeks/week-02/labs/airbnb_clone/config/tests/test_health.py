"""The health endpoint tells whether the database answers."""

from unittest.mock import patch

from django.db import OperationalError, connection
from django.test import TestCase, override_settings
from django.urls import reverse


class Health(TestCase):
    """Somebody who decides whether this process gets requests asks /health/."""

    def test_a_database_that_answers_is_well(self):
        """The answer is 200, and no cache may keep it."""
        answer = self.client.get("/health/")
        self.assertEqual((answer.status_code, answer.json()), (200, {"database": "ok"}))
        self.assertIn("no-store", answer["Cache-Control"])

    def test_a_database_that_does_not_answer_is_not(self):
        """The answer is 503, and keeps to itself which server did not answer."""
        fault = OperationalError("connection to server at 10.0.0.5 failed")
        with patch.object(connection, "cursor", side_effect=fault):
            answer = self.client.get("/health/")
        self.assertEqual((answer.status_code, answer.json()), (503, {"database": "unavailable"}))

    @override_settings(SECURE_SSL_REDIRECT=True)
    def test_it_answers_over_http_in_production(self):
        """A container asks itself, past the proxy; every other page goes to HTTPS."""
        self.assertEqual(self.client.get("/health/").status_code, 200)
        self.assertEqual(self.client.get(reverse("admin:login")).status_code, 301)

    def test_it_only_answers(self):
        """Nothing can be sent to it."""
        self.assertEqual(self.client.post("/health/").status_code, 405)
