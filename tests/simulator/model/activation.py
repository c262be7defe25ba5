# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activate and DepositOfflineConfirmationId."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .digits import CID_BLOCK_SIZE, CID_LENGTH, confirmation_id, has_valid_blocks
from .errors import Spp, SppError
from .installation import require_write_access
from .keys import KeyRecord
from .kms import activate_volume_client
from .reports import report_failure
from .state import Licence, MachineState
from .values import Binding, Channel, LicenseStatus


def activate(state: MachineState, licence: Licence) -> None:
    """Activate a row by what its key allows."""
    if state.is_disabled:
        raise SppError(Spp.SERVICE_DISABLED)
    if state.pending_restart:
        raise SppError(Spp.RESTART_PENDING)
    if licence.key is None:
        raise SppError(Spp.PKEY_NOT_INSTALLED)
    if state.is_activating:
        raise SppError(Spp.ACTIVATION_IN_PROGRESS)
    if licence.sku.channel is not Channel.GVLK and not state.spec.is_elevated:
        raise SppError(state.switches.access_denied_code)  # documented: only a GVLK needs no elevation
    try:
        _HANDLERS[licence.sku.channel](state, licence)
    except SppError as error:
        report_failure(state, licence, error.code)
        raise


def _require_internet(state: MachineState) -> None:
    if state.spec.internet_error:
        raise SppError(state.spec.internet_error)


def _require_base(state: MachineState, licence: Licence) -> None:
    """documented: an ESU key activates on a licensed Windows only; the code for it is inferred."""
    if not (licence.sku.is_addon and state.switches.esu_requires_licensed_base):
        return
    base = state.windows_licence()
    if base is None or not base.is_licensed:
        raise SppError(Spp.EUL_NOT_AVAILABLE)


def _known_record(state: MachineState, licence: Licence) -> KeyRecord | None:
    return state.require_key(licence).record


def _online(binding: Binding) -> Callable[[MachineState, Licence], None]:
    def handler(state: MachineState, licence: Licence) -> None:
        _require_internet(state)
        _require_base(state, licence)
        record = _known_record(state, licence)
        if record is None:
            _digital(state, licence)
            return
        again = licence.is_licensed and state.switches.licensed_reactivation_counts
        state.world.activation.activate(record, state.hardware, count_again=again and binding is Binding.MAK)
        mark_licensed(state, licence, binding)

    return handler


def _digital(state: MachineState, licence: Licence) -> None:
    """A default key is licensed by the hardware's entitlement on the activation servers, or not at all."""
    if (licence.sku.family, state.hardware) not in state.world.activation.entitled:
        was_bound = licence.binding is Binding.DIGITAL and licence.bound_hardware != state.hardware
        raise SppError(Spp.OUT_OF_TOLERANCE if was_bound else Spp.EUL_NOT_AVAILABLE)
    mark_licensed(state, licence, Binding.DIGITAL)


def _oem(state: MachineState, licence: Licence) -> None:
    _require_internet(state)
    firmware = state.spec.firmware_key
    record = _known_record(state, licence)
    if firmware is not None and record is not None and firmware.name != record.name:
        raise SppError(Spp.OEM_NOT_ONLINE)
    if record is None:
        _digital(state, licence)
        return
    state.world.activation.activate(record, state.hardware)
    mark_licensed(state, licence, Binding.OEM)


def _refused_oem(state: MachineState, licence: Licence) -> None:
    _require_internet(state)
    raise SppError(Spp.OEM_NOT_ONLINE)


def _refused_subscription(state: MachineState, licence: Licence) -> None:
    """A subscription is had by signing in; there is nothing an activation could fetch (inferred)."""
    _require_internet(state)
    raise SppError(Spp.EUL_NOT_AVAILABLE)


def _evaluation(state: MachineState, licence: Licence) -> None:
    _require_internet(state)
    if licence.evaluation_end is None or licence.evaluation_end <= state.now:
        raise SppError(Spp.EVALUATION_OVER)
    licence.binding = Binding.EVALUATION
    licence.status, licence.reason = LicenseStatus.LICENSED, Spp.USER_RIGHT
    licence.expires_at = licence.evaluation_end


_HANDLERS: Mapping[Channel, Callable[[MachineState, Licence], None]] = {
    Channel.RETAIL: _online(Binding.RETAIL),
    Channel.MAK: _online(Binding.MAK),
    Channel.CSVLK: _online(Binding.MAK),
    Channel.OEM_DM: _oem,
    Channel.OEM_COA: _online(Binding.OEM),
    Channel.OEM_SLP: _refused_oem,
    Channel.GVLK: activate_volume_client,
    Channel.AVMA: _refused_oem,
    Channel.EVALUATION: _evaluation,
    Channel.SUBSCRIPTION: _refused_subscription,
}


def mark_licensed(state: MachineState, licence: Licence, binding: Binding) -> None:
    """A permanent licence: status 1, no minutes, bound to this hardware."""
    licence.binding = binding
    licence.status = LicenseStatus.LICENSED
    licence.reason = Spp.STORE_ACTIVATION if binding is Binding.DIGITAL else Spp.USER_RIGHT
    licence.expires_at = None
    licence.next_attempt = None
    licence.bound_hardware = state.hardware


def deposit_confirmation_id(state: MachineState, licence: Licence, installation: str, confirmation: str) -> None:
    """Check and store a confirmation ID; the order of the checks is inferred, their codes documented."""
    require_write_access(state)
    if licence.key is None:
        raise SppError(Spp.PKEY_NOT_INSTALLED)
    _check_installation_id(state, licence, installation)
    _check_confirmation_form(confirmation)
    if licence.sku.channel is Channel.GVLK or confirmation != confirmation_id(installation):
        raise SppError(Spp.CID_MISMATCH)
    _require_base(state, licence)
    licence.confirmed_with = confirmation
    mark_licensed(state, licence, Binding.RETAIL if licence.sku.channel is Channel.RETAIL else Binding.MAK)


def _check_installation_id(state: MachineState, licence: Licence, installation: str) -> None:
    if installation != state.installation_id(licence):
        raise SppError(licence.former_ids.get(installation, Spp.CID_MISMATCH))


def _check_confirmation_form(confirmation: str) -> None:
    if not (confirmation.isascii() and confirmation.isdigit()):
        raise SppError(Spp.CID_INVALID_DATA)
    if len(confirmation) != CID_LENGTH:
        raise SppError(Spp.CID_INVALID_LENGTH)
    if confirmation.startswith("9"):  # inferred: some digit carries a version; the simulator's IDs begin with 000
        raise SppError(Spp.CID_INVALID_VERSION)
    if not has_valid_blocks(confirmation, CID_BLOCK_SIZE):
        raise SppError(Spp.CID_CHECK_DIGITS)
