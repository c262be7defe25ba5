# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: what is sent again after which trouble, how often, and what never is."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import may_send_again
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    AnswerTooLarge,
    AnswerTooSlow,
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginError,
    LoginLost,
    MalformedAnswer,
    Redirected,
    ServiceError,
    WSManFault,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._request import Request
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    answer_file,
    client_over,
)

NOT_PROCESSED = ConnectionLost("sealed for another login", Delivery.NOT_PROCESSED)
UNKNOWN = ConnectionLost("it was closed", Delivery.UNKNOWN)
BUSY = ServiceError(503)
QUOTA = answer_file("fault_wmi_error_unrelated")
TIMED_OUT = answer_file("fault_timed_out")
FAULT = answer_file("fault_nested")
ODD = b"<html/>"
OLD = answer_file("pull_last").replace("uuid:OF-THE-REQUEST", "uuid:OF-THE-ONE-BEFORE")

PAUSES = [0.0, 0.5, 1.5]

Reply = str | bytes | Exception


def request(is_repeatable: bool) -> Request:
    return Request("urn:action", "urn:resource", "<x/>", is_repeatable=is_repeatable)


@pytest.mark.parametrize("is_repeatable", [True, False], ids=["repeatable", "once only"])
def test_an_answer_needs_one_message_no_reset_and_no_pause(is_repeatable: bool) -> None:
    transport = ScriptedTransport("<answer>1</answer>")
    assert client_over(transport).call(request(is_repeatable)).text == "1"
    assert (len(transport.sent), transport.resets, transport.pauses) == (1, 0, [])


AGAIN = [
    pytest.param(NOT_PROCESSED, True, 1, id="not processed, repeatable"),
    pytest.param(NOT_PROCESSED, False, 1, id="not processed, once only"),
    pytest.param(LoginLost(is_unseen=True), False, 1, id="login lost on another connection, once only"),
    pytest.param(LoginLost(is_unseen=False), True, 1, id="login lost, repeatable"),
    pytest.param(UNKNOWN, True, 1, id="lost, repeatable"),
    pytest.param(BUSY, True, 0, id="busy, repeatable"),
    pytest.param(QUOTA, True, 0, id="quota, repeatable"),
    pytest.param(TIMED_OUT, True, 0, id="timed out, repeatable"),
    pytest.param(ODD, True, 0, id="odd answer, repeatable"),
    pytest.param(OLD, True, 0, id="answer to another request, repeatable"),
]


@pytest.mark.parametrize(("trouble", "is_repeatable", "resets"), AGAIN)
def test_what_was_not_processed_or_does_no_harm_twice_is_sent_again(
    trouble: Reply, is_repeatable: bool, resets: int
) -> None:
    transport = ScriptedTransport(trouble, "<answer>2</answer>")
    assert client_over(transport).call(request(is_repeatable)).text == "2"
    assert (len(transport.sent), transport.resets, transport.pauses) == (2, resets, PAUSES[:1])


@pytest.mark.parametrize(("trouble", "is_repeatable", "resets"), AGAIN)
def test_after_three_repetitions_the_trouble_is_an_error(trouble: Reply, is_repeatable: bool, resets: int) -> None:
    transport = ScriptedTransport(*[trouble] * 4, "<never/>")
    with pytest.raises(LicensingError):
        client_over(transport).call(request(is_repeatable))
    assert (len(transport.sent), transport.resets, transport.pauses) == (4, 3 * resets, PAUSES)


@pytest.mark.parametrize(("trouble", "is_repeatable", "resets"), AGAIN)
def test_the_last_repetition_may_still_succeed(trouble: Reply, is_repeatable: bool, resets: int) -> None:
    transport = ScriptedTransport(*[trouble] * 3, "<answer>4</answer>")
    assert client_over(transport).call(request(is_repeatable)).text == "4"
    assert (len(transport.sent), transport.resets) == (4, 3 * resets)


