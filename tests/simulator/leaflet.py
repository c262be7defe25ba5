# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person wants to know of a fleet that has just started: its hosts, how they stand, and keys to try.

The keys are the plainly fake fixtures of `profiles/keys.yml`; they open nothing real.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .model.keys import KeyRecord
from .model.machine import Machine
from .model.spec import MachineSpec
from .model.state import Licence
from .model.values import WINDOWS_APPLICATION, Channel
from .model.world import ActivationService
from .simulation import Simulation

_WORKSTATION = 1
_FOR_PEOPLE = frozenset({Channel.MAK, Channel.RETAIL})


class Standing(StrEnum):
    """How the Windows licence of a host stands at the start."""

    LICENSED = "licensed"
    KMS_CLIENT = "KMS client, not activated"
    NOT_ACTIVATED = "not activated"
    NO_KEY = "no key"


@dataclass(frozen=True, slots=True)
class KeyToTry:
    """A fixture key and the hosts it would license."""

    name: str
    key: str
    hosts: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {"name": self.name, "key": self.key, "hosts": list(self.hosts)}


def kind_of(spec: MachineSpec) -> str:
    """`client` or `server`."""
    return "client" if spec.product_type == _WORKSTATION else "server"


def standing_of(machine: Machine) -> Standing:
    """How the Windows licence of a host stands."""
    keyed = [licence for licence in _own(machine) if licence.key is not None and _is_windows(licence)]
    if any(licence.is_licensed for licence in keyed):
        return Standing.LICENSED
    if any(licence.sku.channel is Channel.GVLK for licence in keyed):
        return Standing.KMS_CLIENT
    return Standing.NOT_ACTIVATED if keyed else Standing.NO_KEY


def keys_to_try(simulation: Simulation) -> list[KeyToTry]:
    """Keys that a host lacks and that the activation service would accept, in the order of `profiles/keys.yml`."""
    service = simulation.world.activation
    found = [KeyToTry(record.name, record.key, tuple(_hosts_for(record, simulation))) for record in _usable(service)]
    return [item for item in found if item.hosts]


def _usable(service: ActivationService) -> Iterator[KeyRecord]:
    for name in service.keyring.names():
        record = service.keyring.named(name)
        if record is None or record.channel not in _FOR_PEOPLE or record.blocked_locally or record.is_upgrade:
            continue
        if not service.verdicts.get(name, record.verdict) and service.remaining(record) > 0:
            yield record


def _hosts_for(record: KeyRecord, simulation: Simulation) -> Iterator[str]:
    for name, host in simulation.hosts.items():
        licences = list(_own(host.machine))
        fitting = [item for item in licences if record.covers(item.sku.family, item.sku.generation, item.sku.channel)]
        if any(_is_open(item, licences) for item in fitting):
            yield name


def _own(machine: Machine) -> Iterator[Licence]:
    """The rows of the installed edition and of add-ons; Windows lists those of other editions, too."""
    for licence in machine.state.licences.values():
        if not _is_windows(licence) or licence.sku.family == machine.state.spec.edition:
            yield licence


def _is_windows(licence: Licence) -> bool:
    return licence.sku.application == WINDOWS_APPLICATION and not licence.sku.is_addon


def _is_open(licence: Licence, licences: Iterable[Licence]) -> bool:
    """Whether nothing licenses yet what the row would license, and nobody has chosen KMS for it."""
    if licence.sku.is_addon or not _is_windows(licence):
        return not licence.is_licensed
    rivals = [item for item in licences if _is_windows(item) and item.key is not None]
    return not any(item.is_licensed or item.sku.channel is Channel.GVLK for item in rivals)
