# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: one request, one answer, and what to do when that fails on the way."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Protocol

from .._language._errors import LicensingError
from ._answer import open_answer
from ._errors import ConnectionLost, Delivery, NotWindows, Trouble, WSManFault
from ._identity import IDENTIFY, is_doubtful, read_identity
from ._request import Request, new_message_id

#: Seconds before each further attempt. A lost connection is worth an attempt at once, a busy service is not.
_PAUSES = (0.0, 0.5, 1.5)


class Transport(Protocol):
    """Carries envelopes to one host."""

    @property
    def is_confidential(self) -> bool:
        """True when messages are encrypted, by TLS or by the login protocol."""

    def send(self, envelope: bytes) -> bytes:
        """Post an envelope and return the answer, a SOAP fault included.

        Raises:
            ConnectError: No connection could be made.
            LoginError: The credentials were refused.
            ConnectionLost: The connection broke after it had been made.
            ServiceError: The HTTP service gave an error without a SOAP message.
        """

    def reset(self) -> None:
        """Forget the connection; the next message logs in anew."""


class Client:
    """Exchanges requests for answers over one transport."""

    def __init__(self, transport: Transport, sleep: Callable[[float], None] = time.sleep) -> None:
        self._transport = transport
        self._sleep = sleep
        self._is_known = False

    @property
    def is_confidential(self) -> bool:
        """True when messages are encrypted on the wire."""
        return self._transport.is_confidential

    def call(self, request: Request) -> ET.Element:
        """The element in the body of the answer.

        A request that the host has certainly not processed is sent again, and so is a repeatable one after any
        passing trouble; three times at most. Any other is sent once: the state must be read before it goes out again.

        Raises:
            WSManFault: The host answered with a fault.
            MalformedAnswer: The host answered with something else than WS-Management.
            ConnectionLost: The connection broke in a request that must not be sent twice, or too often.
            ServiceError: The HTTP service is busy, or answered with another error or a redirect.
            NotWindows: The first answer is a fault, and the service says that it is no WinRM.
        """
        for pause in _PAUSES:
            try:
                return self._exchange(request)
            except Trouble as problem:
                if isinstance(problem, ConnectionLost):
                    self._transport.reset()
                if not may_send_again(request, problem):
                    raise
            self._sleep(pause)
        return self._exchange(request)

    def _exchange(self, request: Request) -> ET.Element:
        message_id = new_message_id()
        payload = self._transport.send(request.envelope(message_id))
        try:
            answer = open_answer(payload, message_id, may_be_empty=request.is_answered_empty)
        except WSManFault as fault:
            self._require_windows(fault)
            raise
        self._is_known = True
        return answer

    def _require_windows(self, fault: WSManFault) -> None:
        """Ask once who answers, when the first fault leaves that open; a service that does not say is believed."""
        if self._is_known or not is_doubtful(fault):
            return
        self._is_known = True
        try:
            identity = read_identity(open_answer(self._transport.send(IDENTIFY), ""))
        except LicensingError:
            return
        if not identity.is_windows:
            raise NotWindows(identity.vendor, identity.version) from fault


def may_send_again(request: Request, problem: LicensingError) -> bool:
    """Whether the same request may go out once more: it was certainly not processed, or it does no harm twice."""
    if isinstance(problem, ConnectionLost) and problem.delivery is Delivery.NOT_PROCESSED:
        return True
    return request.is_repeatable and isinstance(problem, Trouble) and problem.is_passing
