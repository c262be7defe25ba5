# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files people name in options: looked at before anything is done, read without waiting, replaced in one step.

What is no plain file is refused, so that a named pipe cannot stop a task; one file is known under all its names; what
this collection did not write is not replaced. It knows nothing of what stands in a file.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from .._language._errors import InputError
from .._language._text import Text

#: More of a path does not help anybody to find it.
_SHOWN = 100

#: By this much of a file its writer is known.
_HEAD_BYTES = 4096

#: Characters that tell the temporary files of one file apart.
_TOKEN = 8

_KINDS = {
    stat.S_IFDIR: Text("a directory"),
    stat.S_IFIFO: Text("a named pipe"),
    stat.S_IFSOCK: Text("a socket"),
    stat.S_IFCHR: Text("a device"),
    stat.S_IFBLK: Text("a device"),
}
_PLAIN = Text("Give the path of a plain file, or where one is written, of one that does not exist yet.")


@dataclass(frozen=True, slots=True)
class Use:
    """A file a task is given.

    Attributes:
        option: Its option, for messages.
        path: As it was given.
        is_written: Whether the task writes it; it may read it too.
    """

    option: str
    path: Path
    is_written: bool = True


def require_plain(path: Path, option: str, *, is_written: bool = True) -> None:
    """A plain file is there, or can be made there. Looks only; nothing is opened or made.

    Args:
        path: As it was given; links to files are followed.
        option: For messages.
        is_written: Whether it need not exist and will be written.

    Raises:
        InputError: It is something else, or cannot be read or written by this user.
    """
    if not path.name:
        raise InputError("{option} names no file.", advice="Give the path of a file.", option=option)
    with explained(path, option):
        status = _status(path)
        if status is not None:
            _require_kind(status, path, option)
            _require_access(path, option, os.R_OK | (os.W_OK if is_written else 0))
        elif os.path.lexists(path):
            raise _not_plain(path, option, Text("a symbolic link to nothing"))
        elif not is_written:
            raise InputError(
                "{option}: there is no file {path}.", advice="Correct the path.", option=option, path=shown(path)
            )
        if is_written:
            _require_room(path, option)


def require_apart(uses: Sequence[Use]) -> None:
    """No file that is written is any other, under whatever names; nor is it one that is kept beside another.

    Raises:
        InputError: Two of them are one file.
    """
    for one, other in combinations(uses, 2):
        if not (one.is_written or other.is_written):
            continue
        if same_file(one.path, other.path):
            raise InputError(
                "{one} and {other} are one file, {path}.",
                advice="Give each a file of its own. Nothing was written.",
                one=one.option,
                other=other.option,
                path=shown(other.path),
            )
        for owner, guest in ((one, other), (other, one)):
            if owner.is_written and _is_companion(guest.path, owner.path):
                raise InputError(
                    "{guest} has the name of a file that is kept beside {owner}, {path}.",
                    advice="Give each a file of its own. Nothing was written.",
                    guest=guest.option,
                    owner=owner.option,
                    path=shown(guest.path),
                )


def require_own(path: Path, option: str, is_own: Callable[[bytes], bool]) -> None:
    """Nothing is there that this collection did not write. An empty file has nothing to lose.

    Args:
        path: What is to be replaced.
        option: For messages.
        is_own: Tells from the first bytes of a file.

    Raises:
        InputError: There is.
    """
    with explained(path, option):
        try:
            head = _read(path, option, _HEAD_BYTES)
        except FileNotFoundError:
            return
    if head and not is_own(head):
        raise InputError(
            "{option}: {path} was not written by this collection, and is not replaced.",
            advice="Give another path, or move that file away.",
            option=option,
            path=shown(path),
        )


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file: by links of either kind, another spelling, or a file system that sees none.

    For files that do not exist yet, the nearest directory that does is compared, and the names below it.
    """
    return _identity(one) == _identity(other)


def read_plain(path: Path, option: str) -> bytes:
    """All of a file, which cannot be a pipe that never ends.

    Raises:
        InputError: It is no plain file.
        OSError: It cannot be read.
    """
    return _read(path, option, -1)


def open_plain(path: Path, option: str, flags: int = os.O_RDONLY) -> int:
    """A handle of a plain file; one that is made is private. Never waits; the path itself may be no link.

    Raises:
        InputError: It is no plain file.
        OSError: It cannot be opened.
    """
    handle = os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC, 0o600)
    try:
        _require_kind(os.fstat(handle), path, option)
    except BaseException:
        os.close(handle)
        raise
    return handle


def replace_whole(path: Path, data: bytes) -> None:
    """Write a file in one step, readable by its owner only; a kill leaves the old one or the new.

    The new one is written beside it under a name of its own, which its writer keeps locked: so the next writer knows
    what a dead one left, removes that and nothing else.

    Args:
        path: The real path; a link there would be replaced.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    handle, temporary = _made_beside(path)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _make_durable(path.parent)
    _remove_remains(path)


