# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for Ansible's connection plugins and the libraries below them, with the libraries' own exceptions."""

from __future__ import annotations

from http.client import RemoteDisconnected
from socket import gaierror
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pypsrp.exceptions
import requests
import requests.exceptions
import urllib3
import urllib3.exceptions
import winrm.exceptions
from winrm.protocol import Protocol

Reply = bytes | Exception

#: The one account every simulated host knows.
USER, PASSWORD = "administrator", "Simulated-Passw0rd"

#: Never opened: the pool makes its first connection with its first request.
_POOL = urllib3.HTTPConnectionPool("windows.example", 5985)
_TCP = urllib3.connection.HTTPConnection("windows.example", 5985)


def _never(reason: Exception) -> requests.exceptions.ConnectionError:
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(_POOL, "/wsman", reason))


def refused_connection(_kind: str = "") -> Exception:
    """What requests raises when nobody listens."""
    problem = urllib3.exceptions.NewConnectionError(_TCP, "Failed to establish a new connection: [Errno 111]")
    problem.__cause__ = ConnectionRefusedError(111, "Connection refused")
    return _never(problem)


def unreachable_place(number: int, text: str) -> Exception:
    """What requests raises when the system refuses to connect, for whatever reason but that nobody listens."""
    problem = urllib3.exceptions.NewConnectionError(_TCP, f"Failed to establish a new connection: [Errno {number}]")
    problem.__cause__ = OSError(number, text)
    return _never(problem)


def unknown_name(_kind: str = "") -> Exception:
    """What requests raises when the name of the host cannot be resolved."""
    cause = gaierror(-2, "Name not known")
    problem = urllib3.exceptions.NameResolutionError("windows.example", _TCP, cause)
    problem.__cause__ = cause
    return _never(problem)


def connect_timeout(_kind: str = "") -> Exception:
    """What requests raises when nobody answers."""
    return requests.exceptions.ConnectTimeout(
        urllib3.exceptions.MaxRetryError(_POOL, "/wsman", urllib3.exceptions.ConnectTimeoutError(_TCP, "timed out."))
    )


def read_timeout(_kind: str = "") -> Exception:
    """What requests raises when the answer does not come in time."""
    return requests.exceptions.ReadTimeout(
        urllib3.exceptions.ReadTimeoutError(_POOL, "/wsman", "Read timed out. (read timeout=75)")
    )


def broken_connection(_kind: str = "") -> Exception:
    """What requests raises when the host closes the connection instead of answering."""
    return requests.exceptions.ConnectionError(
        urllib3.exceptions.ProtocolError("Connection aborted.", RemoteDisconnected("closed without response"))
    )


class FakeLibrary:
    """The transport object of pywinrm and of pypsrp in one; its replies come from the connection it belongs to."""

    def __init__(self, connection: FakeConnection, method: str) -> None:
        self._connection = connection
        self.endpoint = f"{connection.scheme}://windows.example:5985/wsman"
        self.username = connection.user
        self.message_encryption = connection.encryption
        self.auth_method = method
        self.ssl = connection.scheme == "https"
        self.wrap_required = not self.ssl and connection.encryption != "never"
        self.read_timeout_sec = self.read_timeout = connection.read_timeout
        self.auth = method
        is_sealing = method in ("ntlm", "kerberos", "credssp", "negotiate") and self.wrap_required
        self.encryption = object() if is_sealing else None
        self.session = requests.Session()
        self.sent: list[bytes] = []
        self.logins = 0
        self.is_closed = False

    def build_session(self) -> requests.Session:
        """Of pywinrm."""
        return self.session

    def _build_session(self) -> requests.Session:
        """Of pypsrp."""
        return self.session

    def _send_message_request(self, _session: requests.Session, request: requests.PreparedRequest) -> None:
        """Of pywinrm: here only ever a login before the first message."""
        assert not request.body
        self.logins += 1

    def _send_request(self, request: requests.PreparedRequest) -> None:
        """Of pypsrp."""
        self._send_message_request(self.session, request)

    def send_message(self, message: bytes) -> bytes:
        """Of pywinrm."""
        assert not self.is_closed, "a closed client is not used again"
        self.sent.append(message)
        reply = self._connection.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def send(self, message: bytes) -> bytes:
        """Of pypsrp."""
        return self.send_message(message)

    def close_session(self) -> None:
        """Of pywinrm."""
        self.is_closed = True

    def close(self) -> None:
        """Of pypsrp."""
        self.is_closed = True


