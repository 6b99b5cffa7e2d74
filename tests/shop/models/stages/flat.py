"""Everything about a delivery in one row, with lists in cells. What is true of it:

delivery -> courier, day
courier -> phone
"""

from sqlalchemy import Column, Date, MetaData, String, Table

metadata = MetaData()

Table(
    "delivery_sheet",
    metadata,
    Column("delivery", String(9), primary_key=True, comment="Number of the delivery."),
    Column("courier", String(40), nullable=False, comment="Who brings it."),
    Column("phone", String(20), nullable=False, comment="How to reach the courier."),
    Column("day", Date, nullable=False, comment="When it is brought."),
    Column("parcels", String(200), nullable=False, comment='All parcels in one cell: "P1,P2".'),
    comment="Everything about a delivery in one row.",
)
