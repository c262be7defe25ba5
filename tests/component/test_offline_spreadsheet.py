# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work list in a spreadsheet: LibreOffice, separators, byte order marks and columns in another order."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.fleet import Fleet
from tests.support.portal import Portal
from tests.support.station import COLUMNS, Line, Station, lines_of, row_key

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
#: Seconds.
CONVERSION = 120
#: Names a spreadsheet takes for numbers or dates.
NAMES = {
    "0012": "bench-001",
    "1E5": "bench-002",
    "3-4": "bench-003",
    "2026-03-02": "bench-004",
    "desk,; 7": "bench-005",
    "東京-01": "tokyo-001",
    "office": "bench-office",
}


def converted(directory: Path, target: str, *sources: Path) -> None:
    """Files opened and saved by LibreOffice, with columns as it guesses them.

    UTF-8 is what its dialog proposes for a file with a byte order mark; without a dialog it has to be told.
    """
    profile = f"-env:UserInstallation={(directory / 'profile').as_uri()}"
    opened = [] if sources[0].suffix in (".xlsx", ".ods") else ["--infilter=Text - txt - csv (StarCalc):44,34,76"]
    command = [OFFICE or "", profile, "--headless", *opened, "--convert-to", target, "--outdir", str(directory)]
    done = subprocess.run(
        [*command, *map(str, sources)], capture_output=True, text=True, timeout=CONVERSION, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def meaning(path: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the columns say that a spreadsheet must not change, by row; read without our code."""
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    return {row_key(line): tuple(line[name] for name in COLUMNS if name != "host") for line in lines}


def told(station: Station, path: Path) -> list[dict[str, Any]]:
    """The rows as the module reads them, sorted; host names apart."""
    task = station.task("offline_worklist", {"path": str(path)})
    assert (task.verdict, task.is_changed) == ("ok", False), task.result
    rows = [{name: value for name, value in row.items() if name != "host"} for row in task.result["rows"]]
    return sorted(rows, key=lambda row: (row["host_uuid"], row["activation_id"]))


@pytest.fixture(scope="module")
def collected(air_gap_at_start: Fleet, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A list with host names that spreadsheets damage."""
    air_gap_at_start.reset()
    station = Station.of(air_gap_at_start, tmp_path_factory.mktemp("collected"), NAMES)
    assert station.collect().returncode == 0
    assert {line["host"] for line in station.lines()} == set(NAMES)
    assert station.worklist.stat().st_mode & 0o777 == 0o600
    return station.worklist.read_bytes()


@pytest.fixture
def station(collected: bytes, air_gap: Fleet, tmp_path: Path) -> Station:
    """A station with that list."""
    station = Station.of(air_gap, tmp_path, NAMES)
    station.worklist.write_bytes(collected)
    return station


def filled(lines: list[Line], portal: Portal) -> list[Line]:
    """The same with an ID in every row, as a person writes it."""
    return [{**line, "confirmation_id": blocks_of(portal.confirmation_id(line))} for line in lines]


def blocks_of(confirmation_id: str) -> str:
    """Eight blocks with dashes."""
    return "-".join(confirmation_id[at : at + 6] for at in range(0, 48, 6))


def written(path: Path, lines: list[Line], delimiter: str = ",", columns: tuple[str, ...] = COLUMNS) -> Path:
    """A file as a spreadsheet saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, columns, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: line[name] for name in columns} for line in lines)
    return path


def test_installation_ids_and_confirmation_ids_are_text_in_blocks(station: Station) -> None:
    text = station.worklist.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark"
    for line in lines_of(text.decode("utf-8")):
        blocks = line["installation_id"].split("-")
        assert [len(block) for block in blocks] == [7] * 9


def test_the_list_means_the_same_after_libreoffice(air_gap: Fleet, station: Station, tmp_path: Path) -> None:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: the round trip through a spreadsheet was not tried")
    office = tmp_path / "office"
    office.mkdir()
    lines = filled(station.lines(), Portal(air_gap))
    source = written(office / "source.csv", lines)
    (office / "by_xlsx.csv").write_bytes(source.read_bytes())
    (office / "by_ods.csv").write_bytes(source.read_bytes())
    expected = told(station, source)
    converted(office, "xlsx", office / "by_xlsx.csv")
    converted(office, "ods", office / "by_ods.csv")
    (office / "by_xlsx.csv").unlink()
    (office / "by_ods.csv").unlink()
    converted(office, "csv:Text - txt - csv (StarCalc):44,34,76", office / "by_xlsx.xlsx", office / "by_ods.ods")
    # Semicolons, UTF-8 with a byte order mark: what a person in Germany gets.
    converted(office, "csv:Text - txt - csv (StarCalc):59,34,76", source)
    assert b";" in source.read_bytes()
    assert len(expected) == len(lines) == len(NAMES) + 3
    before = meaning(station.worklist)
    for name in ("by_xlsx.csv", "by_ods.csv"):
        path = office / name
        assert {key: cells[8] for key, cells in meaning(path).items()} == {
            row_key(line): line["confirmation_id"] for line in lines
        }
        assert meaning(path).keys() == before.keys()
    for name in ("by_xlsx.csv", "by_ods.csv", "source.csv"):
        assert told(station, office / name) == expected, name
    taken = station.task(
        "offline_worklist", {"path": str(station.worklist), "confirmations": str(office / "by_xlsx.csv")}
    )
    assert (taken.verdict, taken.is_changed) == ("ok", True), taken.result
    assert {row_key(line): line["confirmation_id"] for line in station.lines()} == {
        row_key(line): line["confirmation_id"] for line in lines
    }
    assert {line["host"] for line in station.lines()} == set(NAMES), "the list's own host names stay"
    # The damaged file becomes the list itself: applied by UUID, and its names are mended by collecting.
    shutil.copy(office / "by_ods.csv", station.worklist)
    assert station.collect().returncode == 0
    assert station.apply().returncode == 0
    assert {(line["host"], line["state"]) for line in station.lines()} == {(name, "applied") for name in NAMES}
    assert len(station.lines()) == len(lines)


def _semicolons(lines: list[Line], path: Path) -> None:
    written(path, lines, ";")


def _tabs(lines: list[Line], path: Path) -> None:
    written(path, lines, "\t")


def _reordered(lines: list[Line], path: Path) -> None:
    written(path, lines, ";", tuple(reversed(COLUMNS)))


def _few_columns(lines: list[Line], path: Path) -> None:
    written(
        path, lines, ",", ("confirmation_id", "host_uuid", "activation_id", "partial_product_key", "installation_id")
    )


def _annotated(lines: list[Line], path: Path) -> None:
    """A column of one's own, empty lines at the end, and blanks around the cells."""
    noted = [{**{name: f" {cell} " for name, cell in line.items()}, "my notes": "done; by phone"} for line in lines]
    written(path, noted, ";", ("my notes", *COLUMNS))
    path.write_text(path.read_text(encoding="utf-8") + ";" * len(COLUMNS) + "\n\n", encoding="utf-8")


FORMS: Mapping[str, Callable[[list[Line], Path], None]] = {
    "semicolons": _semicolons,
    "tabs": _tabs,
    "reordered": _reordered,
    "few columns": _few_columns,
    "annotated": _annotated,
}


def test_an_edited_file_is_read_in_every_form(air_gap: Fleet, station: Station, tmp_path: Path) -> None:
    lines = filled(station.lines(), Portal(air_gap))
    tasks = []
    for name, write in FORMS.items():
        write(lines, tmp_path / f"{name}.csv")
        shutil.copy(station.worklist, tmp_path / f"list of {name}.csv")
        options = {"path": str(tmp_path / f"list of {name}.csv"), "confirmations": str(tmp_path / f"{name}.csv")}
        tasks.append({"name": name, "licenseops.windows.offline_worklist": options})
    run = station.tasks(tasks)
    assert [(item.task, item.verdict) for item in run.results] == [(name, "ok") for name in FORMS], run.output[-3000:]
    for name in FORMS:
        result = lines_of((tmp_path / f"list of {name}.csv").read_text(encoding="utf-8"))
        assert [line["confirmation_id"] for line in result] == [line["confirmation_id"] for line in lines], name
        assert {line["state"] for line in result} == {"confirmed"}


def test_numbers_a_spreadsheet_made_of_ids_are_refused_with_a_sentence(air_gap: Fleet, station: Station) -> None:
    lines = filled(station.lines(), Portal(air_gap))
    lines[0]["confirmation_id"] = "1.23457E+47"
    lines[1]["installation_id"] = "3.32550903850539E+61"
    path = written(station.directory / "damaged.csv", lines)
    task = station.task("offline_worklist", {"path": str(station.worklist), "confirmations": str(path)})
    assert task.verdict == "failed"
    assert len(task.result["problems"]) == 2
    assert lines[0]["host"] in task.result["problems"][0]
    assert lines[1]["host"] in task.result["problems"][1]
    assert [line["state"] for line in station.lines()][2:] == ["confirmed"] * (len(lines) - 2)


def test_the_list_itself_may_have_been_saved_with_semicolons_and_other_columns_first(
    air_gap: Fleet, station: Station
) -> None:
    lines = filled(station.lines(), Portal(air_gap))
    written(station.worklist, lines, ";", tuple(reversed(COLUMNS)))
    assert station.apply().returncode == 0
    assert {line["state"] for line in station.lines()} == {"applied"}
    assert {row_key(line) for line in station.lines()} == {row_key(line) for line in lines}
