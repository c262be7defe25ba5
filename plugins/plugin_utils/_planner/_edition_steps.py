# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of a change of edition: have Windows do it, follow it, restart, tidy up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from .._language._errors import LicensingError
from .._language._text import Listed, Text, plain
from .._licensing._edition_matrix import EditionPath
from .._licensing._errors import PlanError
from .._licensing._host import Host
from .._licensing._servicing import Job, JobKind, JobOrder, Traces
from .._licensing._servicing_codes import ended_badly
from .._licensing._windows_installation import is_same_edition, plain_edition
from ._edition_outcome import has_arrived, with_conversion_done, with_edition
from ._key import InstallKey
from ._wish import Effect, Observed, Step

#: Longest wait for the list of target editions; DISM takes seconds for it, on a slow disk a minute or two (inferred).
_LIST_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class ListTargets(Step):
    """Have the host list the editions that it can become."""

    is_change: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True
    is_upheaval: ClassVar[bool] = True

    #: Whether a list is being made already.
    is_under_way: bool = False

    @property
    def seconds(self) -> float:
        """DISM looks through the components first."""
        return _LIST_SECONDS

    @property
    def application(self) -> None:
        """None: it is about Windows and no product of it."""

    def action(self) -> Text:
        """By DISM."""
        return Text("Have DISM list the editions this host can become")

    def effect(self) -> Effect:
        """Nothing stays of it."""
        return Effect(Text("list of target editions"), Text("not read"), Text("read"))

    def foresee(self, observed: Observed) -> Observed:
        """What the list says, only the host knows."""
        return observed

    def is_done(self, observed: Observed) -> bool:
        """The list is whole."""
        traces = observed.part(Traces)
        return traces is not None and traces.targets is not None

    def send(self, host: Host, observed: Observed) -> None:
        """Start it, unless it runs."""
        if not self.is_under_way:
            host.start_job(JobOrder(JobKind.LIST))

    def failure(self, observed: Observed) -> LicensingError | None:
        """It is over, and there is no list."""
        job = _job(observed, JobKind.LIST)
        if job is None or not job.has_ended:
            return None
        return PlanError(
            "DISM ended without a list of the editions this host can become ({code}).",
            advice="Look at C:\\Windows\\Logs\\DISM\\dism.log on the host and run the task again. Nothing was changed.",
            code=Text("exit code {code}", code=job.exit_code) if job.exit_code is not None else Text("no exit code"),
        )

    def not_done(self, observed: Observed) -> LicensingError:
        """DISM is at it still, or nothing is to be seen of it."""
        return PlanError(
            "DISM did not list the editions this host can become within {seconds} seconds.",
            advice="Look at C:\\Windows\\Logs\\DISM\\dism.log on the host and run the task again later. Nothing was "
            "changed.",
            seconds=_LIST_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class ChangeEdition(Step):
    """Have DISM or changepk change the edition, and wait until it has ended.

    Attributes:
        order: What is started.
        limit: Seconds to wait for its end. It is never stopped.
    """

    order: JobOrder
    limit: int
    is_upheaval: ClassVar[bool] = True

    @property
    def seconds(self) -> float:
        """As the task says."""
        return self.limit

    @property
    def application(self) -> None:
        """None: what it does to products shows after the restart."""

    @property
    def edition_id(self) -> str:
        """The edition it leads to."""
        return plain_edition(self.order.target)

    def action(self) -> Text:
        """By the edition and the program."""
        return Text(
            "Change the edition to {edition} with {tool}", edition=self.edition_id, tool=plain(self.order.tool.value)
        )

    def effect(self) -> Effect:
        """The components of another edition are there."""
        return Effect(
            Text("components of {edition}", edition=self.edition_id), Text("not installed"), Text("installed")
        )

    def foresee(self, observed: Observed) -> Observed:
        """The job is over, and the host waits for a restart."""
        return with_conversion_done(observed, self.order)

    def require_ready(self, observed: Observed) -> None:
        """Where the host has made a list, the edition is on it.

        Raises:
            PlanError: It is not.
        """
        traces = observed.part(Traces)
        if traces is None or traces.targets is None:
            return
        if any(item.lower() == self.order.target.lower() for item in traces.targets):
            return
        if not traces.targets:
            raise PlanError(
                "By its own list this host can become no other edition, so not {edition} either.",
                advice="Install Windows anew from media of the edition; Microsoft names no other way. Nothing was "
                "changed.",
                edition=self.edition_id,
            )
        raise PlanError(
            "By its own list this host cannot become {edition}, but only: {targets}.",
            advice="Set edition to one of these, or install Windows anew. Nothing was changed.",
            edition=self.edition_id,
            targets=Listed(*dict.fromkeys(map(plain_edition, traces.targets))),
        )

    def is_done(self, observed: Observed) -> bool:
        """The job has ended well, or the edition is there."""
        job = _job(observed, JobKind.CHANGE)
        is_over = job is not None and job.has_succeeded and is_same_edition(job.target, self.order.target)
        return is_over or has_arrived(observed, self.edition_id)

    def send(self, host: Host, observed: Observed) -> None:
        """Start the job."""
        host.start_job(self.order)

    def failure(self, observed: Observed) -> LicensingError | None:
        """The job has ended badly."""
        job = _job(observed, JobKind.CHANGE)
        if job is None or not job.has_ended or job.has_succeeded:
            return None
        return ended_badly(job, self.order.tool)

    def not_done(self, observed: Observed) -> LicensingError:
        """It is at it still; nobody stops it."""
        job = _job(observed, JobKind.CHANGE)
        if job is None:
            return PlanError(
                "The change of the edition to {edition} was started, and nothing is to be seen of it.",
                advice="Look at C:\\Windows\\Logs\\DISM\\dism.log on the host and run the task again.",
                edition=self.edition_id,
            )
        return PlanError(
            "The change of the edition to {edition} has not ended within {minutes} minutes.",
            advice="It goes on, and must not be stopped. Run the task again later: it finds the change under way and "
            "goes on waiting. Should nothing happen for hours, look at C:\\Windows\\Logs\\DISM\\dism.log on the host.",
            edition=self.edition_id,
            minutes=self.limit // 60,
        )


@dataclass(frozen=True, slots=True)
class FollowChange(ChangeEdition):
    """Wait for a change that an earlier task has started."""

    is_repeatable: ClassVar[bool] = True

    def action(self) -> Text:
        """By the edition."""
        return Text("Wait for the change of the edition to {edition} that is under way", edition=self.edition_id)

    def send(self, host: Host, observed: Observed) -> None:
        """Nothing is sent."""


@dataclass(frozen=True, slots=True)
class InstallEditionKey(InstallKey):
    """Install the key of another edition, which changes nothing but the key.

    Attributes:
        path: The change.
    """

    path: EditionPath

    def action(self) -> Text:
        """By the edition and the end of the key."""
        return Text(
            "Change the edition to {edition} by the product key ...{key}",
            edition=self.path.target,
            key=self.key.last_five,
        )

    def foresee(self, observed: Observed) -> Observed:
        """The edition is that of the key."""
        return with_edition(observed, self.path.target, self.key)

    def is_done(self, observed: Observed) -> bool:
        """A product of the edition holds the key; EditionID may follow with a restart only."""
        return any(
            is_same_edition(product.family, self.path.target) for product in self.target.select(observed.products)
        )

    def not_done(self, observed: Observed) -> LicensingError:
        """No product shows the key, or one of another edition does."""
        holder = next(iter(self.target.select(observed.products)), None)
        if holder is None:
            return InstallKey.not_done(self, observed)
        return PlanError(
            "The key ...{key} was installed, but it is one of {family}, not of {edition}.",
            advice="Correct edition, or give a key of the edition that is meant.",
            key=self.key.last_five,
            family=holder.family,
            edition=self.path.target,
        )


@dataclass(frozen=True, slots=True)
class RemoveTraces(Step):
    """Remove what jobs have left on the host: scheduled tasks and a key of the registry."""

    is_change: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> None:
        """None: nothing of Windows is touched."""

    def action(self) -> Text:
        """Ours only."""
        return Text("Remove what a change of the edition has left on the host")

    def effect(self) -> Effect:
        """They go."""
        return Effect(Text("traces of a change of the edition"), Text("present"), Text("absent"))

    def foresee(self, observed: Observed) -> Observed:
        """There are none."""
        return observed.having(Traces())

    def is_done(self, observed: Observed) -> bool:
        """There are none."""
        traces = observed.part(Traces)
        return traces is not None and traces.is_clean

    def send(self, host: Host, observed: Observed) -> None:
        """Delete them."""
        host.remove_traces()

    def not_done(self, observed: Observed) -> LicensingError:
        """They are there still."""
        return PlanError(
            "What a change of the edition has left on the host could not be removed.",
            advice="Delete the scheduled tasks and the registry key HKLM\\SOFTWARE\\licenseops.windows by hand.",
        )


def change_of(observed: Observed) -> Job | None:
    """The change of which there are traces."""
    return _job(observed, JobKind.CHANGE)


def _job(observed: Observed, kind: JobKind) -> Job | None:
    traces = observed.part(Traces)
    return traces.job(kind) if traces is not None else None
