"""The database keeps the rules of the tables, and forms tell of them first."""

from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import TestCase

from listings.models import (
    BookingStatus,
    Message,
    Payment,
    PaymentMethod,
    Property,
    Review,
    Role,
    User,
)
from listings.tests.builders import place, stay, user


class Rules(TestCase):
    """A host with a loft, a guest, and her stay from the 1st to the 3rd of May."""

    @classmethod
    def setUpTestData(cls):
        cls.host = user("Tunde", Role.HOST)
        cls.guest = user("Amina")
        cls.loft = place(cls.host)
        cls.stay = stay(cls.loft, cls.guest, 1, 3)
        cls.stay.save()

    def assertRefused(self, row, constraint):
        """Assert that the form says no, and that the database does when nobody asks the form."""
        with self.assertRaises(ValidationError):
            row.full_clean()
        with self.assertRaisesMessage(IntegrityError, constraint), transaction.atomic():
            row.save()

    def test_a_row_of_plain_sql_gets_a_key_and_a_moment(self):
        """The defaults are the database's, so Django need not be there."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO message (sender_id, recipient_id, message_body) VALUES (%s, %s, %s)",
                [self.guest.pk, self.host.pk, "Is there a kettle?"],
            )
        message = Message.objects.get()
        self.assertIsInstance(message.pk, UUID)
        self.assertIsNotNone(message.sent_at)

    def test_stays_do_not_overlap(self):
        """A second stay may not share a night with the first."""
        self.assertRefused(stay(self.loft, self.guest, 2, 4), "ex_booking_overlapping_stays")

    def test_the_day_of_departure_is_free(self):
        """The next guest may arrive on the day the first one leaves."""
        stay(self.loft, self.guest, 3, 5).save()
        self.assertEqual(self.loft.bookings.count(), 2)

    def test_a_canceled_stay_gives_its_nights_back(self):
        """Nights of a canceled stay can be booked again."""
        self.stay.status = BookingStatus.CANCELED
        self.stay.save()
        stay(self.loft, self.guest, 2, 4).save()
        self.assertEqual(self.loft.bookings.count(), 2)

    def test_a_stay_ends_after_it_starts(self):
        """A stay has at least one night."""
        self.assertRefused(stay(self.loft, self.guest, 7, 7), "ck_booking_end_after_start")

    def test_money_is_not_negative(self):
        """A price, a total and a payment are zero or more."""
        self.loft.pricepernight = Decimal("-1.00")
        self.assertRefused(self.loft, "ck_property_pricepernight_not_negative")
        self.stay.total_price = Decimal("-1.00")
        self.assertRefused(self.stay, "ck_booking_total_price_not_negative")
        payment = Payment(
            booking=self.stay, amount=Decimal("-1.00"), payment_method=PaymentMethod.PAYPAL
        )
        self.assertRefused(payment, "ck_payment_amount_not_negative")

    def test_a_rating_is_from_1_to_5(self):
        """Six stars are refused."""
        review = Review(property=self.loft, user=self.guest, rating=6, comment="Lovely.")
        self.assertRefused(review, "ck_review_rating_1_to_5")

    def test_nobody_writes_to_themselves(self):
        """A message has two people."""
        message = Message(sender=self.guest, recipient=self.guest, message_body="Milk.")
        self.assertRefused(message, "ck_message_sender_is_not_recipient")

    def test_a_choice_is_one_of_its_values(self):
        """A role, a status and a method of payment that nobody declared are refused."""
        self.guest.role = "owner"
        self.assertRefused(self.guest, "ck_user_role")
        self.stay.status = "cancelled"
        self.assertRefused(self.stay, "ck_booking_status")
        payment = Payment(booking=self.stay, amount=Decimal("1.00"), payment_method="cash")
        self.assertRefused(payment, "ck_payment_payment_method")

    def test_a_row_that_others_need_stays(self):
        """A host with a property cannot be deleted."""
        with self.assertRaises(ProtectedError):
            self.host.delete()

    def test_save_sets_updated_at_and_update_does_not(self):
        """auto_now belongs to save(): an update of many rows passes it by."""
        first = Property.objects.get().updated_at
        Property.objects.update(name="Studio")
        self.assertEqual(Property.objects.get().updated_at, first)
        Property.objects.get().save()
        self.assertGreater(Property.objects.get().updated_at, first)


class Accounts(TestCase):
    """The table "user" is the one that people sign in with."""

    def test_only_a_hash_of_the_password_is_stored(self):
        """The column password_hash says how it was hashed, and not what."""
        User.objects.create_user(
            "amina@example.org", "correct horse", first_name="Amina", last_name="Example"
        )
        with connection.cursor() as cursor:
            cursor.execute('SELECT password_hash FROM "user"')
            (stored,) = cursor.fetchone()
        self.assertTrue(stored.startswith("pbkdf2_sha256$"))
        self.assertTrue(User.objects.get().check_password("correct horse"))

    def test_two_users_do_not_share_an_address(self):
        """An address identifies its account."""
        user("Amina")
        with self.assertRaises(IntegrityError):
            user("Amina")

    def test_an_admin_may_enter_the_admin_and_a_host_may_not(self):
        """The role decides, and nothing beside it."""
        admin = User.objects.create_superuser("root@example.org", first_name="R", last_name="T")
        host = user("Tunde", Role.HOST)
        self.assertEqual((admin.is_staff, host.is_staff), (True, False))
        self.assertTrue(admin.has_perm("listings.change_booking"))
        self.assertFalse(host.has_module_perms("listings"))
