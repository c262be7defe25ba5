# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to drive the model in tests: no sockets, a clock set by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.catalogue import key_ring
from tests.simulator.model import Machine, ModelError, Outcome
from tests.simulator.model.state import Licence
from tests.simulator.served import ServedMachine

PRODUCT = "SoftwareLicensingProduct"
SERVICE = "SoftwareLicensingService"


def key(name: str) -> str:
    """The text of a key by its name in keys.yml."""
    record = key_ring().named(name)
    assert record is not None
    return record.key


def model_of(machine: Machine | ServedMachine) -> Machine:
    """The Windows behind its service, if it has one."""
    return machine.machine if isinstance(machine, ServedMachine) else machine


def service(machine: Machine | ServedMachine, method: str, **arguments: Any) -> Outcome:
    """Call a method of the service object."""
    version = machine.rows("SELECT Version FROM SoftwareLicensingService")[0]["Version"]
    return machine.invoke(SERVICE, {"Version": str(version)}, method, arguments)


def product(machine: Machine | ServedMachine, row: str, method: str, **arguments: Any) -> Outcome:
    """Call a method of a product row."""
    return machine.invoke(PRODUCT, {"ID": model_of(machine).row(row).sku.activation_id}, method, arguments)


def install(machine: Machine | ServedMachine, name: str) -> Outcome:
    """Install a key by its name."""
    return service(machine, "InstallProductKey", ProductKey=key(name))


def shown(machine: Machine | ServedMachine, row: str) -> dict[str, Any]:
    """A product row as WMI shows it."""
    identifier = model_of(machine).row(row).sku.activation_id
    return machine.rows(f"SELECT * FROM SoftwareLicensingProduct WHERE ID = '{identifier}'")[0]


def picture(licence: Licence) -> tuple[int, int]:
    """Status and reason."""
    return int(licence.status), int(licence.reason)


def fails(code: int) -> pytest.RaisesExc[ModelError]:
    """Expect a model error with a code."""
    return pytest.RaisesExc(ModelError, check=lambda error: error.code == code)
