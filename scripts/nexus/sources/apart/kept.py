"""What is kept of MODELS that were read: as long as their files are the same, or for ever for a commit."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.sources import memory
from nexus.sources.apart.order import Answer
from nexus.sources.apart.revision import Revision
from nexus.sources.inputs import Inputs


@dataclass(frozen=True)
class Source:
    """MODELS as typed in the folder `root`, and how strictly they are read."""

    models: str
    root: Path
    strict: bool
    revision: Revision | None

    def recalled(self, cache: Cache) -> Answer | None:
        """Return the answer that is kept, or None where it may be another one now."""
        content = memory.recall(self._key, cache) if self.revision is None else self._fixed(cache)
        return None if content is None else msgspec.json.decode(content, type=Answer)

    def remember(self, answer: Answer, folder: Path, cache: Cache) -> None:
        """Keep an answer that was read from files alone; those of a revision lie below a folder."""
        content = msgspec.json.encode(answer)
        if self.revision is None:
            inputs = Inputs(paths={*answer.paths}, variables={*answer.variables})
            inputs.complete = answer.complete
            memory.remember(self._key, content, inputs, cache)
        elif answer.complete and not answer.variables and _are_all_in(folder, answer.paths):
            cache.put(memory.keyed(self._key), content)

    @property
    def _key(self) -> list[object]:
        found = self.revision
        where = [str(self.root)] if found is None else [found.commit, found.path, str(found.within)]
        return ["apart", self.models if found is None else "", self.strict, *where]

    def _fixed(self, cache: Cache) -> bytes | None:
        return cache.get(memory.keyed(self._key))


def _are_all_in(folder: Path, paths: list[str]) -> bool:
    return all(Path(path).is_relative_to(folder) for path in paths)
