# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task needs beside the host: the machine for itself alone, and a watch over what activations cost.

Both are promises here; ``_controller`` keeps them with files.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from .._licensing._hardware import Machine
from .._licensing._product_key import ProductKey


@dataclass(frozen=True, slots=True)
class Leftover:
    """The last request of a task that never saw what became of it.

    Attributes:
        step: The kind of step it was, as ``_under_way`` notes it; of several where they were sent together.
        age: Seconds since it was sent.
    """

    step: str
    age: float


class Lock(Protocol):
    """Keeps other tasks from changing a machine."""

    def held(self, machine: Machine) -> AbstractContextManager[Leftover | None]:
        """Alone with a machine; gives what an earlier task may have left under way there.

        Raises:
            LicensingError: Another task does not let go of it.
        """

    def mark(self, step: str) -> None:
        """Note that a step is being sent which must not be sent twice. Called while the lock is held."""

    def forget(self) -> None:
        """It is known what became of that, or would be by now. Called while the lock is held."""


class ActivationGuard(Protocol):
    """Watches over what activations cost. Called while the lock of the machine is held."""

    def reserve(self, key: ProductKey, machine: Machine) -> None:
        """Called before the first step of a plan that ends in a costly activation.

        Raises:
            LicensingError: It must not be sent.
        """

    def conclude(self, was_spent: bool | None) -> None:
        """Called for each reservation in their order, when the outcome is known; None when it is not."""

    def is_owed(self, key: ProductKey, name: str) -> bool:
        """Whether an activation of the key for a host of that name was never concluded."""

    def witness(self, key: ProductKey, machine: Machine) -> None:
        """Called when a machine is found licensed by a key: what was never concluded there was spent."""


class Unlocked:
    """Nobody else is there."""

    def held(self, machine: Machine) -> AbstractContextManager[Leftover | None]:
        """At once."""
        return nullcontext(None)

    def mark(self, step: str) -> None:
        """Note nothing."""

    def forget(self) -> None:
        """Nothing was noted."""


class Unguarded:
    """No limits."""

    def reserve(self, key: ProductKey, machine: Machine) -> None:
        """Allow."""

    def conclude(self, was_spent: bool | None) -> None:
        """Forget."""

    def is_owed(self, key: ProductKey, name: str) -> bool:
        """Nothing is."""
        return False

    def witness(self, key: ProductKey, machine: Machine) -> None:
        """Forget."""
