# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few Win32_* classes a licensing client reads besides Software Protection: facts of a host for the tables.

What the classes show of these facts stands in `system_classes.yml`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from .eventlog import SPP_CLASSIC_SOURCE, SPP_PROVIDER, Event
from .spec import MachineSpec
from .state import MachineState
from .tables import Facts, RowKind, Service, SystemTables, read_tables
from .values import WmiValue

_DATA = Path(__file__).resolve().with_suffix(".yml")
_DEFAULT_LOCALE = "en-US"
_CONTROLLER = 2  # documented: ProductType of a domain controller
_CLIENT = 1  # documented: ProductType of a system that is no server
#: of SuiteMask (documented: VER_SUITE_TERMINAL, VER_SUITE_SINGLEUSERTS)
_TERMINAL, _SINGLE_USER = 0x10, 0x100
_PROCESS = 1044


@cache
def system_tables() -> SystemTables:
    """The data file, read once."""
    return read_tables(_DATA)


def system_rows(state: MachineState, class_name: str) -> list[dict[str, WmiValue]]:
    """All objects of a class; none of a class without a table."""
    table = system_tables().tables.get(class_name)
    return [] if table is None else [table.row(facts) for facts in _facts_of(state, table.kind)]


def local_time(state: MachineState, moment: datetime) -> datetime:
    """A moment with the host's own offset, as WMI shows times."""
    return moment.astimezone(timezone(state.spec.utc_offset))


def _facts_of(state: MachineState, kind: RowKind) -> Iterator[Facts]:
    """The facts of each row."""
    if kind is RowKind.NOTHING:
        return
    host = host_facts(state)
    if kind is RowKind.HOST:
        yield host
    elif kind is RowKind.SERVICE:
        yield from ({**host, **service_facts(state, service)} for service in system_tables().services)
    elif kind is RowKind.BATTERY:
        yield from ({**host, "battery_status": status} for status in state.spec.batteries)
    else:
        yield from ({**host, **event_facts(state, event)} for event in state.log_book.newest_first())


def host_facts(state: MachineState) -> dict[str, WmiValue]:
    """What every class may show of the host."""
    return {**_system_facts(state), **_locale_facts(state), **_network_facts(state), **_hardware_facts(state)}


def _system_facts(state: MachineState) -> dict[str, WmiValue]:
    spec = state.spec
    return {
        "name": spec.name,
        "build": str(spec.build),
        "version": spec.version,
        "caption": spec.caption,
        "operating_system_sku": spec.operating_system_sku,
        "product_type": _CONTROLLER if spec.is_domain_controller else spec.product_type,
        "free_bytes": spec.free_bytes,
        "suite_mask": _TERMINAL if spec.is_session_host else _TERMINAL | _SINGLE_USER,
        "suite": 256 if spec.product_type == _CLIENT else 272,
        "installed": local_time(state, state.installed_at).replace(microsecond=0),
        "booted": local_time(state, state.booted_at),
        "now": local_time(state, state.now),
        "offset_minutes": int(spec.utc_offset / timedelta(minutes=1)),
    }


def _locale_facts(state: MachineState) -> dict[str, WmiValue]:
    locales = system_tables().locales
    locale = locales.get(state.spec.locale, locales[_DEFAULT_LOCALE])
    return {
        "language": locale.language,
        "locale_number": f"{locale.language:04x}",
        "languages": [state.spec.locale],
        "code_set": locale.code_set,
        "country": locale.country,
        "architecture": locale.architecture,
    }


def _network_facts(state: MachineState) -> dict[str, WmiValue]:
    spec = state.spec
    host_name = spec.name.split(".")[0]
    return {
        "host_name": host_name,
        "computer_name": host_name.upper()[:15],
        "domain": spec.domain or "WORKGROUP",
        "domain_role": _domain_role(spec),
        "is_in_domain": spec.domain is not None,
        "workgroup": None if spec.domain else "WORKGROUP",
    }


def _domain_role(spec: MachineSpec) -> int:
    """documented: 0 and 1 workstations, 2 and 3 servers, 5 the primary domain controller."""
    if spec.is_domain_controller:
        return 5
    return (1 if spec.domain else 0) + (2 if spec.product_type != _CLIENT else 0)


def _hardware_facts(state: MachineState) -> dict[str, WmiValue]:
    identity = str(uuid.uuid5(uuid.NAMESPACE_OID, state.hardware)).upper()
    return {
        "uuid": identity if state.spec.uuid is None else state.spec.uuid,
        "serial_number": f"SIM-{identity[:8]}",
    }


def service_facts(state: MachineState, service: Service) -> dict[str, WmiValue]:
    """What Win32_Service shows of one service."""
    control = state.services[service.name]
    return {
        "service_name": service.name,
        "service_title": state.spec.texts.get(f"service:{service.name}", service.title),
        "service_path": service.path,
        "service_account": service.account,
        "service_type": service.type,
        "starts_delayed": service.starts_delayed,
        "is_running": control.is_running,
        "service_state": "Running" if control.is_running else "Stopped",
        "process_id": _PROCESS if control.is_running else 0,
        "start_mode": control.mode,
    }


def event_facts(state: MachineState, event: Event) -> dict[str, WmiValue]:
    """What Win32_NTLogEvent shows of one record."""
    texts = state.spec.texts
    shown = system_tables().event_types[event.severity.name.lower()]
    return {
        "event_code": event.identifier,
        "event_identifier": event.event_identifier,
        "event_severity": int(event.severity),
        "event_type": texts.get(shown.text, shown.word),
        "event_log": event.logfile,
        "event_source": _source(state, event),
        "event_text": texts.get("event", "The licensing client reports:") + f" {event.text}",
        "event_time": local_time(state, event.moment) if state.switches.event_times == "local" else event.moment,
        "insertion_strings": [*event.strings] or None,
        "record_number": event.number,
    }


def _source(state: MachineState, event: Event) -> str:
    is_classic = event.source == SPP_PROVIDER and state.switches.event_source == "classic"
    return SPP_CLASSIC_SOURCE if is_classic else event.source
