# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files read without waiting and written whole: whose they are, and what a dead writer leaves."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _files
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._files import (
    PRIVATE,
    PUBLIC,
    open_plain,
    read_plain,
    replace_whole,
    require_own,
    require_room,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError

ROOT = Path(__file__).resolve().parents[5]


def test_a_pipe_that_comes_between_the_look_and_the_reading_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "it"
    os.mkfifo(path)
    with pytest.raises(InputError, match=r"page: .* is a named pipe, not a file"):
        read_plain(path, "page")
    with pytest.raises(InputError, match=r"page: .* is a named pipe, not a file"):
        require_own(path, "page", lambda _head: True)


def test_only_own_and_empty_files_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "page.html"

    def is_own(head: bytes) -> bool:
        return head.startswith(b"own")

    require_own(path, "page", is_own)
    for content in (b"", b"own page"):
        path.write_bytes(content)
        require_own(path, "page", is_own)
    path.write_bytes(b"of a person")
    with pytest.raises(InputError, match=r"page: .* was not written by this collection, and is not replaced"):
        require_own(path, "page", is_own)


def test_a_file_is_private_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "it"
    for data in (b"a", b"b"):
        replace_whole(path, data)
        assert path.read_bytes() == data
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert os.listdir(tmp_path) == ["it"]


def test_whether_there_is_room_for_a_file_is_found_out_and_nothing_stays_of_it(tmp_path: Path) -> None:
    """Where the path leads; what stands there is not touched."""
    link, real = tmp_path / "link.json", tmp_path / "new" / "real.json"
    link.symlink_to(real)
    require_room(link, "dest")
    assert list(real.parent.iterdir()) == []
    real.write_text("old")
    require_room(link, "dest")
    assert (real.read_text(), list(real.parent.iterdir())) == ("old", [real])
    with pytest.raises(InputError, match=r"^dest: /proc/it cannot be used"):
        require_room(Path("/proc/it"), "dest")


def test_a_file_for_programs_of_other_users_is_readable_for_all_whatever_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for mode in (PRIVATE, PUBLIC):
        replace_whole(path, b"x", mode)
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_what_is_opened_for_a_lock_is_private_and_no_link(tmp_path: Path) -> None:
    os.close(open_plain(tmp_path / "lock", "path", os.O_RDWR | os.O_CREAT))
    assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600
    (tmp_path / "link").symlink_to("lock")
    with pytest.raises(OSError, match="Too many levels"):
        open_plain(tmp_path / "link", "path", os.O_RDWR | os.O_CREAT)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _files
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
_files.replace_whole(Path(sys.argv[2]), b"new")
"""


def test_what_a_killed_writer_left_is_removed_by_the_next_and_what_lives_is_not(tmp_path: Path) -> None:
    path, longer = tmp_path / "a.csv", tmp_path / "a.csv.b.csv"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(ROOT / ".build"), str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    (dead,) = tmp_path.glob(".a.csv.*.tmp")
    assert path.read_bytes() == b"old"
    living, alive = _files._made_beside(path)
    _handle, others = _files._made_beside(longer)
    fcntl.flock(_handle, fcntl.LOCK_UN)
    mine = tmp_path / ".a.csv.my.notes.tmp"
    mine.touch()
    replace_whole(path, b"new")
    assert not dead.exists()
    assert alive.exists(), "a living writer lost its file"
    assert others.exists(), "that of a file whose name begins alike is gone"
    assert mine.exists()
    os.close(living)
    os.close(_handle)
    replace_whole(longer, b"new")
    replace_whole(path, b"newer")
    assert sorted(os.listdir(tmp_path)) == [".a.csv.my.notes.tmp", "a.csv", "a.csv.b.csv"]


def test_a_writer_whose_temporary_file_is_taken_for_remains_makes_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = _files._is_locked
    answers = iter([False, True])
    monkeypatch.setattr(_files, "_is_locked", lambda handle: next(answers) and locked(handle))
    replace_whole(tmp_path / "it", b"x")
    assert os.listdir(tmp_path) == ["it"]
