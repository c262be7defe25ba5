# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setters of SoftwareLicensingService and SoftwareLicensingProduct. None of them changes a LicenseStatus."""

from __future__ import annotations

import re

from .errors import Spp, SppError
from .installation import require_write_access
from .state import Discovered, KmsSettings, Licence, MachineState
from .values import INTERVAL_RANGE, KMS_PORT

#: inferred: names with blanks or other characters a host name cannot hold are refused
_MACHINE = re.compile(r"[A-Za-z0-9._:%\-\[\]]{1,255}")
_PORTS = range(1, 65536)


def _settings(state: MachineState, licence: Licence | None) -> KmsSettings:
    return state.service.kms if licence is None else licence.kms


def _forget_discovered(state: MachineState, licence: Licence | None) -> None:
    state.service.discovered = Discovered()
    for item in state.licences.values() if licence is None else [licence]:
        item.discovered = Discovered()


def _require(condition: bool) -> None:
    if not condition:
        raise SppError(Spp.INVALID_ARGUMENT)


def set_machine(state: MachineState, licence: Licence | None, name: str) -> None:
    """Store a KMS host name verbatim, without looking it up (documented)."""
    require_write_access(state)
    _require(bool(_MACHINE.fullmatch(name)))
    _settings(state, licence).machine = name
    _forget_discovered(state, licence)


def clear_machine(state: MachineState, licence: Licence | None) -> None:
    """Back to discovery; no error when nothing was set."""
    require_write_access(state)
    _settings(state, licence).machine = ""
    _forget_discovered(state, licence)


def set_port(state: MachineState, licence: Licence | None, port: int) -> None:
    """Store the KMS port."""
    require_write_access(state)
    _require(port in _PORTS)
    _settings(state, licence).port = port


def clear_port(state: MachineState, licence: Licence | None) -> None:
    """Back to 1688 at service level, to nothing at product level."""
    require_write_access(state)
    _settings(state, licence).port = KMS_PORT if licence is None else 0


def set_lookup_domain(state: MachineState, licence: Licence | None, domain: str) -> None:
    """Force the domain asked for SRV records."""
    require_write_access(state)
    _require(bool(_MACHINE.fullmatch(domain)))
    _settings(state, licence).lookup_domain = domain


def clear_lookup_domain(state: MachineState, licence: Licence | None) -> None:
    """Stop forcing a lookup domain."""
    require_write_access(state)
    _settings(state, licence).lookup_domain = ""


def set_activation_type(state: MachineState, licence: Licence | None, kind: int) -> None:
    """Enable one volume activation type; 0 is stored like a clear."""
    require_write_access(state)
    _require(kind in range(4))
    _settings(state, licence).activation_type = kind


def clear_activation_type(state: MachineState, licence: Licence | None) -> None:
    """Enable all volume activation types."""
    require_write_access(state)
    _settings(state, licence).activation_type = 0


def set_activation_interval(state: MachineState, minutes: int) -> None:
    """Host side: how often clients try that are not activated."""
    _require_interval(state, minutes)
    state.service.activation_interval = minutes


def set_renewal_interval(state: MachineState, minutes: int) -> None:
    """Host side: how often clients renew."""
    _require_interval(state, minutes)
    state.service.renewal_interval = minutes


def _require_interval(state: MachineState, minutes: int) -> None:
    """documented: 15 to 43200 minutes."""
    require_write_access(state)
    _require(minutes in INTERVAL_RANGE)


def set_listening_port(state: MachineState, port: int) -> None:
    """Host-side listening port; 0 clears it."""
    require_write_access(state)
    _require(port == 0 or port in _PORTS)
    state.service.listening_port = port


def clear_listening_port(state: MachineState) -> None:
    """Host-side listening port: back to the default."""
    set_listening_port(state, 0)


def set_dns_publishing(state: MachineState, value: bool) -> None:
    """Host side: whether SRV records are published."""
    require_write_access(state)
    state.service.dns_publishing = value


def set_low_priority(state: MachineState, value: bool) -> None:
    """Host side: whether requests are served with low priority."""
    require_write_access(state)
    state.service.low_priority = value


def set_host_caching(state: MachineState, value: bool) -> None:
    """Whether a client remembers the KMS host that answered."""
    require_write_access(state)
    state.service.host_caching = value
