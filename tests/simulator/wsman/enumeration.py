# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerate, Pull and Release with the paging habits captured from Windows.

More than one item: the first response holds exactly one, whatever was asked. Every response has a new context.
Batches are cut so that a response fits MaxEnvelopeSize, counted in UTF-16.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

from ..model.world import Clock
from .faults import WsmanFault
from .names import ENUMERATION, WSMAN, qualified

#: bytes of envelope and headers around the items, generously rounded (in UTF-16)
_OVERHEAD = 4096
_IDLE_LIMIT = timedelta(seconds=60)  # documented: EnumerationTimeoutms, idle time between pulls
_MOST_ITEMS = 32_000  # documented: MaxBatchItems


@dataclass(slots=True)
class _Session:
    resource_uri: str
    items: list[Callable[[], str]]
    touched: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What one response may hold."""

    max_envelope: int
    max_elements: int


class Enumerations:
    """The open enumerations of one host."""

    def __init__(self, clock: Clock, zero_rows: str) -> None:
        self._clock = clock
        self._zero_rows = zero_rows
        self._sessions: dict[str, _Session] = {}

    def begin(self, resource_uri: str, items: list[Callable[[], str]], limits: Limits, is_optimised: bool) -> str:
        """The EnumerateResponse."""
        if not items and self._zero_rows != "context_then_end":
            shown = "<w:Items></w:Items>" if self._zero_rows == "end_of_sequence" else ""
            return _enumerate_response("", shown + "<w:EndOfSequence/>")
        if is_optimised and len(items) == 1:
            only = self._batch(items, limits)
            return _enumerate_response("", f"<w:Items>{only}</w:Items><w:EndOfSequence/>")
        first = self._batch(items, Limits(limits.max_envelope, 1)) if is_optimised and items else ""
        context = self._open(_Session(resource_uri, items, self._clock.now))
        return _enumerate_response(context, f"<w:Items>{first}</w:Items>" if first else "")

    def pull(self, context: str, resource_uri: str, limits: Limits) -> str:
        """The PullResponse."""
        session = self._close(context, resource_uri)
        batch = self._batch(session.items, limits) if session.items else ""
        shown = f"<n:Items>{batch}</n:Items>" if batch else ""
        if not session.items:
            return f"<n:PullResponse>{shown}<n:EndOfSequence/></n:PullResponse>"
        session.touched = self._clock.now
        new = self._open(session)
        return f"<n:PullResponse><n:EnumerationContext>{new}</n:EnumerationContext>{shown}</n:PullResponse>"

    def release(self, context: str, resource_uri: str) -> None:
        """End an enumeration early."""
        self._close(context, resource_uri)

    def _open(self, session: _Session) -> str:
        context = f"uuid:{str(uuid.uuid4()).upper()}"
        self._sessions[context] = session
        return context

    def _close(self, context: str, resource_uri: str) -> _Session:
        session = self._sessions.pop(context.strip(), None)
        if session is None or session.resource_uri.lower() != resource_uri.lower():
            raise WsmanFault("invalid_context")
        if self._clock.now - session.touched > _IDLE_LIMIT:
            raise WsmanFault("invalid_context")
        return session

    def _batch(self, items: list[Callable[[], str]], limits: Limits) -> str:
        """Take items off the front while they fit."""
        taken: list[str] = []
        room = limits.max_envelope - _OVERHEAD
        while items and len(taken) < limits.max_elements:
            text = items[0]()
            room -= 2 * len(text)
            if room < 0:
                break
            taken.append(text)
            items.pop(0)
        if not taken:
            raise WsmanFault("envelope_exceeded")
        return "".join(taken)


def _enumerate_response(context: str, inner: str) -> str:
    return f"<n:EnumerateResponse><n:EnumerationContext>{context}</n:EnumerationContext>{inner}</n:EnumerateResponse>"


def context_of(element: ET.Element) -> str:
    """The EnumerationContext of a Pull or Release body."""
    text = element.findtext(qualified(ENUMERATION, "EnumerationContext"))
    if not text or not text.strip():
        raise WsmanFault("invalid_context")
    return text.strip()


def max_elements_of(element: ET.Element) -> int:
    """MaxElements of a request; one item when it is not given (WS-Enumeration 3.2)."""
    for namespace in (WSMAN, ENUMERATION):
        text = element.findtext(qualified(namespace, "MaxElements"))
        if text is not None:
            if not text.strip().isdecimal() or int(text) < 1:
                raise WsmanFault("invalid_body")
            return min(int(text), _MOST_ITEMS)
    return 1
