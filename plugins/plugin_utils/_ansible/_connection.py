# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an Ansible connection to a transport. The only file that knows private names of other projects.

Neither adapter opens a shell or a runspace. The winrm plugin builds its own configuration and its own client, kinit
and all, because it is told that a shell exists already; the psrp plugin builds its configuration and we its client.
Which private names that takes stands in ``_private_names``.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlsplit

from .._language._ahead import ahead
from .._language._errors import InputError, LicensingError
from .._language._text import Text
from .._wsman._client import Client
from .._wsman._errors import ConnectError, ConnectionLost, Delivery, LoginError, LoginLost, Redirected, ServiceError
from .._wsman._http import Deadline, Wire
from .._wsman._http_problem import problem_told
from .._wsman._names import OPERATION_TIMEOUT_SECONDS
from ._private_names import PRIVATE_NAMES, SURVEY_NAMES, require_names

#: The HTTP read timeout must outlast the operation timeout, so that the host's own TimedOut reaches us. Seconds.
READ_TIMEOUT_SECONDS = OPERATION_TIMEOUT_SECONDS + 15

#: Seconds a request may take beyond the read timeout, however busily the host sends: 90 in all, unless the read timeout
#: of the connection is set to more.
TOTAL_MARGIN_SECONDS = 15

#: A message sealed for a login the host has forgotten is answered with 400 and no body (observed with both clients).
_BAD_REQUEST = 400

#: Authentication methods of pywinrm that encrypt messages over HTTP.
_ENCRYPTING = frozenset({"ntlm", "kerberos", "credssp"})

#: Authentication methods of both libraries that log in a TCP connection and not a request.
_OF_CONNECTIONS = _ENCRYPTING | {"negotiate"}

#: Those of them that no host can ask to repeat for each request.
_KEPT = frozenset({"ntlm", "credssp"})

_NO_SHELL = "no shell is needed"

_ADVICE_LOGIN = "Check ansible_user, ansible_password and the authentication method of the connection."
_ADVICE_CONNECT = "Check ansible_host, ansible_port and the firewall, and that WinRM listens on the host."

_clients: dict[tuple[str, str], Client] = {}


@ahead()
@cache
def _warm_login() -> None:
    """Have OpenSSL find RC4 before the forks: the first login by NTLM in a process would spend 4 ms on that.

    Ansible has imported its connection plugins by then, and with them all that logs in; where that is missing, nothing
    is done. Nothing secret or random is touched, no socket, and nothing stays but what OpenSSL knows of its own
    algorithms; Ansible's vault uses the same library before the same forks.
    """
    if "spnego" not in sys.modules:
        return
    with contextlib.suppress(Exception):  # where RC4 is forbidden, the login will say so
        algorithms = importlib.import_module("cryptography.hazmat.decrepit.ciphers.algorithms")
        ciphers = importlib.import_module("cryptography.hazmat.primitives.ciphers")
        ciphers.Cipher(algorithms.ARC4(bytes(16)), mode=None).encryptor()


def client_for(connection: Any) -> Client:
    """A WS-Management client over the connection the user has; cached, so that a loop logs in once.

    Args:
        connection: The connection plugin of the task, with its options set. It is not connected.

    Raises:
        InputError: The connection is of another kind, uses become, is of an ansible-core we do not know, or its Python
            library is missing.
    """
    kind, identity = _configured(connection)
    if (kind, identity) not in _clients:
        _clients[kind, identity] = Client(_BUILDERS[kind].build(connection))
    return _clients[kind, identity]


@contextlib.contextmanager
def only_client_for(connection: Any, seconds: float) -> Iterator[Client]:
    """A client of its own, which no other thread has, for so many seconds at most; closed afterwards.

    Raises:
        InputError: As ``client_for`` does.
    """
    kind = _configured(connection)[0]
    transport = _BUILDERS[kind].build(connection)
    transport.end_after(seconds)
    try:
        yield Client(transport)
    finally:
        transport.reset()


def option_values(connection: Any, variables: Mapping[str, Any], templar: Any) -> dict[str, Any]:
    """What variables of a host say of the options of its connection, as Ansible itself reads them for a task.

    Raises:
        InputError: The plugin is of an ansible-core we do not know.
        AnsibleError: One cannot be templated.
    """
    require_names(connection, connection.transport, SURVEY_NAMES[:1])
    values: dict[str, Any] = connection._resolve_option_variables(variables, templar)
    return values


def fetch_ticket(connection: Any) -> None:
    """Have the winrm plugin fetch its Kerberos ticket, and name it in the environment.

    Raises:
        InputError: The plugin is of an ansible-core we do not know.
        AnsibleConnectionFailure: kinit got none.
    """
    require_names(connection, "winrm", (*PRIVATE_NAMES["winrm"].before, *SURVEY_NAMES))
    connection._build_winrm_kwargs()
    connection._kerb_auth(connection.get_option("remote_user"), connection.get_option("remote_password"))


