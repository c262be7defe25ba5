# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which products belong to a scope, and what a host may leave out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed, Query, Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._reader import Reader
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import MalformedAnswer, WSManFault
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    answer_file,
    client_over,
    output,
    rows,
)


def over(*replies: str | Exception) -> Reader:
    return Reader(Session(client_over(ScriptedTransport(*replies))))


def row(activation_id: str, inside: str = "") -> str:
    return f"<ID>{activation_id}</ID><LicenseStatus>0</LicenseStatus>{inside}"


KEYED = row("A", "<PartialProductKey>PKX99</PartialProductKey>")
YEAR_TWO = row("b", "<LicenseIsAddon>true</LicenseIsAddon><LicenseFamily>Server-ESU-Year2</LicenseFamily>")


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        pytest.param(Scope(), ["a"], id="those with a key"),
        pytest.param(Scope(Application.WINDOWS), ["a"], id="the host knows the application"),
        pytest.param(Scope(activation_id="C"), ["a", "c"], id="one asked for"),
        pytest.param(Scope(also_ids=("c", "x")), ["a", "c"], id="others asked for"),
        pytest.param(Scope(esu_year=2), ["a", "b"], id="a year"),
        pytest.param(Scope(esu_year=1), ["a"], id="another year"),
        pytest.param(Scope(activation_id="b", esu_year=2, also_ids=("c",)), ["a", "b", "c"], id="all of it"),
    ],
)
def test_a_product_belongs_to_a_scope_by_its_key_its_id_or_its_year(scope: Scope, found: list[str]) -> None:
    reader = over(rows(KEYED, YEAR_TWO, row("c")))
    assert [product.activation_id for product in reader.products(scope)] == found


def test_a_product_of_no_year_is_of_no_scope_without_one() -> None:
    assert over(rows(row("c"))).products(Scope()) == ()


MISSING: dict[str, tuple[Callable[[Reader], object], object]] = {
    "protection": (Reader.protection, None),
    "hardware_uuid": (Reader.hardware_uuid, ""),
    "products": (lambda reader: reader.products(Scope()), ()),
}


@pytest.mark.parametrize("name", MISSING)
def test_some_rows_may_be_missing(name: str) -> None:
    read, nothing = MISSING[name]
    assert read(over(rows())) == nothing


@pytest.mark.parametrize("read", [Reader.service, Reader.service_version, Reader.firmware_key])
def test_the_service_may_not(read: Callable[[Reader], object]) -> None:
    with pytest.raises(MalformedAnswer, match="no Software Protection service"):
        read(over(rows()))


def test_nor_may_a_row_that_is_named() -> None:
    with pytest.raises(MalformedAnswer, match="the host has no Win32_Thing"):
        over(rows()).row(Query("Win32_Thing", ("A",)))


def test_of_several_rows_the_first_counts() -> None:
    assert over(rows("<A>1</A>", "<A>2</A>")).row(Query("Win32_Thing", ("A",))).text("A") == "1"


def absent(method: str) -> str:
    return output(method, "<p:ReturnValue>2</p:ReturnValue>")


def test_a_copy_of_the_key_that_is_not_there_is_none() -> None:
    assert over(absent("GetBinaryValue")).has_registry_key() is False


def test_an_edition_that_is_not_there_is_an_error_and_an_empty_one_is_empty() -> None:
    assert over(output("GetStringValue", "<p:sValue xsi:nil='true'/>")).edition_id() == ""
    with pytest.raises(MethodFailed) as caught:
        over(absent("GetStringValue")).edition_id()
    assert caught.value.code == 2


def test_errors_are_those_of_the_wire() -> None:
    with pytest.raises(WSManFault):
        over(answer_file("fault_access_denied")).service()
