# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong between an envelope and its answer."""

from __future__ import annotations

import enum

from .._language._errors import LicensingError, UncertainError, UnreachableError
from .._language._text import Listed, Text
from ._names import FAULT_TIMED_OUT

_REDIRECT = "The host answered with a redirect (HTTP {status}) to {place}, which is never followed."

_MEGABYTE = 1024 * 1024

#: HTTP status of a service that cannot take more requests now.
_SERVICE_UNAVAILABLE = 503

#: Quotas on shells, operations, users and requests, of an account, the system and a plug-in (wsmerror.h; the first two
#: are recorded): the same request may be answered a little later.
QUOTA_CODES = frozenset({*range(0x803381A5, 0x803381A9), 0x803381AB, *range(0x803381E4, 0x803381E9)})


_AGAIN = "Run the task again; it reads the state of the host first and does only what is still missing."
_NO_REWRITING = "Check that nothing between controller and host rewrites the traffic, and run the task again."
_NO_REDIRECT = (
    "Check that ansible_host, ansible_port and the path lead to WinRM itself; when the host was moved, give its new "
    "address in ansible_host."
)


class Delivery(enum.Enum):
    """What is known of a request whose answer never came."""

    #: The host has certainly not acted on it; it may be sent again.
    NOT_PROCESSED = "not processed"
    #: The host may have acted on it; read the state before doing anything.
    UNKNOWN = "unknown"


class Trouble(UncertainError):
    """What goes wrong between an envelope and its answer once there is a connection."""

    @property
    def is_passing(self) -> bool:
        """True when the same request may well be answered the next time."""
        return True


class ConnectionLost(Trouble):
    """The connection broke while a request was under way.

    Attributes:
        delivery: What is known of the request.
        reason: What happened, for another sentence.
    """

    def __init__(self, reason: str | Text, delivery: Delivery) -> None:
        self.reason = _text(reason)
        super().__init__("The WinRM connection broke: {reason}.", advice=_AGAIN, reason=self.reason)
        self.delivery = delivery


class LoginLost(ConnectionLost):
    """The host does not know the login any more that a message was sent with."""

    def __init__(self, *, is_unseen: bool) -> None:
        super().__init__("the login expired", Delivery.NOT_PROCESSED if is_unseen else Delivery.UNKNOWN)


class AnswerTooSlow(ConnectionLost):
    """The host kept us waiting, with or without sending something all the time."""

    @property
    def is_passing(self) -> bool:
        """False: it would take as long, or be as large, again."""
        return False

    def __init__(self, seconds: float, *, is_last: bool = False) -> None:
        """Say how long it was.

        Args:
            seconds: How long the host had.
            is_last: Whether for all answers, not for one.
        """
        told = Text("the host took more than {seconds:g} seconds for one answer, which is the limit", seconds=seconds)
        if is_last:
            told = Text("the host took more than the {seconds:g} seconds that it has in all", seconds=seconds)
        super().__init__(told, Delivery.UNKNOWN)


class ConnectError(UnreachableError):
    """No connection to the WinRM service could be made."""


class LoginError(UnreachableError):
    """The WinRM service refused the credentials."""


class NotWindows(LicensingError):
    """The service speaks WS-Management and is none of Windows."""

    def __init__(self, vendor: str, version: str) -> None:
        super().__init__(
            "What answers at this address is not Windows: it calls itself {name}.",
            advice="Check ansible_host and ansible_port, and leave machines without Windows out of the play.",
            name=f"{vendor} {version}".strip(),
        )


class ServiceError(Trouble):
    """The HTTP service answered with an error that carries no SOAP fault, 503 for instance."""

    def __init__(self, status: int) -> None:
        super().__init__(
            "The WinRM service answered HTTP {status} without a SOAP message.",
            advice="Check that ansible_port and the path lead to WinRM and not to a proxy or another web server, "
            "and try again when the service is less busy.",
            status=status,
        )
        self.status = status

    @property
    def is_passing(self) -> bool:
        """True for 503: it will pass. Whether the host has acted is not known: a proxy may say so afterwards."""
        return self.status == _SERVICE_UNAVAILABLE


class Redirected(ServiceError):
    """The host wants the request sent elsewhere; it never is, because keys and logins would go with it."""

    def __init__(self, status: int, place: str | Text) -> None:
        super(ServiceError, self).__init__(_REDIRECT, advice=_NO_REDIRECT, status=status, place=place)
        self.status = status
        self._place = place

    def as_unreachable(self) -> ConnectError:
        """The same, said of a host that has never answered anything else."""
        return ConnectError(_REDIRECT, advice=_NO_REDIRECT, status=self.status, place=self._place)


class MalformedAnswer(Trouble):
    """The answer is not a WS-Management message we can make sense of."""

    def __init__(self, what: str | Text) -> None:
        super().__init__(
            "The host did not answer with a valid WS-Management message: {what}.",
            advice=_NO_REWRITING,
            what=_text(what),
        )


class AnswerTooLarge(MalformedAnswer):
    """The answer would fill our memory."""

    @property
    def is_passing(self) -> bool:
        """False: it would take as long, or be as large, again."""
        return False

    def __init__(self, limit: int) -> None:
        super().__init__(Text("it is larger than {megabytes:g} MB, which is the limit", megabytes=limit / _MEGABYTE))


class TooMuchMarkup(MalformedAnswer):
    """The answer would fill our memory once it is parsed."""

    @property
    def is_passing(self) -> bool:
        """False: it would take as long, or be as large, again."""
        return False

    def __init__(self, limit: int) -> None:
        super().__init__(Text("it has more than {limit} elements and attributes, which is the limit", limit=limit))


class WSManFault(Trouble):
    """A SOAP fault, in either of the two dialects Windows speaks.

    Attributes:
        codes: Every numeric code found, unsigned, the most specific first. Empty when the fault has none.
        subcode: Local name of the SOAP subcode, ``AccessDenied`` for instance, or an empty string.
        text: The most specific text of the host, possibly localized, possibly empty. For people only.
    """

    may_run = True

    def __init__(self, codes: tuple[int, ...], subcode: str, text: str) -> None:
        shown = Listed(*(f"0x{code:08X}" for code in codes)) or subcode or Text("no code")
        super().__init__(
            "The host answered with a WS-Management fault ({shown}): {text}",
            shown=shown,
            text=text or Text("no text given"),
        )
        self.codes = codes
        self.subcode = subcode
        self.text = text

    @property
    def is_timeout(self) -> bool:
        """True for TimedOut: the host gave up waiting, but the method may still finish."""
        return FAULT_TIMED_OUT in self.codes or self.subcode == "TimedOut"

    @property
    def is_passing(self) -> bool:
        """True when waiting helps: a quota, or TimedOut. Neither says what became of the request."""
        return self.is_timeout or bool(QUOTA_CODES & set(self.codes))


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(words)
