# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wish for an edition of Windows: which way, what has to hold before, which steps are missing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Final, Self

from .._language._errors import LicensingError
from .._licensing._catalog import setup_key_for
from .._licensing._edition_matrix import (
    EditionPath,
    Restarts,
    Route,
    SetupKeyUse,
    full_edition_of,
    path_from,
)
from .._licensing._host import Host, Scope
from .._licensing._model import Application, Edition
from .._licensing._offline_id import ConfirmationId
from .._licensing._product_key import ProductKey
from .._licensing._readiness import Readiness, Uptime
from .._licensing._servicing import Job, JobKind, JobOrder, ServicingRestart, Tool, Traces
from .._licensing._windows_installation import WindowsInstallation, is_same_edition, plain_edition
from ._edition_conditions import Condition, conditions
from ._edition_outcome import has_arrived, is_lagging
from ._edition_refusals import (
    another_change,
    no_full_edition,
    no_key,
    no_setup_key,
    no_way,
    not_ready,
    unknown_traces,
    with_caveat,
)
from ._edition_steps import ChangeEdition, FollowChange, InstallEditionKey, ListTargets, RemoveTraces
from ._key import installation as installation_of
from ._restart import STEADY, RestartHost
from ._target import WINDOWS, Target
from ._wish import Observed, Setback, Step, Wish, identity_of

#: What stands for the full edition of an evaluation.
FULL: Final = "full"

_TOOLS: Final = {Route.DISM: Tool.DISM, Route.CHANGEPK: Tool.CHANGEPK}


@dataclass(frozen=True, slots=True)
class RestartTerms:
    """Whether and how a host may be restarted.

    Attributes:
        is_allowed: Whether it may be.
        is_forced: Also while somebody is logged on.
        seconds: How long to wait for it.
    """

    is_allowed: bool = False
    is_forced: bool = False
    seconds: int = 3600


@dataclass(frozen=True, slots=True)
class Course:
    """How a host gets to its edition, or why it does not.

    Attributes:
        path: The way; None where the host has arrived, or there is none.
        steps: What is missing.
        error: Why nothing is done.
    """

    path: EditionPath | None = None
    steps: tuple[Step, ...] = ()
    error: LicensingError | None = None


