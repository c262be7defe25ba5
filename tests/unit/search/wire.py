# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire without sockets: envelopes go straight to the acceptor of a simulated host, and every request is watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ansible_collections.licenseops.windows.plugins.plugin_utils._connection import _soap_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    ServiceError,
)
from tests.simulator.host import Host
from tests.simulator.journal import Entry
from tests.simulator.model.world import Clock

PRODUCT = "SoftwareLicensingProduct"

#: What a request to a host that is restarting costs.
_CONNECT_SECONDS = 3.0


class FakeTime:
    """Time that passes only when somebody waits; the simulated world ages with it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._start = clock.now

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._clock.advance(seconds=seconds)

    def seconds(self) -> float:
        """A monotonic clock."""
        moment: datetime = self._clock.now
        return (moment - self._start).total_seconds()


@dataclass(slots=True)
class Watch:
    """What must never happen, found by looking into the model before and after every request.

    Attributes:
        seen: Rows that were licensed when the products were last read, and those our own requests licensed since.
        seen_keys: The same of keys, by their last five characters.
        excused: Activations sent to a row that somebody else had licensed after that.
        findings: What went wrong.
    """

    seen: frozenset[str] = frozenset()
    seen_keys: frozenset[str] = frozenset()
    excused: int = 0
    findings: list[str] = field(default_factory=list)


def licensed_rows(host: Host) -> frozenset[str]:
    """Activation IDs of the rows that are licensed now."""
    return frozenset(item.sku.activation_id for item in host.machine.state.licences.values() if item.is_licensed)


def keyed_rows(host: Host) -> dict[str, str]:
    """Last five characters of every key, by activation ID."""
    licences = host.machine.state.licences.values()
    return {item.sku.activation_id: item.key.last5 for item in licences if item.key is not None}


class InProcess:
    """The transport of one run.

    Args:
        host: What answers.
        time: The clock.
        watch: Gets the findings.
        before: Called with the number of every request, from 1, before the host sees it.
    """

    is_confidential = True

    def __init__(self, host: Host, time: FakeTime, watch: Watch, before: Callable[[int], None]) -> None:
        self._host = host
        self._time = time
        self._watch = watch
        self._before = before
        self._count = 0
        self._is_logged_in = False
        self._has_answered = False
        self._was_lost = False
        #: Requests that still find the host restarting.
        self.outage = 0

    def send(self, envelope: bytes) -> bytes:
        """Serve one request as the listener and ``_connection`` would."""
        self._count += 1
        self._before(self._count)
        if self.outage:
            self.outage -= 1
            self._is_logged_in = False
            self._time.sleep(_CONNECT_SECONDS)
            raise ConnectError("No connection to the host: it restarts.")
        if not self._is_logged_in:
            self._log_in()
        entry = self._host.journal.open("POST", len(envelope))
        was_licensed, were_keyed = licensed_rows(self._host), keyed_rows(self._host)
        reply = self._host.acceptor.handle(envelope, entry)
        self._look(entry, envelope, was_licensed, were_keyed)
        if reply.drops_connection:
            raise self._lost()
        entry.status, entry.bytes_out = reply.status, len(reply.body)
        if entry.class_name == PRODUCT and entry.kind in ("enumerate", "pull"):
            self._watch.seen = licensed_rows(self._host)
            self._watch.seen_keys = frozenset(keyed_rows(self._host).values())
        if reply.kills_context:
            self._is_logged_in = False
        answer = reply.body if reply.status == 200 else self._translated(reply.status, reply.body)
        self._has_answered = True
        return answer

    def reset(self) -> None:
        """Log in anew."""
        self._is_logged_in = False

    def _log_in(self) -> None:
        entry = self._host.journal.open("POST", 0)
        entry.is_authentication, entry.kind = True, "authentication"
        rule = self._host.faults.take(("drop_before", "busy_503"), "authentication")
        if rule is not None and rule.name == "drop_before":
            raise self._lost()
        if rule is not None:
            raise ServiceError(503)
        self._is_logged_in = True

    def _lost(self) -> ConnectionLost | ConnectError:
        self._is_logged_in = False
        if self._was_lost and not self._has_answered:
            return ConnectError("No connection to the host: it was closed.")
        self._was_lost = True
        return ConnectionLost("it was closed", Delivery.UNKNOWN)

    def _translated(self, status: int, body: bytes) -> bytes:
        try:
            return _soap_of(status, body.decode())
        except ServiceError:
            self._is_logged_in = False
            raise

    def _look(self, entry: Entry, envelope: bytes, was_licensed: frozenset[str], were_keyed: dict[str, str]) -> None:
        """Judge one request by what it did to the host."""
        found = self._watch.findings
        if entry.method == "UninstallProductKey":
            found.append("a key was uninstalled")
        if entry.method == "Activate":
            self._look_at_activation(envelope, was_licensed)
        state = self._host.machine.state
        base = {item.sku.activation_id for item in state.licences.values() if item.sku.is_windows_base}
        if base & were_keyed.keys() and state.windows_licence() is None:
            found.append(f"{entry.method} left Windows without a key")
        lost = was_licensed - licensed_rows(self._host)
        if any(keyed_rows(self._host).get(row) == were_keyed.get(row) for row in lost):
            found.append(f"{entry.method} un-licensed a row that kept its key")
        if entry.method == "InstallProductKey" and any(f"{end}<".encode() in envelope for end in self._watch.seen_keys):
            found.append("a key was installed that was there already")
        # What our own requests did is no excuse, even when their answers were lost.
        if entry.method in ("Activate", "DepositOfflineConfirmationId"):
            self._watch.seen |= licensed_rows(self._host) - was_licensed
        if entry.method == "InstallProductKey":
            self._watch.seen_keys |= set(keyed_rows(self._host).values()) - set(were_keyed.values())

    def _look_at_activation(self, envelope: bytes, was_licensed: frozenset[str]) -> None:
        sent_to = {row for row in was_licensed if row.encode() in envelope.lower()}
        if sent_to & self._watch.seen:
            self._watch.findings.append("Activate was sent to a licensed product")
        elif sent_to:
            self._watch.excused += 1
