from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """People, the places they offer and book, and what they pay, write and think of them."""

    name = "listings"
