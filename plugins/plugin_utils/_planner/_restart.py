# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step that restarts a host, and waits until it is up with another edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from .._language._errors import LicensingError
from .._language._text import Text, plain
from .._licensing._errors import HostRefused, PlanError
from .._licensing._host import Host
from .._licensing._product_key import ProductKey
from .._licensing._readiness import Uptime
from .._licensing._servicing import ServicingRestart
from .._licensing._windows_installation import WindowsInstallation
from ._edition_outcome import has_arrived, with_edition
from ._wish import Effect, Observed, Step

#: A clock that is set moves LastBootUpTime by seconds (inferred).
_CLOCK_SLACK: Final = timedelta(seconds=60)

#: How long a host has to be up without another restart: some restart a second time by themselves (community).
STEADY: Final = timedelta(minutes=3)

#: From then on an edition that has not changed will not change any more (inferred).
_SETTLED: Final = timedelta(minutes=10)

#: ERROR_SHUTDOWN_USERS_LOGGED_ON: what a polite restart meets while anybody is logged on (documented, community).
_USERS_LOGGED_ON: Final = 1191
_ERROR_NUMBER: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class RestartHost(Step):
    """Restart the host, and wait until it is up with the new edition.

    Attributes:
        edition_id: The edition it is to come up with.
        booted_at: When it was started before.
        limit: Seconds to wait for it, from the order on.
        is_forced: Whether users who are logged on may lose what they have not saved.
        is_if_needed: Whether it is left out where the edition is there without it.
        setup_key: The key that Windows will have afterwards; None where it keeps its own.
    """

    edition_id: str
    booted_at: datetime
    limit: int
    is_forced: bool = False
    is_if_needed: bool = False
    setup_key: ProductKey | None = None
    is_upheaval: ClassVar[bool] = True

    @property
    def seconds(self) -> float:
        """As the task says."""
        return self.limit

    @property
    def application(self) -> None:
        """None: it is about the host."""

    def action(self) -> Text:
        """Where it may be left out, that is said."""
        return Text("Restart the host, if Windows asks for it") if self.is_if_needed else Text("Restart the host")

    def effect(self) -> Effect:
        """The edition changes."""
        return Effect(Text("edition of Windows"), Text("as before the restart"), plain(self.edition_id))

    def foresee(self, observed: Observed) -> Observed:
        """The edition has changed, and with it the key."""
        return with_edition(observed, self.edition_id, self.setup_key)

    def is_done(self, observed: Observed) -> bool:
        """It has been started anew, is up for a while without another restart, and has the edition."""
        is_idle = not _pending(observed)
        if self.is_if_needed and has_arrived(observed, self.edition_id) and is_idle:
            return True
        uptime = observed.part(Uptime)
        is_steady = uptime is not None and self._is_anew(uptime) and uptime.length >= STEADY
        return is_steady and is_idle and has_arrived(observed, self.edition_id)

    def send(self, host: Host, observed: Observed) -> None:
        """Politely first; nothing where it has restarted by itself meanwhile."""
        uptime = observed.part(Uptime)
        if uptime is not None and self._is_anew(uptime):
            return
        try:
            host.restart(forced=False)
        except HostRefused as refusal:
            if refusal.code & _ERROR_NUMBER != _USERS_LOGGED_ON:
                raise
            if not self.is_forced:
                raise UsersLoggedOn from refusal
            host.restart(forced=True)

    def failure(self, observed: Observed) -> LicensingError | None:
        """It is up again for long, waits for nothing, and has another edition."""
        uptime, installation = observed.part(Uptime), observed.part(WindowsInstallation)
        if uptime is None or installation is None or not self._is_anew(uptime) or uptime.length < _SETTLED:
            return None
        if has_arrived(observed, self.edition_id) or _pending(observed):
            return None
        return PlanError(
            "The host has restarted and is {found} still, not {edition}.",
            advice="Windows has taken the change back: look at C:\\Windows\\Logs\\CBS\\CBS.log on the host.",
            found=installation.name,
            edition=self.edition_id,
        )

    def not_done(self, observed: Observed) -> LicensingError:
        """It has not come back, has not restarted, or is not ready yet."""
        uptime, installation = observed.part(Uptime), observed.part(WindowsInstallation)
        found = installation.name if installation is not None else Text("not known")
        seen = Text("{moment}", moment=f"{uptime.local_time:%Y-%m-%d %H:%M:%S}") if uptime else Text("never")
        if uptime is not None and self._is_anew(uptime):
            return PlanError(
                "The host has restarted, and was not ready within {seconds} seconds; last seen at {seen} as {found}.",
                advice="Give it more time with restart_timeout, or run the task again later: it goes on from there.",
                seconds=self.limit,
                seen=seen,
                found=found,
            )
        return PlanError(
            "The host was told to restart and did not come back within {seconds} seconds; last seen at {seen} as "
            "{found}.",
            advice="Look at its console. Run the task again once it is up: it goes on from there.",
            seconds=self.limit,
            seen=seen,
            found=found,
        )

    def _is_anew(self, uptime: Uptime) -> bool:
        return uptime.booted_at - self.booted_at > _CLOCK_SLACK


class UsersLoggedOn(PlanError):
    """Somebody is logged on, so that the host does not restart politely."""

    def __init__(self) -> None:
        super().__init__(
            "The host was not restarted: somebody is logged on to it, and a session that is only disconnected counts, "
            "too (1191, ERROR_SHUTDOWN_USERS_LOGGED_ON).",
            advice="Have them log off and run the task again, or set restart_force: true, by which they lose what they "
            "have not saved.",
        )


def _pending(observed: Observed) -> bool:
    restart = observed.part(ServicingRestart)
    return restart is not None and bool(restart.pending)
