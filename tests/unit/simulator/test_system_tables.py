# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the Win32_* classes: complete, without a fact nobody knows, and strict in what they read."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest

from tests.simulator.model.schema import schema_at
from tests.simulator.model.system_classes import event_facts, host_facts, service_facts, system_rows, system_tables
from tests.simulator.model.tables import Cell, Fact, RowKind, Table, TableError, Text, read_cell, read_tables
from tests.simulator.simulation import new_machine

MACHINE = new_machine()
HOST = set(host_facts(MACHINE.state))
KNOWN = {
    RowKind.HOST: HOST,
    RowKind.SERVICE: HOST | set(service_facts(MACHINE.state, system_tables().services[0])),
    RowKind.EVENT: HOST | set(event_facts(MACHINE.state, next(MACHINE.state.log_book.newest_first()))),
    RowKind.BATTERY: HOST | {"battery_status"},
    RowKind.NOTHING: set(),
}
TABLES = system_tables().tables.values()


def named(cell: Cell) -> set[str]:
    """The facts a column shows."""
    if isinstance(cell, Fact):
        return {cell.name}
    if isinstance(cell, Text):
        return {name for dummy, name, *_rest in Formatter().parse(cell.template) if name}
    return set()


def shown(table: Table) -> set[str]:
    """The facts a table shows."""
    return set().union(*map(named, table.columns.values()))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.class_name)
def test_a_table_has_the_columns_of_its_class(table: Table) -> None:
    schema = schema_at(10)[table.class_name.lower()]
    wanted = set() if table.kind is RowKind.NOTHING else {item.name for item in schema.properties.values()}
    assert set(table.columns) == wanted


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.class_name)
def test_a_table_shows_known_facts_only(table: Table) -> None:
    assert shown(table) <= KNOWN[table.kind]


def test_every_fact_is_shown_somewhere() -> None:
    assert set().union(*KNOWN.values()) == set().union(*map(shown, TABLES))


def test_every_service_of_a_machine_has_a_row_and_no_other() -> None:
    assert [row["Name"] for row in system_rows(MACHINE.state, "Win32_Service")] == [*MACHINE.state.services]


def test_no_row_can_change_the_table() -> None:
    roles = system_rows(MACHINE.state, "Win32_ComputerSystem")[0]["Roles"]
    assert isinstance(roles, list)
    roles.clear()
    assert system_rows(MACHINE.state, "Win32_ComputerSystem")[0]["Roles"]


def test_a_german_system_says_so() -> None:
    row = system_rows(new_machine(locale="de-DE").state, "Win32_OperatingSystem")[0]
    assert (row["OSLanguage"], row["OSArchitecture"], row["MUILanguages"]) == (1031, "64-bit", ["de-DE"])


def test_a_column_is_a_value_a_fact_or_a_text() -> None:
    facts = {"build": 19045, "caption": "Windows"}
    shown = [read_cell(data).value(facts) for data in ("{build}", "{caption}|C", "C:", 18, None, False, ["a", "b"])]
    assert shown == [19045, "Windows|C", "C:", 18, None, False, ["a", "b"]]


@pytest.mark.parametrize("data", [1.5, {"a": 1}])
def test_a_column_of_another_kind_is_refused(data: object) -> None:
    with pytest.raises(TableError, match="a number, a text"):
        read_cell(data)


@pytest.mark.parametrize(
    "classes", ["{C: {each: planet, columns: {}}}", "{C: {each: host}}", "{C: {each: host, columns: {A: '{'}}}"]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, classes: str) -> None:
    path = tmp_path / "some.yml"
    path.write_text(f"locales: {{}}\nservices: {{}}\nevent_types: {{}}\nclasses: {classes}\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"some\.yml: "):
        read_tables(path)
