"""Are the tests strong? A seeded run of small faults, each of which some test should notice.

`make mutants` copies the repository, puts one fault at a time into a module, and runs the tests of
that module, then those of its room. Faults are of three kinds: an escape or a quote that is left
out, a sort that is left out, and the rest (a condition turned round, a comparison, a statement that
is gone). What mutants.toml lists as equivalent changes nothing that anybody can see.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.toml")
# What must be noticed of each kind, in percent.
LEAST = {"escapes": 95, "sorts": 90, "rest": 85}
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}
# A fault may make tests run for ever: they have so many times as long as without it.
_PATIENCE = 5
_LONGEST = 1800.0


@dataclass(frozen=True)
class Mutant:
    """A fault: the kind, the module below scripts/nexus, the line, and its text before and after."""

    kind: str
    module: str
    line: int
    before: str
    after: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.kind}: {self.module}:{self.line}: {self.before} -> {self.after or '(gone)'}"


def mutants(module: str, escapes: frozenset[str]) -> Iterator[Mutant]:
    """Give every fault that can be put into a module; `escapes` are the names of what escapes."""
    source = (ROOT / "scripts" / "nexus" / module).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def made(kind: str, node: ast.expr | ast.stmt, after: str) -> Mutant:
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        before = " ".join(source[start:end].decode().split())
        return Mutant(kind, module, node.lineno, before, after, start, end)

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and (names := _names(node.func)):
            if names & escapes:
                yield made("escapes", node, f"({ast.unparse(node.args[0])})")
            elif "sorted" in names:
                yield made("sorts", node, f"list({ast.unparse(node.args[0])})")
        elif (after := _turned(node)) is not None:
            assert isinstance(node, ast.expr | ast.stmt)
            yield made("rest", node, after)


def _names(func: ast.expr) -> set[str]:
    """What a function may be listed as: `text` or `markdown.text`."""
    if isinstance(func, ast.Attribute):
        return {func.attr, ast.unparse(func)}
    return {func.id} if isinstance(func, ast.Name) else set()


def _turned(node: ast.AST) -> str | None:
    """The text of a condition turned round, or of a statement that is gone; None for what stays."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        flipped = ast.Compare(node.left, [_FLIPPED[type(node.ops[0])]()], node.comparators)
        return f"({ast.unparse(flipped)})"
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return f"({ast.unparse(ast.BoolOp(other, node.values))})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return f"({ast.unparse(node.operand)})"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return "pass"
    return None


@dataclass(frozen=True)
class Bench:
    """A copy of the repository in which faults are tried.

    `elsewhere` names tests of a module in another room; `usual` are the seconds of each room.
    """

    folder: Path
    elsewhere: Mapping[str, str]
    usual: dict[str, float] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path, elsewhere: Mapping[str, str]) -> "Bench":
        """Copy every file that git knows or would take, where another account may enter too."""
        folder.chmod(0o755)
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "-c", "-o", "--exclude-standard"]
        for name in subprocess.check_output(command, text=True).split("\0"):
            if (source := ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, folder / name)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        return cls(folder, elsewhere)

    def try_room(self, room: str) -> None:
        """Run the tests of a room as it is; raises AssertionError if one fails."""
        began = time.monotonic()
        tests = self.folder / "tests" / "nexus" / room
        assert not self._fails(tests, _LONGEST), f"{room} fails as it is"
        self.usual[room] = time.monotonic() - began

    def notices(self, mutant: Mutant) -> bool:
        """Tell whether a test fails with a fault; those of the module are tried first."""
        file = self.folder / "scripts" / "nexus" / mutant.module
        good = file.read_bytes()
        file.write_bytes(good[: mutant.start] + mutant.after.encode() + good[mutant.end :])
        most = 30 + _PATIENCE * self.usual[Path(mutant.module).parts[0]]
        try:
            return any(self._fails(tests, most) for tests in self.tests(mutant.module))
        finally:
            file.write_bytes(good)

    def tests(self, module: str) -> Iterator[Path]:
        """Give the tests of a module, those of its room, and others that look at it."""
        tests, path = self.folder / "tests" / "nexus", Path(module)
        nearest = next(tests / each for each in path.parents if (tests / each).is_dir())
        own = nearest / f"test_{path.stem}.py"
        others = filter(None, (self.elsewhere.get(module), "test_other_disk.py"))
        every = (own, nearest, tests / path.parts[0], *(tests / name for name in others))
        yield from dict.fromkeys(each for each in every if each.exists())

    def _fails(self, tests: Path, most: float) -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(self.folder / "scripts"),
        }
        try:
            done = subprocess.run(
                [*command, str(tests)],
                cwd=self.folder,
                env=environment,
                capture_output=True,
                timeout=most,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


def main() -> int:
    """Try a seeded choice of faults, tell the three figures and every fault that nobody noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=40, help="faults of each kind")
    parser.add_argument("--modules", nargs="*", help="instead of those of mutants.toml")
    chosen = parser.parse_args()
    listed = tomllib.loads(LIST.read_text("utf-8"))
    escapes = frozenset(listed["escapes"])
    equivalent = {(e["module"], e["before"]) for e in listed.get("equivalent", ())}
    found = [m for module in chosen.modules or listed["modules"] for m in mutants(module, escapes)]
    found = [m for m in found if (m.module, m.before) not in equivalent]
    dice = random.Random(chosen.seed)
    picked = []
    for kind in LEAST:
        some = [mutant for mutant in found if mutant.kind == kind]
        picked += dice.sample(some, min(chosen.most, len(some)))
    return _report(picked, listed["elsewhere"])


def _report(picked: list[Mutant], elsewhere: Mapping[str, str]) -> int:
    noticed, tried, is_weak = Counter[str](), Counter(m.kind for m in picked), False
    with tempfile.TemporaryDirectory(prefix="nexus-mutants-") as folder:
        bench = Bench.in_folder(Path(folder), elsewhere)
        for room in sorted({Path(m.module).parts[0] for m in picked}):
            bench.try_room(room)
        for number, mutant in enumerate(picked, 1):
            print(f"{number} of {len(picked)}", file=sys.stderr, flush=True)
            if bench.notices(mutant):
                noticed[mutant.kind] += 1
            else:
                print(f"survived: {mutant}", flush=True)
    for kind, least in LEAST.items():
        if tried[kind]:
            share = 100 * noticed[kind] / tried[kind]
            is_weak |= share < least
            print(
                f"{kind}: {noticed[kind]} of {tried[kind]} noticed, {share:.0f} % (at least {least} %)"
            )
    return int(is_weak)


if __name__ == "__main__":
    sys.exit(main())
