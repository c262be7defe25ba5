# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the list: many writers, kills, encryption, and files of others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import time
from functools import partial
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _list_file
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._list_file import Seal, Store, read_text
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import WorklistError
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._merge import collect
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Rows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    NOW,
    candidate,
    confirmed,
    csv_of,
    row,
    rows_of,
)

FORK = multiprocessing.get_context("fork")


class Rot:
    """A cipher one can read, which knows one password."""

    def __init__(self, password: str = "a") -> None:
        self.password = password

    def is_encrypted(self, text: str) -> bool:
        return text.startswith("SEALED ")

    def opened(self, text: str) -> tuple[str, Seal]:
        _mark, password, body = text.split(" ", 2)
        if password != self.password:
            raise InputError("The file is encrypted, and none of the vault passwords opens it.", advice="Give it.")
        return bytes.fromhex(body).decode(), partial(self.sealed, password)

    def seal(self) -> Seal:
        return partial(self.sealed, self.password)

    @staticmethod
    def sealed(password: str, text: str) -> str:
        return f"SEALED {password} {text.encode().hex()}"


def store(path: Path, **options: object) -> Store:
    return Store(path, Rot(), **options)  # type: ignore[arg-type] # any option


def entering(*new: ListRow, rows: Rows = ()) -> tuple[Rows, None]:
    """The list with new rows."""
    return collect(rows, [candidate(item) for item in new], Pen(NOW)), None


def enter(path: Path, *new: ListRow) -> bool:
    """Whether the file was written."""
    return store(path).update(lambda rows: entering(*new, rows=rows))[1]


