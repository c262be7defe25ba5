# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes of a long day: each has a sentence of its own that names host and block, and none of them is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.simulator.model import digits
from tests.support.fleet import Fleet
from tests.support.portal import Portal, confirmation, export_text
from tests.support.station import Line, Station, deposits, unlicensed

BLOCK = 6
GOOD = ("bench-001", "bench-002")
#: Hosts of the mistakes, two for those that need two.
HOSTS = tuple(f"bench-{number:03}" for number in range(1, 13))

Entry = dict[str, str]


def other_digit(confirmation_id: str, block: int) -> str:
    """One digit of a block mistyped, so that its check digit notices."""
    place = block * BLOCK + 1
    wrong = str((int(confirmation_id[place]) + 1) % 10)
    changed = confirmation_id[:place] + wrong + confirmation_id[place + 1 :]
    start = block * BLOCK
    assert not digits.has_valid_blocks(changed[start : start + BLOCK], BLOCK)
    return changed


def longest_run(text: str, secret: str) -> int:
    """How many digits of an ID in a row show in a text."""
    bare = re.sub(r"[ \-]", "", text)
    return max((size for size in range(1, len(secret) + 1) for at in range(len(secret) - size + 1)
                if secret[at : at + size] in bare), default=0)  # fmt: skip


class Day:
    """A collected list of twelve hosts, and their IDs as the portal gave them."""

    def __init__(self, fleet: Fleet, directory: Path, collected: bytes) -> None:
        self.fleet = fleet
        self.station = Station.of(fleet, directory, HOSTS)
        self.station.worklist.write_bytes(collected)
        self.portal = Portal(fleet)
        self.rows: dict[str, Line] = {line["host"]: line for line in self.station.lines()}
        self.ids = {host: self.portal.confirmation_id(line) for host, line in self.rows.items()}

    def entry(self, host: str, confirmation_id: str | None = None, **changed: str) -> Entry:
        """A row of the export."""
        row = dict(self.rows[host]) | {"installation_id": self.rows[host]["installation_id"].replace("-", "")}
        return confirmation(row | changed, self.ids[host] if confirmation_id is None else confirmation_id)

    def export(self, entries: Sequence[Entry], name: str = "confirmations.json") -> Path:
        """An export on disk."""
        path = self.station.directory / name
        path.write_text(export_text("", entries), encoding="utf-8")
        return path

    def states(self) -> dict[str, str]:
        """States by host."""
        return {line["host"]: line["state"] for line in self.station.lines()}


