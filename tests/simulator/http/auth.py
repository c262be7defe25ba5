# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication of one TCP connection: Negotiate (raw NTLMSSP or SPNEGO) and Basic.

The state belongs to the connection; a new first message starts a new context on it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

_NTLM_SIGNATURE = b"NTLMSSP\x00"
_NTLM_NEGOTIATE = b"\x01\x00\x00\x00"
_SPNEGO_INIT = 0x60
_VARIABLE = "NTLM_USER_FILE"


@dataclass(frozen=True, slots=True)
class Account:
    """The one account every simulated host knows."""

    user: str
    password: str = field(repr=False)

    def matches_basic(self, header: str) -> bool:
        """Whether a Basic header holds this account."""
        try:
            given = base64.b64decode(header, validate=True)
        except (binascii.Error, ValueError):
            return False
        wanted = f"{self.user}:{self.password}".encode()
        return hmac.compare_digest(given.lower().partition(b":")[0], wanted.lower().partition(b":")[0]) and (
            hmac.compare_digest(given.partition(b":")[2], wanted.partition(b":")[2])
        )


class CredentialFile:
    """The private file pyspnego reads accounts from; it exists while the server runs."""

    def __init__(self, account: Account) -> None:
        domain, dummy, user = account.user.rpartition("\\")
        lines = {f"{domain}:{user}:{account.password}\n", f":{user}:{account.password}\n"}
        handle, name = tempfile.mkstemp(prefix="simulator-", suffix=".users")  # mode 0600 by mkstemp
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(sorted(lines, reverse=True))
        self._path = Path(name)
        self._former = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = name

    def remove(self) -> None:
        """Delete the file and restore the environment."""
        self._path.unlink(missing_ok=True)
        if os.environ.get(_VARIABLE) == str(self._path):
            os.environ.pop(_VARIABLE)
            if self._former is not None:
                os.environ[_VARIABLE] = self._former


@dataclass(frozen=True, slots=True)
class Rules:
    """What a listener accepts."""

    allows_basic: bool = False
    allows_unencrypted: bool = False
    is_tls: bool = False
    channel_bindings: GssChannelBindings | None = None
    requires_channel_binding: bool = True

    def challenges(self) -> list[tuple[str, str]]:
        """WWW-Authenticate lines, Negotiate first, one scheme per line."""
        lines = [("WWW-Authenticate", "Negotiate")]
        if self.allows_basic:
            lines.append(("WWW-Authenticate", 'Basic realm="WSMAN"'))
        return lines


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of an Authorization header: a status to answer with, or None to go on with the request."""

    status: int | None
    headers: list[tuple[str, str]] = field(default_factory=list)


class ConnectionAuth:
    """Authentication state of one connection."""

    def __init__(self, account: Account, rules: Rules) -> None:
        self._account = account
        self._rules = rules
        self.context: spnego.ContextProxy | None = None
        self.is_authenticated = False
        self.is_dead = False

    def step(self, header: str) -> Step:
        """Take an Authorization header."""
        scheme, dummy, text = header.partition(" ")
        if scheme.lower() == "basic" and self._rules.allows_basic:
            return self._basic(text.strip())
        if scheme.lower() == "negotiate":
            return self._negotiate(scheme, text.strip())
        return self._refuse()

    def kill(self) -> None:
        """The security context is lost: nothing can be unsealed until a new log-in."""
        self.context, self.is_dead = None, True

    def forget(self) -> list[tuple[str, str]]:
        """The login of this connection is gone; what a 401 says then."""
        return self._refuse().headers

    def _basic(self, text: str) -> Step:
        self.is_authenticated = self._account.matches_basic(text)
        return Step(None) if self.is_authenticated else self._refuse()

    def _negotiate(self, scheme: str, text: str) -> Step:
        try:
            token = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return self._refuse()
        if not token:
            return self._refuse()
        if self.context is None or self.context.complete or _is_first(token):
            self._begin()
        assert self.context is not None
        try:
            answer = self.context.step(token)
        except (SpnegoError, ValueError, IndexError):  # the library lets malformed tokens escape as the latter two
            return self._refuse()
        headers = [("WWW-Authenticate", f"{scheme} {base64.b64encode(answer).decode()}")] if answer else []
        if not self.context.complete:
            return Step(401, headers)
        self.is_authenticated = True
        return Step(None, headers)

    def _begin(self) -> None:
        bindings = self._rules.channel_bindings if self._rules.requires_channel_binding else None
        self.is_authenticated, self.is_dead = False, False
        self.context = spnego.server(
            protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate, channel_bindings=bindings
        )

    def _refuse(self) -> Step:
        self.context, self.is_authenticated = None, False
        return Step(401, self._rules.challenges())


def _is_first(token: bytes) -> bool:
    if token.startswith(_NTLM_SIGNATURE):
        return token[8:12] == _NTLM_NEGOTIATE
    return bool(token) and token[0] == _SPNEGO_INIT