@pytest.fixture(params=[".csv", ".json", ".CSV"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"list{request.param}"


def test_a_list_is_created_private_and_read_back(path: Path) -> None:
    assert store(path).read() == ()
    assert enter(path, row())
    assert store(path).read() == (row(),)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {item.name for item in path.parent.iterdir()} == {path.name, f".{path.name}.lock"}
    assert (path.parent / f".{path.name}.lock").read_bytes() == b""


def test_nothing_new_writes_nothing(path: Path) -> None:
    enter(path, row())
    before = path.stat()
    assert not enter(path, row())
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_no_rows_make_no_file(path: Path) -> None:
    assert store(path, encrypt=True).update(lambda rows: (rows, None)) == (None, False)
    assert not path.exists()


def test_missing_directories_are_made_and_links_are_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "deep" / "er" / "real.csv", tmp_path / "link.csv"
    enter(real, row())
    link.symlink_to(real)
    enter(link, row(2))
    assert link.is_symlink()
    assert store(real).read() == (row(), row(2))


@pytest.mark.parametrize("name", ["list.txt", "list", "list.xlsx", "list.csv.bak"])
def test_the_name_decides_the_format(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorklistError, match="neither CSV nor JSON"):
        store(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04\xff\xfe", b"a;b\r\n1;2\r\n", b"\xff\xfe\x00", "größe".encode("cp1252"), b"[1, 2]"],
    ids=["spreadsheet", "another table", "broken UTF-16", "another encoding", "JSON"],
)
def test_a_file_of_another_program_is_refused_and_stays(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(WorklistError) as caught:
        enter(path, row())
    assert str(path) in caught.value.message
    assert "The file was left as it is." in caught.value.advice
    assert path.read_bytes() == content


def test_unicode_text_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    plain = row(product_name="Windows 11 Pro")
    path.write_bytes(csv_of(plain).removeprefix("\ufeff").replace(",", "\t").encode("utf-16"))
    assert store(path).read() == (plain,)


def test_an_empty_file_is_an_empty_list(path: Path) -> None:
    path.write_bytes(b"")
    assert enter(path, row())
    assert store(path).read() == (row(),)


def test_a_row_that_stands_there_twice_counts_once_and_keeps_its_id(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(csv_of(row(), confirmed(), row(2)), encoding="utf-8")
    assert store(path).read() == (confirmed(), row(2))
    path.write_text(csv_of(confirmed(confirmation_id=confirmed(3).confirmation_id), confirmed()), encoding="utf-8")
    with pytest.raises(WorklistError, match=r"PC-001 .* is on the list twice, with two different Confirmation IDs"):
        store(path).read()


def test_an_encrypted_list_stays_encrypted_and_a_plain_one_plain(path: Path) -> None:
    enter(path, row())
    assert not path.read_text(encoding="utf-8").startswith("SEALED")
    assert store(path, encrypt=True).update(lambda rows: (rows, None)) == (None, True)
    assert path.read_text(encoding="utf-8").startswith("SEALED a ")
    assert enter(path, row(2))
    assert path.read_text(encoding="utf-8").startswith("SEALED a ")
    assert store(path).read() == (row(), row(2))
    assert not enter(path, row(2))


def test_a_wrong_password_is_a_sentence_and_leaves_the_file(path: Path) -> None:
    path.write_text(Rot.sealed("b", "x"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(
        WorklistError, match=r"list\..*: The file is encrypted, and none of the vault passwords"
    ) as caught:
        enter(path, row())
    assert "left as it is" in caught.value.advice
    assert path.read_bytes() == before


def test_a_writer_that_is_locked_out_gives_up_with_a_sentence(path: Path) -> None:
    enter(path, row())
    with store(path)._locked(), pytest.raises(WorklistError, match=r"kept locked by another process for 0\.05 seconds"):
        store(path, patience=0.05).update(lambda rows: (rows, None))
    assert not enter(path, row())


def test_a_reader_needs_no_lock(path: Path) -> None:
    enter(path, row())
    with store(path)._locked():
        assert store(path).read() == (row(),)


def many(path: Path, start: int) -> None:
    for number in range(start, start + 8):
        enter(path, row(number))


def test_many_processes_lose_nothing(path: Path) -> None:
    workers = [FORK.Process(target=many, args=(path, 1 + 8 * number)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 8
    assert len(store(path).read()) == 64


def for_ever(path: Path) -> None:
    number = 0
    while True:
        number += 1
        enter(path, row(number % 90 + 1))


def test_a_kill_at_any_moment_leaves_a_whole_file_and_no_lock(path: Path) -> None:
    kept: set[object] = set()
    for pause in (0.002, 0.005, 0.011, 0.017, 0.023, 0.05):
        victim = FORK.Process(target=for_ever, args=(path,))
        victim.start()
        deadline = time.monotonic() + 30
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(pause)
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGKILL)
        victim.join(30)
        keys = {item.key for item in store(path).read()}
        assert kept <= keys
        kept = keys
    assert kept
    enter(path, row(99))
    assert not list(path.parent.glob("*.tmp"))
    assert not list(path.parent.glob(".*.tmp"))


def test_what_a_killed_writer_left_is_removed_and_nothing_else(path: Path) -> None:
    mine, others = path.parent / f".{path.name}.0123abcd.tmp", path.parent / f".{path.name}.other.csv.0123abcd.tmp"
    mine.touch()
    others.touch()
    enter(path, row())
    assert not mine.exists()
    assert others.exists()


@pytest.mark.parametrize("step", ["fsync", "fdopen"])
def test_an_error_while_writing_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    enter(path, row())
    before = path.read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_list_file.os, step, full)
    with pytest.raises(WorklistError, match="No space left on device"):
        enter(path, row(2))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*.tmp"))


def test_a_directory_in_its_place_is_a_sentence(path: Path) -> None:
    path.mkdir()
    with pytest.raises(InputError, match=r"path: .* is a directory, not a file"):
        store(path)


def test_a_file_a_person_brought_is_read_plain_or_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "brought.json"
    path.write_text(Rot.sealed("a", "text"), encoding="utf-8")
    assert read_text(path, Rot(), "confirmations") == "text"
    with pytest.raises(WorklistError, match="No such file"):
        read_text(tmp_path / "none", Rot(), "confirmations")


def test_the_formats_agree(tmp_path: Path) -> None:
    for name in ("one.csv", "one.json"):
        enter(tmp_path / name, row(1), row(2))
    assert store(tmp_path / "one.csv").read() == store(tmp_path / "one.json").read()
    assert rows_of((tmp_path / "one.csv").read_text(encoding="utf-8")) == store(tmp_path / "one.json").read()
