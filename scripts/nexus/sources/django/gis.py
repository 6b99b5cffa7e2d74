"""GeoDjango where its libraries GDAL and GEOS are not installed: fields are made, nothing is computed.

Django loads them whenever models with places are imported, and asks for nothing of them to say what
columns there are.
"""

from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

_GDAL = "django.contrib.gis.gdal.libgdal"
# What decides which functions are described.
_NEWEST = (3, 12, 0)
_GEOS = "django.contrib.gis.geos.libgeos"


class Libraries(MetaPathFinder):
    """Finds the modules of Django that load the libraries."""

    def find_spec(self, name: str, path: Any = None, _: object = None) -> ModuleSpec | None:
        """Return one of these modules, which is to do without its library where there is none."""
        spec = PathFinder.find_spec(name, path) if name in {_GDAL, _GEOS} else None
        if spec is not None and spec.origin:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    """Runs a module; where its library is missing, functions of any name stand in."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        from django.core.exceptions import ImproperlyConfigured

        held = vars(module)
        try:
            super().exec_module(module)
            if module.__name__ == _GEOS:  # it would be loaded when it is first asked for
                held["lgeos"] = held["load_geos"]()
        except (ImproperlyConfigured, ImportError) as error:
            lent = _Library(str(error).partition(" (")[0])
            names = ("lgdal", "lgeos", "gdal_version", "gdal_full_version", "gdal_version_info")
            held.update(dict.fromkeys(names, lent))
            held.update(lwingdal=None, GDAL_VERSION=_NEWEST, std_call=lent.__getattr__)
            held.update(geos_version_tuple=lambda: _NEWEST)


class _Library:
    """A library of C whose functions can be described, and not called."""

    def __init__(self, missing: str) -> None:
        self._missing = missing

    def __getattr__(self, name: str) -> "_Library":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Library(self._missing)

    __getitem__ = __getattr__

    def __call__(self, *_: object) -> Any:
        from django.core.exceptions import ImproperlyConfigured

        raise ImproperlyConfigured(self._missing)
