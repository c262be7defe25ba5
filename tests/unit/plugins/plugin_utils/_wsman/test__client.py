# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: what is sent again after a broken connection, and what never is."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginError,
    MalformedAnswer,
    ServiceError,
    WSManFault,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._request import Request
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import ScriptedTransport, answer_file

NOT_PROCESSED = ConnectionLost("sealed for another login", Delivery.NOT_PROCESSED)
UNKNOWN = ConnectionLost("it was closed", Delivery.UNKNOWN)


def request(is_repeatable: bool) -> Request:
    return Request("urn:action", "urn:resource", "<x/>", is_repeatable=is_repeatable)


@pytest.mark.parametrize("is_repeatable", [True, False], ids=["repeatable", "once only"])
def test_an_answer_needs_one_message_and_no_reset(is_repeatable: bool) -> None:
    transport = ScriptedTransport("<answer>1</answer>")
    assert Client(transport).call(request(is_repeatable)).text == "1"
    assert (len(transport.sent), transport.resets) == (1, 0)


@pytest.mark.parametrize(
    ("lost", "is_repeatable"),
    [
        pytest.param(NOT_PROCESSED, True, id="not processed, repeatable"),
        pytest.param(NOT_PROCESSED, False, id="not processed, once only"),
        pytest.param(UNKNOWN, True, id="unknown, repeatable"),
    ],
)
def test_what_was_not_processed_or_is_harmless_is_sent_once_more_over_a_new_connection(
    lost: ConnectionLost, is_repeatable: bool
) -> None:
    transport = ScriptedTransport(lost, "<answer>2</answer>")
    assert Client(transport).call(request(is_repeatable)).text == "2"
    assert (len(transport.sent), transport.resets) == (2, 1)


def test_what_may_have_been_processed_and_does_harm_twice_is_not_sent_again() -> None:
    transport = ScriptedTransport(UNKNOWN, "<never/>")
    with pytest.raises(ConnectionLost) as caught:
        Client(transport).call(request(is_repeatable=False))
    assert caught.value.delivery is Delivery.UNKNOWN
    assert (len(transport.sent), transport.resets) == (1, 1)


@pytest.mark.parametrize(
    ("first", "second", "is_repeatable"),
    [
        pytest.param(NOT_PROCESSED, NOT_PROCESSED, True, id="not processed twice"),
        pytest.param(NOT_PROCESSED, NOT_PROCESSED, False, id="not processed twice, once only"),
        pytest.param(NOT_PROCESSED, UNKNOWN, False, id="then unknown, once only"),
        pytest.param(UNKNOWN, UNKNOWN, True, id="unknown twice"),
        pytest.param(UNKNOWN, ConnectError("No connection."), True, id="then no connection"),
        pytest.param(NOT_PROCESSED, LoginError("No login."), False, id="then no login"),
    ],
)
def test_nothing_is_sent_a_third_time(first: Exception, second: Exception, is_repeatable: bool) -> None:
    transport = ScriptedTransport(first, second, "<never/>")
    with pytest.raises(LicensingError) as caught:
        Client(transport).call(request(is_repeatable))
    assert caught.value is second
    assert len(transport.sent) == 2


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(ConnectError("No connection."), id="no connection"),
        pytest.param(LoginError("No login."), id="no login"),
        pytest.param(ServiceError(503), id="service error"),
        pytest.param(MalformedAnswer("it is odd"), id="odd answer"),
    ],
)
def test_other_problems_are_not_retried(problem: Exception) -> None:
    transport = ScriptedTransport(problem, "<never/>")
    with pytest.raises(type(problem)):
        Client(transport).call(request(is_repeatable=True))
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(answer_file("fault_timed_out"), WSManFault, id="fault"),
        pytest.param(b"<html/>", MalformedAnswer, id="no answer"),
    ],
)
def test_an_answer_that_is_an_error_is_not_asked_for_again(reply: str | bytes, error: type[Exception]) -> None:
    transport = ScriptedTransport(reply, "<never/>")
    with pytest.raises(error):
        Client(transport).call(request(is_repeatable=True))
    assert len(transport.sent) == 1


def test_each_message_has_its_own_id_even_when_it_is_sent_again() -> None:
    transport = ScriptedTransport(NOT_PROCESSED, "<a/>", "<b/>")
    client = Client(transport)
    client.call(request(is_repeatable=False))
    client.call(request(is_repeatable=False))
    assert len({sent.message_id for sent in transport.sent}) == 3


def test_a_late_answer_to_the_message_before_is_refused() -> None:
    transport = ScriptedTransport(answer_file("pull_last").replace("uuid:OF-THE-REQUEST", "uuid:OLD"))
    with pytest.raises(MalformedAnswer, match="another request"):
        Client(transport).call(request(is_repeatable=True))


@pytest.mark.parametrize("is_confidential", [True, False])
def test_the_client_is_as_confidential_as_its_transport(is_confidential: bool) -> None:
    assert Client(ScriptedTransport(is_confidential=is_confidential)).is_confidential is is_confidential


@pytest.mark.parametrize(
    ("error", "says"),
    [
        pytest.param(UNKNOWN, "broke: it was closed. Run the task again", id="lost"),
        pytest.param(ServiceError(503), "HTTP 503 without a SOAP message. Check that ansible_port", id="service"),
        pytest.param(MalformedAnswer("it is odd"), "WS-Management message: it is odd. Check", id="malformed"),
    ],
)
def test_errors_of_the_wire_say_what_happened_and_what_to_do(error: LicensingError, says: str) -> None:
    assert says in str(error)
