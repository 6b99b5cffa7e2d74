"""A sheet of deliveries, and the tables that it is split into."""
