# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By what a machine can be known: the UUID of its hardware, or a placeholder many machines share."""

from __future__ import annotations

import uuid

from tests.simulator.model.machine import Machine
from tests.simulator.simulation import new_machine

PLACEHOLDER = "03000200-0400-0500-0006-000700080009"


def shown(machine: Machine) -> object:
    """The UUID a machine shows."""
    return machine.rows("SELECT UUID FROM Win32_ComputerSystemProduct")[0]["UUID"]


def test_other_hardware_shows_another_uuid() -> None:
    machine = new_machine(windows="no_key")
    before = uuid.UUID(str(shown(machine)))
    machine.change_hardware("other")
    assert uuid.UUID(str(shown(machine))) != before


def test_the_same_hardware_shows_the_same_uuid() -> None:
    assert len({shown(new_machine(hardware=name)) for name in ("one", "one", "two")}) == 2


def test_a_given_uuid_is_shown_whatever_the_hardware() -> None:
    machine = new_machine(uuid=PLACEHOLDER)
    machine.change_hardware("other")
    assert shown(machine) == PLACEHOLDER
