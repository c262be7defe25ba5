# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an Ansible connection to a transport. The only file that knows private names of other projects.

Neither adapter opens a shell or a runspace. The winrm plugin builds its own configuration and its own client, kinit
and all, because it is told that a shell exists already; the psrp plugin builds its configuration and we its client.
The private names used are the same in ansible-core 2.18 to 2.21:
winrm ``_build_winrm_kwargs``, ``_winrm_connect``, ``_winrm_transport``, ``shell_id``; psrp ``_build_kwargs``,
``_psrp_conn_kwargs``.
"""

from __future__ import annotations

import importlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from ._errors import InputError, LicensingError
from ._language import Text
from ._wsman._client import Client
from ._wsman._errors import ConnectError, ConnectionLost, Delivery, LoginError, MalformedAnswer, ServiceError
from ._wsman._names import OPERATION_TIMEOUT_SECONDS

#: The HTTP read timeout must outlast the operation timeout, so that the host's own TimedOut reaches us. Seconds.
READ_TIMEOUT_SECONDS = OPERATION_TIMEOUT_SECONDS + 15

#: A message sealed for a login the host has forgotten is answered with 400 and no body (observed with both clients).
_BAD_REQUEST = 400

#: Authentication methods of pywinrm that encrypt messages over HTTP.
_ENCRYPTING = frozenset({"ntlm", "kerberos", "credssp"})

_NO_SHELL = "no shell is needed"

_ADVICE_LOGIN = "Check ansible_user, ansible_password and the authentication method of the connection."
_ADVICE_CONNECT = "Check ansible_host, ansible_port and the firewall, and that WinRM listens on the host."

_clients: dict[tuple[str, str], Client] = {}


def client_for(connection: Any) -> Client:
    """A WS-Management client over the connection the user has; cached, so that a loop logs in once.

    Args:
        connection: The connection plugin of the task, with its options set. It is not connected.

    Raises:
        InputError: The connection is of another kind, uses become, or its Python library is missing.
    """
    kind = getattr(connection, "transport", "")
    if kind not in _BUILDERS:
        raise InputError(
            "The connection {kind!r} cannot carry WS-Management.",
            advice="Set ansible_connection to winrm or psrp for this host.",
            kind=kind or "of this task",
        )
    if getattr(connection, "become", None) is not None:
        raise InputError(
            "become does not work here: no process is started on the host that could run as another user.",
            advice="Set become: false for this task and log in with an account that is an administrator of the host.",
        )
    require, configure, build = _BUILDERS[kind]
    require()
    identity = configure(connection)
    if (kind, identity) not in _clients:
        _clients[kind, identity] = Client(build(connection))
    return _clients[kind, identity]


class _RequestsTransport(ABC):
    """What pywinrm and pypsrp have in common: both post with requests, both raise its errors.

    After any failure the client is dropped: a session whose login failed half-way could send the next message
    unencrypted, and neither library renews a message encryption context by itself (observed).
    """

    def __init__(self) -> None:
        self._library: Any = None
        self._is_logged_in = False
        self._has_answered = False
        self._was_lost = False

    def send(self, envelope: bytes) -> bytes:
        """Post an envelope; see ``Transport``."""
        library = self._transport()
        try:
            answer = self._post(library, envelope)
        except LicensingError as error:
            self.reset()
            if isinstance(error, LoginError) and self._has_other_method():
                return self.send(envelope)
            raise
        except Exception as problem:  # the libraries let anything through, KeyError for a missing header for instance
            self.reset()
            raise self._translate(problem) from problem
        self._is_logged_in = self._has_answered = True
        return answer

    def reset(self) -> None:
        """Drop the client; the next message opens a new connection with a new login."""
        if self._library is not None:
            self._close(self._library)
        self._library = None

    def _transport(self) -> Any:
        if self._library is None:
            self._library = self._open()
        return self._library

    def _has_other_method(self) -> bool:
        """Move on to the next authentication method, if there is one."""
        return False

    @abstractmethod
    def _open(self) -> Any:
        """A new transport object of the library; no request is sent."""

    @abstractmethod
    def _close(self, library: Any) -> None:
        """Close its TCP connections."""

    @abstractmethod
    def _post(self, library: Any, envelope: bytes) -> bytes:
        """Post, and give back any answer that may hold SOAP."""

    def _translate(self, problem: Exception) -> LicensingError:
        exceptions = importlib.import_module("requests.exceptions")
        if not isinstance(problem, exceptions.RequestException):
            return MalformedAnswer(Text("the client library failed on it with {kind}", kind=type(problem).__name__))
        if isinstance(problem, (exceptions.SSLError, exceptions.ProxyError, exceptions.ConnectTimeout)):
            return _no_connection(problem)
        if _is_refused(problem) or (self._was_lost and not self._has_answered):
            return _no_connection(problem)
        self._was_lost = True
        is_late = isinstance(problem, exceptions.Timeout)
        return ConnectionLost("the answer did not come in time" if is_late else "it was closed", Delivery.UNKNOWN)

    def _refused_login(self, user: str | None) -> LoginError | ConnectionLost:
        """401: wrong credentials, or a login that has expired, which a new one cures."""
        if self._is_logged_in:
            self._is_logged_in = False
            return ConnectionLost("the login expired", Delivery.NOT_PROCESSED)
        return LoginError("The host refused the login of {user}.", advice=_ADVICE_LOGIN, user=user or Text("this user"))


class _WinRMTransport(_RequestsTransport):
    """Over pywinrm, as the winrm connection plugin sets it up."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        # Kept alive because a managed Kerberos ticket lives in a temporary file of the plugin.
        self._connection = connection
        self._methods: list[str] = list(connection._winrm_transport)

    @property
    def is_confidential(self) -> bool:
        """HTTPS, or message encryption with every method that may still be tried."""
        transport = self._transport()
        if transport.endpoint.lower().startswith("https"):
            return True
        methods = [transport.auth_method] if self._has_answered else self._methods
        return transport.message_encryption != "never" and _ENCRYPTING.issuperset(methods)

    def _has_other_method(self) -> bool:
        if self._has_answered or len(self._methods) == 1:
            return False
        self._methods = self._methods[1:]
        return True

    def _open(self) -> Any:
        transport = _open_pywinrm(self._connection, self._methods).transport
        transport.read_timeout_sec = max(int(transport.read_timeout_sec or 0), READ_TIMEOUT_SECONDS)
        return transport

    def _close(self, library: Any) -> None:
        library.close_session()

    def _post(self, library: Any, envelope: bytes) -> bytes:
        exceptions = importlib.import_module("winrm.exceptions")
        try:
            answer: bytes = library.send_message(envelope)
        except exceptions.InvalidCredentialsError as problem:
            raise self._refused_login(library.username) from problem
        except exceptions.WinRMTransportError as problem:
            return _soap_of(problem.code, problem.response_text)
        except exceptions.WinRMError as problem:
            raise LoginError(
                "pywinrm cannot log in: {problem}.", advice=_ADVICE_LOGIN, problem=_plain(problem)
            ) from problem
        return answer


