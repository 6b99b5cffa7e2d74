"""Every page of the admin opens, and a longer list asks no more queries."""

from django.contrib import admin
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Booking, Message, Payment, PaymentMethod, Property, Review, Role, User
from listings.tests.builders import place, stay, user

LISTED = (User, Property, Booking, Payment, Review, Message)


def add_rows(number: int) -> None:
    """Insert a row of each table, of people and a place of their own."""
    host, guest = user(f"Host{number}", Role.HOST), user(f"Guest{number}")
    loft = place(host, f"Loft {number}")
    booking = stay(loft, guest, 1, 3)
    booking.save()
    Payment.objects.create(booking=booking, amount=160, payment_method=PaymentMethod.STRIPE)
    Review.objects.create(property=loft, user=guest, rating=5, comment="Lovely.")
    Message.objects.create(sender=guest, recipient=host, message_body="Thank you.")


class Pages(TestCase):
    """An admin looks at every table."""

    @classmethod
    def setUpTestData(cls):
        cls.admin = user("Root", Role.ADMIN)
        add_rows(1)

    def setUp(self):
        self.client.force_login(self.admin)

    def open(self, model, page, *keys, **query):
        """Return the answer of a page of that model."""
        address = reverse(f"admin:listings_{model._meta.model_name}_{page}", args=keys)
        return self.client.get(address, query, secure=True)

    def test_the_six_tables_are_all_there_is(self):
        """Groups are not offered: a user's role says it all."""
        self.assertEqual(set(admin.site._registry), set(LISTED))

    def test_every_page_opens(self):
        """A list, a search, an empty form and a filled one of each table."""
        for model in LISTED:
            with self.subTest(model=model.__name__):
                key = model.objects.first().pk
                answers = (
                    self.open(model, "changelist"),
                    self.open(model, "changelist", q="loft"),
                    self.open(model, "add"),
                    self.open(model, "change", key),
                )
                self.assertEqual({answer.status_code for answer in answers}, {200})

    def test_a_longer_list_asks_no_more_queries(self):
        """list_select_related fetches what a line shows together with the line."""
        short = self.queries()
        for number in range(2, 6):
            add_rows(number)
        self.assertEqual(self.queries(), short)

    def queries(self) -> dict[str, int]:
        """Count the queries of each list."""
        counts = {}
        for model in LISTED:
            with CaptureQueriesContext(connection) as queries:
                self.open(model, "changelist")
            counts[model.__name__] = len(queries)
        return counts

    def test_a_user_made_here_can_sign_in(self):
        """The form hashes the password that it was given."""
        form = {
            "email": "zola@example.org",
            "first_name": "Zola",
            "last_name": "Example",
            "role": Role.ADMIN,
            "password1": "four plain words here",
            "password2": "four plain words here",
        }
        self.client.post(reverse("admin:listings_user_add"), form, secure=True)
        self.client.logout()
        self.assertTrue(
            self.client.login(username="zola@example.org", password="four plain words here")
        )

    def test_a_form_without_a_status_is_refused(self):
        """What is missing is said in the form."""
        address = reverse("admin:listings_booking_add")
        form = {"payments-TOTAL_FORMS": 0, "payments-INITIAL_FORMS": 0}
        self.assertContains(self.client.post(address, form, secure=True), "This field is required.")

    def test_a_host_is_sent_away(self):
        """Only the role admin enters."""
        self.client.force_login(User.objects.get(first_name="Host1"))
        answer = self.client.get(reverse("admin:index"), secure=True)
        self.assertEqual(answer.status_code, 302)
