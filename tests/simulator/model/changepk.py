# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""changepk.exe: `/ProductKey KEY`, with a blank and no colon (documented).

Its exit codes are not published: 0 and 1 (community).
"""

from __future__ import annotations

from .command_line import words_of
from .dism import SUCCESS, SUCCESSES, stage
from .editions import BOUGHT_ONLY, CHANGEPK_PATHS
from .errors import SppError
from .installation import install_product_key
from .keys import KeyRecord
from .process_table import Running, Script, Wait
from .registry import RESTART_KEY
from .state import MachineState
from .values import Channel

_FAILED = 1
#: community: both are needed
_SERVICES = ("LicenseManager", "wuauserv")


def changepk(run: Running) -> Script:
    """Other components and the restart that brings them, or the key alone where they are the same."""
    state, words = run.state, words_of(run.arguments)
    if not words:
        yield Wait(None)  # documented: its window opens, which nobody sees here
    if len(words) != 2 or words[0].lower() != "/productkey" or not _can_run(run):
        return _FAILED
    record = state.world.keyring.find(words[1])
    target = None if record is None else _target(state, record)
    if target is None:
        return _install(state, words[1])
    yield Wait(state.servicing.seconds)
    code = SUCCESS if state.servicing.exit_code is None else state.servicing.exit_code
    if code not in SUCCESSES:
        return code
    stage(state, target, record)
    if state.switches.changepk_restarts:
        state.power.order(run.now)
    return code


def _can_run(run: Running) -> bool:
    state = run.state
    is_served = all(state.services[name].mode != "Disabled" for name in _SERVICES)
    is_free = state.pending_edition is None and not state.registry.has_key(RESTART_KEY)
    return state.spec.is_client and run.process.is_elevated and is_served and is_free


def _target(state: MachineState, record: KeyRecord) -> str | None:
    """The edition whose components have to come; None where the key alone does it, or nothing can."""
    if state.spec.generation not in record.generations:
        return None
    reachable = CHANGEPK_PATHS.get(state.spec.edition, frozenset())
    target = next((family for family in sorted(record.families) if family in reachable), None)
    is_refused = target in BOUGHT_ONLY and record.channel is Channel.GVLK
    return None if is_refused and not state.switches.changepk_takes_setup_keys else target


def _install(state: MachineState, key: str) -> int:
    """documented: it changes the key of the same edition as well, and that of one with the same components."""
    try:
        install_product_key(state, key)
    except SppError:
        return _FAILED
    return SUCCESS