class _PSRPTransport(_RequestsTransport):
    """Over pypsrp, with the configuration of the psrp connection plugin and no runspace."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self._options: dict[str, Any] = dict(connection._psrp_conn_kwargs)

    @property
    def is_confidential(self) -> bool:
        """HTTPS, or message encryption."""
        transport = self._transport()
        return bool(transport.ssl or transport.wrap_required)

    def _open(self) -> Any:
        wsman = importlib.import_module("pypsrp.wsman")
        try:
            transport = wsman.WSMan(**self._options).transport
        except ValueError as problem:
            raise InputError(
                "The psrp connection cannot be set up: {problem}.", advice=_ADVICE_LOGIN, problem=_plain(problem)
            ) from problem
        transport.read_timeout = max(int(transport.read_timeout or 0), READ_TIMEOUT_SECONDS)
        return transport

    def _close(self, library: Any) -> None:
        library.close()

    def _post(self, library: Any, envelope: bytes) -> bytes:
        exceptions = importlib.import_module("pypsrp.exceptions")
        try:
            answer: bytes = library.send(envelope)
        except exceptions.AuthenticationError as problem:
            raise self._refused_login(self._options.get("username")) from problem
        except exceptions.WinRMTransportError as problem:
            return _soap_of(problem.code, problem.response_text)
        return answer


def _soap_of(status: int, text: str) -> bytes:
    """The SOAP fault in an HTTP error; 400 without a body means that the message could not be unsealed."""
    if "Envelope" in text:
        return text.encode("utf-8")
    if status == _BAD_REQUEST and not text.strip():
        raise ConnectionLost("the host forgot the encrypted login", Delivery.NOT_PROCESSED)
    raise ServiceError(status)


def _is_refused(problem: Exception) -> bool:
    """True when there never was a connection: refused, or a name that cannot be resolved."""
    cause = getattr(problem.args[0], "reason", None) if problem.args else None
    return isinstance(cause, importlib.import_module("urllib3.exceptions").NewConnectionError)


def _no_connection(problem: Exception) -> ConnectError:
    return ConnectError("No connection to the host: {problem}.", advice=_ADVICE_CONNECT, problem=_plain(problem))


def _open_pywinrm(connection: Any, methods: list[str]) -> Any:
    """The plugin's own client, without the shell it would open."""
    connection._winrm_transport = methods
    connection.shell_id = _NO_SHELL
    try:
        return connection._winrm_connect()
    finally:
        connection.shell_id = None


def _configure_winrm(connection: Any) -> str:
    connection._build_winrm_kwargs()
    place = tuple(connection.get_option(name) for name in ("remote_addr", "port", "scheme", "path"))
    return repr((place, connection._winrm_transport, sorted(connection._winrm_kwargs.items())))


def _configure_psrp(connection: Any) -> str:
    connection._build_kwargs()
    return repr(sorted(connection._psrp_conn_kwargs.items()))


def _require_pywinrm() -> None:
    _require("winrm", "pywinrm")


def _require_pypsrp() -> None:
    _require("pypsrp.wsman", "pypsrp")
    # pypsrp writes whole messages, product keys included, at DEBUG.
    for name in ("pypsrp", "pypsrp.wsman"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _require(module: str, package: str) -> None:
    try:
        importlib.import_module(module)
    except ImportError as problem:
        raise InputError(
            "The Python package {package} is missing on the controller.",
            advice="Install it into the environment that runs Ansible: pip install {package}.",
            package=package,
        ) from problem


def _plain(problem: Exception) -> str:
    """The text of a library's error without trailing stops."""
    return " ".join(str(problem).split()).rstrip(". ")


_BUILDERS: dict[str, tuple[Callable[[], None], Callable[[Any], str], Callable[[Any], Any]]] = {
    "winrm": (_require_pywinrm, _configure_winrm, _WinRMTransport),
    "psrp": (_require_pypsrp, _configure_psrp, _PSRPTransport),
}
