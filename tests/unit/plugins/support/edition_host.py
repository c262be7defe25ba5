# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host in memory whose edition can be changed: jobs and restarts take their time by the clock of the scene."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import UnreachableError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import setup_editions
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._readiness import Readiness, Uptime
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing import (
    Job,
    JobKind,
    JobOrder,
    Pending,
    ServicingRestart,
    Traces,
    Way,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._windows_installation import (
    WindowsInstallation,
    plain_edition,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import Leftover

from .fake_host import FakeClock, FakeHost
from .products import windows

_EPOCH = datetime(2026, 12, 1, tzinfo=timezone.utc)
READY = Readiness(True, False, (), False, 50 << 30)
USERS_LOGGED_ON = HostRefused("Restarting", 0x800704A7, "")


class Killed(BaseException):
    """The end of the controller."""


@dataclass(slots=True)
class Fates:
    """How a host behaves.

    Attributes:
        seconds: How long a change takes.
        exit_code: What it ends with; None when it dies.
        targets: The host's own list, in the words of DISM.
        away: Seconds a restart takes.
        users: Whether somebody is logged on.
        returns: Whether it comes back.
        sticks: Whether the edition has changed after the restart.
        lags: Whether EditionID follows a key at the restart only.
    """

    seconds: float = 900
    exit_code: int | None = 3010
    targets: tuple[str, ...] = ("ServerStandard", "ServerDatacenter")
    away: float = 120
    users: bool = False
    returns: bool = True
    sticks: bool = True
    lags: bool = False


class EditionHost(FakeHost):
    """Implements what a change of edition asks of a host."""

    def __init__(
        self, installation: WindowsInstallation, clock: FakeClock, *products: Product, fates: Fates | None = None
    ) -> None:
        super().__init__(*(products or (keyed(installation.edition_id, Channel.EVALUATION),)))
        self.clock, self.found, self.fates = clock, installation, fates or Fates()
        self.dies_at: int | None = None
        self.ready = READY
        self.started: list[JobOrder] = []
        self.restarts: list[bool] = []
        self._listing_until: float | None = None
        self._change: tuple[JobOrder, float] | None = None
        self._booted = clock() - 86400.0
        self._back_at = clock()

    def products(self, scope: Scope) -> tuple[Product, ...]:
        self._require_up()
        return super().products(scope)

    def installation(self) -> WindowsInstallation:
        self._answer("installation")
        return self.found

    def uptime(self) -> Uptime:
        self._answer("uptime")
        return Uptime(self._moment(self._booted), self._moment(self.clock()))

    def servicing_restart(self) -> ServicingRestart:
        self._answer("servicing_restart")
        is_done = self._change is not None and self._job().has_succeeded
        is_pending = is_done and self._booted < self._ended
        return ServicingRestart(frozenset({Pending.SERVICING} if is_pending else ()))

    def readiness(self, installation: WindowsInstallation) -> Readiness:
        self._answer("readiness")
        return self.ready

    def traces(self) -> Traces:
        self._answer("traces")
        jobs = []
        targets = None
        if self._listing_until is not None:
            is_running = self.clock() < self._listing_until
            jobs.append(Job(JobKind.LIST, "", Way.TASK, True, is_running, None if is_running else 0))
            targets = None if is_running else self.fates.targets
        if self._change is not None:
            jobs.append(self._job())
        return Traces(tuple(jobs), targets, is_clean=not jobs)

    def start_job(self, order: JobOrder) -> Way:
        self._answer("start_job", order.kind.value)
        if order.kind is JobKind.LIST:
            self._listing_until = self.clock() + 5
            return Way.TASK
        if self._change is not None:
            raise HostRefused("Starting", 0x800700B7, "")
        self.started.append(order)
        self._change = (order, self.clock() + self.fates.seconds)
        return Way.TASK

    def remove_traces(self) -> None:
        self._answer("remove_traces")
        self._listing_until = self._change = None

    def restart(self, forced: bool) -> None:
        self._answer("restart", str(forced))
        if self.fates.users and not forced:
            raise USERS_LOGGED_ON
        self.restarts.append(forced)
        self._booted = self._back_at = self.clock() + self.fates.away
        if not self.fates.returns:
            self._back_at = float("inf")
        if self._change is not None and self.fates.sticks:
            self._become(self._change[0])
        elif self.fates.lags:
            self.found = replace(self.found, edition_id=next(iter(self.rows.values())).family)

    def install_key(self, key: ProductKey) -> None:
        """The key of another edition changes the family at once, and EditionID at the restart where that lags."""
        super().install_key(key)
        (product,) = self.rows.values()
        editions = setup_editions(key)
        family = editions[0] if editions else product.family
        self.rows = {"new": keyed(family, Channel.MAK, activation_id="new", partial_product_key=key.last_five)}
        if editions and not self.fates.lags:
            self.found = replace(self.found, edition_id=family)

    def _become(self, order: JobOrder) -> None:
        edition_id = plain_edition(order.target)
        self.found = replace(self.found, edition_id=edition_id)
        last_five = order.setup_key.last_five if order.setup_key else ""
        self.rows = {"new": keyed(edition_id, Channel.GVLK, activation_id="new", partial_product_key=last_five)}

    @property
    def _ended(self) -> float:
        return self._change[1] if self._change is not None else 0.0

    def _job(self) -> Job:
        assert self._change is not None
        order, end = self._change
        is_running = self.clock() < end
        started = self._moment(end - self.fates.seconds)
        exit_code = None if is_running else self.fates.exit_code
        return Job(JobKind.CHANGE, order.target, Way.TASK, True, is_running, exit_code, started)

    def _answer(self, method: str, *arguments: str) -> None:
        self._require_up()
        self._play(method, *arguments)

    def _require_up(self) -> None:
        if self.clock() < self._back_at:
            raise UnreachableError("The host does not answer.")

    def _play(self, method: str, *arguments: str) -> None:
        """A call; at the one at which the task is to die, its process ends before the host has done anything."""
        if self.dies_at is not None:
            self.dies_at -= 1
            if not self.dies_at:
                self.dies_at = None
                raise Killed
        super()._play(method, *arguments)

    def _moment(self, seconds: float) -> datetime:
        return _EPOCH + timedelta(seconds=seconds)


class MemoryLock:
    """A lock whose note outlives the task that made it."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._note: tuple[str, float] | None = None

    @contextmanager
    def held(self, _machine: Machine) -> Iterator[Leftover | None]:
        yield Leftover(self._note[0], self._clock() - self._note[1]) if self._note else None

    def mark(self, step: str) -> None:
        self._note = (step, self._clock())

    def forget(self) -> None:
        self._note = None


def keyed(edition_id: str, channel: Channel, **changes: object) -> Product:
    """The product of an edition, with a key and not licensed."""
    own = {"family": edition_id, "name": f"Windows(R), {edition_id} edition", "channel": channel}
    return windows(**(own | {"status": LicenseStatus.NOTIFICATION, "partial_product_key": "AAAAA"} | changes))
