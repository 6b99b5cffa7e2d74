"""Keeps the last good site in place while a rebuild of the preview goes wrong.

MkDocs empties the site's folder before it builds, and answers nobody after a failed build. Here a
build is given a chance to fail: the files of the last good site wait beside it and come back.
"""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger("mkdocs.plugins.nexus")


def forgiving(build: Callable[[], None], site: Path) -> Callable[[], None]:
    """A build that leaves `site` as it was, and says so, where `build` raises an Exception."""

    def build_or_restore() -> None:
        kept = site.with_name(f"{site.name}.last-good")
        shutil.rmtree(kept, ignore_errors=True)
        # Hard links: MkDocs deletes files before it writes them, so the kept ones stay as they are.
        shutil.copytree(site, kept, copy_function=os.link)
        try:
            build()
        except Exception as error:
            shutil.rmtree(site)
            kept.rename(site)
            log.warning("The last good site is still served (%s).", type(error).__name__)
        finally:
            shutil.rmtree(kept, ignore_errors=True)

    return build_or_restore
