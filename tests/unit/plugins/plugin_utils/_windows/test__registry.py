# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a host: what goes out, what an answer means, and what is not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed, Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._registry import (
    Hive,
    Registry,
    RegistryValue,
    ValueKind,
)
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
Data = str | int | bytes | tuple[str, ...]

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


def test_users_have_a_hive_of_their_own_and_its_names_are_asked_with_an_empty_path() -> None:
    transport = ScriptedTransport(found("EnumKey", "<p:sNames>S-1-5-18</p:sNames>"))
    registry = Registry(Session(client_over(transport)), Hive.USERS)
    assert registry.key_names("") == ("S-1-5-18",)
    assert transport.sent[0].arguments == {"hDefKey": "2147483651", "sSubKeyName": ""}


def test_values_come_with_their_types_and_the_default_one_without_a_name() -> None:
    inside = "<p:sNames></p:sNames><p:sNames>A</p:sNames><p:Types>1</p:Types><p:Types>0</p:Types>"
    assert over(found("EnumValues", inside))[0].values(PATH) == (RegistryValue("", 1), RegistryValue("A", 0))
    assert over(found("EnumValues", ""))[0].values(PATH) == ()
    assert over(found("EnumValues", "", 2))[0].values(PATH) is None


@pytest.mark.parametrize("inside", ["<p:sNames>A</p:sNames>", "<p:sNames>A</p:sNames><p:Types>x</p:Types>"])
def test_types_that_do_not_fit_the_names_are_malformed(inside: str) -> None:
    with pytest.raises(MalformedAnswer):
        over(found("EnumValues", inside))[0].values(PATH)


@pytest.mark.parametrize(
    ("kind", "method", "inside", "data"),
    [
        (ValueKind.STRING, "GetStringValue", "<p:sValue>a</p:sValue>", "a"),
        (ValueKind.EXPANDABLE, "GetStringValue", "<p:sValue>%a%</p:sValue>", "%a%"),
        (ValueKind.BINARY, "GetBinaryValue", "<p:uValue>1</p:uValue><p:uValue>2</p:uValue>", b"\x01\x02"),
        (ValueKind.NUMBER, "GetDWORDValue", "<p:uValue>7</p:uValue>", 7),
        (ValueKind.STRINGS, "GetMultiStringValue", "<p:sValue>a</p:sValue><p:sValue></p:sValue>", ("a", "")),
        (ValueKind.LONG_NUMBER, "GetQWORDValue", "<p:uValue>18446744073709551615</p:uValue>", 2**64 - 1),
    ],
)
def test_each_type_is_read_by_its_method(kind: ValueKind, method: str, inside: str, data: Data) -> None:
    registry, transport = over(found(method, inside))
    assert registry.with_data(PATH, RegistryValue("", kind)) == RegistryValue("", kind, data)
    assert transport.sent[0].verb == method
    assert transport.sent[0].arguments["sValueName"] == ""


def test_a_type_that_cannot_be_read_is_not_asked_for() -> None:
    registry, transport = over()
    assert registry.with_data(PATH, RegistryValue("A", 0)) == RegistryValue("A", 0)
    assert transport.sent == []


def test_a_value_that_has_gone_is_none() -> None:
    assert over(found("GetStringValue", "", 2))[0].with_data(PATH, RegistryValue("A", 1)) is None


def test_deleting_what_is_not_there_is_no_error_and_any_other_refusal_is() -> None:
    over(found("DeleteKey", "", 2))[0].delete_key(PATH)
    over(found("DeleteValue", "", 2))[0].delete_value(PATH, "A")
    for method, delete in (
        ("DeleteKey", lambda registry: registry.delete_key(PATH)),
        ("DeleteValue", lambda registry: registry.delete_value(PATH, "A")),
    ):
        with pytest.raises(MethodFailed):
            delete(over(found(method, "", 5))[0])