def _configured(connection: Any) -> tuple[str, str]:
    """The kind of a connection, and what tells it from others of its kind; its configuration is built."""
    kind = getattr(connection, "transport", "")
    if kind not in _BUILDERS:
        raise InputError(
            "The connection {kind!r} cannot carry WS-Management.",
            advice="Set ansible_connection to winrm or psrp for this host.",
            kind=kind or "of this task",
        )
    if getattr(connection, "become", None) is not None:
        refuse_become()
    builder = _BUILDERS[kind]
    builder.require()
    require_names(connection, kind, PRIVATE_NAMES[kind].before)
    return kind, builder.configure(connection)


def refuse_become() -> NoReturn:
    """There is nobody to become.

    Raises:
        InputError: Always.
    """
    raise InputError(
        "become does not work here: no process is started on the host that could run as another user.",
        advice="Set become: false for this task and log in with an account that is an administrator of the host.",
    )


class _RequestsTransport(ABC):
    """What pywinrm and pypsrp have in common: both post with requests, both raise its errors.

    After any failure the client is dropped: a session whose login failed half-way could send the next message
    unencrypted, and neither library renews a message encryption context by itself (observed).

    A message goes out after the login, never as a part of it: the login protocols repeat what they send.
    """

    def __init__(self) -> None:
        self._library: Any = None
        self._wire = Wire(READ_TIMEOUT_SECONDS + TOTAL_MARGIN_SECONDS)
        self._is_logged_in = False
        self._has_answered = False
        self._was_lost = False
        self._is_fresh = True
        self._is_login_kept = True
        self._deadline: Deadline | None = None

    @property
    @abstractmethod
    def is_confidential(self) -> bool:
        """Whether messages are encrypted; see ``Transport``."""

    def end_after(self, seconds: float) -> None:
        """Send nothing later than so many seconds from now, and wait for nothing beyond."""
        self._deadline = Deadline.after(seconds)
        self._wire = Wire(READ_TIMEOUT_SECONDS + TOTAL_MARGIN_SECONDS, self._deadline)

    def send(self, envelope: bytes) -> bytes:
        """Post an envelope; see ``Transport``."""
        if self._wire.is_dropped:
            self.reset()
        library = self._transport()
        self._wire.begin()
        try:
            answer = self._post(library, envelope)
        except LicensingError as error:
            self.reset()
            if isinstance(error, LoginError) and self._has_other_method():
                return self.send(envelope)
            raise self._in_context(library, error) from error
        except Exception as problem:  # the libraries let anything through, KeyError for a missing header for instance
            self.reset()
            raise self._translate(library, problem) from problem
        self._is_logged_in = self._has_answered = True
        self._is_fresh = False
        return answer

    def reset(self) -> None:
        """Drop the client; the next message opens a new connection with a new login."""
        if self._library is not None:
            self._close(self._library)
        self._library = None

    def _transport(self) -> Any:
        if self._library is None:
            seconds, self._library = self._open()
            self._wire = Wire(seconds + TOTAL_MARGIN_SECONDS, self._deadline)
            self._wire.may_resend = not self._is_login_kept
            self._is_fresh = True
            self._guard(self._library, self._wire)
        return self._library

    def _has_other_method(self) -> bool:
        """Move on to the next authentication method, if there is one."""
        return False

    @abstractmethod
    def _open(self) -> tuple[float, Any]:
        """The read timeout and a new transport object of the library; no request is sent."""

    @abstractmethod
    def _guard(self, library: Any, wire: Wire) -> None:
        """Have all its requests pass the wire."""

    @abstractmethod
    def _method_of(self, library: Any) -> str:
        """The authentication method."""

    @abstractmethod
    def _close(self, library: Any) -> None:
        """Close its TCP connections."""

    @abstractmethod
    def _post(self, library: Any, envelope: bytes) -> bytes:
        """Log in, post, and give back any answer that may hold SOAP."""

    def _needs_login(self, library: Any, *, is_sealed: bool) -> bool:
        """Whether we must log in before the message; a library that seals does so by itself."""
        is_ours = self._is_fresh and self._is_login_kept and not is_sealed
        return is_ours and self._method_of(library) in _OF_CONNECTIONS

    def _in_context(self, library: Any, error: LicensingError) -> LicensingError:
        """An error of one request, as it looks after those before."""
        if isinstance(error, Redirected) and not self._has_answered:
            return error.as_unreachable()
        if isinstance(error, LoginLost):
            self._is_logged_in = False
            if self._is_fresh and self._method_of(library) not in _KEPT:
                self._is_login_kept = False
        return error

    def _translate(self, library: Any, problem: Exception) -> LicensingError:
        place = urlsplit(library.endpoint).netloc.rpartition("@")[2]
        error = problem_told(problem, place, is_connecting=self._wire.is_connecting)
        if not isinstance(error, ConnectionLost):
            return error
        if self._was_lost and not self._has_answered:
            return ConnectError("No connection to the host: {problem}.", advice=_ADVICE_CONNECT, problem=error.reason)
        self._was_lost = True
        return error

    def _refused_login(self, user: str | None) -> LoginError | LoginLost:
        """401: wrong credentials, or a login that has expired, which a new one cures."""
        if self._is_logged_in:
            self._is_logged_in = False
            return LoginLost(is_unseen=False)
        return LoginError("The host refused the login of {user}.", advice=_ADVICE_LOGIN, user=user or Text("this user"))

    def _soap_of(self, status: int, text: str) -> bytes:
        return _soap_of(status, text, is_unseen=self._wire.was_unseen)


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

    def _open(self) -> tuple[float, Any]:
        transport = _open_pywinrm(self._connection, self._methods).transport
        transport.read_timeout_sec = max(int(transport.read_timeout_sec or 0), READ_TIMEOUT_SECONDS)
        return transport.read_timeout_sec, transport

    def _guard(self, library: Any, wire: Wire) -> None:
        post = library._send_message_request

        def guarded(session: Any, request: Any) -> Any:
            wire.guard(session)  # pywinrm logs in while it builds the session
            # The proxies of the environment are in it by now; requests would look for them again with every message.
            session.trust_env = False
            return post(session, request)

        library._send_message_request = guarded

    def _method_of(self, library: Any) -> str:
        return str(library.auth_method)

    def _close(self, library: Any) -> None:
        library.close_session()

    def _post(self, library: Any, envelope: bytes) -> bytes:
        exceptions = importlib.import_module("winrm.exceptions")
        try:
            session = library.build_session()
            if self._needs_login(library, is_sealed=library.encryption is not None):
                request = session.prepare_request(_empty_request(library.endpoint))
                with contextlib.suppress(exceptions.WinRMTransportError):  # logged in, whatever it says to no message
                    library._send_message_request(session, request)
            answer: bytes = library.send_message(envelope)
        except exceptions.InvalidCredentialsError as problem:
            raise self._refused_login(library.username) from problem
        except exceptions.WinRMTransportError as problem:
            return self._soap_of(problem.code, problem.response_text)
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

    def _open(self) -> tuple[float, Any]:
        wsman = importlib.import_module("pypsrp.wsman")
        try:
            transport = wsman.WSMan(**self._options).transport
            transport.session = transport._build_session()
        except (ValueError, ImportError) as problem:
            raise InputError(
                "The psrp connection cannot be set up: {problem}.", advice=_ADVICE_LOGIN, problem=_plain(problem)
            ) from problem
        transport.read_timeout = max(int(transport.read_timeout or 0), READ_TIMEOUT_SECONDS)
        return transport.read_timeout, transport

    def _guard(self, library: Any, wire: Wire) -> None:
        wire.guard(library.session)

    def _method_of(self, library: Any) -> str:
        return str(library.auth)

    def _close(self, library: Any) -> None:
        library.close()

    def _post(self, library: Any, envelope: bytes) -> bytes:
        exceptions = importlib.import_module("pypsrp.exceptions")
        try:
            if self._needs_login(library, is_sealed=library.wrap_required):
                request = library.session.prepare_request(_empty_request(library.endpoint))
                with contextlib.suppress(exceptions.WinRMTransportError):  # logged in, whatever it says to no message
                    library._send_request(request)
            answer: bytes = library.send(envelope)
        except exceptions.AuthenticationError as problem:
            raise self._refused_login(self._options.get("username")) from problem
        except exceptions.WinRMTransportError as problem:
            return self._soap_of(problem.code, problem.response_text)
        return answer


