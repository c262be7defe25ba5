# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes of a request: the successful answer of a handler, and the reply that leaves the host."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The action and body of a successful response."""

    action: str
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host sends back.

    Attributes:
        status: The HTTP status.
        body: The bytes below the headers.
        drops_connection: Nothing is sent, the TCP connection is closed.
        kills_context: The security context is dead from now on.
        is_plain: No SOAP and not sealed: HTTP itself speaks, or something between.
        headers: HTTP headers of a plain reply.
    """

    status: int
    body: bytes
    drops_connection: bool = False
    kills_context: bool = False
    is_plain: bool = False
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


#: The connection is closed, before or after the request was served.
DROPPED = Reply(0, b"", drops_connection=True, is_plain=True)
