# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Initial pictures of licence rows, by the names scenarios use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from .activation import mark_licensed
from .errors import Spp
from .installation import write_registry_key
from .keys import KeyRecord, normalise
from .state import Discovered, InstalledKey, Licence, MachineState
from .values import KMS_VALIDITY, ActivationType, Binding, Channel, LicenseStatus

#: recorded: minutes left on a fresh Server 2025 evaluation
_EVALUATION_MINUTES = 243_800


#: Puts a row into its first picture; the number is the minutes left, where it counts any.
Picture = Callable[[MachineState, Licence, int | None], None]


@dataclass(frozen=True, slots=True)
class Situation:
    """How a row begins: the channel it needs (None = any) and what sets it up."""

    channel: Channel | None
    needs_key: bool
    apply: Picture


def _nothing(_state: MachineState, _licence: Licence, _minutes: int | None) -> None:
    return


@dataclass(frozen=True, slots=True)
class _Licensed:
    """Licensed for good; the activation servers know the hardware."""

    binding: Binding

    def __call__(self, state: MachineState, licence: Licence, _minutes: int | None) -> None:
        mark_licensed(state, licence, self.binding)
        if licence.key is not None and licence.key.record is not None:
            state.world.activation.known.add((licence.key.record.name, state.hardware))
        if self.binding is Binding.DIGITAL:
            state.world.activation.entitled.add((licence.sku.family, state.hardware))


def _unactivated(state: MachineState, licence: Licence, _minutes: int | None) -> None:
    state.set_unactivated(licence)
    if licence.sku.channel is Channel.GVLK:
        licence.next_attempt = state.now + timedelta(minutes=licence.activation_interval)


def _kms_in_grace(state: MachineState, licence: Licence, minutes: int | None) -> None:
    _unactivated(state, licence, minutes)
    licence.status, licence.reason = LicenseStatus.OOB_GRACE, Spp.OOB_GRACE
    licence.expires_at = state.now + timedelta(minutes=minutes or 30 * 1440)


def _kms_licensed(state: MachineState, licence: Licence, minutes: int | None) -> None:
    left = minutes if minutes is not None else KMS_VALIDITY - 1440
    licence.binding, licence.activated_by = Binding.KMS, ActivationType.KMS
    licence.status, licence.reason = LicenseStatus.LICENSED, Spp.USER_RIGHT
    licence.expires_at = state.now + timedelta(minutes=left)
    renewed = licence.expires_at - timedelta(minutes=KMS_VALIDITY)
    licence.next_attempt = max(state.now, renewed + timedelta(minutes=licence.renewal_interval))
    licence.next_attempt += timedelta(minutes=1)
    licence.bound_hardware = state.hardware
    if not state.service.kms.machine and not licence.kms.machine:
        host = next(iter(state.world.network.hosts.values()), None)
        name, port, address = (host.name, host.port, host.address) if host else ("kms.invalid", 1688, "192.0.2.10")
        licence.discovered = state.service.discovered = Discovered(name, port, address)


def _kms_lapsed(state: MachineState, licence: Licence, _minutes: int | None) -> None:
    _unactivated(state, licence, None)
    if state.switches.kms_lapse_status == "oot_grace":
        licence.status, licence.reason = LicenseStatus.OOT_GRACE, Spp.OOT_GRACE
        licence.expires_at = state.now + timedelta(days=20)
    else:
        licence.status, licence.reason = LicenseStatus.NOTIFICATION, Spp.GRACE_EXPIRED
        licence.expires_at = None


def _directory_licensed(state: MachineState, licence: Licence, minutes: int | None) -> None:
    _kms_licensed(state, licence, minutes)
    licence.discovered = state.service.discovered = Discovered()
    licence.binding, licence.activated_by = Binding.DIRECTORY, ActivationType.DIRECTORY
    domain = state.spec.domain or "invalid"
    directory = state.world.network.directories.get(domain.lower())
    found = directory.object_for(licence.sku.generation) if directory else None
    if found:
        licence.directory_object = (found.name, found.distinguished_name(domain), found.csvlk_pid, found.csvlk_sku)


