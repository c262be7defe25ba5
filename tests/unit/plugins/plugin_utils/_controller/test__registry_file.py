# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy of what a reset removes: what stands in the file, and that nothing is lost over it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
from datetime import datetime, timezone
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _registry_file
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._registry_file import (
    registry_text,
    require_directory,
    write_copy,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._registry_copy import (
    KeyCopy,
    RegistryValue,
    SignIn,
    ValueKind,
)

FORK = multiprocessing.get_context("fork")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
ADA = "S-1-5-21-1-2-3-1001"


def user(*values: RegistryValue) -> SignIn:
    return SignIn(ADA, (KeyCopy("Key", values),))


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (RegistryValue("A", ValueKind.STRING, "text"), '"A"="text"'),
        (RegistryValue("", ValueKind.STRING, ""), '@=""'),
        (RegistryValue("@", ValueKind.STRING, r"C:\x"), r'"@"="C:\\x"'),
        (RegistryValue('a"b\\', ValueKind.STRING, '"'), r'"a\"b\\"="\""'),
        (RegistryValue("A", ValueKind.STRING, "a\tb"), '"A"=hex(1):61,00,09,00,62,00,00,00'),
        (RegistryValue("A", ValueKind.STRING, "日"), '"A"="日"'),
        (RegistryValue("A", ValueKind.EXPANDABLE, "%x"), '"A"=hex(2):25,00,78,00,00,00'),
        (RegistryValue("A", ValueKind.BINARY, b"\x00\xff"), '"A"=hex:00,ff'),
        (RegistryValue("A", ValueKind.BINARY, b""), '"A"=hex:'),
        (RegistryValue("A", ValueKind.NUMBER, 2**32 - 1), '"A"=dword:ffffffff'),
        (RegistryValue("A", ValueKind.STRINGS, ("a", "")), '"A"=hex(7):61,00,00,00,00,00,00,00'),
        (RegistryValue("A", ValueKind.STRINGS, ()), '"A"=hex(7):00,00'),
        (RegistryValue("A", ValueKind.LONG_NUMBER, 1), '"A"=hex(b):01,00,00,00,00,00,00,00'),
    ],
)
def test_a_value_is_written_as_regedit_has_it(value: RegistryValue, line: str) -> None:
    head, blank, key, *lines = registry_text((user(value),)).split("\r\n")
    assert (head, blank) == ("Windows Registry Editor Version 5.00", "")
    assert (key, lines) == (rf"[HKEY_USERS\{ADA}\Key]", [line, ""])


def test_what_stays_is_not_in_the_copy() -> None:
    odd = KeyCopy(r"Key\x]" + "\n[HKEY_LOCAL_MACHINE", (RegistryValue("A", ValueKind.STRING, "a"),))
    text = registry_text((SignIn(ADA, (KeyCopy("Key"), odd, KeyCopy("Other"))),))
    assert [line for line in text.splitlines() if line.startswith("[")] == [rf"[HKEY_USERS\{ADA}\Other]"]


def test_a_copy_is_private_and_takes_the_place_of_none(tmp_path: Path) -> None:
    paths = [write_copy(tmp_path / "new", "a/b ..", NOON, (user(),), "backup") for _ in range(3)]
    name = "a_b_..-20261121T120000Z"
    assert [path.name for path in paths] == [f"{name}.reg", f"{name}-2.reg", f"{name}-3.reg"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert sorted((tmp_path / "new").iterdir()) == sorted(paths)


def test_what_others_have_put_there_stays(tmp_path: Path) -> None:
    aim = tmp_path / "aim"
    (tmp_path / "pc-20261121T120000Z.reg").symlink_to(aim)
    assert write_copy(tmp_path, "pc", NOON, (user(),), "backup").name == "pc-20261121T120000Z-2.reg"
    assert not aim.exists()


def write_one(directory: Path) -> None:
    write_copy(directory, "pc", NOON, (user(RegistryValue("A", ValueKind.NUMBER, os.getpid())),), "backup")


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [FORK.Process(target=write_one, args=(tmp_path,)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    written = {path.read_bytes().decode("utf-16").split("dword:")[1].strip() for path in tmp_path.glob("*.reg")}
    assert written == {f"{writer.pid:08x}" for writer in writers}


def test_a_killed_writer_leaves_no_half_of_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_registry_file.os, "fsync", lambda _handle: os.kill(os.getpid(), signal.SIGKILL))
    writer = FORK.Process(target=write_one, args=(tmp_path,))
    writer.start()
    writer.join(30)
    assert writer.exitcode == -signal.SIGKILL
    assert list(tmp_path.glob("*.reg")) == []
    monkeypatch.undo()
    write_one(tmp_path)
    assert len(list(tmp_path.glob("*.reg"))) == 1


def test_without_room_for_a_copy_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(_registry_file.os, "link", refuse)
    with pytest.raises(InputError, match=r"backup: .* cannot be used: Operation not permitted"):
        write_copy(tmp_path, "pc", NOON, (user(),), "backup")
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_one_or_can_be_made(tmp_path: Path) -> None:
    assert require_directory(str(tmp_path / "a" / "b"), "backup") == tmp_path / "a" / "b"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    for path in ("file", "file/below", "gone", "gone/below"):
        with pytest.raises(InputError, match="is no directory that files can be written to"):
            require_directory(str(tmp_path / path), "backup")