@pytest.fixture(scope="module")
def collected(air_gap_at_start: Fleet, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The list of twelve hosts."""
    air_gap_at_start.reset()
    station = Station.of(air_gap_at_start, tmp_path_factory.mktemp("collected"), HOSTS)
    assert station.collect().returncode == 0
    return station.worklist.read_bytes()


@pytest.fixture
def day(collected: bytes, air_gap: Fleet, tmp_path: Path) -> Day:
    """A day at the portal."""
    return Day(air_gap, tmp_path, collected)


def mistakes(day: Day) -> dict[str, tuple[list[Entry], str]]:
    """What is wrong, how it is written, and what the sentence must say."""
    in_blocks = "-".join(digits.blocks(day.ids["bench-004"], BLOCK))
    foreign = digits.installation_id("TNTTT", day.rows["bench-003"]["activation_id"], "ELSEWHERE", 63)
    return {
        "a block is missing": ([day.entry("bench-003", day.ids["bench-003"][:-BLOCK])], r"\b42\b.*\bblock H\b"),
        "a digit is missing": (
            [day.entry("bench-004", in_blocks[:19] + in_blocks[20:])],
            r"\b47\b.*\bblock C\b",
        ),
        "a digit is wrong": ([day.entry("bench-005", other_digit(day.ids["bench-005"], 2))], r"\bblock C\b"),
        "a letter": (
            [day.entry("bench-006", day.ids["bench-006"][: 4 * BLOCK] + "O" + day.ids["bench-006"][4 * BLOCK + 1 :])],
            r"\bblock E\b",
        ),
        "the same for two": (
            [day.entry("bench-007"), day.entry("bench-008", day.ids["bench-007"])], r"\bbench-008\b",
        ),
        "the row of another": (
            [day.entry("bench-009", installation_id=day.entry("bench-010")["installation_id"])],
            r"\bissued for bench-010\b",
        ),
        "the ID of another": ([day.entry("bench-011", day.ids["bench-001"])], r"\bissued for bench-001\b"),
        "unknown": ([day.entry("bench-012", installation_id=foreign)], r"\bInstallation ID\b"),
    }  # fmt: skip


def test_each_mistake_is_named_and_the_good_ids_of_the_file_are_taken(day: Day) -> None:
    list_ = str(day.station.worklist)
    first = day.station.task(
        "offline_worklist", {"path": list_, "confirmations": str(day.export([day.entry("bench-001")]))}
    )
    assert (first.verdict, first.is_changed) == ("ok", True)
    found = mistakes(day)
    entries = [entry for given, _pattern in found.values() for entry in given] + [day.entry("bench-002")]
    export = day.export(entries)
    done = day.station.task("offline_worklist", {"path": list_, "confirmations": str(export)})
    assert (done.verdict, done.is_changed) == ("failed", True)
    problems = done.result["problems"]
    assert len(set(problems)) == len(problems) >= len(found)
    for mistake, (given, pattern) in found.items():
        sentences = [text for text in problems if given[0]["host"] in text and re.search(pattern, text)]
        assert sentences, f"{mistake}: {problems}"
    for text in problems:
        assert text.endswith("."), text
        assert text in done.result["msg"], text
        assert all(longest_run(text, secret) < 2 * BLOCK for secret in day.ids.values()), text
    assert day.states() == {host: "confirmed" if host in GOOD else "needed" for host in HOSTS}
    given_ids = {line["host"]: line["confirmation_id"].replace("-", "") for line in day.station.lines()}
    assert {host: given_ids[host] for host in GOOD} == {host: day.ids[host] for host in GOOD}
    assert {given_ids[host] for host in HOSTS if host not in GOOD} == {""}


def test_a_bad_file_licenses_the_good_hosts_and_sends_nothing_to_the_others(day: Day) -> None:
    entries = [entry for given, _pattern in mistakes(day).values() for entry in given]
    entries += [day.entry("bench-001"), day.entry("bench-002")]
    entries = [entry for entry in entries if entry["host"] != "bench-011"]  # it has the ID of a good one
    run = day.station.apply(confirmations=str(day.export(entries)))
    assert run.returncode != 0, "the mistakes are told"
    assert {host for host in HOSTS if day.fleet.mutating(host)} == set(GOOD)
    assert unlicensed(day.fleet, GOOD) == []
    assert {host: state for host, state in day.states().items() if state != "needed"} == dict.fromkeys(GOOD, "applied")
    for host in ("bench-003", "bench-005", "bench-009", "bench-012"):
        assert re.search(rf"\b{host}\b", run.output)


def test_ids_typed_into_the_rows_of_each_other_are_refused_by_the_hosts_and_not_sent_again(day: Day) -> None:
    swapped = [day.entry("bench-003", day.ids["bench-004"]), day.entry("bench-004", day.ids["bench-003"])]
    export = day.export([*swapped, day.entry("bench-001")])
    run = day.station.apply(confirmations=str(export))
    assert run.returncode != 0
    assert {host: state for host, state in day.states().items() if state != "needed"} == {
        "bench-001": "applied",
        "bench-003": "failed",
        "bench-004": "failed",
    }
    reasons = {line["host"]: line["reason"] for line in day.station.lines()}
    assert all("0xC004F031" in reasons[host] for host in ("bench-003", "bench-004")), reasons
    codes = {line["reason_code"] for line in day.station.lines() if line["state"] == "failed"}
    assert codes == {"refused 0xC004F031"}
    refused = {"path": str(day.station.worklist), "language": "ja"}
    told = day.station.task("offline_worklist", refused).result["rows"]
    said = [row["reason"] for row in told if row["state"] == "failed"]
    assert [reason.partition("に失敗しました。")[2][:10] for reason in said] == ["0xC004F031"] * 2
    assert reasons == {line["host"]: line["reason"] for line in day.station.lines()}  # read, not written anew
    counts = {host: deposits(day.fleet, host) for host in HOSTS}
    assert counts == dict.fromkeys(HOSTS, 0) | dict.fromkeys(("bench-001", "bench-003", "bench-004"), 1)
    day.station.apply(confirmations=str(export))
    assert {host: deposits(day.fleet, host) for host in HOSTS} == counts
    corrected = day.export([day.entry("bench-003"), day.entry("bench-004")])
    assert day.station.apply(confirmations=str(corrected)).returncode == 0
    assert {day.states()[host] for host in ("bench-001", "bench-003", "bench-004")} == {"applied"}


def test_ids_of_confirmed_rows_given_to_each_other_are_named(day: Day) -> None:
    list_ = str(day.station.worklist)
    right = day.export([day.entry("bench-003"), day.entry("bench-004")])
    wrong = day.export(
        [day.entry("bench-003", day.ids["bench-004"]), day.entry("bench-004", day.ids["bench-003"])], "swapped.json"
    )
    assert day.station.task("offline_worklist", {"path": list_, "confirmations": str(right)}).verdict == "ok"
    before = day.station.worklist.read_bytes()
    done = day.station.task("offline_worklist", {"path": list_, "confirmations": str(wrong)})
    assert done.verdict == "failed"
    text = " ".join(done.result["problems"])
    assert "issued for bench-004" in text
    assert "issued for bench-003" in text
    assert day.station.worklist.read_bytes() == before


def test_an_id_is_understood_in_any_form(day: Day) -> None:
    forms: dict[str, Callable[[list[str]], str]] = {
        "bench-001": " ".join,
        "bench-002": lambda blocks: "".join(chr(ord(digit) + 0xFEE0) for digit in "".join(blocks)),
        "bench-003": lambda blocks: "\n".join(map(" ".join, zip("ABCDEFGH", blocks, strict=True))),
        "bench-004": "\r\n".join,
    }
    export = day.export([day.entry(host, form(digits.blocks(day.ids[host], BLOCK))) for host, form in forms.items()])
    done = day.station.task("offline_worklist", {"path": str(day.station.worklist), "confirmations": str(export)})
    assert (done.verdict, done.is_changed) == ("ok", True)
    kept = {line["host"]: line["confirmation_id"].replace("-", "") for line in day.station.lines()}
    assert {host: kept[host] for host in forms} == {host: day.ids[host] for host in forms}


def test_failing_check_digits_can_be_accepted_by_a_person(day: Day) -> None:
    export = day.export([day.entry("bench-001", other_digit(day.ids["bench-001"], 7))])
    options = {"path": str(day.station.worklist), "confirmations": str(export)}
    refused = day.station.task("offline_worklist", options)
    assert refused.verdict == "failed"
    assert "block H" in refused.result["problems"][0]
    accepted = day.station.task("offline_worklist", {**options, "allow_failing_check_digits": True})
    assert accepted.verdict == "ok"
    assert any("block H" in warning for warning in accepted.result["warnings"])
    assert day.states()["bench-001"] == "confirmed"
