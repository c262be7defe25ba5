# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restarts: ordered politely or by force, refused while somebody is logged on, away for a while, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from .editions import apply_pending
from .rearm import restart
from .state import MachineState
from .values import WmiValue

_RESTART, _FORCED = 2, 6
#: documented: ERROR_SHUTDOWN_USERS_LOGGED_ON (recorded for every polite form), ERROR_PRIVILEGE_NOT_HELD
_USERS_LOGGED_ON, _NO_PRIVILEGE, _INVALID = 1191, 1314, 87

#: documented: ERROR_SHUTDOWN_IN_PROGRESS, ERROR_SHUTDOWN_IS_SCHEDULED; somebody else has ordered it
_UNDER_WAY = frozenset({1115, 1190})

METHODS = frozenset({"Reboot", "Win32Shutdown", "Win32ShutdownTracker"})


def call_power(state: MachineState, method: str, arguments: Mapping[str, WmiValue]) -> int:
    """A method of Win32_OperatingSystem; its ReturnValue is an error number of Windows (documented)."""
    flags = _RESTART if method == "Reboot" else arguments.get("Flags")
    power = state.power
    if flags not in (_RESTART, _FORCED):
        return _INVALID
    if not state.spec.is_elevated:
        return _NO_PRIVILEGE
    if power.refusals:
        code = power.refusals.pop(0)
        if code in _UNDER_WAY:
            power.order(state.now)
        return code
    if power.users and flags != _FORCED:
        return _USERS_LOGGED_ON
    power.order(state.now)
    return 0


def settle_power(state: MachineState) -> None:
    """What was down is up again when its time has come; some restart a second time by themselves."""
    power = state.power
    if power.second_at is not None and power.second_at <= state.now and not power.is_down:
        power.second_at = None
        power.order(state.now)
    if power.back_at is None or power.back_at > state.now:
        return
    moment, power.back_at = power.back_at, None
    power.users = ()
    power.restarts += 1
    restart_completely(state)
    state.booted_at = moment - timedelta(seconds=power.away / 4)
    if power.second_after is not None:
        power.second_at, power.second_after = moment + timedelta(seconds=power.second_after), None


def restart_completely(state: MachineState) -> None:
    """Processes end, the edition that was pending comes, and all that any restart does."""
    state.processes.end_all(state.now)
    restart(state)
    apply_pending(state)
