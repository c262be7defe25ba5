# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MAK guard: counts an activation in the ledger before it is sent, and refuses the one too many."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from .._licensing._hardware import Machine
from .._licensing._product_key import ProductKey
from ._ledger import Fate, Ledger, Reservation
from ._ledger_file import is_new

#: A key belongs to one product of a host, which is not known before the key is in.
_ONE_PRODUCT = ""

_FATES = {True: Fate.SPENT, False: Fate.UNSPENT, None: Fate.UNKNOWN}


class LedgerGuard:
    """Guards the activations of one host. Implements ``ActivationGuard``.

    Args:
        path: The ledger.
        limit: Activations of one key that may be spent over all machines; None only counts.
    """

    def __init__(self, path: Path, limit: int | None) -> None:
        self._path = path
        self._limit = limit
        self._reservations: deque[Reservation] = deque()

    def reserve(self, key: ProductKey, machine: Machine) -> None:
        """Count it.

        Raises:
            LimitReached: It would be one too many.
            LedgerError: The ledger cannot be written.
        """
        with Ledger(self._path) as ledger:
            self._reservations.append(ledger.reserve(key, machine, _ONE_PRODUCT, self._limit))

    def conclude(self, was_spent: bool | None) -> None:
        """Write down what became of the first of those reserved and not concluded.

        Raises:
            LedgerError: The ledger cannot be written; the activation stays counted.
        """
        if not self._reservations:
            return
        reservation = self._reservations.popleft()
        with Ledger(self._path) as ledger:
            ledger.settle(reservation, _FATES[was_spent])

    def is_owed(self, key: ProductKey, name: str) -> bool:
        """Whether an activation of the key for a host of that name was never settled.

        Raises:
            LedgerError: The ledger cannot be read.
        """
        if is_new(self._path):
            return False
        with Ledger(self._path) as ledger:
            return ledger.is_owed(key.last_five, name)

    def witness(self, key: ProductKey, machine: Machine) -> None:
        """A machine is licensed by the key: what was never settled there was spent.

        Raises:
            LedgerError: The ledger cannot be written.
        """
        with Ledger(self._path) as ledger:
            ledger.witness(key, machine, _ONE_PRODUCT)
