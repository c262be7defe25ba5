# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exceptions of the HTTP libraries, each as one sentence with advice in every language, and never as Python."""

from __future__ import annotations

import errno
import http.client
import ssl

import pytest
import requests.exceptions
import urllib3.exceptions

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    AnswerTooLarge,
    AnswerTooSlow,
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginLost,
    MalformedAnswer,
    Redirected,
    TooMuchMarkup,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._http_problem import problem_told
from ansible_collections.licenseops.windows.tests.unit.plugins.support.connections import (
    broken_connection,
    connect_timeout,
    read_timeout,
    refused_connection,
    unknown_name,
    unreachable_place,
)


def untrusted(code: int) -> Exception:
    """What requests raises for a certificate OpenSSL does not accept."""
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_code = code
    return requests.exceptions.SSLError(urllib3.exceptions.SSLError(cause))


def handshake() -> Exception:
    cause = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    return requests.exceptions.SSLError(urllib3.exceptions.SSLError(cause))


def no_route() -> Exception:
    return requests.exceptions.ConnectionError(
        urllib3.exceptions.ProtocolError("x", OSError(errno.EHOSTUNREACH, "No route to host"))
    )


def two_reasons() -> Exception:
    """One beside the other; the one further inside tells more of the library than of the host."""
    inside = urllib3.exceptions.ProtocolError("x", OSError(errno.EPIPE, "Broken pipe"))
    return requests.exceptions.ConnectionError(
        urllib3.exceptions.ProtocolError("x", OSError(errno.EHOSTUNREACH, "No route to host"), inside)
    )


def odd(cause: Exception) -> Exception:
    return requests.exceptions.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", cause))


CONNECTING = [
    (refused_connection(), "nothing listens at host:5986"),
    (unknown_name(), "the name of host:5986 cannot be resolved"),
    (connect_timeout(), "host:5986 did not answer in time"),
    (read_timeout(), "host:5986 did not answer in time"),
    (no_route(), "host:5986 cannot be reached (EHOSTUNREACH: No route to host)"),
    (
        unreachable_place(errno.ENETUNREACH, "Network is unreachable"),
        "host:5986 cannot be reached (ENETUNREACH: Network is unreachable)",
    ),
    (
        unreachable_place(errno.EHOSTUNREACH, "No route to host"),
        "host:5986 cannot be reached (EHOSTUNREACH: No route to host)",
    ),
    (
        unreachable_place(errno.EACCES, "the check talks to no such host"),
        "host:5986 cannot be reached (EACCES: the check talks to no such host)",
    ),
    (unreachable_place(errno.ETIMEDOUT, "Connection timed out"), "host:5986 did not answer in time"),
    (two_reasons(), "host:5986 cannot be reached (EHOSTUNREACH: No route to host)"),
    (requests.exceptions.ConnectionError("x"), "host:5986 cannot be reached (ConnectionError)"),
    (untrusted(62), "the certificate of host:5986 is for another name"),
    (untrusted(64), "the certificate of host:5986 is for another name"),
    (untrusted(10), "the certificate of host:5986 is expired or not valid yet"),
    (untrusted(20), "the certificate of host:5986 is not trusted"),
    (handshake(), "the TLS handshake with host:5986 failed (SSLError)"),
    (requests.exceptions.ProxyError("x"), "the proxy cannot be reached or does not let us through"),
]

AFTERWARDS = [
    (read_timeout(), ConnectionLost, "the answer did not come in time"),
    (broken_connection(), ConnectionLost, "it was closed"),
    (handshake(), ConnectionLost, "TLS failed on the way"),
    (odd(http.client.LineTooLong("header line")), MalformedAnswer, "a line of its HTTP header is too long"),
    (odd(http.client.HTTPException("got more than 100")), MalformedAnswer, "its HTTP header has too many lines"),
    (odd(http.client.BadStatusLine("\x00")), MalformedAnswer, "it is not HTTP"),
    (odd(http.client.IncompleteRead(b"")), ConnectionLost, "it was closed"),
    (KeyError("www-authenticate"), MalformedAnswer, "the client library failed on it with KeyError"),
    (FileNotFoundError(2, "no"), ConnectError, "a file with certificates cannot be read"),
]


@pytest.mark.parametrize(("problem", "says"), CONNECTING, ids=lambda item: item if isinstance(item, str) else "")
def test_without_a_connection_nothing_was_sent_and_the_reason_is_named(problem: Exception, says: str) -> None:
    error = problem_told(problem, "host:5986", is_connecting=True)
    assert isinstance(error, ConnectError)
    assert error.message == f"No connection to the host: {says}."


@pytest.mark.parametrize(
    ("problem", "kind", "says"), AFTERWARDS, ids=lambda item: item if isinstance(item, str) else ""
)
def test_with_a_connection_the_host_may_have_acted(problem: Exception, kind: type[LicensingError], says: str) -> None:
    error = problem_told(problem, "host:5986", is_connecting=False)
    assert error.__class__ is kind
    assert error.message.endswith(f": {says}.")
    assert getattr(error, "delivery", Delivery.UNKNOWN) is Delivery.UNKNOWN


@pytest.mark.parametrize(
    "error",
    [
        *(problem_told(problem, "host:5986", is_connecting=True) for problem, _says in CONNECTING),
        *(problem_told(problem, "host:5986", is_connecting=False) for problem, _kind, _says in AFTERWARDS),
        AnswerTooLarge(1),
        AnswerTooSlow(1),
        LoginLost(is_unseen=False),
        Redirected(307, "http://a"),
        Redirected(307, "http://a").as_unreachable(),
        TooMuchMarkup(1),
    ],
    ids=str,
)
def test_every_sentence_has_advice_and_japanese_words_and_no_python(error: LicensingError) -> None:
    english, japanese = error.sentence(Language.ENGLISH), error.sentence(Language.JAPANESE)
    assert error.advice
    assert not {"urllib3", "Errno", "object at", "pool"} & set(english.replace("(", " ").split())
    words = {part for text in error.texts for part in [text, *text.facts.values()]}
    assert all(str(text) != text.said_in(Language.JAPANESE) for text in words if hasattr(text, "said_in"))
    assert japanese.isascii() is False
