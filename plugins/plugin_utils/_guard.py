# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MAK guard: counts an activation in the ledger before it is sent, and refuses the one too many."""

from __future__ import annotations

from pathlib import Path

from ._ledger import Ledger, Outcome, Reservation
from ._planner._step import Activate

#: A key belongs to one product of a host, which is not known before the key is in.
_ONE_PRODUCT = ""

_OUTCOMES = {True: Outcome.SPENT, False: Outcome.UNSPENT, None: Outcome.UNKNOWN}


class LedgerGuard:
    """Guards the activations of one host. Implements the planner's ``Guard``.

    Args:
        path: The ledger.
        host: Name of the host in the inventory.
        limit: Activations of one key that may be spent over all hosts; None only counts.
    """

    def __init__(self, path: Path, host: str, limit: int | None) -> None:
        self._path = path
        self._host = host
        self._limit = limit
        self._reservation: Reservation | None = None

    def reserve(self, step: Activate) -> None:
        """Count it, unless the key is a setup key, which costs nothing.

        Raises:
            LimitReached: It would be one too many.
            LedgerError: The ledger cannot be written.
        """
        if step.spends is None:
            return
        with Ledger(self._path) as ledger:
            self._reservation = ledger.reserve(step.spends, self._host, _ONE_PRODUCT, self._limit)

    def settle(self, step: Activate, was_spent: bool | None) -> None:
        """Write down what became of it.

        Raises:
            LedgerError: The ledger cannot be written; the activation stays counted.
        """
        if self._reservation is None:
            return
        with Ledger(self._path) as ledger:
            ledger.settle(self._reservation, _OUTCOMES[was_spent])
        self._reservation = None
