"""A new portfolio, and what is taken over from a README: pages, navigation, and a report."""
