"""What stands in for packages that are not installed, while the user's code is imported.

An object that may be called, inherited from, decorated with, and asked for anything. Where it would
be a field or the base of a model, the model lacks something: that is written down.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from numbers import Number
from pathlib import Path
from types import FunctionType
from typing import Any, Self

from nexus.core.errors import place
from nexus.sources.django import environment


class StandIn:
    """Something of a package that is not installed; `path` is its dotted name there.

    `scheme` is what it was made with by name.
    """

    _path: str
    _lacking: "Lacking"
    _scheme: Mapping[str, Any]

    def __init__(
        self, path: str, lacking: "Lacking", scheme: Mapping[str, Any] | None = None
    ) -> None:
        self.__dict__.update(_path=path, _lacking=lacking, _scheme=scheme or {})

    @property
    def package(self) -> str:
        """The name of the package that is not installed."""
        return self._path.partition(".")[0]

    def __getattr__(self, name: str) -> Any:
        # A copy is asked before it has anything of its own.
        if name.startswith("__") or name in StandIn.__annotations__:
            raise AttributeError(name)
        found = StandIn(f"{self._path}.{name}", self._lacking, self._scheme)
        if name == "_meta":
            found.__dict__.update(_named(self._path), pk=None)
        return found

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Return what is decorated, the default that is given, or something that stands in again."""
        if len(given) == 1 and not named and isinstance(given[0], FunctionType | type):
            return given[0]
        if self._lacking.in_settings or self.package in environment.READERS:
            called = self._path.rpartition(".")[2]
            found = environment.default(called, given, named, self._scheme)
            if found is not environment.NOTHING:
                return found
        return self._lacking.made(self._path, named)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Inherit from what a model lacks, unless another base could not bear it."""
        if self._path.endswith(".Meta"):  # of its options nothing is known, so that nothing is set
            return ()
        others = [base for base in bases if isinstance(base, type)]
        plain = all(type(base) is type or _is_model(base) for base in others)
        return (self._lacking.base(self._path),) if plain and not _stands(bases, self) else ()

    def contribute_to_class(self, model: Any, name: str) -> None:
        """Write down that a model lacks an attribute; Django calls this for a field."""
        self._lacking.note(model, name, self.package)

    def __deepcopy__(self, _: object) -> "StandIn":
        return self

    def __copy__(self) -> "StandIn":
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __contains__(self, _: object) -> bool:
        return False

    def __int__(self) -> int:
        self._lacking.count(self._path)
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        self._lacking.count(self._path)
        return 0.0

    def __str__(self) -> str:
        return self._path

    def __format__(self, _: str) -> str:
        return self._path

    def __getitem__(self, _: object) -> "StandIn":
        return StandIn(self._path, self._lacking)

    def __add__(self, other: Any) -> Any:
        # A list of apps has what is known of it; a number that is known in part is not known.
        return self if isinstance(other, Number) else other

    __radd__ = __or__ = __ror__ = __and__ = __rand__ = __mul__ = __rmul__ = __add__

    def __sub__(self, _: object) -> "StandIn":
        return self

    __rsub__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __sub__
    __mod__ = __rmod__ = __pow__ = __rpow__ = __sub__

    def __neg__(self, _: object = None) -> "StandIn":
        return self

    __pos__ = __abs__ = __round__ = __neg__

    def __lt__(self, _: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _named(path: str) -> dict[str, str]:
    """Return what Django calls the model that stands at a dotted name: a key may lead to it."""
    parts = path.split(".")
    # An app is called as the package that its models are in.
    app = parts[parts.index("models") - 1] if "models" in parts[1:] else parts[0]
    return {"app_label": app, "model_name": parts[-1].lower(), "object_name": parts[-1]}


def _is_model(kind: type) -> bool:
    meta: type = type(kind)
    return any(base.__module__ == "django.db.models.base" for base in meta.__mro__)


def _stands(bases: tuple[Any, ...], one: StandIn) -> bool:
    """Whether another stand-in of the bases comes first."""
    return next(base for base in bases if isinstance(base, StandIn)) is not one


class Lacking:
    """What models lack: attributes and bases, with the package that would give them.

    `keys` are the primary keys that stand in for missing ones. `alone` are the models that have no
    other base, `numbers` what was asked for a number, and where.
    """

    def __init__(self) -> None:
        self.attributes: dict[Any, dict[str, str]] = {}
        self.keys: dict[Any, dict[str, str]] = {}
        self.bases: dict[Any, str] = {}
        self.alone: set[str] = set()
        self.packages: dict[str, None] = {}
        self.in_settings = False
        self.numbers: dict[str, str] = {}

    def count(self, path: str) -> None:
        """Write down that the user's code took what is not known for a number."""
        frame = sys._getframe(2)
        where = place(Path(frame.f_code.co_filename), frame.f_lineno)
        self.numbers.setdefault(where, path)

    def note(self, model: Any, name: str, package: str) -> None:
        """Write down that a model lacks an attribute; what it asks its rows by has no column."""
        if name != "objects":
            self.attributes.setdefault(model, {})[name] = package

    def made(self, path: str, given: Mapping[str, Any]) -> Any:
        """Return what a call stands for: where it is a primary key, one of text.

        Without any Django would add one that counts, which is not there.
        """
        if given.get("primary_key") is not True:
            return StandIn(path, self, given)
        from django.db import models

        lacking = self

        class Key(models.CharField):  # type: ignore[misc]
            def contribute_to_class(self, model: Any, name: str, *more: Any, **named: Any) -> None:
                super().contribute_to_class(model, name, *more, **named)
                if not model._meta.abstract:
                    lacking.keys.setdefault(model, {})[name] = path.partition(".")[0]

        known = {k: given[k] for k in ("max_length", "db_column") if k in given}
        return Key(primary_key=True, **known)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let models ask for what they lack while they are made: an index asks for its fields."""
        from django.core.exceptions import FieldDoesNotExist
        from django.db.models import Field, options

        known = options.Options.get_field

        def get_field(meta: Any, name: str) -> Any:
            try:
                return known(meta, name)
            except FieldDoesNotExist:
                if not self._lacks(meta.model, name):
                    raise
                field = Field()
                field.set_attributes_from_name(name)
                return field

        options.Options.get_field = get_field
        try:
            yield
        finally:
            options.Options.get_field = known

    def _lacks(self, model: Any, name: str) -> bool:
        """Whether an attribute is one that a model lacks, or may be one of a base that it lacks."""
        held = (self.attributes.get(base, {}) for base in model.__mro__)
        return model in self.bases or any(name in names for names in held)

    def base(self, path: str) -> type:
        """Return a class to inherit from, in place of one of a package that is not installed."""

        def contribute_to_class(_: Any, model: Any, name: str) -> None:
            self.note(model, name, path.partition(".")[0])

        body = {"__init__": _take, "contribute_to_class": contribute_to_class}
        made: type = self._meta(path)(
            "Lacks", (), {"__lacks__": path, "__module__": __name__, **body}
        )
        return made

    def _meta(self, path: str) -> Any:
        """Return the class of such classes."""
        from django.db import models

        lacking = self

        class Meta(type(models.Model)):  # type: ignore[misc]
            """Makes a model of a class with fields, and a plain class of any other."""

            def __new__(cls, name: str, bases: Any, body: dict[str, Any], **named: Any) -> Any:
                others = tuple(b for b in bases if not isinstance(b, Meta) or b in lacking.bases)
                held = any(isinstance(value, models.Field) for value in body.values())
                if "__lacks__" in body or not (held or any(map(_is_model, others))):
                    return type.__new__(cls, name, bases, body)
                if not any(issubclass(b, models.Model) for b in others):
                    others = (*others, models.Model)
                    lacking.alone.add(f"{body['__module__']}.{name}")
                made = models.base.ModelBase.__new__(Meta, name, others, body, **named)
                lacking.bases[made] = path
                return made

            def __init__(cls, *given: Any, **_: Any) -> None:
                type.__init__(cls, *given[:3])

            def __getattr__(cls, name: str) -> Any:
                if name.startswith("__") or issubclass(cls, models.Model):
                    raise AttributeError(name)
                return lacking.given(cls, path, name)

        return Meta

    def given(self, kind: type, path: str, name: str) -> Any:
        """Return what a class has of a base that it lacks; as a model it is called by its own name."""
        asked = f"{kind.__module__}.{kind.__name__}" if name == "_meta" else path
        return getattr(StandIn(asked, self), name)


def _take(_: object, *__: Any, **___: Any) -> None:
    """Make an object of a class whose base is not installed, and knows nothing of what it is given."""
