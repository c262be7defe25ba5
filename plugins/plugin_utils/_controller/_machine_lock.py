# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of a machine: one task at a time changes it, whatever the inventory calls it. It knows nothing of the wire.

A lock is a file that a living process holds by flock, so that it ends with that process, however that ends. The file
says which request was sent last that must not be sent twice. A task takes its file away when it knows what became of
that; the file of one that does not, or was killed, tells the next what may still be on its way to the host.

The directory of the controller is shared by all its users. Beside a ledger or a work list there is another one, for all
controllers that share these; flock reaches across NFS on Linux.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import platform
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._hardware import Machine
from .._task._machine import Leftover
from .._task._patience import Patience

#: Seconds between two attempts; a task holds its lock for some seconds.
_PAUSE = 0.1

#: Seconds; the longest anybody can be told to wait for the request of a task that died.
_LONGEST_TIMEOUT = 3600

#: How often a file is tried again that may not be opened yet.
_ATTEMPTS = 3

#: Bytes of a lock file. All are written at once, so that a killed task leaves either note and never half of one.
_LENGTH = 512
_LONGEST_HOLDER = 200

#: A directory of all users: everybody may add files, nobody may remove those of others.
_OPEN_DIRECTORY, _OPEN_FILE = 0o1777, 0o666
_OWN_DIRECTORY, _OWN_FILE = 0o700, 0o600


