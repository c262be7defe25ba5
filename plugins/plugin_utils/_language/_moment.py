# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as texts, always in UTC and the same in every language."""

from __future__ import annotations

from datetime import datetime, timezone


def minute(moment: datetime) -> str:
    """As people read it; spreadsheets leave it alone.

    >>> minute(datetime(2026, 3, 2, 8, 0, 59, tzinfo=timezone.utc))
    '2026-03-02 08:00 UTC'
    """
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def iso_minute(moment: datetime) -> str:
    """As results have it where seconds mean nothing.

    >>> iso_minute(datetime(2026, 3, 2, 8, 0, 59, tzinfo=timezone.utc))
    '2026-03-02T08:00Z'
    """
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%MZ")


def iso_second(moment: datetime) -> str:
    """As results have it where seconds count.

    >>> iso_second(datetime(2026, 3, 2, 8, 0, 59, tzinfo=timezone.utc))
    '2026-03-02T08:00:59Z'
    """
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str) -> datetime | None:
    """A moment from how results have it; None for anything else. Without a zone it is UTC.

    >>> read_moment("2026-03-02T08:00Z") == read_moment("2026-03-02T08:00:00"), read_moment("known_after_run")
    (True, None)
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
