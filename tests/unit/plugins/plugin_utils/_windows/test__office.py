# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Microsoft 365 Apps in the registry: where they are read, what they mean, how they are written."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    client_over,
    output,
)

SHARED, DEVICE, OFFLINE = OfficeSetting
ON, OFF, ABSENT, UNCLEAR = OfficeValue
CONFIGURATION = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
POLICIES = [rf"SOFTWARE\{branch}Policies\Microsoft\Office\16.0\Common\Licensing" for branch in ("", "WOW6432Node\\")]
LOCAL_MACHINE = {"hDefKey": "2147483650"}
TYPE_MISMATCH = 0x80041005


def over(*replies: str) -> tuple[RemoteHost, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    return RemoteHost(Session(client_over(transport))), transport


def answer(method: str, value: str | int | None = None, code: int = 0) -> str:
    """What StdRegProv answers; a text or a number is found, else its code tells why not."""
    name = "sValue" if isinstance(value, str) else "uValue"
    inside = "" if value is None else f"<p:{name}>{value}</p:{name}>"
    return output(method, f"{inside}<p:ReturnValue>{code}</p:ReturnValue>", "root/default/StdRegProv")


def text(value: str | None, code: int = 0) -> str:
    return answer("GetStringValue", value, code or (2 if value is None else 0))


def number(value: int | None, code: int = 0) -> str:
    return answer("GetDWORDValue", value, code or (2 if value is None else 0))


ENTERPRISE = text("O365ProPlusRetail")


@pytest.mark.parametrize("nothing", [text(None), text(""), text(" , ")])
def test_without_release_ids_there_is_no_click_to_run_and_nothing_more_is_read(nothing: str) -> None:
    host, transport = over(nothing)
    assert host.click_to_run((SHARED, OFFLINE)) is None
    assert [sent.arguments for sent in transport.sent] == [
        {**LOCAL_MACHINE, "sSubKeyName": CONFIGURATION, "sValueName": "ProductReleaseIds"}
    ]


def test_release_ids_are_a_list() -> None:
    host, _transport = over(text("O365ProPlusRetail, VisioProRetail,"))
    assert host.click_to_run(()) == ClickToRun(("O365ProPlusRetail", "VisioProRetail"), ())


@pytest.mark.parametrize(
    ("setting", "name"), [(SHARED, "SharedComputerLicensing"), (DEVICE, "O365ProPlusRetail.DeviceBasedLicensing")]
)
@pytest.mark.parametrize(
    ("reply", "value"),
    [
        (text("1"), ON),
        (text("0"), OFF),
        (text(None), ABSENT),
        (text("true"), UNCLEAR),
        (text(""), UNCLEAR),
        (text(None, TYPE_MISMATCH), UNCLEAR),
    ],
)
def test_a_setting_of_click_to_run_is_a_text(setting: OfficeSetting, name: str, reply: str, value: OfficeValue) -> None:
    host, transport = over(ENTERPRISE, reply)
    assert host.click_to_run((setting,)) == ClickToRun(("O365ProPlusRetail",), ((setting, value),))
    assert transport.sent[1].arguments == {**LOCAL_MACHINE, "sSubKeyName": CONFIGURATION, "sValueName": name}


@pytest.mark.parametrize(
    ("replies", "value"),
    [
        ([number(1), number(1)], ON),
        ([number(0), number(0)], OFF),
        ([number(None), number(None)], ABSENT),
        ([number(0), number(None)], OFF),
        ([number(1), number(None)], UNCLEAR),
        ([number(0), number(1)], UNCLEAR),
        ([number(2), number(2)], UNCLEAR),
        ([number(1), number(None, TYPE_MISMATCH)], UNCLEAR),
    ],
)
def test_a_policy_is_a_number_in_two_places_that_have_to_agree(replies: list[str], value: OfficeValue) -> None:
    host, transport = over(ENTERPRISE, *replies)
    read = host.click_to_run((OFFLINE,))
    assert read is not None and read.value(OFFLINE) is value
    assert [sent.arguments["sSubKeyName"] for sent in transport.sent[1:]] == POLICIES
    assert {sent.arguments["sValueName"] for sent in transport.sent[1:]} == {"ExtendedOfflineSubscription"}


@pytest.mark.parametrize(("is_on", "written"), [(True, "1"), (False, "0")])
def test_a_setting_of_click_to_run_is_written_into_its_key(is_on: bool, written: str) -> None:
    host, transport = over(answer("SetStringValue"))
    host.configure_office(SHARED, is_on)
    (sent,) = transport.sent
    assert (sent.verb, sent.arguments) == (
        "SetStringValue",
        {**LOCAL_MACHINE, "sSubKeyName": CONFIGURATION, "sValueName": "SharedComputerLicensing", "sValue": written},
    )


@pytest.mark.parametrize(("is_on", "written"), [(True, "1"), (False, "0")])
def test_the_key_of_a_policy_is_made_before_its_value(is_on: bool, written: str) -> None:
    host, transport = over(*[answer("CreateKey"), answer("SetDWORDValue")] * 2)
    host.configure_office(OFFLINE, is_on)
    assert [(sent.verb, sent.arguments) for sent in transport.sent] == [
        call
        for path in POLICIES
        for call in (
            ("CreateKey", {**LOCAL_MACHINE, "sSubKeyName": path}),
            (
                "SetDWORDValue",
                {**LOCAL_MACHINE, "sSubKeyName": path, "sValueName": "ExtendedOfflineSubscription", "uValue": written},
            ),
        )
    ]


@pytest.mark.parametrize(("code", "shown"), [(5, 0x80070005), (2, 0x80070002)])
def test_a_refusal_is_an_error_with_its_code(code: int, shown: int) -> None:
    host, transport = over(answer("SetStringValue", code=code))
    with pytest.raises(HostRefused, match="Setting device-based licensing failed") as caught:
        host.configure_office(DEVICE, True)
    assert (caught.value.code, len(transport.sent)) == (shown, 1)
    assert ("administrator" in caught.value.advice) is (code == 5)


def test_a_registry_that_cannot_be_read_is_an_error() -> None:
    host, _transport = over(text(None, 5))
    with pytest.raises(HostRefused, match="Reading the settings of Office failed"):
        host.click_to_run((SHARED,))