class FakeConnection:
    """A connection plugin of kind winrm or psrp."""

    def __init__(self, kind: str, *replies: Reply, **options: Any) -> None:
        self.transport = kind
        self.become: object = options.get("become")
        self.replies = list(replies)
        self.libraries: list[FakeLibrary] = []
        self.scheme: str = options.get("scheme", "http")
        self.encryption: str = options.get("encryption", "auto")
        self.methods: list[str] = options.get("methods", ["ntlm"])
        self.user: str | None = options.get("user", "admin")
        self.password: str = options.get("password", "secret")
        self.address: str = options.get("address", "windows.example")
        self.read_timeout: int | None = options.get("read_timeout", 30)
        #: Methods whose library is missing: the winrm plugin passes over them without a word.
        self.unavailable: set[str] = set(options.get("unavailable", ()))
        self.connect_errors: list[Exception | None] = list(options.get("connect_errors", ()))
        self.shell_id: str | None = None
        self.shell_ids: list[str | None] = []

    @property
    def sent(self) -> list[bytes]:
        """Every message of every client, in order."""
        return [message for library in self.libraries for message in library.sent]

    def get_option(self, name: str) -> object:
        return {"remote_addr": self.address, "port": 5985, "scheme": self.scheme, "path": "/wsman"}[name]

    def _build_winrm_kwargs(self) -> None:
        self._winrm_transport = list(self.methods)
        self._winrm_kwargs = {"username": self.user, "password": self.password}

    def _winrm_connect(self) -> SimpleNamespace:
        self.shell_ids.append(self.shell_id)
        error = self.connect_errors.pop(0) if self.connect_errors else None
        if error is not None:
            raise error
        return SimpleNamespace(transport=self.open(next(m for m in self._winrm_transport if m not in self.unavailable)))

    def _build_kwargs(self) -> None:
        self._psrp_conn_kwargs = {"server": self.address, "username": self.user, "password": self.password}

    def wsman(self, **options: object) -> SimpleNamespace:
        """Stands in for the class WSMan of pypsrp."""
        assert options == self._psrp_conn_kwargs
        error = self.connect_errors.pop(0) if self.connect_errors else None
        if error is not None:
            raise error
        return SimpleNamespace(transport=self.open(self.methods[0]))

    def open(self, method: str) -> FakeLibrary:
        """A new client of the library."""
        self.libraries.append(FakeLibrary(self, method))
        return self.libraries[-1]


def login_refused(kind: str) -> Exception:
    """HTTP 401, as the library reports it."""
    if kind == "winrm":
        return winrm.exceptions.InvalidCredentialsError("the specified credentials were rejected by the server")
    return pypsrp.exceptions.AuthenticationError("Failed to authenticate the user admin with ntlm")


def http_error(kind: str, status: int = 400, text: str = "") -> Exception:
    """Another HTTP status, 400 without a body unless told, as the library reports it."""
    library = winrm.exceptions if kind == "winrm" else pypsrp.exceptions
    error: Exception = library.WinRMTransportError("http", status, text)
    return error


class LiveConnection:
    """A connection plugin to a listener that exists, with the libraries as they are.

    Args:
        kind: winrm or psrp.
        url: The endpoint.
        login: ``sealed`` for NTLM with message encryption, ``plain`` for NTLM without it, ``basic``.
        more: Further options of the library.
    """

    become = None
    shell_id: str | None = None

    def __init__(self, kind: str, url: str, login: str, **more: Any) -> None:
        self.transport = kind
        self.url = url
        self._winrm_transport = ["basic" if login == "basic" else "ntlm"]
        encryption = "always" if login == "sealed" else "never"
        self._more = more
        self._psrp_conn_kwargs: dict[str, Any] = {}
        self._encryption = encryption

    def get_option(self, _name: str) -> object:
        return self.url

    def _build_winrm_kwargs(self) -> None:
        self._winrm_kwargs = {"username": USER, "password": PASSWORD, "message_encryption": self._encryption}
        self._winrm_kwargs |= self._more

    def _winrm_connect(self) -> Protocol:
        assert self.shell_id, "the plugin would open a shell"
        return Protocol(self.url, transport=self._winrm_transport[0], **self._winrm_kwargs)

    def _build_kwargs(self) -> None:
        parts = urlsplit(self.url)
        self._psrp_conn_kwargs = {
            "server": parts.hostname,
            "port": parts.port,
            "ssl": parts.scheme == "https",
            "auth": self._winrm_transport[0],
            "username": USER,
            "password": PASSWORD,
            "encryption": self._encryption,
        }
        trust = {"ca_trust_path": "cert_validation"}
        self._psrp_conn_kwargs |= {trust.get(name, name): value for name, value in self._more.items()}
