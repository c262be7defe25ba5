# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session: all rows of a query whatever the paging, and method calls that fail in two ways."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim import _session
from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import (
    Instance,
    MethodFailed,
    Query,
    Session,
    quote,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    WMI,
    ScriptedTransport,
    answer_file,
    client_over,
    output,
    rows,
)

QUERY = Query("Win32_Service", ("Name",))
FIRST, MIDDLE, LAST = (answer_file(name) for name in ("enumerate_first_of_many", "pull_middle", "pull_last"))
ODD = b"<html/>"
UNKNOWN = ConnectionLost("it was closed", Delivery.UNKNOWN)
NOT_PROCESSED = ConnectionLost("the login expired", Delivery.NOT_PROCESSED)


def over(*replies: str | bytes | Exception) -> tuple[Session, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    return Session(client_over(transport)), transport


def names(*replies: str | bytes | Exception) -> list[str | None]:
    return [row.text("Name") for row in over(*replies)[0].query(QUERY)]


@pytest.mark.parametrize(
    ("query", "wql"),
    [
        pytest.param(Query("C", ("A", "B")), "SELECT A, B FROM C", id="all instances"),
        pytest.param(Query("C", ("A",), "B = 'x'"), "SELECT A FROM C WHERE B = 'x'", id="condition"),
    ],
)
def test_a_query_names_its_columns(query: Query, wql: str) -> None:
    assert query.wql == wql


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        pytest.param("plain", "'plain'", id="plain"),
        pytest.param("it's", r"'it\'s'", id="quote"),
        pytest.param("a\\b", r"'a\\b'", id="backslash"),
        pytest.param("x' OR '1'='1", r"'x\' OR \'1\'=\'1'", id="injection"),
        pytest.param("x\\' OR 1=1", r"'x\\\' OR 1=1'", id="injection behind a backslash"),
    ],
)
def test_a_literal_stays_inside_its_quotes(text: str, literal: str) -> None:
    assert quote(text) == literal


def test_a_typed_instance_is_one_row() -> None:
    (row,) = over(answer_file("enumerate_single_instance"))[0].query(QUERY)
    assert row.text("CSDVersion") is None
    assert row.text("Description") == ""
    assert row.flag("Debug") is False
    assert row.number("CurrentTimeZone") == -60
    assert row.number("MaxNumberOfProcesses") == 4294967295
    assert row.number("TotalVisibleMemorySize") == 840649814016
    assert row.moment("LastBootUpTime") == datetime(2013, 4, 15, 16, 28, 43, 488171, tzinfo=timezone.utc)


def test_a_projection_is_one_row() -> None:
    (row,) = over(answer_file("enumerate_projection"))[0].query(QUERY)
    assert row.text("BootDevice") == r"\Device\HarddiskVolume1"
    assert row.text("CSDVersion") is None
    assert row.texts("MUILanguages") == ("en-US",)
    assert row.texts("Roles") == ("LM_Workstation", "LM_Server", "NT")
    assert row.texts("DNSDomainSuffixSearchOrder") == ()
    assert row.text("TimeOutInterval") == "P0DT0H1M40S"
    assert row.moment("InstallDate") == datetime(2023, 1, 16, 5, 40, 47, 484411, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        pytest.param([FIRST, MIDDLE, LAST], ["AeLookupSvc", "ALG", "AppIDSvc", "WinRM"], id="one, then two, then one"),
        pytest.param([FIRST, LAST], ["AeLookupSvc", "WinRM"], id="one and one"),
        pytest.param([FIRST, answer_file("pull_empty")], ["AeLookupSvc"], id="an empty last batch"),
        pytest.param([answer_file("enumerate_nothing_empty_items")], [], id="nothing: empty items"),
        pytest.param([answer_file("enumerate_nothing_no_items")], [], id="nothing: no items"),
        pytest.param(
            [answer_file("enumerate_nothing_but_a_context"), answer_file("pull_empty")], [], id="nothing: a context"
        ),
        pytest.param([answer_file("enumerate_objects_and_references")], ["WinRM"], id="objects and references"),
        pytest.param([answer_file("enumerate_subclasses")], ["WinRM", "TermService"], id="subclasses"),
        pytest.param(["<n:EnumerateResponse/>"], [], id="an empty response"),
        pytest.param(
            ["<n:EnumerateResponse><w:Items><w:Item/></w:Items><w:EndOfSequence/></n:EnumerateResponse>"],
            [],
            id="an empty item",
        ),
        pytest.param(
            [rows("<Name>X</Name>").replace("Context/>", "Context>c</n:EnumerationContext>")],
            ["X"],
            id="the end counts more than a context",
        ),
    ],
)
def test_all_rows_arrive_whatever_the_paging(replies: list[str], expected: list[str]) -> None:
    assert names(*replies) == expected


