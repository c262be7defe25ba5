# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a support call asks for: the computer, its Windows, the errors, when they came up and what was tried. Pure.

No part of a key is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .._licensing._short_name import short_name
from ._events import Event
from ._evidence import Evidence, known
from ._facts import event_fact
from ._finding import Fact, Finding
from ._kinds import Severity

#: More attempts than these nobody reads out.
_MOST_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error: what was found, its code where there is one, and whose it is, in two or three words."""

    finding: Finding
    code: int | None
    product: str | None


@dataclass(frozen=True, slots=True)
class Support:
    """What to have at hand; None for what is not known.

    Attributes:
        windows: Name of Windows, as the host says it.
        failed_at: When an attempt failed last, UTC by the host's clock.
        attempts: The newest events of Software Protection about attempts, newest first.
    """

    maker: str | None
    model: str | None
    windows: str | None
    version: str | None
    build: int | None
    edition: str | None
    troubles: tuple[Trouble, ...]
    failed_at: datetime | None
    attempts: tuple[Fact, ...]


def support_of(evidence: Evidence, findings: Sequence[Finding]) -> Support | None:
    """What a support call about a host asks for; None for a host that needs none."""
    worse = [finding for finding in findings if finding.severity is not Severity.INFO]
    if not worse:
        return None
    computer, system, primary = known(evidence.computer), known(evidence.system), evidence.primary
    failures = [event for event in evidence.known_events if event.is_failure]
    return Support(
        maker=computer.maker if computer else None,
        model=computer.model if computer else None,
        windows=system.name if system else None,
        version=system.version if system else None,
        build=evidence.build,
        edition=primary.family if primary else None,
        troubles=tuple(_troubles(worse)),
        failed_at=next((event.at for event in failures), None),
        attempts=tuple(_attempts(failures)),
    )


def _troubles(findings: Iterable[Finding]) -> Iterator[Trouble]:
    for finding in findings:
        yield Trouble(finding, finding.code, short_name(finding.product) if finding.product else None)


def _attempts(failures: Iterable[Event]) -> Iterator[Fact]:
    """The newest ones; the same again and again counts as one."""
    seen = set[tuple[int, int, str | None]]()
    for event in failures:
        key = event.code_of_event, event.code, event.kms_host
        if key not in seen and len(seen) < _MOST_ATTEMPTS:
            seen.add(key)
            yield event_fact(event)