@pytest.mark.parametrize(
    ("trouble", "is_repeatable", "error", "resets"),
    [
        pytest.param(UNKNOWN, False, ConnectionLost, 1, id="lost, once only"),
        pytest.param(TIMED_OUT, False, WSManFault, 0, id="timed out, once only"),
        pytest.param(ODD, False, MalformedAnswer, 0, id="odd answer, once only"),
        pytest.param(OLD, False, MalformedAnswer, 0, id="answer to another request, once only"),
        pytest.param(FAULT, True, WSManFault, 0, id="fault, repeatable"),
        pytest.param(FAULT, False, WSManFault, 0, id="fault, once only"),
        pytest.param(answer_file("fault_access_denied"), True, WSManFault, 0, id="access denied"),
        pytest.param(BUSY, False, ServiceError, 0, id="busy, once only"),
        pytest.param(QUOTA, False, WSManFault, 0, id="quota, once only"),
        pytest.param(LoginLost(is_unseen=False), False, LoginLost, 1, id="login lost, once only"),
        pytest.param(Redirected(307, "http://a"), True, Redirected, 0, id="redirect"),
        pytest.param(AnswerTooSlow(90), True, AnswerTooSlow, 1, id="too slow"),
        pytest.param(AnswerTooLarge(1024), True, AnswerTooLarge, 0, id="too large"),
        pytest.param(ServiceError(404), True, ServiceError, 0, id="404"),
        pytest.param(ServiceError(500), False, ServiceError, 0, id="500"),
        pytest.param(ConnectError("No connection."), True, ConnectError, 0, id="no connection"),
        pytest.param(LoginError("No login."), True, LoginError, 0, id="no login"),
    ],
)
def test_what_may_have_been_processed_or_will_not_pass_is_not_sent_again(
    trouble: Reply, is_repeatable: bool, error: type[LicensingError], resets: int
) -> None:
    transport = ScriptedTransport(trouble, "<never/>")
    with pytest.raises(error):
        client_over(transport).call(request(is_repeatable))
    assert (len(transport.sent), transport.resets, transport.pauses) == (1, resets, [])


@pytest.mark.parametrize(
    ("second", "error"),
    [
        pytest.param(UNKNOWN, ConnectionLost, id="lost"),
        pytest.param(TIMED_OUT, WSManFault, id="timed out"),
        pytest.param(ODD, MalformedAnswer, id="odd answer"),
        pytest.param(LoginError("No login."), LoginError, id="no login"),
    ],
)
def test_what_was_sent_again_once_is_stopped_by_the_first_trouble_that_may_have_done_something(
    second: Reply, error: type[LicensingError]
) -> None:
    transport = ScriptedTransport(NOT_PROCESSED, second, "<never/>")
    with pytest.raises(error):
        client_over(transport).call(request(is_repeatable=False))
    assert len(transport.sent) == 2


def test_each_message_has_its_own_id_even_when_it_is_sent_again() -> None:
    transport = ScriptedTransport(NOT_PROCESSED, "<a/>", "<b/>")
    client = client_over(transport)
    client.call(request(is_repeatable=False))
    client.call(request(is_repeatable=False))
    assert len({sent.message_id for sent in transport.sent}) == 3


@pytest.mark.parametrize("is_confidential", [True, False])
def test_the_client_is_as_confidential_as_its_transport(is_confidential: bool) -> None:
    assert client_over(ScriptedTransport(is_confidential=is_confidential)).is_confidential is is_confidential


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


def test_trouble_that_is_not_known_is_no_reason_to_send_again() -> None:
    assert may_send_again(request(is_repeatable=True), LicensingError("It broke.")) is False


@pytest.mark.parametrize(("status", "is_passing"), [(503, True), (500, False), (429, False), (404, False)])
def test_only_503_says_that_the_service_is_busy(status: int, is_passing: bool) -> None:
    assert ServiceError(status).is_passing is is_passing


@pytest.mark.parametrize(
    ("codes", "is_passing"),
    [((0x803381A5,), True), ((0x803381A6,), True), ((5, 0x803381A6), True), ((5,), False), ((), False)],
)
def test_a_quota_says_that_the_host_is_busy(codes: tuple[int, ...], is_passing: bool) -> None:
    assert WSManFault(codes, "QuotaLimit", "").is_passing is is_passing
