"""Pieces of work on a cluster: each comes to one outcome, whatever happens to workers."""

import gc
import os
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from nexus.cluster import work
from nexus.cluster.work import Cluster, Piece
from nexus.core.errors import MachineError, UsageError

from tests.nexus.cluster import pieces


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two workers of this machine."""
    with work.cluster(workers=2) as made:
        yield made
    _forget_connections()


@pytest.fixture(autouse=True)
def _without_lost_connections() -> Iterator[None]:
    """Let no other test hear of what a killed worker was connected by."""
    yield
    _forget_connections()


def _forget_connections() -> None:
    """Free the sockets to killed workers, which Dask leaves to the garbage collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_each_piece_has_one_outcome(cluster: Cluster) -> None:
    """More of them than workers; what raises is a failure of its piece alone."""
    assert cluster.workers == 2
    found = list(cluster.outcomes(pieces.doubled, (Piece(str(n), n) for n in range(20))))
    assert Counter(each.name for each in found) == Counter(map(str, range(20)))
    assert {each.name: each.result for each in found if not each.failure} == {
        str(n): 2 * n for n in range(20) if n != 13
    }
    assert [each.failure for each in found if each.name == "13"] == ["ValueError: no twice of 13"]


def test_workers_may_be_threads_of_this_process() -> None:
    """As many as are asked for, at the same time; what one of them has all have."""
    with work.cluster(workers=3, processes=False) as made:
        assert (made.workers, made.of_one_process) == (3, True)
        found = list(made.outcomes(pieces.met, [Piece(name, 3) for name in "abc"]))
    assert [(each.result, each.failure, each.worker) for each in found] == [
        (os.getpid(), "", "")
    ] * 3


def test_a_process_may_have_one_cluster_after_the_other() -> None:
    """What the first one set is taken back, and nothing else."""
    program = (
        "from nexus.cluster import work\n"
        "for _ in range(2):\n"
        "    with work.cluster(workers=1, processes=False) as made:\n"
        "        print(made.workers)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.split() == [b"1", b"1"]


def test_a_piece_goes_to_who_had_best_do_it(cluster: Cluster) -> None:
    """As long as that worker is there; what waits for another outcome comes behind it."""
    (first,) = cluster.outcomes(pieces.doubled, [Piece("a", 1)])
    assert first.worker
    order: list[str] = []

    def following() -> Iterator[Piece | None]:
        for name in "bcdef":
            yield Piece(name, 2, first.worker)
            while name not in order:
                yield None
        yield Piece("g", 3, "tls://127.0.0.1:9")

    for outcome in cluster.outcomes(pieces.doubled, following()):
        order.append(outcome.name)
        assert outcome.name == "g" or outcome.worker == first.worker
    assert order == list("bcdefg")


def test_a_lost_worker_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """Two pieces lose their workers twice, one always does: the others are there, each once."""
    made = {name: str(tmp_path / name) for name in "abcdefgh"}
    times = {"b": 2, "e": 2, "g": 9}
    found = list(
        cluster.outcomes(pieces.deadly, (Piece(n, (p, times.get(n, 0))) for n, p in made.items()))
    )
    assert Counter(each.name for each in found) == Counter(list(made))
    lost = {each.name: each.failure for each in found if each.failure}
    assert lost == {"g": "its worker was lost 4 times"}
    assert all(each.result == made[each.name] for each in found if not each.failure)


def test_only_as_much_is_on_its_way_as_is_needed(cluster: Cluster) -> None:
    """Pieces are asked for as others are done: they may be large."""
    asked = []

    def counted() -> Iterator[Piece]:
        for number in range(30):
            asked.append(number)
            yield Piece(str(number), number + 100)

    outcomes = cluster.outcomes(pieces.doubled, counted())
    next(outcomes)
    assert len(asked) <= 4
    assert len(list(outcomes)) == 29


def test_a_lost_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line: what is on its way is cancelled, and comes to nothing."""
    from distributed.client import FuturesCancelledError

    def lost(*_: object) -> None:
        raise FuturesCancelledError([])

    monkeypatch.setattr("distributed.wait", lost)
    client = MagicMock(nthreads=lambda: {"a": 1})
    with pytest.raises(MachineError, match="the scheduler of the cluster was lost"):
        next(Cluster(client).outcomes(pieces.doubled, [Piece("1", 1)]))


def test_who_does_not_answer_is_told() -> None:
    """In one line, with what to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "_SECONDS", 0.5)
        with (
            pytest.raises(MachineError, match=r"no scheduler answers.*dask scheduler"),
            work.cluster("tcp://127.0.0.1:9"),
        ):
            pass
        with (
            pytest.raises(UsageError, match="no scheduler's address"),
            work.cluster("nothing://here"),
        ):
            pass