def _evaluation(state: MachineState, licence: Licence, minutes: int | None) -> None:
    licence.evaluation_end = state.now + timedelta(minutes=_EVALUATION_MINUTES if minutes is None else minutes)
    licence.binding = Binding.EVALUATION
    licence.status, licence.reason = LicenseStatus.LICENSED, Spp.USER_RIGHT
    licence.expires_at = licence.evaluation_end


def _evaluation_over(state: MachineState, licence: Licence, _minutes: int | None) -> None:
    licence.evaluation_end = state.now - timedelta(days=1)
    licence.status, licence.reason = LicenseStatus.NOTIFICATION, Spp.GRACE_EXPIRED


def _subscribed(state: MachineState, licence: Licence, minutes: int | None) -> None:
    licence.status, licence.reason = LicenseStatus.LICENSED, Spp.USER_RIGHT
    licence.expires_at = state.now + timedelta(minutes=30 * 1440 if minutes is None else minutes)


def _non_genuine_grace(state: MachineState, licence: Licence, minutes: int | None) -> None:
    licence.status, licence.reason = LicenseStatus.NON_GENUINE_GRACE, Spp.NON_GENUINE_GRACE
    licence.expires_at = state.now + timedelta(minutes=20 * 1440 if minutes is None else minutes)


@dataclass(frozen=True, slots=True)
class _Notification:
    """Not licensed, for a reason."""

    reason: int

    def __call__(self, _state: MachineState, licence: Licence, _minutes: int | None) -> None:
        licence.status, licence.reason = LicenseStatus.NOTIFICATION, self.reason


SITUATIONS: Mapping[str, Situation] = {
    "no_key": Situation(None, False, _nothing),
    "key_not_activated": Situation(None, True, _unactivated),
    "retail_licensed": Situation(Channel.RETAIL, True, _Licensed(Binding.RETAIL)),
    "mak_licensed": Situation(Channel.MAK, True, _Licensed(Binding.MAK)),
    "oem_licensed": Situation(Channel.OEM_DM, True, _Licensed(Binding.OEM)),
    "digital_licence": Situation(Channel.RETAIL, False, _Licensed(Binding.DIGITAL)),
    "default_key": Situation(Channel.RETAIL, False, _Notification(Spp.EUL_NOT_AVAILABLE)),
    "kms_in_grace": Situation(Channel.GVLK, True, _kms_in_grace),
    "kms_never_activated": Situation(Channel.GVLK, True, _unactivated),
    "kms_licensed": Situation(Channel.GVLK, True, _kms_licensed),
    "kms_lapsed": Situation(Channel.GVLK, True, _kms_lapsed),
    "ad_licensed": Situation(Channel.GVLK, True, _directory_licensed),
    "evaluation": Situation(Channel.EVALUATION, False, _evaluation),
    "evaluation_over": Situation(Channel.EVALUATION, False, _evaluation_over),
    "grace_over": Situation(Channel.RETAIL, False, _Notification(Spp.GRACE_EXPIRED)),
    "subscribed": Situation(Channel.SUBSCRIPTION, False, _subscribed),
    "subscription_lost": Situation(Channel.SUBSCRIPTION, False, _Notification(Spp.MISMATCHED_PID)),
    "out_of_tolerance": Situation(None, True, _Notification(Spp.OUT_OF_TOLERANCE)),
    "non_genuine_grace": Situation(None, True, _non_genuine_grace),
    "non_genuine_expired": Situation(None, True, _Notification(Spp.NON_GENUINE_EXPIRED)),
    "non_genuine": Situation(None, True, _Notification(Spp.NOT_GENUINE)),
}

#: situations whose key is known by its last five characters only
DEFAULT_KEY_SITUATIONS = frozenset({"digital_licence", "default_key"})


def apply_situation(
    state: MachineState, licence: Licence, name: str, key: KeyRecord | str | None, minutes: int | None = None
) -> None:
    """Put a row into its initial picture.

    Args:
        key: A known key, or the last five of a default key, or None.
        minutes: Minutes left, where the situation counts any.
    """
    situation = SITUATIONS[name]
    if isinstance(key, KeyRecord):
        licence.key = InstalledKey(key.last5, key, normalise(key.key))
        if licence.sku.is_windows_base:
            write_registry_key(state, licence.key.text)
    elif key is not None:
        licence.key = InstalledKey(key)
    situation.apply(state, licence, minutes)
