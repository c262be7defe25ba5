# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of registry keys in the format of regedit, which imports them again: version 5.00, UTF-16 (documented)."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from .._language._errors import InputError
from .._licensing._registry_copy import RegistryValue, SignIn, ValueKind
from ._files import make_durable
from ._paths import explained, full_path, shown

_HEAD: Final = "Windows Registry Editor Version 5.00"
_HIVE: Final = "HKEY_USERS"

#: Characters of a text that would end its line, or it.
_UNQUOTABLE: Final = re.compile(r"[\x00-\x1f]")

#: What a file name may not have, or should not.
_ODD: Final = re.compile(r"[^A-Za-z0-9._-]")

#: Files of one host and one second.
_MOST_FILES: Final = 100


def registry_text(users: tuple[SignIn, ...]) -> str:
    """The keys of users that can be brought back, each before the keys in it."""
    return "\r\n".join((_HEAD, "", *(line for user in users for line in _lines(user))))


def require_directory(text: str, option: str) -> Path:
    """A directory on the controller that is there, or can be made.

    Raises:
        InputError: It is none.
    """
    path = full_path(text)
    with explained(path, option):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.lstat()
        nearest = next(place for place in (path, *path.parents) if place.exists() or place.is_symlink())
        is_usable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    if not is_usable:
        raise InputError(
            "{option}: {path} is no directory that files can be written to.",
            advice="Give a directory of the controller, or one that can be made there.",
            option=option,
            path=shown(path),
        )
    return path


def write_copy(directory: Path, host: str, moment: datetime, users: tuple[SignIn, ...], option: str) -> Path:
    """A new file with the keys of users, whole or not at all; none that is there is replaced.

    Args:
        directory: Made where it does not exist.
        host: Its name in the inventory, which becomes part of the name of the file.
        moment: Now, UTC.
        users: The users.
        option: For messages.

    Raises:
        InputError: It cannot be written.
    """
    stem = f"{_ODD.sub('_', host)}-{moment:%Y%m%dT%H%M%SZ}"
    data = b"\xff\xfe" + registry_text(users).encode("utf-16-le", "surrogatepass")
    with explained(directory, option):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = directory / f".{stem}-{os.getpid()}.tmp"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            path = _named(temporary, directory, stem)
            make_durable(directory)
            return path
        finally:
            temporary.unlink()


def _named(temporary: Path, directory: Path, stem: str) -> Path:
    """A hard link refuses a name that is taken, as nothing else does in one step."""
    for number in range(1, _MOST_FILES):
        path = directory / (f"{stem}.reg" if number == 1 else f"{stem}-{number}.reg")
        try:
            os.link(temporary, path)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{stem}.reg")


def _lines(user: SignIn) -> Iterator[str]:
    for key in user.removable:
        yield rf"[{_HIVE}\{user.sid}\{key.path}]"
        for value in key.values:
            name = f'"{_escaped(value.name)}"' if value.name else "@"
            yield f"{name}={_data_of(value)}"
        yield ""


def _data_of(value: RegistryValue) -> str:
    data, kind = value.data, value.kind
    if kind == ValueKind.STRING and isinstance(data, str) and not _UNQUOTABLE.search(data):
        return f'"{_escaped(data)}"'
    if kind == ValueKind.NUMBER and isinstance(data, int):
        return f"dword:{data:08x}"
    return f"{_hex_word(kind)}:{','.join(f'{byte:02x}' for byte in _bytes_of(data))}"


def _hex_word(kind: int) -> str:
    return "hex" if kind == ValueKind.BINARY else f"hex({kind:x})"


def _bytes_of(data: str | int | bytes | tuple[str, ...] | None) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, int):
        return data.to_bytes(8, "little")
    if isinstance(data, tuple):
        return _wide("".join(f"{text}\0" for text in data) + "\0")
    return _wide(f"{data or ''}\0")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
