# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What time does to licences: grace runs out, KMS clients renew, evaluations end."""

from __future__ import annotations

from datetime import datetime, timedelta

from .errors import Spp, SppError
from .kms import try_renewal
from .reports import report_automatic_failure
from .state import Licence, MachineState, unactivated_reason
from .values import INITIAL_GRACE, Binding, Channel, LicenseStatus

_COUNTING = frozenset(
    {LicenseStatus.LICENSED, LicenseStatus.OOB_GRACE, LicenseStatus.OOT_GRACE, LicenseStatus.EXTENDED_GRACE}
)


def settle(state: MachineState) -> None:
    """Bring every row up to the clock. Network is used only by automatic KMS attempts."""
    for licence in state.licences.values():
        if licence.key is None:
            continue
        if state.switches.kms_automatic_attempts and not state.is_disabled:
            _automatic_attempts(state, licence)
        _expire(state, licence)


def _automatic_attempts(state: MachineState, licence: Licence) -> None:
    """Renewals that fell due while the clock moved; each success moves the expiry (documented: every 7 days)."""
    while licence.next_attempt is not None and licence.next_attempt <= state.now:
        due = licence.next_attempt
        if not _attempt(state, licence, due):
            # what fails now has failed at every earlier moment too: the world does not change by itself
            licence.next_attempt = state.now + timedelta(minutes=licence.activation_interval)


def _attempt(state: MachineState, licence: Licence, moment: datetime) -> bool:
    was_running = licence.expires_at is None or moment <= licence.expires_at
    if not was_running and licence.is_licensed:
        _expire(state, licence)
    try:
        try_renewal(state, licence, moment)
    except SppError as error:
        report_automatic_failure(state, licence, error.code)
        return False
    return True


def _expire(state: MachineState, licence: Licence) -> None:
    while licence.expires_at is not None and licence.expires_at <= state.now and licence.status in _COUNTING:
        _lapse(state, licence, licence.expires_at)


def _lapse(state: MachineState, licence: Licence, moment: datetime) -> None:
    goes_to_grace = licence.binding is Binding.KMS and state.switches.kms_lapse_status == "oot_grace"
    if licence.is_licensed and goes_to_grace:
        licence.status, licence.reason = LicenseStatus.OOT_GRACE, Spp.OOT_GRACE
        licence.expires_at = moment + INITIAL_GRACE
        return
    never_activated = licence.status is LicenseStatus.OOB_GRACE and licence.sku.channel is Channel.GVLK
    licence.reason = unactivated_reason(licence) if never_activated else Spp.GRACE_EXPIRED
    licence.status = LicenseStatus.NOTIFICATION
    licence.expires_at = None


def change_hardware(state: MachineState, hardware: str) -> None:
    """Give the machine other hardware: installation IDs change and bound licences fall out of tolerance."""
    for licence in state.licences.values():
        former = state.installation_id(licence)
        if former:
            licence.former_ids[former] = Spp.IID_OTHER_HARDWARE
    state.hardware = hardware
    for licence in state.licences.values():
        if licence.bound_hardware is not None and licence.bound_hardware != hardware:
            _fall_out_of_tolerance(state, licence)


def _fall_out_of_tolerance(state: MachineState, licence: Licence) -> None:
    licence.next_attempt = None
    if state.switches.hardware_change_status == "oot_grace":
        licence.status, licence.reason = LicenseStatus.OOT_GRACE, Spp.OOT_GRACE
        licence.expires_at = state.now + INITIAL_GRACE
    else:
        licence.status, licence.reason = LicenseStatus.NOTIFICATION, Spp.OUT_OF_TOLERANCE
        licence.expires_at = None
