# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many hosts of a survey may stay unread. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from .._language._errors import InputError, LicensingError
from ._survey import RowFate, Survey

_NUMBER = re.compile(r"([0-9]{1,9})(%?)")

_UNREAD = frozenset({RowFate.UNREACHABLE, RowFate.FAILED})


class TooManyUnread(LicensingError):
    """More hosts could not be read than may be."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A number of hosts, or a part of all of them.

    Attributes:
        most: How many, or how many of a hundred.
    """

    most: int
    is_percent: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """What an option says, such as 3 or 5%.

        Raises:
            InputError: It says something else.
        """
        found = _NUMBER.fullmatch(text.strip())
        if found is None or (found[2] and int(found[1]) > 100):
            raise InputError(
                "max_unreachable is neither a number of hosts nor a percentage: {text!r}.",
                advice="Give a number such as 3, or a part of all hosts such as 5%.",
                text=text,
            )
        return cls(int(found[1]), bool(found[2]))

    def objection(self, survey: Survey) -> TooManyUnread | None:
        """Why a survey is not good enough; hosts that were not asked because it was broken off do not count."""
        unread = sum(row.fate in _UNREAD for row in survey.rows)
        asked = sum(row.fate is not RowFate.NOT_ASKED for row in survey.rows)
        taken = unread * 100 > self.most * asked if self.is_percent else unread > self.most
        if not taken:
            return None
        return TooManyUnread(
            "{unread} of {asked} hosts could not be read, more than max_unreachable allows.",
            advice="The survey says why for each of them.",
            unread=unread,
            asked=asked,
        )
