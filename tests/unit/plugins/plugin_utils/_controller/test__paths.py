# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths people give: what is no plain file, and what is one file under two names."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._paths import (
    Use,
    require_apart,
    require_plain,
    same_file,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError


def made_fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def made_socket(path: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
    return path


def made_directory(path: Path) -> Path:
    path.mkdir()
    return path


def made_dangling(path: Path) -> Path:
    path.symlink_to("nowhere")
    return path


def made_loop(path: Path) -> Path:
    path.symlink_to(path.name)
    return path


def below_a_file(path: Path) -> Path:
    path.write_text("x", encoding="utf-8")
    return path / "inner"


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nothing": (lambda _path: Path(""), "an_option names no file."),
    "root": (lambda _path: Path("/"), "an_option names no file."),
    "directory": (made_directory, "is a directory, not a file."),
    "pipe": (made_fifo, "is a named pipe, not a file."),
    "socket": (made_socket, "is a socket, not a file."),
    "device": (lambda _path: Path("/dev/zero"), "an_option: /dev/zero is a device, not a file."),
    "dangling link": (made_dangling, "is a symbolic link to nothing, not a file."),
    "loop": (made_loop, "Too many levels of symbolic links"),
    "NUL": (lambda path: path.with_name("a\0b"), "an_option is no path: it has a character in it"),
    "half a character": (lambda path: path.with_name("\ud800"), "an_option is no path: it has a character in it"),
    "5000 characters": (lambda path: path.with_name("n" * 5000), "an_option is too long for the file system: /"),
    "300 below nothing": (lambda path: path / "none" / ("n" * 300), "an_option is too long for the file system: /"),
    "below a file": (below_a_file, "cannot be made, because"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("is_written", [True, False], ids=["written", "read"])
def test_what_is_no_plain_file_is_one_sentence(tmp_path: Path, name: str, is_written: bool) -> None:
    make, says = BAD[name]
    path = make(tmp_path / "it")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught:
        require_plain(path, "an_option", is_written=is_written)
    assert caught.value.message.startswith("an_option")
    is_absent = name in {"300 below nothing", "below a file"} and not is_written
    assert ("there is no file" if is_absent else says) in caught.value.message
    assert len(str(caught.value)) < 400
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_that_leaves_no_room_for_a_temporary_file_is_too_long(tmp_path: Path) -> None:
    require_plain(tmp_path / ("n" * 241), "page")
    with pytest.raises(InputError, match="page is too long for the file system"):
        require_plain(tmp_path / ("n" * 242), "page")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_this_user_may_not_use_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.touch(0o400)
    require_plain(path, "page", is_written=False)
    with pytest.raises(InputError, match="page: this user may not read and write"):
        require_plain(path, "page")


def test_a_plain_file_its_link_and_a_path_that_can_be_made_are_taken(tmp_path: Path) -> None:
    plain, link = tmp_path / "plain", tmp_path / "link"
    plain.touch()
    link.symlink_to("plain")
    for path in (plain, link, tmp_path / "new", tmp_path / "not" / "yet" / "there"):
        require_plain(path, "page")


def names_of(directory: Path) -> dict[str, Path]:
    """One file under many names; it need not exist."""
    path = directory / "deep" / "file.csv"
    path.parent.mkdir()
    (directory / "other").symlink_to("deep")
    return {
        "itself": path,
        "a detour": directory / "deep" / ".." / "deep" / "file.csv",
        "a detour over nothing": directory / "none" / ".." / "deep" / "file.csv",
        "doubled slashes": Path(f"{directory}//deep/./file.csv"),
        "a slash at the end": Path(f"{path}/"),
        "a link to its directory": directory / "other" / "file.csv",
        "relative": Path(os.path.relpath(path)),
    }


@pytest.mark.parametrize("exists", [True, False], ids=["there", "not there yet"])
def test_one_file_is_known_under_all_its_names(tmp_path: Path, exists: bool) -> None:
    names = names_of(tmp_path)
    if exists:
        names["itself"].touch()
        names["a symbolic link"] = tmp_path / "link.csv"
        names["a symbolic link"].symlink_to("other/file.csv")
        names["a hard link"] = tmp_path / "hard.csv"
        names["a hard link"].hardlink_to(names["itself"])
    for name, path in names.items():
        assert same_file(names["itself"], path), name
        with pytest.raises(InputError, match="page and path are one file"):
            require_apart([Use("page", path), Use("path", names["itself"])])
        with pytest.raises(InputError, match="page and path are one file"):
            require_apart([Use("page", path, is_written=False), Use("path", names["itself"])])
        require_apart([Use("page", path, is_written=False), Use("path", names["itself"], is_written=False)])
    for other in (tmp_path / "file.csv", tmp_path / "deep" / "file", tmp_path / "deep" / "more" / "file.csv"):
        assert not same_file(names["itself"], other)
        require_apart([Use("page", other), Use("path", names["itself"])])


@pytest.mark.parametrize("name", [".list.csv.lock", ".list.csv.locks/x", ".list.csv.0123abcd.tmp"])
def test_what_is_kept_beside_a_file_is_no_other_file(tmp_path: Path, name: str) -> None:
    owner = Use("path", tmp_path / "list.csv")
    for is_written in (True, False):
        with pytest.raises(InputError, match="page has the name of a file that is kept beside path"):
            require_apart([owner, Use("page", tmp_path / name, is_written=is_written)])
        with pytest.raises(InputError, match="page has the name of a file that is kept beside path"):
            require_apart([Use("page", tmp_path / name, is_written=is_written), owner])
    require_apart([owner, Use("page", tmp_path / "sub" / name)])
    require_apart([owner, Use("page", tmp_path / f".b{name}")])
