# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an exception of the HTTP libraries means, in one sentence and with advice.

The libraries wrap what happened in up to four exceptions, whose texts are Python to their readers; what counts is the
type of the innermost. It imports requests and urllib3 not at all, and knows their exceptions by their names.
"""

from __future__ import annotations

import errno
import http.client
import os
import socket
import ssl
from collections.abc import Iterator

from .._language._errors import LicensingError
from .._language._text import Text
from ._errors import ConnectError, ConnectionLost, Delivery, MalformedAnswer

_ADVICE_CONNECT = "Check ansible_host, ansible_port and the firewall, and that WinRM listens on the host."
_ADVICE_NAME = "Check ansible_host and the name resolution of the controller."
_ADVICE_PROXY = (
    "Check ansible_winrm_proxy or ansible_psrp_proxy, and http_proxy, https_proxy and no_proxy in the environment."
)
_ADVICE_CERTIFICATE_NAME = "Give in ansible_host the name that stands in the certificate, or renew the certificate."
_ADVICE_TRUST = "Give the certificate of its issuer in ansible_winrm_ca_trust_path or ansible_psrp_ca_cert."
_ADVICE_DATES = "Renew the certificate of the WinRM listener, and check the clock of the controller."
_ADVICE_FILES = "Check the paths of certificates and keys among the options of the connection."
_ADVICE_HANDSHAKE = "Check that ansible_port leads to the HTTPS listener of WinRM and that the host allows TLS 1.2."

#: X509_V_ERR_... of OpenSSL.
_OTHER_NAME = frozenset({62, 64})
_WRONG_TIME = frozenset({9, 10})


def problem_told(problem: Exception, place: str, *, is_connecting: bool) -> LicensingError:
    """The error to raise for an exception of the libraries.

    Args:
        problem: What they raised.
        place: Host and port, for people.
        is_connecting: True when the connection was still being made, so that nothing was sent.
    """
    causes = tuple(_causes(problem))
    is_connecting = is_connecting or _has(causes, "NewConnectionError", "ConnectTimeout", "ProxyError")
    if is_connecting:
        return _not_connected(causes, place)
    if type(problem) in (OSError, FileNotFoundError, PermissionError, IsADirectoryError):
        return _none(Text("a file with certificates cannot be read"), _ADVICE_FILES)
    return _odd_head(causes) or _broken(problem, causes)


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """An exception and all it was made of."""
    seen: list[BaseException] = []
    waiting: list[object] = [problem]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and not any(one is other for other in seen):
            seen.append(one)
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
            waiting.append(getattr(one, "original_error", None))


def _has(causes: tuple[BaseException, ...], *names: str) -> bool:
    """Whether one of them is of a class, or of one derived from it."""
    return any(kind.__name__ in names for cause in causes for kind in type(cause).__mro__)


def _none(reason: Text, advice: str) -> ConnectError:
    return ConnectError("No connection to the host: {problem}.", advice=advice, problem=reason)


def _not_connected(causes: tuple[BaseException, ...], place: str) -> ConnectError:
    if _has(causes, "ProxyError"):
        return _none(Text("the proxy cannot be reached or does not let us through"), _ADVICE_PROXY)
    if _has(causes, "SSLError", "CertificateError"):
        return _no_tls(causes, place)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return _none(Text("the name of {place} cannot be resolved", place=place), _ADVICE_NAME)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return _none(Text("nothing listens at {place}", place=place), _ADVICE_CONNECT)
    if _has(tuple(_timeouts(causes)), "TimeoutError", "ConnectTimeout", "ReadTimeoutError"):
        return _none(Text("{place} did not answer in time", place=place), _ADVICE_CONNECT)
    return _none(Text("{place} cannot be reached ({symbol})", place=place, symbol=_symbol(causes)), _ADVICE_CONNECT)


def _timeouts(causes: tuple[BaseException, ...]) -> Iterator[BaseException]:
    """Those whose classes tell a timeout; urllib3 derives its error for every failure to connect from that of one."""
    return (cause for cause in causes if type(cause).__name__ != "NewConnectionError")


def _symbol(causes: tuple[BaseException, ...]) -> str:
    """The number of the first that has one, by its name, with what was said of it; without any, a class of Python."""
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno:
            return f"{errno.errorcode.get(cause.errno, cause.errno)}: {cause.strerror or os.strerror(cause.errno)}"
    return type(causes[-1]).__name__


def _no_tls(causes: tuple[BaseException, ...], place: str) -> ConnectError:
    code = next((cause.verify_code for cause in causes if hasattr(cause, "verify_code")), None)
    if code in _OTHER_NAME or (code is None and _has(causes, "CertificateError")):
        return _none(Text("the certificate of {place} is for another name", place=place), _ADVICE_CERTIFICATE_NAME)
    if code in _WRONG_TIME:
        return _none(Text("the certificate of {place} is expired or not valid yet", place=place), _ADVICE_DATES)
    if code is not None:
        return _none(Text("the certificate of {place} is not trusted", place=place), _ADVICE_TRUST)
    reasons = (getattr(cause, "reason", None) for cause in causes if isinstance(cause, ssl.SSLError))
    symbol = next((reason for reason in reasons if isinstance(reason, str)), "SSLError")
    return _none(
        Text("the TLS handshake with {place} failed ({symbol})", place=place, symbol=symbol), _ADVICE_HANDSHAKE
    )


def _odd_head(causes: tuple[BaseException, ...]) -> MalformedAnswer | None:
    """What ``http.client`` refuses to read."""
    for cause in causes:
        if isinstance(cause, http.client.LineTooLong):
            return MalformedAnswer("a line of its HTTP header is too long")
        if isinstance(cause, http.client.BadStatusLine) and not isinstance(cause, ConnectionError):
            return MalformedAnswer("it is not HTTP")
        if cause.__class__ is http.client.HTTPException:
            return MalformedAnswer("its HTTP header has too many lines")
    return None


def _broken(problem: Exception, causes: tuple[BaseException, ...]) -> ConnectionLost | MalformedAnswer:
    """After the request was sent: the host may have acted on it, whatever broke."""
    if _has(causes, "Timeout", "TimeoutError"):
        return ConnectionLost("the answer did not come in time", Delivery.UNKNOWN)
    if _has(causes, "SSLError"):
        return ConnectionLost("TLS failed on the way", Delivery.UNKNOWN)
    if _has((problem,), "RequestException", "HTTPError", "OSError"):
        return ConnectionLost("it was closed", Delivery.UNKNOWN)
    return MalformedAnswer(Text("the client library failed on it with {kind}", kind=type(problem).__name__))
