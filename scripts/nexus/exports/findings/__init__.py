"""What was found against the rules, as text, a module for each format."""

from importlib import import_module

from nexus.schema.lint.report import Report


def export(report: Report, form: str, models: str = "") -> str:
    """Return a report in one of `core.choices.LINT_FORMATS`; `models` is the file that was read."""
    return str(getattr(import_module(f"{__name__}.{form}"), form)(report, models))
