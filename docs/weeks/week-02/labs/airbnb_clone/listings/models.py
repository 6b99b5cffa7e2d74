"""The six tables of the AirBnB clone as Django models.

Tables and columns are called as the specification calls them. Rules that hold whoever writes are
constraints of the database; Django checks the same ones in forms, before it asks the database.
Deleting a row that others point at is refused, so every foreign key protects.

PostgreSQL has enum types, Django has none: a choice is text here, with a check on its values.
Another value is then one migration away, and can be taken out again, which an enum's cannot.
"""

from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID, TransactionNow
from django.db import models
from django.db.models import F, Func, Q


def key() -> models.UUIDField:
    """Return a primary key that Django makes, and PostgreSQL for a row from somewhere else.

    PostgreSQL alone would do, but the admin of Django 5.2 asks for the payments of a booking
    before it inserts the booking, and so needs the key by then.
    """
    return models.UUIDField(
        primary_key=True, default=uuid4, db_default=RandomUUID(), editable=False
    )


def moment() -> models.DateTimeField:
    """Return a moment that PostgreSQL takes from its clock, whoever inserts the row."""
    return models.DateTimeField(db_default=TransactionNow(), editable=False)


class Role(models.TextChoices):
    """What an account may do; each role includes the ones before it."""

    GUEST = "guest"
    HOST = "host"
    ADMIN = "admin"


class BookingStatus(models.TextChoices):
    """Where a booking stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"


class PaymentMethod(models.TextChoices):
    """How money was sent."""

    CREDIT_CARD = "credit_card"
    PAYPAL = "paypal", "PayPal"
    STRIPE = "stripe"


class UserManager(BaseUserManager):
    """Makes accounts, with passwords that are hashed."""

    def create_user(self, email: str, password: str | None = None, **others) -> "User":
        """Insert a user, a guest unless `others` say so; without a password nobody signs in."""
        user = self.model(email=self.normalize_email(email), **({"role": Role.GUEST} | others))
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **others) -> "User":
        """Insert an admin; `manage.py createsuperuser` asks for this."""
        return self.create_user(email, password, **others, role=Role.ADMIN)


class User(AbstractBaseUser):
    """A person with an account, who books, hosts or runs the platform."""

    last_login = None  # Django would bring a column of this name along

    user_id = key()
    first_name = models.CharField(max_length=255)
    last_name = models.CharField(max_length=255)
    email = models.EmailField(max_length=255, unique=True)
    # Django's sign-in looks for `password`; it has only ever held a salted hash.
    password = models.CharField(max_length=255, db_column="password_hash")
    phone_number = models.CharField(max_length=255, null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    created_at = moment()

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ("first_name", "last_name")

    class Meta:
        db_table = "user"
        constraints = [
            models.CheckConstraint(name="ck_user_role", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def is_staff(self) -> bool:
        """Tell whether the user may enter Django's admin."""
        return self.role == Role.ADMIN

    def has_perm(self, _permission: str, _row: models.Model | None = None) -> bool:
        """Tell whether the user may do something in Django's admin: an admin may do all."""
        return self.is_staff

    def has_module_perms(self, _app: str) -> bool:
        """Tell whether the user may see an app in Django's admin."""
        return self.is_staff


class Property(models.Model):
    """A place that a host offers by the night."""

    property_id = key()
    host = models.ForeignKey(User, models.PROTECT, related_name="properties")
    name = models.CharField(max_length=255)
    description = models.TextField()
    location = models.CharField(max_length=255)
    pricepernight = models.DecimalField("price per night", max_digits=10, decimal_places=2)
    created_at = moment()
    # save() sets it. QuerySet.update() and plain SQL do not pass through save().
    updated_at = models.DateTimeField(db_default=TransactionNow(), auto_now=True)

    class Meta:
        db_table = "property"
        verbose_name_plural = "properties"
        constraints = [
            models.CheckConstraint(
                name="ck_property_pricepernight_not_negative",
                condition=Q(pricepernight__gte=0),
                violation_error_message="A price is zero or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.location}"


class Booking(models.Model):
    """Some nights at a property, held by a guest, who leaves on `end_date`.

    Pending and confirmed stays of one property never share a night.
    """

    booking_id = key()
    property = models.ForeignKey(Property, models.PROTECT, related_name="bookings")
    user = models.ForeignKey(User, models.PROTECT, related_name="bookings", verbose_name="guest")
    start_date = models.DateField()
    end_date = models.DateField()
    total_price = models.DecimalField(max_digits=10, decimal_places=2)
    status = models.CharField(max_length=20, choices=BookingStatus)
    created_at = moment()

    class Meta:
        db_table = "booking"
        constraints = [
            models.CheckConstraint(
                name="ck_booking_end_after_start",
                condition=Q(end_date__gt=F("start_date")),
                violation_error_message="A stay ends after it starts.",
            ),
            models.CheckConstraint(
                name="ck_booking_total_price_not_negative",
                condition=Q(total_price__gte=0),
                violation_error_message="A price is zero or more.",
            ),
            models.CheckConstraint(
                name="ck_booking_status", condition=Q(status__in=BookingStatus.values)
            ),
            ExclusionConstraint(
                name="ex_booking_overlapping_stays",
                expressions=[
                    ("property", RangeOperators.EQUAL),
                    (
                        # Holds start_date and not end_date: the next guest may arrive that day.
                        Func(
                            "start_date",
                            "end_date",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(status=BookingStatus.CANCELED),
                violation_error_message="Another stay has some of these nights.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_date} to {self.end_date}, {self.status}"

    def validate_constraints(self, exclude=None) -> None:
        """Check the constraints, unless the status they ask about has been refused already.

        Django 5.2 fails there instead, in the exclusion constraint (ticket 36222, mended in 6.0).
        """
        if "status" not in (exclude or ()):
            super().validate_constraints(exclude)


class Payment(models.Model):
    """Money paid for a booking, whole or in part."""

    payment_id = key()
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    payment_date = moment()
    payment_method = models.CharField(max_length=20, choices=PaymentMethod)

    class Meta:
        db_table = "payment"
        constraints = [
            models.CheckConstraint(
                name="ck_payment_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="An amount is zero or more.",
            ),
            models.CheckConstraint(
                name="ck_payment_payment_method",
                condition=Q(payment_method__in=PaymentMethod.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} by {self.get_payment_method_display()}"


class Review(models.Model):
    """What a user thought of a property."""

    review_id = key()
    property = models.ForeignKey(Property, models.PROTECT, related_name="reviews")
    user = models.ForeignKey(User, models.PROTECT, related_name="reviews", verbose_name="author")
    rating = models.IntegerField(help_text="From 1 (poor) to 5 (excellent).")
    comment = models.TextField()
    created_at = moment()

    class Meta:
        db_table = "review"
        constraints = [
            models.CheckConstraint(
                name="ck_review_rating_1_to_5",
                condition=Q(rating__range=(1, 5)),
                violation_error_message="A rating is from 1 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 5"


class Message(models.Model):
    """A text that one user sent to another."""

    message_id = key()
    sender = models.ForeignKey(User, models.PROTECT, related_name="messages_sent")
    recipient = models.ForeignKey(User, models.PROTECT, related_name="messages_received")
    message_body = models.TextField()
    sent_at = moment()

    class Meta:
        db_table = "message"
        constraints = [
            models.CheckConstraint(
                name="ck_message_sender_is_not_recipient",
                condition=~Q(sender=F("recipient")),
                violation_error_message="Nobody writes to themselves.",
            ),
        ]

    def __str__(self) -> str:
        return self.message_body[:60]
