"""What a machine refuses: one line that says what, where, and what to do."""

import errno
import os
from pathlib import Path

import pytest
from nexus.core.machine import refusal


def raised_by(text: str) -> UnicodeEncodeError:
    """What Python says of a text that no UTF-8 can hold."""
    with pytest.raises(UnicodeEncodeError) as found:
        text.encode()
    return found.value


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/a/b"),
            "No space left on device; /a/b; make room on the disk, then try again",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", b"/a"),
            "Permission denied; /a; let this user read and write it, then try again",
        ),
        (
            OSError(errno.EMFILE, "Too many open files", 7),
            "Too many open files; let this user have more, as `ulimit -a` lists it, then try again",
        ),
        (OSError("no words"), "no words; look at this machine, then try again"),
        (OSError(), "OSError; look at this machine, then try again"),
        (
            MemoryError(),
            (
                "the memory is not enough; let this user have more, as `ulimit -a` lists it, "
                "then try again"
            ),
        ),
        (
            raised_by("\udcff\udcfe/é"),
            "the name of a file is not UTF-8; \\xff\\xfe/é; give it another name",
        ),
        (RecursionError("maximum"), "something is nested too deeply; make it flatter"),
    ],
)
def test_a_refusal_is_one_line(error: BaseException, told: str) -> None:
    """A machine that lacks something is exit code 3."""
    found = refusal(error)
    assert found is not None
    assert (str(found), found.exit_code) == (told, 3)


def test_a_path_is_told_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where that is gone: then as it is."""
    monkeypatch.chdir(tmp_path)
    error = FileNotFoundError(errno.ENOENT, "No such file", str(tmp_path / "a"))
    assert "; a; " in str(refusal(error))
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert f"; {tmp_path}{os.sep}a; " in str(refusal(error))


def test_what_is_about_something_else_is_no_refusal() -> None:
    """A bug of a program stays one."""
    assert refusal(KeyError("a")) is None
    assert refusal(raised_by("\ud800")) is None
    assert refusal(raised_by("a line\n\udcff")) is None
