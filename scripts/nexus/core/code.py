"""What code does, told apart from how it is explained: docstrings, comments and blank lines."""

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

# Where something starts and ends in a text: lines from 1, columns from 0.
_Span = tuple[tuple[int, int], tuple[int, int]]


def digest(files: Iterable[Path]) -> str:
    """Return a hash of what Python files do, in their order; raises OSError."""
    found = hashlib.sha256()
    for file in files:
        found.update(f"{file.name}\n{effective(file.read_text('utf-8'))}\0".encode())
    return found.hexdigest()


def effective(code: str) -> str:
    """Return Python code without docstrings, comments and blank lines."""
    lines = code.split("\n")
    for start, end in sorted({*_docstrings(code), *_comments(code)}, reverse=True):
        first, last = start[0] - 1, end[0] - 1
        rest = lines[first][: start[1]] + lines[last][end[1] :]
        lines[first : last + 1] = [rest]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _docstrings(code: str) -> Iterator[_Span]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    lines = code.split("\n")
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, holders) and ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            # A syntax tree counts the bytes of a line, not its characters.
            start, end = (
                (line, len(lines[line - 1].encode()[:column].decode()))
                for line, column in (
                    (text.lineno, text.col_offset),
                    (text.end_lineno or 0, text.end_col_offset or 0),
                )
            )
            yield start, end


def _comments(code: str) -> Iterator[_Span]:
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end