def test_each_pull_uses_the_context_of_the_answer_before() -> None:
    session, transport = over(FIRST, MIDDLE, LAST)
    session.query(QUERY)
    assert transport.verbs == ["Enumerate", "Pull", "Pull"]
    assert [sent.arguments.get("EnumerationContext") for sent in transport.sent] == [
        None,
        "uuid:CONTEXT-1",
        "uuid:CONTEXT-2",
    ]


def test_query_and_pulls_go_to_the_namespace_of_the_query() -> None:
    session, transport = over(FIRST, LAST)
    session.query(Query("C", ("A",), namespace="root/default"))
    assert {sent.resource for sent in transport.sent} == {f"{WMI}/root/default/*"}


@pytest.mark.parametrize(
    ("replies", "verbs", "resets"),
    [
        pytest.param([UNKNOWN, FIRST, LAST], ["Enumerate", "Enumerate", "Pull"], 1, id="query lost"),
        pytest.param([FIRST, UNKNOWN, FIRST, LAST], ["Enumerate", "Pull"] * 2, 1, id="pull lost"),
        pytest.param(
            [FIRST, MIDDLE, UNKNOWN, FIRST, MIDDLE, LAST], ["Enumerate", "Pull", "Pull"] * 2, 1, id="second pull lost"
        ),
        pytest.param(
            [FIRST, NOT_PROCESSED, LAST],
            ["Enumerate", "Pull", "Pull"],
            1,
            id="pull that was not processed: same context",
        ),
        pytest.param([UNKNOWN, UNKNOWN, FIRST, LAST], ["Enumerate"] * 3 + ["Pull"], 2, id="query lost twice"),
        pytest.param([FIRST, ODD, FIRST, LAST], ["Enumerate", "Pull"] * 2, 0, id="odd answer to the pull"),
        pytest.param([FIRST, UNKNOWN] * 2 + [FIRST, LAST], ["Enumerate", "Pull"] * 3, 2, id="pull lost twice"),
    ],
)
def test_a_query_survives_a_lost_connection_without_losing_or_doubling_rows(
    replies: list[str | Exception], verbs: list[str], resets: int
) -> None:
    session, transport = over(*replies)
    found = [row.text("Name") for row in session.query(QUERY)]
    assert found[0] == "AeLookupSvc"
    assert len(found) == len(set(found))
    assert found[-1] == "WinRM"
    assert (transport.verbs, transport.resets) == (verbs, resets)


@pytest.mark.parametrize(("trouble", "error"), [(UNKNOWN, ConnectionLost), (ODD, MalformedAnswer)], ids=["lost", "odd"])
def test_a_query_whose_pulls_always_fail_is_begun_three_times(
    trouble: bytes | Exception, error: type[Exception]
) -> None:
    session, transport = over(*[FIRST, trouble] * 3, FIRST, LAST)
    with pytest.raises(error):
        session.query(QUERY)
    assert transport.verbs == ["Enumerate", "Pull"] * 3


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param(["<unknown/>"], id="unknown answer to the query"),
        pytest.param([LAST], id="the answer to a pull"),
        pytest.param([FIRST, FIRST], id="the answer to a query for a pull"),
        pytest.param([output("Activate")], id="the answer to a method"),
    ],
)
def test_an_answer_to_something_else_is_refused(replies: list[str]) -> None:
    with pytest.raises(MalformedAnswer, match="a query was answered with"):
        names(*replies)


def test_a_fault_in_a_query_is_raised_and_not_retried() -> None:
    session, transport = over(answer_file("fault_wmi_error"))
    with pytest.raises(WSManFault):
        session.query(QUERY)
    assert len(transport.sent) == 1


