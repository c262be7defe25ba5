# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InstallProductKey, UninstallProductKey and ClearProductKeyFromRegistry.

The order of the checks is inferred, their codes are documented.
"""

from __future__ import annotations

from datetime import timedelta

from .editions import follow_key, reachable_by_key
from .errors import Spp, SppError
from .keys import KeyForm, KeyRecord, key_form, key_value, normalise
from .registry import CURRENT_VERSION, DIGITAL_PRODUCT_ID_KEY, DIGITAL_PRODUCT_ID_SIZE
from .state import InstalledKey, Licence, MachineState
from .values import Channel

_N_FLAG = 1 << 115


def require_write_access(state: MachineState) -> None:
    """Writes need elevation, a running service and no restart pending (documented)."""
    if state.is_disabled:
        raise SppError(Spp.SERVICE_DISABLED)
    if not state.spec.is_elevated:
        raise SppError(state.switches.access_denied_code)
    if state.pending_restart:
        raise SppError(Spp.RESTART_PENDING)


def install_product_key(state: MachineState, text: str) -> None:
    """Put a key on the row it belongs to; siblings of the same application lose theirs."""
    require_write_access(state)
    record = _recognise(state, text)
    licence = _matching_row(state, record)
    _check_base(state, licence, record)
    _replace_siblings(state, licence)
    _put_key(state, licence, record)
    if licence.sku.is_windows_base and not _is_own_edition(state, licence):
        follow_key(state, licence.sku.family, at_restart=reachable_by_key(state).get(licence.sku.family, False))


def _recognise(state: MachineState, text: str) -> KeyRecord:
    form = key_form(text)
    if form in (KeyForm.MALFORMED, KeyForm.BAD_CHECKSUM):
        raise SppError(Spp.INVALID_KEY)
    record = state.world.keyring.find(text)
    if record is None:
        raise SppError(state.switches.unknown_key_code)
    if record.blocked_locally:
        raise SppError(Spp.KEY_BLOCKED)
    return record


def _matching_row(state: MachineState, record: KeyRecord) -> Licence:
    rows = [
        licence
        for licence in state.licences.values()
        if record.covers(licence.sku.family, licence.sku.generation, licence.sku.channel)
    ]
    if not rows:
        raise SppError(state.switches.no_sku_code)
    own = [licence for licence in rows if _is_own_edition(state, licence)]
    if own:
        return own[0]
    paths = reachable_by_key(state)
    reachable = [licence for licence in rows if licence.sku.family in paths]
    if reachable:
        return reachable[0]
    raise SppError(state.switches.other_edition_code)


def _is_own_edition(state: MachineState, licence: Licence) -> bool:
    return not licence.sku.is_windows_base or licence.sku.family == state.spec.edition


def _check_base(state: MachineState, licence: Licence, record: KeyRecord) -> None:
    base = state.windows_licence()
    if record.is_upgrade and base is None:
        raise SppError(Spp.INVALID_UPGRADE)
    if record.is_upgrade and base is not None and not base.is_licensed:
        raise SppError(Spp.INVALID_UPGRADE)
    if licence.sku.is_windows and licence.sku.is_addon and base is None:
        raise SppError(Spp.ADD_ON_KEY)


def _replace_siblings(state: MachineState, licence: Licence) -> None:
    """documented: a new Windows key replaces the old one; add-ons and Office rows coexist."""
    if not licence.sku.is_windows_base:
        return
    for other in state.licences.values():
        if other is not licence and other.sku.is_windows_base and other.key is not None:
            _remember_id(state, other)
            other.drop_key()


def _remember_id(state: MachineState, licence: Licence) -> None:
    former = state.installation_id(licence)
    if former:
        licence.former_ids[former] = Spp.IID_KEY_CHANGED


def _put_key(state: MachineState, licence: Licence, record: KeyRecord) -> None:
    text = normalise(record.key)
    is_same = licence.key is not None and licence.key.identity == text
    if licence.sku.is_windows_base:
        write_registry_key(state, text)
    keeps = licence.is_licensed and licence.bound_hardware in (None, state.hardware)
    if is_same and keeps and state.switches.reinstall_keeps_activation:
        return
    if not is_same:
        _remember_id(state, licence)
        licence.confirmed_with = None
    licence.key = InstalledKey(record.last5, record, text)
    state.set_unactivated(licence)
    if record.channel is Channel.GVLK:
        licence.next_attempt = state.now + timedelta(minutes=licence.activation_interval)
    if record.channel is Channel.CSVLK:
        state.service.is_kms_host = True


def uninstall_product_key(state: MachineState, licence: Licence) -> None:
    """Take the key off a row; KMS settings stay (documented)."""
    require_write_access(state)
    if licence.key is None:
        raise SppError(Spp.PKEY_NOT_INSTALLED)
    _remember_id(state, licence)
    licence.drop_key()
    if licence.sku.channel is Channel.CSVLK:
        state.service.is_kms_host = False


def write_registry_key(state: MachineState, text: str | None) -> None:
    """Store the installed key in DigitalProductId (community layout); None leaves an empty blob."""
    blob = bytearray(DIGITAL_PRODUCT_ID_SIZE)
    blob[0] = DIGITAL_PRODUCT_ID_SIZE
    if text and "N" in text:
        blob[DIGITAL_PRODUCT_ID_KEY] = (key_value(text) | _N_FLAG).to_bytes(15, "little")
    state.registry.set(CURRENT_VERSION, "DigitalProductId", bytes(blob))


def clear_registry_key(state: MachineState) -> None:
    """ClearProductKeyFromRegistry: the copy becomes zeros, the licence stays."""
    require_write_access(state)
    state.registry.set(CURRENT_VERSION, "DigitalProductId", bytes(DIGITAL_PRODUCT_ID_SIZE))
