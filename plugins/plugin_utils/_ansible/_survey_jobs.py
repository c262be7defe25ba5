# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done for each host of a survey: one row, whatever becomes of it.

Ansible templates and configures in the main thread; the threads only send and wait, each with a client of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible.errors import AnsibleConnectionFailure, AnsibleError

from .._cim._session import Session
from .._controller._crowd import done_by_many
from .._controller._interruption import Interruption
from .._diagnosis._diagnose import diagnose
from .._diagnosis._evidence import Evidence
from .._fleet._survey import SurveyRow
from .._language._errors import LicensingError, UnreachableError
from .._language._text import Language
from .._planner._state import KnownState
from .._result._diagnosis import render_diagnosis
from .._result._error import render_error
from .._result._status import render_status
from .._task._inquiry import gather
from .._task._patience import Patience
from .._task._task import Attendant, Terms, bring
from .._windows._host import RemoteHost
from .._windows._witness import RemoteWitness
from .._wsman._client import Client
from ._connection import only_client_for
from ._inventory_connections import InventoryConnections
from ._survey_progress import SurveyProgress
from ._tickets import Ticket, TicketHolder, ticket_of

#: Requests a diagnosis may cost each host, and days it looks back: the defaults of win_activation_diagnosis.
MAX_REQUESTS, EVENT_DAYS = 8, 3

#: Makes the row of a host, in a thread; never raises.
Job = Callable[[], SurveyRow]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What every host is asked, and how.

    Attributes:
        wish: What is to be known of it.
        seconds: How long it has, all requests together.
        language: Of reasons, and of texts on codes.
        now: The time, UTC.
        masked: Takes secrets out of a result.
        with_evidence: Whether each host is diagnosed, too.
    """

    wish: KnownState
    seconds: float
    language: Language
    now: Callable[[], datetime]
    masked: Callable[[Any], Any]
    with_evidence: bool = False


class SurveyJobs:
    """Makes the jobs of all hosts.

    Args:
        connections: Those of the inventory.
        inquiry: What is asked.
        groups: Of each host.
    """

    def __init__(
        self, connections: InventoryConnections, inquiry: Inquiry, groups: Mapping[str, Sequence[str]]
    ) -> None:
        self._connections = connections
        self._inquiry = inquiry
        self._groups = groups

    def rows(
        self, hosts: Sequence[str], workers: int, progress: SurveyProgress, interruption: Interruption
    ) -> Iterator[SurveyRow]:
        """A row for every host, in the order in which they answer; for fewer when it is broken off."""

        def may_go_on() -> bool:
            progress.tell()
            return not interruption.is_wanted

        for batch in self._batches(hosts):
            for row in done_by_many(batch, workers, may_go_on):
                progress.count(row)
                yield row
            if interruption.is_wanted:
                break
        progress.end()

    def not_asked(self, host: str) -> SurveyRow:
        """The row of a host whose turn did not come."""
        return self._row(host, {}, None)

    def _batches(self, hosts: Sequence[str]) -> Iterator[Iterator[Job]]:
        """Jobs that may be done at once; all of a batch have to be over before the next one is taken.

        Hosts whose connections take their Kerberos ticket from the environment form a batch for each ticket.
        """
        left, later = list(hosts), OrderedDict[Ticket, list[str]]()
        while left:
            holder = TicketHolder()
            try:
                yield self._batch(left, later, holder)
            finally:
                holder.release()
            left = later.popitem(last=False)[1] if later else []

    def _batch(self, hosts: Sequence[str], later: dict[Ticket, list[str]], holder: TicketHolder) -> Iterator[Job]:
        for host in hosts:
            try:
                connection = self._connections.of(host)
                ticket = ticket_of(connection)
                if ticket is not None and not holder.may_serve(ticket):
                    later.setdefault(ticket, []).append(host)
                    continue
                holder.serve(ticket, connection)
            except (LicensingError, AnsibleError) as problem:
                yield self._given(self._row(host, self._excuse(problem), self._inquiry.now()))
                continue
            yield self._asking(host, connection)

    def _given(self, row: SurveyRow) -> Job:
        return lambda: row

    def _asking(self, host: str, connection: Any) -> Job:
        def job() -> SurveyRow:
            asked_at = self._inquiry.now()
            try:
                return self._row(host, self._answer(host, connection), asked_at)
            except Exception as problem:  # whatever a library throws is the fate of one host, not of the survey
                return self._row(host, self._excuse(problem), asked_at)

        return job

    def _answer(self, host: str, connection: Any) -> dict[str, Any]:
        inquiry = self._inquiry
        terms = Terms(Patience(0), name=host, is_dry=True)
        with only_client_for(connection, inquiry.seconds) as client:
            outcome = bring(RemoteHost(Session(client)), inquiry.wish, terms, Attendant())
            now = inquiry.now()
            status = render_status(outcome.wish, outcome.after, now, inquiry.language, with_service=True)
            return status | ({"diagnosis": self._diagnosis(client, now)} if inquiry.with_evidence else {})

    def _diagnosis(self, client: Client, now: datetime) -> dict[str, Any]:
        start = Evidence(read_at=now, application=self._inquiry.wish.target.application)
        evidence = gather(RemoteWitness(client, EVENT_DAYS, self._inquiry.now), start, MAX_REQUESTS)
        return render_diagnosis(evidence, diagnose(evidence), self._inquiry.language, now)

    def _excuse(self, problem: Exception) -> dict[str, Any]:
        """A problem as the result of a task that had it."""
        language = self._inquiry.language
        if isinstance(problem, AnsibleConnectionFailure):
            return {"unreachable": True, "msg": str(problem)}
        if isinstance(problem, UnreachableError):
            return {"unreachable": True, "msg": problem.sentence(language)}
        if isinstance(problem, LicensingError):
            return {"failed": True, "msg": problem.sentence(language), "error": render_error(problem, language)}
        return {"failed": True, "msg": f"{type(problem).__name__}: {problem}"}

    def _row(self, host: str, result: Mapping[str, Any], asked_at: datetime | None) -> SurveyRow:
        return SurveyRow.of_task(host, self._groups.get(host, ()), self._inquiry.masked(result), asked_at)
