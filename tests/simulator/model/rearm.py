# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ReArmWindows, ReArmApp, ReArmSku and the restart that completes them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from .errors import Spp, SppError
from .installation import require_write_access
from .registry import RESTART_KEY
from .state import PROTECTION_SERVICE, Licence, MachineState
from .values import Channel

#: documented length of a server evaluation
EVALUATION_DAYS = 180


def rearm_windows(state: MachineState) -> None:
    """Reset Windows rows: one rearm less, a new client machine ID, a restart pending."""
    require_write_access(state)
    if state.service.rearm_left <= 0:
        raise SppError(Spp.NO_REARM_LEFT)
    state.service.rearm_left -= 1
    _new_client_id(state)
    state.pending_restart = True
    for licence in state.licences.values():
        if licence.sku.is_windows:
            _reset(state, licence)


def rearm_application(state: MachineState, application: str) -> None:
    """Reset every row of one application; it has a counter of its own (documented)."""
    require_write_access(state)
    rows = [item for item in state.licences.values() if item.sku.application == application.lower()]
    if not rows:
        raise SppError(Spp.INVALID_ARGUMENT)
    if state.application_rearms[application.lower()] <= 0:
        raise SppError(Spp.NO_REARM_LEFT)
    state.application_rearms[application.lower()] -= 1
    for licence in rows:
        _reset(state, licence)
    state.pending_restart = True


def rearm_sku(state: MachineState, licence: Licence) -> None:
    """Reset one row."""
    require_write_access(state)
    if licence.rearm_left <= 0:
        raise SppError(Spp.NO_REARM_LEFT)
    licence.rearm_left -= 1
    _reset(state, licence)
    state.pending_restart = True


def _new_client_id(state: MachineState) -> None:
    state.salt += 1
    state.service.client_machine_id = str(uuid.uuid5(uuid.UUID(state.service.client_machine_id), "rearm"))


def _reset(state: MachineState, licence: Licence) -> None:
    """documented: after a rearm the grace period starts anew, for an evaluation its full length."""
    if licence.key is None:
        return
    state.installed_at = state.now
    state.set_unactivated(licence)
    if licence.sku.channel is Channel.EVALUATION:
        licence.evaluation_end = state.now + timedelta(days=EVALUATION_DAYS)
        licence.expires_at = licence.evaluation_end


def restart(state: MachineState) -> None:
    """A reboot: pending changes take effect, and nobody is logged on."""
    for sid in state.hives.users():
        state.hives.log_off(sid)
    state.pending_restart = False
    state.registry.remove_key(RESTART_KEY)
    state.is_activating = False
    state.services[PROTECTION_SERVICE].is_running = False
    state.booted_at = state.now
