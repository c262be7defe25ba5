# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted lists are never on disk in clear, and Confirmation IDs show nowhere but in the list and the export."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.support.fleet import Fleet
from tests.support.play import PSRP
from tests.support.portal import Portal, fill
from tests.support.station import PASSWORD, Line, Station, files_in, lines_of, vault_arguments

HOSTS = ("bench-001", "bench-002", "bench-office")
VAULT_HEADER = b"$ANSIBLE_VAULT;"
#: Digits in a row that give an ID away; a host or a sentence may well show one block.
TELLING = 12


@contextmanager
def watched(look: Callable[[], None]) -> Iterator[None]:
    """Look again and again from the side while something runs."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.002):
            look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def process_arguments() -> Iterator[bytes]:
    """Arguments of every process of this machine."""
    for entry in Path("/proc").iterdir():
        try:
            yield (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue


def telling_parts(confirmation_id: str) -> set[str]:
    """Parts of an ID in the ways it is written."""
    blocks = [confirmation_id[at : at + 6] for at in range(0, 48, 6)]
    parts = {confirmation_id[at : at + TELLING] for at in range(0, 48 - TELLING, 6)}
    return parts | {f"{one}{between}{two}" for one, two in pairwise(blocks) for between in " -"}


@pytest.fixture
def station(air_gap: Fleet, tmp_path: Path) -> Station:
    """A station with three hosts."""
    return Station.of(air_gap, tmp_path, HOSTS)


def decrypted(station: Station, password: str = PASSWORD) -> list[Line]:
    """The rows of an encrypted list, by Ansible's own vault."""
    vault = VaultLib([("default", VaultSecret(password.encode()))])
    return lines_of(vault.decrypt(station.worklist.read_bytes()).decode("utf-8"))


def test_an_encrypted_list_is_never_on_disk_in_clear(air_gap: Fleet, station: Station, tmp_path: Path) -> None:
    portal, export, seen = Portal(air_gap), tmp_path / "confirmations.json", set[str]()
    naked: list[str] = []

    def look() -> None:
        for name, content in files_in(station.folder).items():
            if content:
                seen.add(name)
            if not content or content.startswith(VAULT_HEADER[: len(content)]):
                continue
            if content.isdigit() and len(content) < 9:  # a lock file may hold the number of a process
                continue
            naked.append(f"{name}: {content[:40]!r}")

    secret = vault_arguments(station)
    with watched(look):
        assert station.collect(*secret, encrypt=True).returncode == 0
        fill(station.page, portal, export)
        assert station.apply(*secret, confirmations=str(export)).returncode == 0
    assert station.worklist.name in seen
    assert naked == []
    lines = decrypted(station)
    assert {line["state"] for line in lines} == {"applied"}
    assert len(lines) == len(HOSTS) + 3
    assert all(line["confirmation_id"] for line in lines)


def test_confirmation_ids_show_only_in_the_list_and_the_export(air_gap: Fleet, tmp_path: Path) -> None:
    station, by_psrp = Station.of(air_gap, tmp_path, HOSTS), Station.of(air_gap, tmp_path, HOSTS[1:], PSRP)
    portal, export = Portal(air_gap), tmp_path / "ids.json"
    assert station.collect("-vvvv", "--diff").returncode == 0
    filled = fill(station.page, portal, export)
    wrong = filled[0]["confirmation_id"]
    parts = {part for item in filled for part in telling_parts(item["confirmation_id"])}
    parts |= telling_parts(filled[1]["confirmation_id"][:-1] + "9")
    bad = tmp_path / "bad.json"
    bad.write_text(
        json.dumps(
            json.loads(export.read_text(encoding="utf-8"))
            | {
                "confirmations": [
                    {**filled[0], "confirmation_id": filled[1]["confirmation_id"][:-1] + "9"},
                    {**filled[2], "confirmation_id": wrong[:-3]},
                    {**filled[1], "confirmation_id": filled[0]["confirmation_id"]},
                ]
            }
        ),
        encoding="utf-8",
    )
    in_arguments: list[str] = []

    def look() -> None:
        everything = b"\0".join(process_arguments()).decode("utf-8", "replace")
        in_arguments.extend(part for part in parts if part in everything)

    with watched(look):
        runs = [
            station.apply("-vvvv", "--diff", "--check", confirmations=str(export)),
            station.apply("-vvvv", "--diff", confirmations=str(bad)),
            by_psrp.apply("-vvvv", "--diff", confirmations=str(export)),
            station.apply("-vvvv", "--diff", confirmations=str(export)),
            station.collect("-vvvv", "--diff"),
        ]
    assert runs[1].returncode != 0
    assert {line["state"] for line in station.lines()} == {"applied"}
    assert in_arguments == []
    shown = "".join(run.output + json.dumps([item.result for item in run.results]) for run in runs)
    assert [part for part in parts if part in shown] == []
    allowed = {station.worklist, export, bad}
    for path in tmp_path.rglob("*"):
        if path.is_file() and path not in allowed:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert [part for part in parts if part in text] == [], path
    text = station.worklist.read_text(encoding="utf-8")
    assert all(any(part in text for part in telling_parts(item["confirmation_id"])) for item in filled), (
        "and there it is"
    )
