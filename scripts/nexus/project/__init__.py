"""A project as the generator sees it: its settings, its site, its checks."""
