# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire without sockets: envelopes go straight to the acceptor of a simulated host, and every request is watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginLost,
    Redirected,
    ServiceError,
)
from tests.simulator.host import Host
from tests.simulator.journal import Entry
from tests.simulator.model.state import Licence
from tests.simulator.model.world import Clock
from tests.simulator.wsman.acceptor import Reply

from .space import Deed

PRODUCT = "SoftwareLicensingProduct"

_OFFICE = "0ff1ce15-a989-479d-af46-f275c6370663"

#: Ends of the methods of the service that set something for Windows.
_SERVICE_SETTINGS = (
    "KeyManagementServiceMachine",
    "KeyManagementServicePort",
    "KeyManagementServiceLookupDomain",
    "KeyManagementServiceHostCaching",
    "VLActivationTypeEnabled",
    "ClearProductKeyFromRegistry",
)

#: What a request to a host that is restarting costs.
_CONNECT_SECONDS = 3.0


class Killed(BaseException):
    """The task died, without a chance to tidy up."""


class FakeTime:
    """Time that passes only when somebody waits; the simulated world ages with it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._start = clock.now
        self._late: list[tuple[float, Callable[[], None]]] = []

    def sleep(self, seconds: float) -> None:
        """Wait. What is under way arrives meanwhile."""
        end = self.seconds() + seconds
        for due, arrive in sorted(self._late, key=lambda item: item[0]):
            if due <= end:
                self._late.remove((due, arrive))
                self._clock.advance(seconds=max(0.0, due - self.seconds()))
                arrive()
        self._clock.advance(seconds=max(0.0, end - self.seconds()))

    def later(self, seconds: float, arrive: Callable[[], None]) -> None:
        """Have something arrive after that time."""
        self._late.append((self.seconds() + seconds, arrive))

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock.now.timestamp()

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
        own: Rows that any of our tasks licensed, and that still are.
        application: What the task is about.
        rivals: Other tasks of ours that ran within this one.
    """

    seen: frozenset[str] = frozenset()
    seen_keys: frozenset[str] = frozenset()
    excused: int = 0
    findings: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    application: str = "windows"
    rivals: int = 0


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
        #: What happens to the next request.
        self.accident: Deed | None = None

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
        if self.accident is not None:
            raise self._struck(envelope)
        entry, reply = self._served(envelope)
        if reply.drops_connection:
            raise self._lost()
        entry.status, entry.bytes_out = reply.status, len(reply.body)
        if entry.class_name == PRODUCT and entry.kind in ("enumerate", "pull"):
            self._watch.seen = licensed_rows(self._host)
            self._watch.seen_keys = frozenset(keyed_rows(self._host).values())
        if reply.kills_context:
            self._is_logged_in = False
        answer = reply.body if reply.status == 200 else self._translated(reply)
        self._has_answered = True
        return answer

    def reset(self) -> None:
        """Log in anew."""
        self._is_logged_in = False

    def _served(self, envelope: bytes) -> tuple[Entry, Reply]:
        entry = self._host.journal.open("POST", len(envelope))
        was_licensed, were_keyed = licensed_rows(self._host), keyed_rows(self._host)
        reply = self._host.acceptor.handle(envelope, entry)
        self._look(entry, envelope, was_licensed, were_keyed)
        return entry, reply

    def _struck(self, envelope: bytes) -> BaseException:
        """The request is on its way, and nobody waits for the answer any more."""
        accident, self.accident = self.accident, None
        if accident is None:
            raise TypeError("nothing has happened")
        if accident.argument:
            self._time.later(float(accident.argument), lambda: self._arrive(envelope))
        return Killed() if accident.what == "killed" else self._lost()

    def _arrive(self, envelope: bytes) -> None:
        self._served(envelope)

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

    def _translated(self, reply: Reply) -> bytes:
        """What the transport makes of an HTTP error; no connection is renewed here without a new login."""
        if b"Envelope" in reply.body:
            return reply.body
        self._is_logged_in = False
        if reply.status == 401:
            raise LoginLost(is_unseen=False)
        if reply.status == 400:
            raise ConnectionLost("the host could not read it", Delivery.UNKNOWN)
        if 300 <= reply.status < 400:
            raise Redirected(reply.status, dict(reply.headers)["Location"])
        raise ServiceError(reply.status)

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
        self._look_at_others(entry, envelope, were_keyed)
        self._watch.own &= licensed_rows(self._host)
        # What our own requests did is no excuse, even when their answers were lost.
        if entry.method in ("Activate", "DepositOfflineConfirmationId"):
            self._watch.seen |= licensed_rows(self._host) - was_licensed
            self._watch.own |= licensed_rows(self._host) - was_licensed
        if entry.method == "InstallProductKey":
            self._watch.seen_keys |= set(keyed_rows(self._host).values()) - set(were_keyed.values())

    def _look_at_others(self, entry: Entry, envelope: bytes, were_keyed: dict[str, str]) -> None:
        """A task about one application leaves the products of the other alone, and does not even ask for a change."""
        licences = self._host.machine.state.licences.values()
        strangers = {item.sku.activation_id for item in licences if self._is_strange(item)}
        keyed = keyed_rows(self._host)
        if any(keyed.get(row) != were_keyed.get(row) for row in strangers):
            self._watch.findings.append(f"{entry.method} changed the key of another application")
        is_changing = entry.is_mutating and entry.method != "RefreshLicenseStatus"
        if is_changing and entry.class_name == PRODUCT and any(row.encode() in envelope.lower() for row in strangers):
            self._watch.findings.append(f"{entry.method} was sent to a product of another application")
        is_setting = is_changing and (entry.method or "").endswith(_SERVICE_SETTINGS) and entry.class_name != PRODUCT
        if is_setting and self._watch.application != "windows":
            self._watch.findings.append(f"{entry.method} was sent to the service, which decides about Windows")

    def _is_strange(self, licence: Licence) -> bool:
        is_office = licence.sku.application == _OFFICE
        return is_office != (self._watch.application == "office")

    def _look_at_activation(self, envelope: bytes, was_licensed: frozenset[str]) -> None:
        sent_to = {row for row in was_licensed if row.encode() in envelope.lower()}
        if sent_to & (self._watch.seen | self._watch.own):
            self._watch.findings.append("Activate was sent to a licensed product")
        elif sent_to:
            self._watch.excused += 1