class LockError(LicensingError):
    """A machine cannot be locked. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class Place:
    """A directory of locks.

    Attributes:
        path: Where it is; made when it is needed.
        is_open: Whether all users of the controller share it.
    """

    path: Path
    is_open: bool = False


def controller_place() -> Place:
    """That of all tasks on this controller."""
    return Place(Path(tempfile.gettempdir()) / "licenseops.windows.locks", is_open=True)


def place_beside(file: Path) -> Place:
    """That of all tasks that use a file, under whatever name; a link is followed."""
    real = Path(os.path.realpath(file))
    return Place(real.with_name(f".{real.name}.locks"))


@dataclass(frozen=True, slots=True)
class _Note:
    """What a lock file says.

    Attributes:
        holder: Who has it.
        step: The kind of step that was sent last; empty when none was.
        sent_at: When, in seconds since 1970.
        is_inherited: Whether an earlier task sent it, and the holder waits for what becomes of it.
    """

    holder: str
    step: str = ""
    sent_at: float = 0.0
    is_inherited: bool = False


class MachineLock:
    """Keeps other tasks from changing a machine. Implements ``Lock``.

    Args:
        places: Where to lock, always in the same order.
        patience: How long to wait for others.
        now: Seconds since 1970.
        longest: Seconds to wait, beside that, for a holder who waits for a task that died.
    """

    def __init__(
        self,
        places: tuple[Place, ...],
        patience: Patience,
        now: Callable[[], float] = time.time,
        longest: float = _LONGEST_TIMEOUT,
    ) -> None:
        self._places = places
        self._patience = patience
        self._now = now
        self._longest = longest
        self._handles: list[int] = []
        self._holder = f"process {os.getpid()} on {platform.node()}"[:_LONGEST_HOLDER]
        self._note: _Note | None = None

    @contextlib.contextmanager
    def held(self, machine: Machine) -> Iterator[Leftover | None]:
        """Alone with a machine; see ``Lock``.

        Raises:
            LockError: Another task keeps the lock, or a directory cannot be used.
        """
        files = [place.path / f"{_file_name(machine)}.lock" for place in self._places]
        deadline = self._patience.clock() + self._patience.seconds
        self._note = None
        try:
            for place, file in zip(self._places, files, strict=True):
                self._handles.append(self._acquired(place, file, machine, deadline))
            yield self._leftover()
        except LicensingError:
            self._tidy(files)
            raise
        else:
            self._tidy(files)
        finally:
            while self._handles:
                os.close(self._handles.pop())

    def mark(self, step: str) -> None:
        """Write down, before it is sent, what must not be sent twice.

        Raises:
            LockError: It cannot be written.
        """
        self._write(_Note(self._holder, step, self._now()))

    def forget(self) -> None:
        """What was sent has shown, was refused, or would have shown by now.

        Raises:
            LockError: It cannot be written.
        """
        self._write(_Note(self._holder))

    def _acquired(self, place: Place, file: Path, machine: Machine, deadline: float) -> int:
        last = deadline + self._longest
        while True:
            with _translated(place):
                handle = self._reached(place, file)
                if _is_locked(handle, file):
                    return handle
                note = _read(handle)
                os.close(handle)
            if note.is_inherited:  # the holder may wait for that as long as we for the holder, and has begun already
                deadline = min(self._patience.clock() + self._patience.seconds, last)
            if self._patience.clock() >= deadline:
                raise LockError(
                    "Another task ({holder}) is changing {machine} and did not end within {seconds} seconds.",
                    advice="Nothing was sent. Run the task again when the other one has ended, or raise timeout.",
                    holder=_in_words(note.holder),
                    machine=machine.name or machine.identity,
                    seconds=self._patience.seconds,
                )
            self._patience.sleep(_PAUSE)

    def _reached(self, place: Place, file: Path) -> int:
        """The lock file; one that another user makes right now can be opened only in a moment."""
        for _attempt in range(_ATTEMPTS if place.is_open else 0):
            try:
                return _opened(place, file)
            except PermissionError:
                self._patience.sleep(_PAUSE)
        return _opened(place, file)

    def _leftover(self) -> Leftover | None:
        """The youngest of what the files say; it stays there until there is something newer to say."""
        notes = [_read(handle) for handle in self._handles]
        last = max((note for note in notes if note.step), key=lambda note: note.sent_at, default=None)
        if last is None:
            self.forget()
            return None
        self._write(_Note(self._holder, last.step, last.sent_at, is_inherited=True))
        return Leftover(last.step, max(0.0, self._now() - last.sent_at))

    def _write(self, note: _Note) -> None:
        text = json.dumps(asdict(note)).encode().ljust(_LENGTH)
        for place, handle in zip(self._places, self._handles, strict=True):
            with _translated(place):
                os.pwrite(handle, text, 0)
                os.fsync(handle)
        self._note = note

    def _tidy(self, files: list[Path]) -> None:
        """A task that knows what became of its requests leaves nothing. Files of other users can only be emptied."""
        if self._note is None or self._note.step:
            return
        for file, handle in zip(files, self._handles, strict=True):
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
                file.unlink()


def _file_name(machine: Machine) -> str:
    """A UUID is a name for a file, the name of a host may not be."""
    if machine.has_uuid:
        return machine.identity
    return f"name-{hashlib.sha256(machine.identity.encode()).hexdigest()[:32]}"


def _in_words(holder: str) -> str | Text:
    """A holder as its file has it, which is English, or a text where it is what we write ourselves."""
    found = re.fullmatch(r"process (?P<pid>[0-9]+) on (?P<node>.+)", holder)
    return Text("process {pid} on {node}", **found.groupdict()) if found else holder or Text("unknown")


def _opened(place: Place, file: Path) -> int:
    """The lock file, made when there is none; never a link, nor anything else that is no file of a lock.

    One that exists is not opened for creation, which Linux refuses for files of others in a directory like /tmp.
    """
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    while True:
        try:
            return _regular(os.open(file, flags))
        except FileNotFoundError:
            _make_directory(place)
        with contextlib.suppress(FileExistsError):
            handle = os.open(file, flags | os.O_CREAT | os.O_EXCL, _OWN_FILE)
            if place.is_open:
                os.fchmod(handle, _OPEN_FILE)
            return handle


def _regular(handle: int) -> int:
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and status.st_nlink <= 1:
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def _make_directory(place: Place) -> None:
    place.path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        place.path.mkdir(mode=_OWN_DIRECTORY)
        if place.is_open:
            place.path.chmod(_OPEN_DIRECTORY)


def _is_locked(handle: int, file: Path) -> bool:
    """Whether the lock is ours now, and on the file that still stands there: its last holder takes it away."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), file.stat(follow_symlinks=False))
    except (BlockingIOError, FileNotFoundError):
        return False


def _read(handle: int) -> _Note:
    """What the file says; nothing when a killed task left it half written, or somebody else wrote it."""
    try:
        found = json.loads(os.pread(handle, _LENGTH, 0))
        is_inherited = found["is_inherited"] is True
        return _Note(str(found["holder"]), str(found["step"]), float(found["sent_at"]), is_inherited)
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return _Note("")


@contextlib.contextmanager
def _translated(place: Place) -> Iterator[None]:
    """Errors of the file system, as ours."""
    try:
        yield
    except OSError as problem:
        raise LockError(
            "The directory of locks {path} cannot be used: {problem}.",
            advice="{hint} Nothing was sent: without a lock, another task might activate the same machine.",
            path=place.path,
            problem=problem.strerror or problem,
            hint=Text("Make it writable for all users, or remove it while no task runs.")
            if place.is_open
            else Text("Make it writable for this user."),
        ) from None