def write_own(path: Path, option: str, data: bytes, is_own: Callable[[bytes], bool], *, is_dry: bool) -> bool:
    """Write a file in one step unless it holds that already; whether it does not.

    Args:
        path: As it was given; a link is followed.
        option: For messages.
        data: What is to stand there.
        is_own: Tells from the first bytes of a file whether it may be replaced.
        is_dry: Write nothing.

    Raises:
        InputError: It cannot be written, or somebody else wrote what is there.
    """
    require_own(path, option, is_own)
    with explained(path, option):
        try:
            is_same = read_plain(path, option) == data
        except FileNotFoundError:
            is_same = False
        if not is_same and not is_dry:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(_real(path), data)
    return not is_same


def shown(path: Path) -> str:
    """A path for messages; of a very long one the beginning."""
    text = str(path)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


@contextlib.contextmanager
def explained(path: Path, option: str) -> Iterator[None]:
    """What a file system says about a path, as ours.

    Raises:
        InputError: It refused something.
    """
    try:
        yield
    except ValueError:  # a NUL character, or half of a character
        raise InputError(
            "{option} is no path: it has a character in it that no file name may have.",
            advice="Correct it.",
            option=option,
        ) from None
    except OSError as problem:
        if problem.errno == errno.ENAMETOOLONG:
            raise InputError(
                "{option} is too long for the file system: {path}",
                advice="Give a shorter name.",
                option=option,
                path=shown(path),
            ) from None
        raise InputError(
            "{option}: {path} cannot be used: {what}.",
            advice="Correct the path.",
            option=option,
            path=shown(path),
            what=problem.strerror,
        ) from None


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _require_kind(status: os.stat_result, path: Path, option: str) -> None:
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        raise _not_plain(path, option, _KINDS.get(kind, Text("something else")))


def _not_plain(path: Path, option: str, kind: Text) -> InputError:
    return InputError(
        "{option}: {path} is {kind}, not a file.", advice=_PLAIN, option=option, path=shown(path), kind=kind
    )


def _require_access(path: Path, option: str, mode: int) -> None:
    if not os.access(path, mode):
        raise InputError(
            "{option}: this user may not read and write {path}."
            if mode & os.W_OK
            else "{option}: this user may not read {path}.",
            advice="Change its owner or its mode, or give another path.",
            option=option,
            path=shown(path),
        )


def _require_room(path: Path, option: str) -> None:
    """The directory can be written or made, and a temporary file beside it has a name that is not too long."""
    real = _real(path)
    place, missing = _nearest(real.parent)
    if not place.is_dir():
        raise InputError(
            "{option}: {path} cannot be made, because {place} is no directory.",
            advice="Correct the path.",
            option=option,
            path=shown(path),
            place=shown(place),
        )
    _require_access(place, option, os.R_OK | os.W_OK | os.X_OK)
    for name in (*missing, _temporary_name(real)):
        _status(place / name)


def _identity(path: Path) -> tuple[int, int, tuple[str, ...]]:
    """What is the same for all names of a file."""
    place, missing = _nearest(_real(path))
    status = place.stat()
    return status.st_dev, status.st_ino, missing


def _nearest(real: Path) -> tuple[Path, tuple[str, ...]]:
    """The nearest place that exists, and the names below it that do not."""
    missing: list[str] = []
    while _status(real) is None:
        missing.insert(0, real.name)
        real = real.parent
    return real, tuple(missing)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _is_companion(path: Path, owner: Path) -> bool:
    """Whether a path is that of a lock or of a temporary file of another, or lies in the directory of its locks."""
    its = _real(owner)
    kept = re.compile(rf"\.{re.escape(its.name)}\.locks?|{_remains_of(its).pattern}")
    real = _real(path)
    beside = (place for place in (real, *real.parents) if kept.fullmatch(place.name))
    return any(_identity(place.parent) == _identity(its.parent) for place in beside)


def _read(path: Path, option: str, size: int) -> bytes:
    with os.fdopen(open_plain(_real(path), option), "rb") as source:
        return source.read(size)


def _temporary_name(path: Path) -> str:
    return f".{path.name}.{secrets.token_hex(_TOKEN // 2)}.tmp"


def _remains_of(path: Path) -> re.Pattern[str]:
    """Names of temporary files of one file; no dot in the token, so never of one whose name begins like it."""
    return re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{{_TOKEN}}}\.tmp")


def _made_beside(path: Path) -> tuple[int, Path]:
    """A new temporary file, locked."""
    while True:
        temporary = path.with_name(_temporary_name(path))
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        # Another writer may have taken it for remains in between, and have locked or removed it.
        if _is_locked(handle) and os.fstat(handle).st_nlink:
            return handle, temporary
        os.close(handle)
        temporary.unlink(missing_ok=True)


def _is_locked(handle: int) -> bool:
    """Whether this process has the lock of a file now; a file system without locks cannot tell and says yes."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _remove_remains(path: Path) -> None:
    """What dead writers of a file left beside it. What cannot be removed hurts nobody."""
    pattern = _remains_of(path)
    for entry in path.parent.iterdir():
        if pattern.fullmatch(entry.name):
            with contextlib.suppress(OSError, InputError):
                _remove_dead(entry)


def _remove_dead(temporary: Path) -> None:
    handle = open_plain(temporary, "", os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        temporary.unlink()
    finally:
        os.close(handle)


def _make_durable(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
