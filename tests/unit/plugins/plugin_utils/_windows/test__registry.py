# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a host: what goes out, what an answer means, and what is not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed, Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._registry import Registry
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    answer_file,
    client_over,
    output,
)

Read = Callable[[Registry], object]

PATH = r"SOFTWARE\A key"
READS = {
    "GetStringValue": lambda registry: registry.string(PATH, "A value"),
    "GetDWORDValue": lambda registry: registry.number(PATH, "A value"),
    "GetBinaryValue": lambda registry: registry.binary(PATH, "A value"),
    "EnumValues": lambda registry: registry.value_names(PATH),
    "EnumKey": lambda registry: registry.key_names(PATH),
}


def over(*replies: str | Exception) -> tuple[Registry, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    return Registry(Session(client_over(transport))), transport


def found(method: str, inside: str, code: int = 0) -> str:
    return output(method, f"{inside}<p:ReturnValue>{code}</p:ReturnValue>", "root/default/StdRegProv")


@pytest.mark.parametrize("method", READS)
def test_each_reading_is_one_call_of_a_method_that_only_reads(method: str) -> None:
    registry, transport = over(found(method, ""))
    READS[method](registry)
    (sent,) = transport.sent
    named = {"sValueName": "A value"} if method.startswith("Get") else {}
    assert (sent.verb, sent.arguments) == (method, {"hDefKey": "2147483650", "sSubKeyName": PATH, **named})
    assert sent.resource.endswith("/root/default/StdRegProv") and sent.selectors == {}


@pytest.mark.parametrize(
    ("method", "inside", "value"),
    [
        ("GetStringValue", "<p:sValue>corp.example</p:sValue>", "corp.example"),
        ("GetStringValue", "<p:sValue></p:sValue>", ""),
        ("GetStringValue", "", ""),
        ("GetDWORDValue", "<p:uValue>0</p:uValue>", 0),
        ("GetDWORDValue", "<p:uValue>4294967295</p:uValue>", 4294967295),
        ("GetBinaryValue", "<p:uValue>0</p:uValue><p:uValue>255</p:uValue>", b"\x00\xff"),
        ("GetBinaryValue", "", b""),
        ("EnumValues", "<p:sNames>Enabled</p:sNames><p:sNames>Other</p:sNames>", ("Enabled", "Other")),
        ("EnumKey", "<p:sNames>RebootPending</p:sNames>", ("RebootPending",)),
        ("EnumKey", "", ()),
    ],
)
def test_what_is_there_has_a_type(method: str, inside: str, value: object) -> None:
    assert READS[method](over(found(method, inside))[0]) == value


@pytest.mark.parametrize("method", READS)
def test_what_is_not_there_is_none(method: str) -> None:
    assert READS[method](over(found(method, "", 2))[0]) is None


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("code", [1, 3, 5])
def test_any_other_refusal_is_an_error(method: str, code: int) -> None:
    with pytest.raises(MethodFailed) as caught:
        READS[method](over(found(method, "", code))[0])
    assert caught.value.code == code


def test_a_fault_is_one_too() -> None:
    with pytest.raises(WSManFault):
        over(answer_file("fault_access_denied"))[0].string(PATH, "A value")


@pytest.mark.parametrize(("method", "name"), [("GetDWORDValue", "uValue"), ("GetBinaryValue", "A value")])
def test_what_is_no_number_is_no_answer(method: str, name: str) -> None:
    with pytest.raises(MalformedAnswer, match=f"{name} is not a number"):
        READS[method](over(found(method, "<p:uValue>byte</p:uValue>"))[0])


def test_a_reading_whose_answer_was_lost_is_repeated() -> None:
    registry, transport = over(ConnectionLost("it was closed", Delivery.UNKNOWN), found("EnumKey", ""))
    assert registry.key_names(PATH) == ()
    assert transport.verbs == ["EnumKey", "EnumKey"]


@pytest.mark.parametrize(
    ("method", "write", "more"),
    [
        ("CreateKey", lambda registry: registry.create_key(PATH), {}),
        (
            "SetStringValue",
            lambda registry: registry.set_string(PATH, "A value", "a text"),
            {"sValueName": "A value", "sValue": "a text"},
        ),
        (
            "SetDWORDValue",
            lambda registry: registry.set_number(PATH, "A value", 4294967295),
            {"sValueName": "A value", "uValue": "4294967295"},
        ),
    ],
)
def test_each_writing_is_one_call_and_any_refusal_of_it_an_error(
    method: str, write: Read, more: dict[str, str]
) -> None:
    registry, transport = over(found(method, ""))
    write(registry)
    (sent,) = transport.sent
    assert (sent.verb, sent.arguments) == (method, {"hDefKey": "2147483650", "sSubKeyName": PATH, **more})
    for code in (2, 5):
        with pytest.raises(MethodFailed):
            write(over(found(method, "", code))[0])
