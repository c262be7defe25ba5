# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: one request, one answer, and what to do when the connection breaks in between."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Protocol

from ._answer import open_answer
from ._errors import ConnectionLost, Delivery
from ._request import Request, new_message_id


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

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def is_confidential(self) -> bool:
        """True when messages are encrypted on the wire."""
        return self._transport.is_confidential

    def call(self, request: Request) -> ET.Element:
        """The element in the body of the answer.

        A request that was certainly not processed, or that is repeatable, is sent once more over a new connection.

        Raises:
            WSManFault: The host answered with a fault.
            MalformedAnswer: The host answered with something else than WS-Management.
            ConnectionLost: It broke again, or it broke in a request that must not be sent twice.
        """
        try:
            return self._exchange(request)
        except ConnectionLost as broken:
            self._transport.reset()
            if broken.delivery is Delivery.UNKNOWN and not request.is_repeatable:
                raise
            return self._exchange(request)

    def _exchange(self, request: Request) -> ET.Element:
        message_id = new_message_id()
        return open_answer(self._transport.send(request.envelope(message_id)), message_id)
