"""Every kind of field, key, rule and index that Django makes on PostgreSQL."""

import uuid
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres import fields as pg
from django.contrib.postgres import indexes as pg_indexes
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower, Now, Upper
from django.utils.translation import gettext_lazy as _


class Moment(models.Model):
    """When a row was made."""

    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        abstract = True


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    DONE = "done", "Finished"


class Member(AbstractUser):
    """Somebody who may sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Label(models.Model):
    """A word on anything."""

    word = models.SlugField(unique=True, db_comment="As it is shown.")
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    thing = models.PositiveBigIntegerField(help_text=_("The id of what it is on."))
    target = GenericForeignKey("kind", "thing")

    class Meta:
        indexes = [models.Index(fields=["kind", "thing"])]


class Item(Moment):
    size = models.SmallIntegerField(db_default=3)
    count = models.PositiveIntegerField(default=0)
    rank = models.PositiveSmallIntegerField(null=True, unique=True)
    big = models.BigIntegerField("a big number")
    flag = models.BooleanField(default=False)
    ratio = models.FloatField()
    price = models.DecimalField(max_digits=8, decimal_places=2, db_default=Decimal("1.50"))
    name = models.CharField(max_length=40, db_column="Title", db_index=True)
    code = models.CharField(max_length=8, db_collation="C", unique=True)
    endless = models.CharField()
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    text = models.TextField(blank=True, db_default="it's 5%")
    mail = models.EmailField()
    link = models.URLField()
    day = models.DateField(auto_now=True)
    hour = models.TimeField(null=True)
    span = models.DurationField()
    since = models.DateTimeField(db_default=Now())
    raw = models.BinaryField()
    ip = models.GenericIPAddressField()
    path = models.FilePathField(path="/")
    file = models.FileField(upload_to="x")
    data = models.JSONField(default=dict)
    token = models.UUIDField(unique=True)
    words = pg.ArrayField(models.CharField(max_length=9), size=3, default=list)
    grid = pg.ArrayField(pg.ArrayField(models.IntegerField()))
    pairs = pg.HStoreField(null=True)
    open_days = pg.DateRangeField()
    sizes = pg.DecimalRangeField(null=True)
    search = SearchVectorField(null=True)
    upper = models.GeneratedField(
        expression=Upper("name"), output_field=models.CharField(max_length=40), db_persist=True
    )
    labels = GenericRelation(Label, object_id_field="thing", content_type_field="kind")

    class Meta:
        db_table = "Kinds of items"
        db_table_comment = "What is sold."
        unique_together = [("size", "big")]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="size_positive"),
            models.CheckConstraint(
                condition=models.Q(text__contains="100%") | models.Q(flag=True), name="percent"
            ),
            models.UniqueConstraint(
                fields=["mail"], name="mail_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["link"], condition=models.Q(flag=True), name="one_link"
            ),
            models.UniqueConstraint(Lower("name"), "day", name="name_of_day"),
            models.UniqueConstraint(fields=["hour"], name="one_hour", nulls_distinct=False),
            models.UniqueConstraint(fields=["ip"], name="one_ip", include=["path"]),
            ExclusionConstraint(
                name="no_overlap",
                expressions=[("open_days", pg.RangeOperators.OVERLAPS), ("size", "=")],
                condition=models.Q(flag=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-day", "flag"], name="newest"),
            models.Index(Lower("mail").desc(), "hour", name="lower_mail"),
            models.Index(fields=["ratio"], include=["big"], name="covering"),
            models.Index(fields=["file"], name="of_file", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["path"], condition=models.Q(size__gt=7), name="partial"),
            pg_indexes.GinIndex(fields=["data"], name="inside", fastupdate=False),
            pg_indexes.BrinIndex(fields=["since"], name="block", pages_per_range=4),
            pg_indexes.GistIndex(fields=["sizes"], name="ranges"),
        ]


class Special(Item):
    """An item with more to it."""

    reason = models.TextField()


class Cheap(Item):
    class Meta:
        proxy = True


class Order(models.Model):
    number = models.BigAutoField(primary_key=True)
    buyer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="orders")
    seller = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, db_constraint=False, db_index=False
    )
    first = models.OneToOneField(Item, on_delete=models.PROTECT, to_field="token")
    before = models.ForeignKey("self", on_delete=models.RESTRICT, null=True)
    items = models.ManyToManyField(Item, through="Line")
    watchers = models.ManyToManyField(Member, db_table="watching", related_name="+")


class Line(models.Model):
    pk = models.CompositePrimaryKey("order", "item")
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    item = models.ForeignKey(Item, on_delete=models.CASCADE)


class Report(models.Model):
    total = models.IntegerField()

    class Meta:
        managed = False
        db_table = "report"