def _soap_of(status: int, text: str, *, is_unseen: bool = False) -> bytes:
    """The SOAP fault in an HTTP error.

    Raises:
        ConnectionLost: 400 without a body: the message could not be unsealed, or so the host says. Only where it was
            sealed for a login that no server has seen on this connection, it has certainly not been processed.
        ServiceError: Any other error.
    """
    if "Envelope" in text:
        return text.encode("utf-8")
    if status == _BAD_REQUEST and not text.strip():
        delivery = Delivery.NOT_PROCESSED if is_unseen else Delivery.UNKNOWN
        raise ConnectionLost("the host forgot the encrypted login", delivery)
    raise ServiceError(status)


def _empty_request(endpoint: str) -> Any:
    return importlib.import_module("requests").Request("POST", endpoint)


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
    require_names(connection, "winrm", PRIVATE_NAMES["winrm"].configured)
    place = tuple(connection.get_option(name) for name in ("remote_addr", "port", "scheme", "path"))
    return repr((place, connection._winrm_transport, sorted(connection._winrm_kwargs.items())))


def _configure_psrp(connection: Any) -> str:
    connection._build_kwargs()
    require_names(connection, "psrp", PRIVATE_NAMES["psrp"].configured)
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


@dataclass(frozen=True, slots=True)
class _Builder:
    """What is to be done with a kind of connection: require its library, configure it, and build its transport."""

    require: Callable[[], None]
    configure: Callable[[Any], str]
    build: Callable[[Any], _RequestsTransport]


_BUILDERS: Mapping[str, _Builder] = {
    "winrm": _Builder(_require_pywinrm, _configure_winrm, _WinRMTransport),
    "psrp": _Builder(_require_pypsrp, _configure_psrp, _PSRPTransport),
}
