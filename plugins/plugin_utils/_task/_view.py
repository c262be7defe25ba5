# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task sees of a host: the state read last, in the light of what is wished."""

from __future__ import annotations

import contextlib
from typing import Generic, TypeVar

from .._language._errors import LicensingError, UncertainError, UnreachableError
from .._licensing._errors import HostRefused
from .._licensing._host import Host
from .._planner._wish import Observed, Step, Wish

_Wish = TypeVar("_Wish", bound=Wish)


class View(Generic[_Wish]):
    """A host as a task sees it.

    Args:
        host: The host.
        wish: What is wanted of it; decides what is read.
    """

    def __init__(self, host: Host, wish: _Wish) -> None:
        self.host = host
        self.wish = wish
        self.observed = Observed(())

    def read(self) -> Observed:
        """Read anew what the wish is about."""
        self.observed = self.wish.read(self.host, self.observed)
        return self.observed

    def complete(self) -> None:
        """Look up what only the host can say and a plan needs.

        Raises:
            PlanError: The host does not have it.
        """
        self.wish, self.observed = self.wish.completed(self.host, self.observed)

    def refresh(self) -> None:
        """Have the service evaluate its licences. Best effort: what counts is the state read next."""
        with contextlib.suppress(HostRefused, UnreachableError, UncertainError):
            self.host.refresh()

    def shows(self, step: Step) -> bool:
        """Whether the state, read anew, shows a step as done; a host that is restarting shows nothing yet."""
        tolerated = LicensingError if step.is_upheaval else (UnreachableError, UncertainError)
        try:
            observed = self.read()
        except tolerated:
            return False
        return step.is_done(observed)
