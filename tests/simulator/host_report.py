# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the model knows of a host, as plain data for the admin endpoint; keys by their last five characters only."""

from __future__ import annotations

from typing import Any

from .host import Host
from .model.eventlog import Event
from .model.registry import RegistryValue
from .model.state import PROTECTION_SERVICE, Licence, MachineState, ServiceState
from .model.tasks import task_data
from .model.values import minutes_until

_OFFICE_KEYS = (
    r"SOFTWARE\Microsoft\Office",
    r"SOFTWARE\Policies\Microsoft\Office",
    r"SOFTWARE\WOW6432Node\Policies\Microsoft\Office",
)


def host_state(host: Host) -> dict[str, Any]:
    """The whole state of a host."""
    state = host.machine.state
    products = [_product(state, licence) for licence in state.licences.values()]
    protection = state.services[PROTECTION_SERVICE]
    return {
        "name": host.name,
        "now": state.now.isoformat(),
        "products": products,
        "keyed": [item for item in products if item["partial_product_key"]],
        "service": _service(state.service),
        "clock_offset_minutes": state.clock_offset.total_seconds() / 60,
        "software_protection": {"start_mode": protection.mode, "running": protection.is_running},
        "office": _office(state),
        "users": _users(state),
        "installations": state.installations,
        "pending_restart": state.pending_restart,
        "hardware": state.hardware,
        "events": [_event(event) for event in state.events],
        "faults": host.faults.as_data(),
        "edition": state.spec.edition,
        "pending_edition": state.pending_edition.edition if state.pending_edition else None,
        "processes": [process.as_data() for process in state.processes.log],
        "tasks": sorted(state.tasks),
        "own_registry": sorted(state.registry.within("SOFTWARE\\licenseops.windows", empty=True)),
        "is_down": host.machine.is_down,
        "restarts": state.power.restarts,
        "booted_at": state.booted_at.isoformat(),
        "under_way": host.acceptor.under_way,
    }


def host_work(host: Host) -> dict[str, Any]:
    """Processes and tasks of a host up to now."""
    host.machine.settle()
    state = host.machine.state
    return {
        "processes": [process.as_data() for process in state.processes.log],
        "tasks": [task_data(task) for task in state.tasks.values()],
    }


def _product(state: MachineState, licence: Licence) -> dict[str, Any]:
    return {
        "row": licence.sku.row,
        "activation_id": licence.sku.activation_id,
        "family": licence.sku.family,
        "channel": licence.sku.key_channel,
        "partial_product_key": licence.key.last5 if licence.key else None,
        "license_status": int(licence.status),
        "reason": f"0x{licence.reason:08X}",
        "grace_minutes": minutes_until(licence.expires_at, state.now),
        "binding": str(licence.binding),
        "kms_machine": licence.kms.machine,
        "kms_port": licence.kms.port,
        "rearm_left": licence.rearm_left,
    }


def _service(service: ServiceState) -> dict[str, Any]:
    return {
        "kms_machine": service.kms.machine,
        "kms_port": service.kms.port,
        "kms_lookup_domain": service.kms.lookup_domain,
        "activation_type": service.kms.activation_type,
        "host_caching": service.host_caching,
        "client_machine_id": service.client_machine_id,
        "rearm_left": service.rearm_left,
    }


def _office(state: MachineState) -> dict[str, dict[str, Any]]:
    """What stands in the registry about Office, by key."""
    found = (state.registry.within(path) for path in _OFFICE_KEYS)
    return {path: _plain(key) for keys in found for path, key in keys.items()}


def _users(state: MachineState) -> dict[str, dict[str, Any]]:
    """Everybody with a profile: whether logged on, and what stands in the hive, by key without the SID."""
    found: dict[str, dict[str, Any]] = {}
    for sid, is_loaded in state.hives.users().items():
        registry = state.hives.loaded if is_loaded else state.hives.resting[sid]
        keys = {path[len(sid) + 1 :]: values for path, values in registry.within(sid, empty=True).items()}
        found[sid] = {"loaded": is_loaded, "keys": {path: _plain(values) for path, values in keys.items() if path}}
    return found


def _plain(values: dict[str, RegistryValue]) -> dict[str, Any]:
    return {name: list(value.data) if isinstance(value.data, bytes) else value.data for name, value in values.items()}


def _event(event: Event) -> dict[str, Any]:
    return {"id": event.identifier, "text": event.text, "time": event.moment.isoformat()}
