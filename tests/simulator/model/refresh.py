# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product rows that show a change only once they were refreshed (community; the switch `minimum_refresh`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .calls import Call, Outcome
from .reading import Row

REFRESH = "RefreshLicenseStatus"


@dataclass(slots=True)
class RefreshView:
    """The product rows as a query sees them."""

    is_needed: bool
    _shown: list[Row] | None = None

    def keep(self, rows: list[Row]) -> None:
        """A change is about to be made: go on showing what was there before the first one."""
        self._shown = self._shown or rows

    def show_now(self) -> None:
        """Keep nothing back any more."""
        self._shown = None

    def show(self, rows: list[Row]) -> list[Row]:
        """The rows a query sees now."""
        return rows if self._shown is None else self._shown


@dataclass(frozen=True, slots=True)
class Refreshing:
    """A call after which rows show as they are."""

    call: Call
    view: RefreshView

    def run(self) -> Outcome:
        """Show everything."""
        self.view.show_now()
        return self.call.run()


@dataclass(frozen=True, slots=True)
class Unseen:
    """A change that does not show yet."""

    call: Call
    view: RefreshView
    rows: Callable[[], list[Row]]

    def run(self) -> Outcome:
        """Change, and go on showing the rows of before."""
        self.view.keep(self.rows())
        return self.call.run()
