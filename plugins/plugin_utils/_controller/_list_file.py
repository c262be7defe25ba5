# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the list: read whole, changed under a lock, replaced in one step. A kill leaves the old file or the new.

Writers take turns by a lock file beside the list, which stays there. A new version is written beside the list, made
durable, and renamed over it; what a killed writer left behind is removed by the next, see ``_files``. Encryption comes
from above.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from .._language._errors import LicensingError
from .._language._text import Text
from .._worklist._columns import WorklistError
from .._worklist._csv import read_csv, write_csv
from .._worklist._json import read_json, write_json
from .._worklist._sheet import Rows, Sheet, unique
from ._files import open_plain, read_plain, replace_whole
from ._paths import require_plain, shown

Seal = Callable[[str], str]
_Result = TypeVar("_Result")

#: Seconds to wait for other writers. Each needs milliseconds; hundreds may queue.
_LOCK_SECONDS = 120.0
_LOCK_PAUSE = 0.02

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UNTOUCHED = Text("The file was left as it is.")


class Cipher(Protocol):
    """Encrypts and decrypts texts."""

    def is_encrypted(self, text: str) -> bool:
        """Whether a text is encrypted at all."""

    def opened(self, text: str) -> tuple[str, Seal]:
        """The plain text, and what encrypts its successor in the same way.

        Raises:
            LicensingError: No password fits.
        """

    def seal(self) -> Seal:
        """What encrypts a new text.

        Raises:
            LicensingError: There is no password.
        """


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file holds; the seal is that of an encrypted one."""

    sheet: Sheet
    seal: Seal | None


class Store:
    """One list.

    Args:
        path: The file; ``.csv`` or ``.json`` decides the format. It need not exist. A link is followed.
        cipher: Opens and makes encrypted files.
        encrypt: Encrypt the file even when it is plain or new.
        patience: Seconds to wait for other writers.
        option: What the file is called where it was given, for messages.

    Raises:
        WorklistError: The name says neither CSV nor JSON.
        InputError: There is something else than a plain file, or none can be made. Nothing was opened or made.
    """

    def __init__(
        self,
        path: Path,
        cipher: Cipher,
        *,
        encrypt: bool = False,
        patience: float = _LOCK_SECONDS,
        option: str = "path",
    ) -> None:
        require_plain(path, option)
        self._shown = path
        self._option = option
        self._path = Path(os.path.realpath(path))
        self._cipher = cipher
        self._encrypt = encrypt
        self._patience = patience
        formats = {".csv": (read_csv, write_csv), ".json": (read_json, write_json)}
        if path.suffix.lower() not in formats:
            raise WorklistError(
                "{path} is neither CSV nor JSON.",
                advice="End the name of the list with .csv or .json.",
                path=shown(path),
            )
        self._read_text, self._write_text = formats[path.suffix.lower()]

    def read(self) -> Rows:
        """The rows as they are; none when there is no file.

        Raises:
            WorklistError: The file cannot be read, or is no list.
        """
        return self._content().sheet.rows

    def update(self, change: Callable[[Rows], tuple[Rows, _Result]]) -> tuple[_Result, bool]:
        """Change the list while nobody else does.

        Args:
            change: Gives the new rows, and whatever the caller wants to know.

        Returns:
            That, and whether the file was written. It is not when nothing changed.

        Raises:
            WorklistError: The file cannot be read or written, is no list, or stays locked.
        """
        with _translated(self._shown):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            content = self._content()
            rows, result = change(content.sheet.rows)
            seal = content.seal or (self._cipher.seal() if self._encrypt and rows else None)
            is_changed = rows != content.sheet.rows or seal is not content.seal
            if is_changed:
                text = self._write_text(replace(content.sheet, rows=rows))
                self._replace(seal(text) if seal else text)
            return result, is_changed

    def _content(self) -> _Content:
        with _translated(self._shown):
            try:
                text = _decoded(read_plain(self._path, self._option))
            except FileNotFoundError:
                return _Content(Sheet(), None)
        with about(self._shown):
            seal: Seal | None = None
            if self._cipher.is_encrypted(text):
                text, seal = self._cipher.opened(text)
            sheet = self._read_text(text)
            return _Content(replace(sheet, rows=unique(sheet.rows)), seal)

    def _replace(self, text: str) -> None:
        """A complete new file in place of the old one; readers see either."""
        with _translated(self._shown):
            replace_whole(self._path, text.encode())

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone with the file, by an empty one beside it; a lock ends with its process, however that ends."""
        with _translated(self._shown):
            lock = open_plain(self._path.with_name(f".{self._path.name}.lock"), self._option, os.O_RDWR | os.O_CREAT)
        try:
            self._acquire(lock)
            yield
        finally:
            os.close(lock)

    def _acquire(self, lock: int) -> None:
        deadline = time.monotonic() + self._patience
        while True:
            with _translated(self._shown), contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            if time.monotonic() >= deadline:
                raise WorklistError(
                    "{path} was kept locked by another process for {seconds:g} seconds.",
                    advice="End that process, or run again. {safe}",
                    path=self._shown,
                    seconds=self._patience,
                    safe=_UNTOUCHED,
                )
            time.sleep(_LOCK_PAUSE)


def read_text(path: Path, cipher: Cipher, option: str) -> str:
    """The text of a file a person brought, decrypted if need be.

    Raises:
        LicensingError: It cannot be read.
    """
    with _translated(path):
        text = _decoded(read_plain(path, option))
    return cipher.opened(text)[0] if cipher.is_encrypted(text) else text


@contextlib.contextmanager
def about(path: Path) -> Iterator[None]:
    """Errors inside name the file."""
    try:
        yield
    except LicensingError as problem:
        if str(path) in problem.message:
            raise
        message, advice = problem.texts
        raise WorklistError(
            "{path}: {problem}", advice="{hint} {safe}", path=path, problem=message, hint=advice, safe=_UNTOUCHED
        ) from None


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Errors of the file system and of the encoding, as ours."""
    try:
        yield
    except (OSError, UnicodeError) as problem:
        what = problem.strerror if isinstance(problem, OSError) else Text("it is not UTF-8")
        raise WorklistError(
            "{path} cannot be used: {what}.",
            advice="Give a file this user may read and write, as CSV UTF-8 or JSON. {safe}",
            path=path,
            what=what,
            safe=_UNTOUCHED,
        ) from None


def _decoded(data: bytes) -> str:
    """UTF-8, or the UTF-16 that spreadsheets call Unicode text."""
    return data.decode("utf-16" if data.startswith(_UTF16_MARKS) else "utf-8")
