# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editions of Windows: their numbers, which of them a key alone changes, what DISM offers, and the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .keys import KeyRecord
from .registry import CURRENT_VERSION
from .state import InstalledKey, MachineState
from .upheaval import PendingEdition

#: OperatingSystemSKU by EditionID (winnt.h, documented); editions not named here keep the number they had
SKU_NUMBERS: Mapping[str, int] = {
    "Core": 101, "CoreN": 98, "CoreSingleLanguage": 100, "CoreCountrySpecific": 99, "Professional": 48,
    "ProfessionalN": 49, "ProfessionalEducation": 164, "ProfessionalWorkstation": 161, "Education": 121,
    "EducationN": 122, "Enterprise": 4, "EnterpriseN": 27, "EnterpriseS": 125, "EnterpriseEval": 72,
    "IoTEnterprise": 188, "IoTEnterpriseS": 191, "ServerRdsh": 175, "ServerStandard": 7, "ServerDatacenter": 8,
    "ServerStandardEval": 79, "ServerDatacenterEval": 80, "ServerSolution": 50, "ServerTurbine": 407,
}  # fmt: skip

#: documented: editions that a key alone changes, upwards and back; True where Microsoft's table asks for a restart
_DOCUMENTED: Mapping[str, Mapping[str, bool]] = {
    "Professional": {
        "ProfessionalWorkstation": False, "ProfessionalEducation": False, "Enterprise": False, "Education": True,
    },
    "ProfessionalWorkstation": {"ProfessionalEducation": False, "Enterprise": False, "Education": True},
    "ProfessionalEducation": {"Education": True},
    "Enterprise": {
        "Education": True, "Professional": False, "ProfessionalWorkstation": False, "ProfessionalEducation": False,
    },
    "Education": {"Professional": False, "ProfessionalWorkstation": False, "ProfessionalEducation": False},
}  # fmt: skip

#: community: members of a composition group that share all components, beyond what Microsoft's tables name
_GROUPS = (
    frozenset({
        "Professional", "ProfessionalEducation", "ProfessionalWorkstation", "Education", "Enterprise", "IoTEnterprise",
    }),
    frozenset({"EnterpriseS", "IoTEnterpriseS"}),
    frozenset({"Core", "CoreSingleLanguage"}),
)  # fmt: skip

#: documented: what DISM offers, with a desktop and without; printed outputs for Core (2019, 2022), none on 2016
_OFFERS: Mapping[str, tuple[str, ...]] = {
    "ServerStandardEval": ("ServerStandard", "ServerDatacenter"),
    "ServerDatacenterEval": ("ServerDatacenter",),
    "ServerStandard": ("ServerDatacenter",),
    "ServerSolution": ("ServerStandard",),
}
_CORE_OFFERS: Mapping[str, tuple[str, ...]] = {
    "ServerStandardEval": ("ServerDatacenterCor",),
    "ServerDatacenterEval": ("ServerDatacenterCor",),
    "ServerStandard": ("ServerDatacenterCor",),
}
_BUILD_2016 = 14393

#: documented and community: editions that changepk reaches, with other components
CHANGEPK_PATHS: Mapping[str, frozenset[str]] = {
    name: frozenset({"Professional", "ProfessionalWorkstation", "ProfessionalEducation", "Education"})
    for name in ("Core", "CoreSingleLanguage", "CoreCountrySpecific")
} | {"CoreN": frozenset({"ProfessionalN", "ProfessionalWorkstationN", "ProfessionalEducationN", "EducationN"})}
#: community: reached with a bought key only; reports say that the published setup key is refused
BOUGHT_ONLY = frozenset({"Professional", "ProfessionalWorkstation", "ProfessionalN", "ProfessionalWorkstationN"})


def offers(state: MachineState) -> tuple[str, ...]:
    """Editions that DISM lists as targets, in its own names."""
    spec = state.spec
    if spec.target_editions is not None:
        return spec.target_editions
    if not spec.is_core:
        return _OFFERS.get(spec.edition, ())
    is_bare = spec.edition == "ServerStandardEval" and spec.build == _BUILD_2016
    return () if is_bare else _CORE_OFFERS.get(spec.edition, ())


def reachable_by_key(state: MachineState) -> Mapping[str, bool]:
    """Other editions that a key alone brings; True where EditionID follows at the restart only."""
    edition = state.spec.edition
    base = edition.removesuffix("N")
    ending = edition.removeprefix(base)
    found = dict(_DOCUMENTED.get(base, {})) if state.switches.edition_upgrade_by_key else {}
    if state.switches.edition_change_in_group:
        for group in _GROUPS:
            found |= {name: False for name in group if base in group and name not in found and name != base}
    return {f"{name}{ending}": later for name, later in found.items()}


def plain_name(name: str) -> str:
    """EditionID of a name of DISM on Server Core."""
    is_suffixed = name.startswith("Server") and name.endswith("Cor") and not name.endswith(("ACor", "HCICor"))
    return name.removesuffix("Cor") if is_suffixed else name


def follow_key(state: MachineState, edition: str, *, at_restart: bool) -> None:
    """The key of another edition is on its row: the edition is that one, in the registry now or after a restart."""
    if edition == state.spec.edition:
        return
    if at_restart and state.switches.edition_id_lags:
        state.pending_edition = PendingEdition(edition)
        return
    _become(state, edition)


def apply_pending(state: MachineState) -> None:
    """The restart brings the edition; components of another one bring their own rows, and the key with it."""
    pending, state.pending_edition = state.pending_edition, None
    if pending is None or not state.servicing.sticks:
        return
    _become(state, pending.edition)
    if pending.record is not None:
        _put_setup_key(state, pending.edition, pending.record)


def write_edition(state: MachineState) -> None:
    """EditionID as the registry spells it (community: evaluations on Server Core in both spellings)."""
    spec = state.spec
    is_spelled = spec.is_core and spec.edition.endswith("Eval") and state.switches.core_evaluation_edition_id == "cor"
    state.registry.set(CURRENT_VERSION, "EditionID", f"{spec.edition}Cor" if is_spelled else spec.edition)


def _become(state: MachineState, edition: str) -> None:
    number = SKU_NUMBERS.get(edition, state.spec.operating_system_sku)
    state.spec = replace(state.spec, edition=edition, operating_system_sku=number)
    write_edition(state)


def _put_setup_key(state: MachineState, edition: str, record: KeyRecord) -> None:
    for licence in state.licences.values():
        if licence.sku.is_windows_base and licence.key is not None:
            licence.drop_key()
    row = next(
        item
        for item in state.licences.values()
        if item.sku.is_windows_base and item.sku.family == edition and item.sku.channel is record.channel
    )
    row.key = InstalledKey(record.last5, record, record.key.replace("-", ""))
    state.set_unactivated(row)