@dataclass(frozen=True, slots=True)
class EditionWish(Wish):
    """Windows is to be of an edition.

    Attributes:
        edition: EditionID, or ``full``.
        key: A key of that edition; None takes the setup key.
        accepts_caveat: Whether a path with a caveat may be taken.
        replaces_licensed: Whether a licence may be lost that cannot be brought back without its own key.
        restart: Whether and how the host may be restarted.
        limit: Seconds to wait for DISM or changepk.
    """

    edition: str
    key: ProductKey | None = None
    accepts_caveat: bool = False
    replaces_licensed: bool = False
    restart: RestartTerms = field(default_factory=RestartTerms)
    limit: int = 5400
    #: A conversion takes long, and nothing may change meanwhile.
    is_claiming: ClassVar[bool] = True

    @property
    def subject(self) -> Target:
        """Windows itself."""
        return WINDOWS

    @property
    def scope(self) -> Scope:
        """Products of Windows that have a key."""
        return Scope(Application.WINDOWS)

    @property
    def secrets(self) -> tuple[ProductKey | ConfirmationId, ...]:
        """The key."""
        return (self.key,) if self.key is not None else ()

    def read(self, host: Host, known: Observed) -> Observed:
        """Products, installation, uptime, pending restart and traces; readiness is kept, it is asked for once.

        While a change runs, and while a host that was restarted for it is coming up, nothing else is of interest, and
        nothing else is asked.
        """
        if _is_running(known) and _is_running(latest := known.having(host.traces())):
            return latest
        uptime = host.uptime()
        if self._awaits_restart(known) and uptime.length < STEADY:
            return known.having(uptime)
        return Observed(host.products(self.scope)).having(
            identity_of(host, known),
            host.installation(),
            uptime,
            host.servicing_restart(),
            host.traces(),
            known.part(Readiness),
        )

    def _awaits_restart(self, known: Observed) -> bool:
        target = self.target_on(known)
        return _waits_for_restart(_change(known), known) or (target is not None and is_lagging(known, target))

    def completed(self, host: Host, observed: Observed) -> tuple[Self, Observed]:
        """With readiness, where something is to be started."""
        target = self.target_on(observed)
        is_due = target is not None and not has_arrived(observed, target) and not _is_under_way(_change(observed))
        installation = observed.part(WindowsInstallation)
        if not is_due or installation is None or observed.part(Readiness) is not None:
            return self, observed
        return self, observed.having(host.readiness(installation))

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The steps of the course."""
        return self.course(observed).steps

    def refused(self, observed: Observed) -> tuple[Setback, ...]:
        """Why there is no course, where the state of the host allows none."""
        error = self.course(observed).error
        return (Setback("", error),) if error is not None else ()

    def closing(self, observed: Observed) -> tuple[Step, ...]:
        """Traces go once they are of no use: nothing runs, and no change waits for its restart."""
        traces, target = observed.part(Traces), self.target_on(observed)
        if traces is None or traces.is_clean or any(job.is_running for job in traces.jobs):
            return ()
        change = traces.job(JobKind.CHANGE)
        waits = change is not None and change.has_succeeded and not has_arrived(observed, plain_edition(change.target))
        return () if waits and target is not None else (RemoveTraces(),)

    def target_on(self, observed: Observed) -> str | None:
        """The EditionID that is meant on a host; None where ``full`` means none there."""
        if self.edition != FULL:
            return self.edition
        installation = observed.part(WindowsInstallation)
        if installation is None:
            return None
        if not installation.is_evaluation:
            return installation.edition_id
        return full_edition_of(installation.edition_id)

    def conditions(self, observed: Observed) -> tuple[Condition, ...]:
        """The conditions of the path, as far as the host was asked."""
        path = self.course(observed).path
        if path is None:
            return ()
        return conditions(path, observed, may_lose_licence=self.replaces_licensed)

    def course(self, observed: Observed) -> Course:
        """The way from what was observed to the edition."""
        installation, target = observed.part(WindowsInstallation), self.target_on(observed)
        if installation is None or target is None:
            return Course(error=no_full_edition(installation))
        if has_arrived(observed, target) or is_same_edition(installation.edition_id, target):
            return Course(steps=self._own_key(observed))
        change = _change(observed)
        if change is not None and _is_under_way(change):
            return self._followed(observed, change, target)
        if is_lagging(observed, target):
            return Course(steps=self._restart(observed, target, setup_key=None))
        return self._begun(observed, installation, target)

    def _begun(self, observed: Observed, installation: WindowsInstallation, target: str) -> Course:
        """A change from its beginning, where there is a way and nothing speaks against it."""
        path = path_from(installation, target)
        if not isinstance(path, EditionPath):
            return Course(error=no_way(installation, target, path.words))
        if path.caveat is not None and not self.accepts_caveat:
            return Course(path, error=with_caveat(path))
        asked = conditions(path, observed, may_lose_licence=self.replaces_licensed)
        unmet = tuple(condition for condition in asked if condition.is_met is False)
        if unmet:
            return Course(path, error=not_ready(path, unmet))
        setup_key = setup_key_for(Edition(path.target, installation.build))
        if path.route is Route.INSTALL_KEY:
            return self._by_key(observed, path, setup_key)
        if setup_key is None:
            return Course(path, error=no_setup_key(path, installation))
        order = JobOrder(JobKind.CHANGE, installation.dism_name_of(path.target), _TOOLS[path.route], setup_key)
        change = ChangeEdition(order, self.limit)
        return Course(
            path, (*_cleared(observed, order), *_list_first(path, observed), *self._converted(observed, change))
        )

    def _by_key(self, observed: Observed, path: EditionPath, setup_key: ProductKey | None) -> Course:
        key = self.key or (setup_key if path.setup_key is not SetupKeyUse.NONE else None)
        if key is None:
            return Course(path, error=no_key(path))
        step = InstallEditionKey(key, Target(Application.WINDOWS, last_five=key.last_five), path)
        if path.restarts is Restarts.NONE:
            return Course(path, (step,))
        is_open = path.restarts is Restarts.UNKNOWN
        return Course(path, (step, *self._restart(observed, path.target, setup_key=None, is_if_needed=is_open)))

    def _followed(self, observed: Observed, change: Job, target: str) -> Course:
        """A change that an earlier task has started: it is waited for, and never started again."""
        if not is_same_edition(change.target, target):
            return Course(error=another_change(change, target))
        order = _order_of(observed, change)
        if order is None:
            return Course(error=unknown_traces(change))
        if change.is_running:
            return Course(steps=self._converted(observed, FollowChange(order, self.limit)))
        return Course(steps=self._after(observed, order))

    def _converted(self, observed: Observed, step: ChangeEdition) -> tuple[Step, ...]:
        return (step, *self._after(observed, step.order))

    def _after(self, observed: Observed, order: JobOrder) -> tuple[Step, ...]:
        """What follows on a conversion: the restart, and the key, which can be put in only then."""
        restart = self._restart(observed, plain_edition(order.target), setup_key=order.setup_key)
        if not restart or self.key is None or self.key == order.setup_key:
            return restart
        after = restart[0].foresee(observed)
        return (*restart, *self._own_key(after))

    def _restart(
        self, observed: Observed, target: str, *, setup_key: ProductKey | None, is_if_needed: bool = False
    ) -> tuple[Step, ...]:
        uptime, terms = observed.part(Uptime), self.restart
        if not terms.is_allowed or uptime is None:
            return ()
        return (
            RestartHost(target, uptime.booted_at, terms.seconds, terms.is_forced, is_if_needed, setup_key=setup_key),
        )

    def _own_key(self, observed: Observed) -> tuple[Step, ...]:
        """The key that the task gives, where Windows has another one."""
        key = self.key
        if key is None or any(product.partial_product_key == key.last_five for product in observed.products):
            return ()
        return (installation_of(observed, key, WINDOWS, is_free=self.replaces_licensed),)

    def restart_required(self, observed: Observed) -> bool:
        """Whether the edition, or Windows itself, waits for a restart."""
        target, restart = self.target_on(observed), observed.part(ServicingRestart)
        is_due = target is not None and is_lagging(observed, target)
        return is_due or _waits_for_restart(_change(observed), observed) or bool(restart and restart.pending)


def _change(observed: Observed) -> Job | None:
    """The change of which there are traces; one whose restart has not brought its edition is none."""
    traces, uptime, restart = observed.part(Traces), observed.part(Uptime), observed.part(ServicingRestart)
    change = traces.job(JobKind.CHANGE) if traces is not None else None
    if change is None or not change.has_succeeded or change.started_at is None or uptime is None:
        return change
    is_over = uptime.booted_at > change.started_at and not (restart and restart.pending)
    return replace(change, exit_code=None) if is_over else change


def _is_running(observed: Observed) -> bool:
    change = _change(observed)
    return change is not None and change.is_running


def _is_under_way(change: Job | None) -> bool:
    """Whether a change runs, or has ended well."""
    return change is not None and (change.is_running or change.has_succeeded)


def _order_of(observed: Observed, change: Job) -> JobOrder | None:
    """The order that a change was started by; None where no such order can be."""
    installation, target = observed.part(WindowsInstallation), plain_edition(change.target)
    if installation is None:
        return None
    key = setup_key_for(Edition(target, installation.build))
    tool = Tool.DISM if installation.is_server else Tool.CHANGEPK
    return JobOrder(JobKind.CHANGE, change.target, tool, key) if key is not None else None


def _cleared(observed: Observed, order: JobOrder) -> tuple[Step, ...]:
    """What an earlier change has left goes first, unless it is this very change, prepared and never started."""
    traces = observed.part(Traces) or Traces()
    change, listing = traces.job(JobKind.CHANGE), traces.job(JobKind.LIST)
    is_stale = change is not None and (change.is_started or not is_same_edition(change.target, order.target))
    has_failed = listing is not None and listing.has_ended and traces.targets is None
    return (RemoveTraces(),) if is_stale or has_failed else ()


def _waits_for_restart(change: Job | None, observed: Observed) -> bool:
    return change is not None and change.has_succeeded and not has_arrived(observed, plain_edition(change.target))


def _list_first(path: EditionPath, observed: Observed) -> tuple[Step, ...]:
    """A server knows by itself what it can become; the catalogue only checks beforehand."""
    if path.route is not Route.DISM:
        return ()
    traces = observed.part(Traces) or Traces()
    listing = traces.job(JobKind.LIST)
    return (ListTargets(is_under_way=listing is not None and listing.is_running),)
