"""The calls to the system by which a program looks at something, and a filter that reports them.

Linux shows each of them to a process that was given the filter's listener (seccomp, user_notif), and
lets it through when that process has looked. It takes no right and no other program. The numbers are
those of the two architectures that PostgreSQL's wheel is built for; elsewhere there is no filter.
"""

import ctypes
import platform
import struct
import sys

# Each call with its numbers on x86-64 and on arm64 (None: it has none); how it is looked at is told
# by `handlers`.
_CALLS: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None),
    "creat": (85, None),
    "openat": (257, 56),
    "openat2": (437, 437),
    "getdents": (78, None),
    "getdents64": (217, 61),
    "chdir": (80, 49),
    "stat": (4, None),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "statfs": (137, 43),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getxattr": (191, 8),
    "lgetxattr": (192, 9),
    "fgetxattr": (193, 10),
    "listxattr": (194, 11),
    "llistxattr": (195, 12),
    "flistxattr": (196, 13),
    "getxattrat": (464, 464),
    "listxattrat": (465, 465),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "inotify_add_watch": (254, 27),
    "name_to_handle_at": (303, 264),
    "open_tree": (428, 428),
    "truncate": (76, 45),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "chmod": (90, None),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "execve": (59, 221),
    "execveat": (322, 281),
    "connect": (42, 203),
    "bind": (49, 200),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "uname": (63, 160),
    # What leads out of sight.
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "move_mount": (429, 429),
    "setns": (308, 268),
    "unshare": (272, 97),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "open_by_handle_at": (304, 265),
    "pidfd_getfd": (438, 438),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mq_open": (240, 180),
}
_IO_URING_SETUP = 425
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# Numbers with this bit are calls of x86-64 with short pointers (x32).
_X32 = 0x40000000

# linux/bpf_common.h, linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REPORT, _ERROR = 0x7FFF0000, 0x7FC00000, 0x00050000
_ENOSYS = 38
# struct seccomp_data; the fifth argument of sendto is the address.
_NUMBER_AT, _ARCHITECTURE_AT, _ADDRESS_AT = 0, 4, 48
_SET_MODE_FILTER, _NEW_LISTENER, _WAIT_KILLABLE = 1, 1 << 3, 1 << 5
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP = {"x86_64": 317, "aarch64": 277}


def names() -> dict[int, str]:
    """Return the calls that are reported, by their numbers on this machine; none if it has no filter."""
    column, _ = _ARCHITECTURES.get(platform.machine(), (None, 0))
    if sys.platform != "linux" or column is None:
        return {}
    numbers = ((found[column], name) for name, found in _CALLS.items())
    return {number: name for number, name in numbers if number is not None}


def install() -> int:
    """Report the calls of this process from now on; return the listener's file descriptor.

    Raises OSError where the system has no such filter, or where this process has one already.
    """
    numbers = list(names())
    if not numbers:
        raise OSError(_ENOSYS, "no filter of calls on this machine")
    libc = ctypes.CDLL(None, use_errno=True)
    content = ctypes.create_string_buffer(_filter(numbers))
    program = struct.pack("HxxxxxxP", len(content) // 8, ctypes.addressof(content))
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A call that is being looked at is not interrupted by a signal; older systems cannot do that.
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):
        number = _SECCOMP[platform.machine()]
        listener: int = libc.syscall(number, _SET_MODE_FILTER, flags, program)
        if listener >= 0:
            return listener
    raise OSError(ctypes.get_errno(), "no filter of calls on this machine")


def _filter(numbers: list[int]) -> bytes:
    """The filter as the system's own small programs (classic BPF), eight bytes a step."""
    _, architecture = _ARCHITECTURES[platform.machine()]
    sendto = next(number for number, name in names().items() if name == "sendto")
    # Each step with where it goes on if it holds, and if not; nothing: to the next.
    steps = [
        (_LOAD, "", "", _ARCHITECTURE_AT),
        (_EQUAL, "", "error", architecture),  # what another architecture asks cannot be followed
        (_LOAD, "", "", _NUMBER_AT),
        (_AT_LEAST, "error", "", _X32),
        # Its reads would pass by every filter; programs do without it.
        (_EQUAL, "error", "", _IO_URING_SETUP),
        *((_EQUAL, "report", "", number) for number in numbers if number != sendto),
        # Most of what is sent goes where a connection leads, and names no address.
        (_EQUAL, "", "allow", sendto),
        (_LOAD, "", "", _ADDRESS_AT),
        (_EQUAL, "", "report", 0),
        (_LOAD, "", "", _ADDRESS_AT + 4),
        (_EQUAL, "allow", "report", 0),
    ]
    ends = {"allow": _ALLOW, "error": _ERROR | _ENOSYS, "report": _REPORT}
    at = {"": 0, **{name: len(steps) + place for place, name in enumerate(ends)}}
    jumps = (
        struct.pack("HBBI", code, *(at[to] and at[to] - place - 1 for to in (yes, no)), value)
        for place, (code, yes, no, value) in enumerate(steps)
    )
    return b"".join([*jumps, *(struct.pack("HBBI", _RETURN, 0, 0, end) for end in ends.values())])
