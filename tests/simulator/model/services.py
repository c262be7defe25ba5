# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows services and the three methods of Win32_Service. Failures are return values, never faults (documented)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .state import PROTECTION_SERVICE, MachineState
from .values import WmiValue

#: return values of Win32_Service methods (documented)
SUCCESS, ACCESS_DENIED, NOT_ACTIVE, ALREADY_RUNNING, DISABLED, INVALID_PARAMETER = 0, 2, 6, 10, 14, 21
_SERVICE_KEY = r"SYSTEM\CurrentControlSet\Services"
#: words ChangeStartMode takes (documented) with the word the property shows and the number in the registry;
#: Boot and System are for drivers only
_START_MODES = {"automatic": ("Auto", 2), "manual": ("Manual", 3), "disabled": ("Disabled", 4)}


def _change_start_mode(state: MachineState, name: str, arguments: Mapping[str, WmiValue]) -> int:
    wanted = _START_MODES.get(str(arguments.get("StartMode") or "").lower())
    if name == PROTECTION_SERVICE and state.switches.sppsvc_start_mode_locked:
        return ACCESS_DENIED
    if wanted is None:
        return INVALID_PARAMETER
    set_start_mode(state, name, wanted[0])
    return SUCCESS


def _start(state: MachineState, name: str, _arguments: Mapping[str, WmiValue]) -> int:
    service = state.services[name]
    if service.is_running:
        return ALREADY_RUNNING
    if service.mode == "Disabled":
        return DISABLED
    service.is_running = True
    return SUCCESS


def _stop(state: MachineState, name: str, _arguments: Mapping[str, WmiValue]) -> int:
    service = state.services[name]
    if not service.is_running:
        return NOT_ACTIVE
    service.is_running = False
    return SUCCESS


_METHODS: Mapping[str, Callable[[MachineState, str, Mapping[str, WmiValue]], int]] = {
    "ChangeStartMode": _change_start_mode,
    "StartService": _start,
    "StopService": _stop,
}


#: methods of Win32_Service that are modelled
SERVICE_CONTROLS = frozenset(_METHODS)


def set_start_mode(state: MachineState, name: str, mode: str) -> None:
    """Set Auto, Manual or Disabled; a running service goes on running (documented)."""
    state.services[name].mode = mode
    number = next(number for word, number in _START_MODES.values() if word == mode)
    state.registry.set(rf"{_SERVICE_KEY}\{name}", "Start", number)


def call_service(state: MachineState, name: str, method: str, arguments: Mapping[str, WmiValue]) -> int:
    """Run a method of Win32_Service; its return value."""
    if not state.spec.is_elevated:
        return ACCESS_DENIED
    canonical = next(known for known in state.services if known.lower() == name.lower())
    return _METHODS[method](state, canonical, arguments)
