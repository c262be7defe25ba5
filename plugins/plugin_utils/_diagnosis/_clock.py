# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a host beside the controller's: how far they differ, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from ._evidence import Evidence
from ._finding import Fact, Mention

#: KMS hosts refuse a larger difference (documented).
KMS_TOLERANCE: Final = timedelta(hours=4)

#: A wrong date makes certificates invalid; a few hours do not (inferred).
DATE_TOLERANCE: Final = timedelta(days=1)


def is_off_by_more(evidence: Evidence, tolerance: timedelta) -> bool:
    """Whether the clocks differ by more than this; what is not known does not."""
    offset = evidence.clock_offset
    return offset is not None and abs(offset) > tolerance


def clock_facts(evidence: Evidence) -> tuple[Fact, ...]:
    """How far the host's clock is from the controller's, and that the host of a KMS may be the one to look at."""
    facts = offset_fact(evidence)
    is_right = facts and not is_off_by_more(evidence, KMS_TOLERANCE)
    return (*facts, Fact("clock_of_kms_host")) if is_right else facts


def offset_fact(evidence: Evidence) -> tuple[Fact, ...]:
    """How far the host's clock is from the controller's."""
    offset = evidence.clock_offset
    if offset is None:
        return ()
    return (Fact("clock_ahead" if offset >= timedelta() else "clock_behind", clock_mentions(offset)),)


def clock_mentions(offset: timedelta) -> Mapping[str, Mention]:
    """What texts may say of a difference of clocks: its hours, and its days where there are several."""
    days = abs(offset).days
    return {"difference": difference(offset), **({"days": days} if days > 1 else {})}


def difference(offset: timedelta) -> str:
    """A difference of clocks without its sign.

    >>> difference(timedelta(hours=-6, minutes=-5))
    '6:05'
    """
    minutes = round(abs(offset).total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"
