# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files read without waiting and replaced in one step; what this collection did not write is not replaced.

It knows nothing of what stands in a file, and nothing of options but their names, for messages.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .._language._errors import InputError
from ._paths import explained, real_path, remains_of, require_kind, shown, temporary_name

#: By this much of a file its writer is known.
_HEAD_BYTES = 4096

#: Who may read what is written: its owner only, or every user, where a program of another one has to.
PRIVATE: Final = 0o600
PUBLIC: Final = 0o644


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
        require_kind(os.fstat(handle), path, option)
    except BaseException:
        os.close(handle)
        raise
    return handle


def replace_whole(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Write a file in one step; a kill leaves the old one or the new.

    The new one is written beside it under a name of its own, which its writer keeps locked: so the next writer knows
    what a dead one left, removes that and nothing else.

    Args:
        path: The real path; a link there would be replaced.
        data: All of it.
        mode: Who may read it.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    handle, temporary = _made_beside(path)
    try:
        with os.fdopen(handle, "wb") as target:
            os.fchmod(target.fileno(), mode)
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    make_durable(path.parent)
    _remove_remains(path)


def write_own(
    path: Path, option: str, data: bytes, is_own: Callable[[bytes], bool], *, is_dry: bool, mode: int = PRIVATE
) -> bool:
    """Write a file in one step unless it holds that already; whether it does not.

    Args:
        path: As it was given; a link is followed.
        option: For messages.
        data: What is to stand there.
        is_own: Tells from the first bytes of a file whether it may be replaced.
        is_dry: Write nothing.
        mode: Who may read what is written.

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
            replace_whole(real_path(path), data, mode)
    return not is_same


def require_room(path: Path, option: str) -> None:
    """A file can be made beside a path, so that what takes long is not done for a place that takes nothing.

    Args:
        path: As it was given; a link is followed. The directories it needs are made.
        option: For messages.

    Raises:
        InputError: None can.
    """
    with explained(path, option):
        real = real_path(path)
        real.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = _made_beside(real)
        temporary.unlink()
        os.close(handle)


def _read(path: Path, option: str, size: int) -> bytes:
    with os.fdopen(open_plain(real_path(path), option), "rb") as source:
        return source.read(size)


def _made_beside(path: Path) -> tuple[int, Path]:
    """A new temporary file, locked."""
    while True:
        temporary = path.with_name(temporary_name(path))
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
    pattern = remains_of(path)
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


def make_durable(directory: Path) -> None:
    """Names that were given or taken in a directory last, whatever happens to the power.

    Raises:
        OSError: The file system refuses it.
    """
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
