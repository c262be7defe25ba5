# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Over the connection: what each failure of the libraries means, and that a client is dropped after each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests.exceptions

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._connection import client_for
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client, Transport
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginError,
    LoginLost,
    MalformedAnswer,
    ServiceError,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._request import Request
from ansible_collections.licenseops.windows.tests.unit.plugins.support.connections import (
    FakeConnection,
    Reply,
    broken_connection,
    connect_timeout,
    http_error,
    login_refused,
    read_timeout,
    refused_connection,
    unknown_name,
)

SOAP_ANSWER = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><answer>42</answer></s:Body></s:Envelope>'
)

pytestmark = [
    pytest.mark.parametrize("kind", ["winrm", "psrp"]),
    pytest.mark.usefixtures("own_cache"),
]


@pytest.fixture
def own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connection, "_clients", {})


class Scene:
    """A connection and what was built on it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: str, *replies: Reply, **options: object) -> None:
        self.connection = FakeConnection(kind, *replies, **options)
        monkeypatch.setattr("pypsrp.wsman.WSMan", self.connection.wsman)
        self.client: Client = client_for(self.connection)
        self.client._sleep = lambda _seconds: None
        self.transport: Transport = self.client._transport

    def fail(self) -> LicensingError:
        with pytest.raises(LicensingError) as caught:
            self.transport.send(b"question")
        return caught.value


def test_an_answer_comes_back_as_it_is_and_the_client_is_kept(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, kind, b"one", b"two")
    assert [scene.transport.send(b"1"), scene.transport.send(b"2")] == [b"one", b"two"]
    assert len(scene.connection.libraries) == 1
    assert scene.connection.sent == [b"1", b"2"]


@pytest.mark.parametrize("status", [400, 500])
def test_a_soap_fault_in_an_http_error_is_an_answer(kind: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = "<s:Envelope>エラー</s:Envelope>"
    scene = Scene(monkeypatch, kind, http_error(kind, status, fault), b"next")
    assert scene.transport.send(b"question") == fault.encode()
    assert scene.transport.send(b"question") == b"next"
    assert len(scene.connection.libraries) == 1


LOST = (ConnectionLost, Delivery.UNKNOWN)
NONE = (ConnectError, None)


@pytest.mark.parametrize(
    ("problem", "expected", "says"),
    [
        pytest.param(http_error, LOST, "forgot the encrypted login", id="400 without a body"),
        pytest.param(lambda kind: http_error(kind, 400, " \n"), LOST, "forgot", id="400 with blanks"),
        pytest.param(
            lambda kind: http_error(kind, 400, "Bad Request"), (ServiceError, None), "HTTP 400", id="400 with a text"
        ),
        pytest.param(lambda kind: http_error(kind, 503), (ServiceError, None), "HTTP 503", id="503"),
        pytest.param(
            lambda kind: http_error(kind, 404, "<html>Not Found</html>"), (ServiceError, None), "HTTP 404", id="404"
        ),
        pytest.param(lambda kind: http_error(kind, 500), (ServiceError, None), "HTTP 500", id="500 without SOAP"),
        pytest.param(login_refused, (LoginError, None), "refused the login of admin", id="401"),
        pytest.param(refused_connection, NONE, "No connection to the host", id="refused"),
        pytest.param(connect_timeout, NONE, "No connection to the host", id="connect timeout"),
        pytest.param(
            lambda _kind: requests.exceptions.SSLError("bad record mac"), LOST, "TLS failed on the way", id="TLS, later"
        ),
        pytest.param(lambda _kind: requests.exceptions.ProxyError("no proxy"), NONE, "the proxy cannot", id="proxy"),
        pytest.param(read_timeout, LOST, "did not come in time", id="read timeout"),
        pytest.param(broken_connection, LOST, "it was closed", id="broken"),
        pytest.param(
            lambda _kind: requests.exceptions.ChunkedEncodingError("broken"), LOST, "it was closed", id="half an answer"
        ),
        pytest.param(
            lambda _kind: KeyError("www-authenticate"),
            (MalformedAnswer, None),
            "failed on it with KeyError",
            id="other",
        ),
        pytest.param(
            lambda _kind: ValueError(b"\x00" * 99), (MalformedAnswer, None), "failed on it with ValueError", id="binary"
        ),
    ],
)
def test_each_failure_has_its_meaning_and_the_client_is_dropped(
    kind: str,
    problem: Callable[[str], Exception],
    expected: tuple[type[LicensingError], Delivery | None],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = Scene(monkeypatch, kind, problem(kind), b"next")
    error = scene.fail()
    assert (type(error), getattr(error, "delivery", None)) == expected
    assert says in error.message
    assert error.advice
    (dropped,) = scene.connection.libraries
    assert dropped.is_closed
    assert scene.transport.send(b"question") == b"next"
    assert len(scene.connection.libraries) == 2


def test_a_name_that_cannot_be_resolved_is_no_connection(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(Scene(monkeypatch, kind, unknown_name()).fail(), ConnectError)


def test_a_name_that_cannot_be_resolved_is_told_as_such_in_the_end(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, kind, unknown_name(), unknown_name())
    with pytest.raises(ConnectError, match=r"the name of windows.example:5985 cannot be resolved"):
        scene.client.call(Request("urn:action", "urn:resource"))


def test_a_login_refused_after_an_answer_has_expired_and_is_renewed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, kind, b"one", login_refused(kind), b"two")
    scene.transport.send(b"1")
    error = scene.fail()
    assert isinstance(error, LoginLost)
    assert error.delivery is Delivery.UNKNOWN
    assert scene.transport.send(b"2") == b"two"


def test_a_login_refused_twice_after_an_answer_is_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, kind, b"one", login_refused(kind), login_refused(kind))
    scene.transport.send(b"1")
    assert isinstance(scene.fail(), ConnectionLost)
    assert isinstance(scene.fail(), LoginError)


def test_a_refused_login_never_shows_the_password(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    error = Scene(monkeypatch, kind, login_refused(kind), password="letmein").fail()
    assert "letmein" not in repr(error)


@pytest.mark.parametrize("problem", [broken_connection, read_timeout], ids=["broken", "read timeout"])
def test_a_first_message_lost_twice_means_that_there_is_no_connection(
    kind: str, problem: Callable[[str], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(monkeypatch, kind, problem(kind), problem(kind))
    assert isinstance(scene.fail(), ConnectionLost)
    assert isinstance(scene.fail(), ConnectError)


@pytest.mark.parametrize("problem", [broken_connection, read_timeout], ids=["broken", "read timeout"])
def test_a_later_message_lost_twice_stays_lost(
    kind: str, problem: Callable[[str], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(monkeypatch, kind, b"one", problem(kind), problem(kind))
    scene.transport.send(b"1")
    assert isinstance(scene.fail(), ConnectionLost)
    assert isinstance(scene.fail(), ConnectionLost)


def test_a_message_lost_after_a_renewed_login_may_have_been_processed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(monkeypatch, kind, b"1", broken_connection(), b"2", login_refused(kind), broken_connection())
    scene.transport.send(b"query")
    assert isinstance(scene.fail(), ConnectionLost)
    scene.transport.send(b"query")
    assert isinstance(scene.fail(), ConnectionLost)
    assert isinstance(scene.fail(), ConnectionLost)


def test_resetting_closes_the_client_and_resetting_again_does_nothing(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(monkeypatch, kind, b"one", b"two")
    scene.transport.send(b"1")
    scene.transport.reset()
    scene.transport.reset()
    scene.transport.send(b"2")
    first, second = scene.connection.libraries
    assert (first.is_closed, second.is_closed) == (True, False)


@pytest.mark.parametrize(
    ("problem", "is_repeatable", "messages"),
    [
        pytest.param(broken_connection, True, 3, id="broken, repeatable"),
        pytest.param(broken_connection, False, 2, id="broken, once only"),
        pytest.param(read_timeout, False, 2, id="read timeout, once only"),
        pytest.param(login_refused, True, 3, id="login expired, repeatable"),
        pytest.param(login_refused, False, 2, id="login expired, once only"),
        pytest.param(http_error, True, 3, id="forgotten login, repeatable"),
        pytest.param(http_error, False, 2, id="forgotten login, once only"),
    ],
)
def test_a_client_over_the_connection_repeats_only_what_it_may(
    kind: str, problem: Callable[[str], Exception], is_repeatable: bool, messages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(monkeypatch, kind, SOAP_ANSWER, problem(kind), SOAP_ANSWER)
    scene.client.call(Request("urn:first", "urn:resource"))
    try:
        answer = scene.client.call(Request("urn:second", "urn:resource", is_repeatable=is_repeatable)).text
    except ConnectionLost:
        answer = None
    assert len(scene.connection.sent) == messages
    assert (answer == "42") is (messages == 3)
