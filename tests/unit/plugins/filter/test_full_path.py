# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``full_path``."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.licenseops.windows.plugins.filter.full_path import FilterModule, full_path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person is who types."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("PLACE", "/srv/place")
    return tmp_path


def test_what_is_relative_is_so_to_where_the_command_was_typed(here: Path) -> None:
    assert FilterModule().filters() == {"full_path": full_path}
    assert full_path("reports") == str(here / "reports")
    assert full_path("./報告/") == str(here / "報告")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("/var/reports", "/var/reports"),
        ("~/reports", "/home/someone/reports"),
        ("$PLACE/reports", "/srv/place/reports"),
        ("", ""),
    ],
)
def test_what_is_complete_stays_and_what_stands_for_a_place_is_filled_in(given: str, meant: str) -> None:
    assert full_path(given) == meant


def test_a_way_up_stays_one_for_the_file_system_to_go(here: Path) -> None:
    (here / "far" / "place").mkdir(parents=True)
    (here / "near").symlink_to(here / "far" / "place")
    assert Path(full_path("near/../reports")).parent.resolve() == here / "far"


def test_no_text_is_told() -> None:
    with pytest.raises(AnsibleFilterError, match="takes a path"):
        full_path(["reports"])  # type: ignore[arg-type] # what a playbook may give


def test_a_directory_that_is_gone_is_told(here: Path) -> None:
    gone = here / "gone"
    gone.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(gone)
        gone.rmdir()
        with pytest.raises(AnsibleFilterError, match="current directory cannot be used"):
            full_path("reports")
