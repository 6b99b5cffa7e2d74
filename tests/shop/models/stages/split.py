"""The same in third normal form: each fact once."""

from sqlalchemy import Column, Date, ForeignKey, MetaData, String, Table

metadata = MetaData()

Table(
    "courier",
    metadata,
    Column("courier", String(40), primary_key=True, comment="Who brings it."),
    Column("phone", String(20), nullable=False, comment="How to reach the courier."),
    comment="Somebody who brings parcels.",
)
Table(
    "delivery",
    metadata,
    Column("delivery", String(9), primary_key=True, comment="Number of the delivery."),
    Column("courier", ForeignKey("courier.courier"), nullable=False, comment="Who brings it."),
    Column("day", Date, nullable=False, comment="When it is brought."),
    comment="Some parcels, brought on one day.",
)