def test_a_thousand_batches_are_read_and_one_more_is_too_many() -> None:
    assert len(names(FIRST, *[MIDDLE] * 998, LAST)) > 1000
    session, transport = over(FIRST, *[MIDDLE] * 1000)
    with pytest.raises(MalformedAnswer, match="never ends"):
        session.query(QUERY)
    assert len(transport.sent) == 1001


def test_an_enumeration_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_session, "_MAX_BATCHES", 3)
    with pytest.raises(MalformedAnswer, match="never ends"):
        names(FIRST, MIDDLE, MIDDLE, MIDDLE)


PRODUCT = Instance("SoftwareLicensingProduct", (("ID", "x"),))


def test_a_method_is_called_on_its_instance_with_named_arguments() -> None:
    session, transport = over(output("M", "<p:Out>7</p:Out><p:ReturnValue>0</p:ReturnValue>"))
    assert session.invoke(PRODUCT, "M", {"B": "2", "A": "1"}).number("Out") == 7
    (sent,) = transport.sent
    assert sent.resource == f"{WMI}/root/cimv2/SoftwareLicensingProduct"
    assert sent.action == f"{sent.resource}/M"
    assert sent.selectors == {"ID": "x"}
    assert sent.arguments == {"A": "1", "B": "2"}


def test_a_static_method_is_called_on_its_class() -> None:
    session, transport = over(output("M"))
    session.invoke(Instance("StdRegProv", namespace="root/default"), "M")
    assert transport.sent[0].resource == f"{WMI}/root/default/StdRegProv"
    assert transport.sent[0].selectors == {}


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("<p:ReturnValue>0</p:ReturnValue>", id="zero"),
        pytest.param("", id="none"),
        pytest.param('<p:ReturnValue xsi:nil="true"/>', id="nil"),
    ],
)
def test_a_method_that_returns_no_error_has_succeeded(inside: str) -> None:
    over(output("M", inside))[0].invoke(PRODUCT, "M")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param("2", 2, id="small"),
        pytest.param("3221549172", 0xC004F074, id="unsigned"),
        pytest.param("-1073418124", 0xC004F074, id="signed"),
    ],
)
def test_another_return_value_is_an_error_with_an_unsigned_code(value: str, code: int) -> None:
    with pytest.raises(MethodFailed, match=f"The method M returned 0x{code:08X}") as caught:
        over(output("M", f"<p:ReturnValue>{value}</p:ReturnValue>"))[0].invoke(PRODUCT, "M")
    assert caught.value.code == code


@pytest.mark.parametrize("reply", [output("Other"), "<unknown/>", LAST], ids=["other method", "unknown", "pull"])
def test_an_answer_to_another_call_is_refused(reply: str) -> None:
    with pytest.raises(MalformedAnswer, match="M was answered with"):
        over(reply)[0].invoke(PRODUCT, "M")


def test_a_return_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(MalformedAnswer, match="ReturnValue is not a number"):
        over(output("M", "<p:ReturnValue>ok</p:ReturnValue>"))[0].invoke(PRODUCT, "M")


@pytest.mark.parametrize(
    ("is_repeatable", "messages"), [pytest.param(False, 1, id="once only"), pytest.param(True, 4, id="repeatable")]
)
def test_only_a_repeatable_method_is_called_again_when_its_answer_is_lost(is_repeatable: bool, messages: int) -> None:
    session, transport = over(*[UNKNOWN] * 4, output("M"))
    with pytest.raises(ConnectionLost):
        session.invoke(PRODUCT, "M", is_repeatable=is_repeatable)
    assert len(transport.sent) == messages


def test_a_method_that_was_certainly_not_processed_is_called_again() -> None:
    session, transport = over(NOT_PROCESSED, output("M"))
    session.invoke(PRODUCT, "M")
    assert len(transport.sent) == 2


def test_a_method_is_not_repeated_unless_it_is_said_that_it_may_be() -> None:
    session, transport = over(UNKNOWN, output("M"))
    with pytest.raises(ConnectionLost):
        session.invoke(PRODUCT, "M")
    assert transport.verbs == ["M"]
