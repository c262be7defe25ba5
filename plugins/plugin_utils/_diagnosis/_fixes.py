# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that puts a finding right, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .._licensing._model import Product
from . import _kinds as kinds
from ._case import Case
from ._finding import ModuleCall
from ._kinds import Kind


def fix_of_host(kind: Kind) -> ModuleCall | None:
    """The task that puts the host right."""
    return _FIXES_OF_HOST.get(kind)


def fix_of(kind: Kind, case: Case) -> ModuleCall | None:
    """The task that puts a product right, or its host."""
    fix = _FIXES.get(kind)
    return fix(case) if fix else fix_of_host(kind)


def _activate(case: Case) -> ModuleCall:
    """A plain attempt, once the way is clear; it may cost an activation."""
    return ModuleCall("win_activation", _target(case.product))


def _use_firmware_key(_case: Case) -> ModuleCall:
    return ModuleCall("win_activation", {"source": "firmware"})


def _allow_all_types(case: Case) -> ModuleCall:
    return ModuleCall("win_kms_client", {"activation_type": "any", **_target(case.product)})


def _clear_kms_host(case: Case) -> ModuleCall:
    """At the level that names the host; safe unless a lookup domain would be cleared with it."""
    product = case.product
    level = {"activation_id": product.activation_id} if product.kms.host else {}
    return ModuleCall("win_kms_client", {"state": "absent", **level}, is_safe=not case.kms_settings.lookup_domain)


def _target(product: Product) -> dict[str, str | bool]:
    return {} if product.is_primary else {"activation_id": product.activation_id}


#: What the service behind licensing needs.
_FIXES_OF_HOST: Final[Mapping[Kind, ModuleCall]] = {
    kinds.SERVICE_DISABLED: ModuleCall("win_software_protection", {"enabled": True}, is_safe=True),
    kinds.SERVICE_TRANSIENT: ModuleCall("win_software_protection", {"refreshed": True}, is_safe=True),
}

_FIXES: Final[Mapping[Kind, Callable[[Case], ModuleCall]]] = {
    kinds.NOT_ACTIVATED: _activate,
    kinds.KMS_NOT_BOUND: _activate,
    kinds.HARDWARE_CHANGED: _activate,
    kinds.FIRMWARE_KEY_UNUSED: _use_firmware_key,
    kinds.ACTIVATION_TYPE_UNSUITABLE: _allow_all_types,
    kinds.KMS_HOST_NAME_UNKNOWN: _clear_kms_host,
}
