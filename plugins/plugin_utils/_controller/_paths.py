# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths people give in options: looked at before anything is done, so that nothing is written where it should not be.

What is no plain file is refused, so that a named pipe cannot stop a task; one file is known under all its names, and so
is what is kept beside it. Nothing is opened or made here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from .._language._errors import InputError
from .._language._text import Text

#: More of a path does not help anybody to find it.
_SHOWN = 100

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
            require_kind(status, path, option)
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


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file: by links of either kind, another spelling, or a file system that sees none.

    For files that do not exist yet, the nearest directory that does is compared, and the names below it.
    """
    return _identity(one) == _identity(other)


def require_kind(status: os.stat_result, path: Path, option: str) -> None:
    """What a status is of is a plain file.

    Raises:
        InputError: It is something else.
    """
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        raise _not_plain(path, option, _KINDS.get(kind, Text("something else")))


def full_path(text: str) -> Path:
    """Where a path leads that a person typed: a relative one from the current directory, as on any command line.

    What ``..`` means is left to the file system, which knows the links.
    """
    return Path.cwd() / os.path.expandvars(os.path.expanduser(text))


def real_path(path: Path) -> Path:
    """Where a path leads, links followed."""
    return Path(os.path.realpath(path))


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


def temporary_name(path: Path) -> str:
    """A name for a new version of a file, beside it until it is whole."""
    return f".{path.name}.{secrets.token_hex(_TOKEN // 2)}.tmp"


def remains_of(path: Path) -> re.Pattern[str]:
    """Names of temporary files of one file; no dot in the token, so never of one whose name begins like it."""
    return re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{{_TOKEN}}}\.tmp")


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


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
    real = real_path(path)
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
    for name in (*missing, temporary_name(real)):
        _status(place / name)


def _identity(path: Path) -> tuple[int, int, tuple[str, ...]]:
    """What is the same for all names of a file."""
    place, missing = _nearest(real_path(path))
    status = place.stat()
    return status.st_dev, status.st_ino, missing


def _nearest(real: Path) -> tuple[Path, tuple[str, ...]]:
    """The nearest place that exists, and the names below it that do not."""
    missing: list[str] = []
    while _status(real) is None:
        missing.insert(0, real.name)
        real = real.parent
    return real, tuple(missing)


def _is_companion(path: Path, owner: Path) -> bool:
    """Whether a path is that of a lock, of a temporary file or of a journal of another, or lies in the directory of its
    locks.
    """
    its = real_path(owner)
    kept = re.compile(
        rf"\.{re.escape(its.name)}\.locks?|{remains_of(its).pattern}|{re.escape(its.name)}-(?:journal|wal|shm)"
    )
    real = real_path(path)
    beside = (place for place in (real, *real.parents) if kept.fullmatch(place.name))
    return any(_identity(place.parent) == _identity(its.parent) for place in beside)
