# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wish comes to when a careful person carries it out on the model by hand: the yardstick of final errors."""

from __future__ import annotations

from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import setup_key_for
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Edition
from tests.simulator.catalogue import key_ring
from tests.simulator.host import Host
from tests.simulator.model.digits import confirmation_id, installation_id
from tests.simulator.model.errors import ModelError
from tests.simulator.model.keys import KeyRecord, normalise
from tests.simulator.model.registry import CURRENT_VERSION, DIGITAL_PRODUCT_ID_KEY
from tests.simulator.model.state import KmsSettings, Licence
from tests.simulator.model.values import Channel

from .space import Wish, key_text

_OFFICE = "0ff1ce15-a989-479d-af46-f275c6370663"
_NO_ID = "1" * 63
_REPLACEABLE = (Channel.GVLK, Channel.EVALUATION)
_SETTERS = {
    "HOST": ("KeyManagementServiceMachine", "MachineName"),
    "PORT": ("KeyManagementServicePort", "PortNumber"),
    "LOOKUP_DOMAIN": ("KeyManagementServiceLookupDomain", "LookupDomain"),
    "ACTIVATION_TYPE": ("VLActivationTypeEnabled", "ActivationType"),
}


class Impossible(Exception):
    """The state of the host rules the wish out; a plan must refuse it before anything is sent."""


class Refused(Exception):
    """The host refuses."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:08X}")
        self.code = code


def invoke(host: Host, licence: Licence | None, method: str, **arguments: object) -> None:
    """Call a method of the model; a ReturnValue is an error like any other."""
    machine = host.machine
    name = "SoftwareLicensingService" if licence is None else "SoftwareLicensingProduct"
    try:
        version = machine.rows("SELECT Version FROM SoftwareLicensingService")[0]["Version"]
        keys = {"Version": str(version)} if licence is None else {"ID": licence.sku.activation_id}
        code = machine.invoke(name, keys, method, dict(arguments)).return_value
    except ModelError as error:
        raise Refused(error.code) from error
    if code:
        raise Refused(code)


def wanted_key(host: Host, wish: Wish) -> str | None:
    """The text of the key a wish is about."""
    if wish.source and (wish.application == "office" or wish.esu_year):
        raise Impossible("a source gives keys of Windows itself")
    spec = host.machine.state.spec
    if wish.source == "gvlk":
        found = setup_key_for(Edition(spec.edition, spec.build))
        if found is None:
            raise Impossible("no setup key for this edition")
        return found.reveal()
    if wish.source == "firmware":
        if spec.firmware_key is None:
            raise Impossible("no firmware key")
        return spec.firmware_key.key
    return None if wish.key is None else key_text(wish.key)


def holder(host: Host, key: str) -> Licence | None:
    """The row that holds a key."""
    licences = host.machine.state.licences.values()
    return next((item for item in licences if item.key is not None and item.key.last5 == key[-5:]), None)


def meant(host: Host, wish: Wish) -> list[Licence]:
    """The rows a wish without a key is about."""
    licences = list(host.machine.state.licences.values())
    if wish.esu_year:
        return [item for item in licences if item.sku.row == f"esu-year-{wish.esu_year}"]
    if wish.application == "office":
        return [item for item in licences if item.key is not None and item.sku.application == _OFFICE]
    return [item for item in licences if item.key is not None and item.sku.is_windows_base]


def targets(host: Host, wish: Wish) -> list[Licence]:
    """The rows that are to be licensed, or to hold the key."""
    key = wanted_key(host, wish)
    if key is None:
        return meant(host, wish)
    found = holder(host, key)
    return [] if found is None else [found]


def is_reached(host: Host, wish: Wish) -> bool:
    """Whether the model itself is as wished."""
    state = host.machine.state
    if wish.kind == "key_cleared":
        found_value = state.registry.value(CURRENT_VERSION, "DigitalProductId")
        return found_value is None or not any(bytes(found_value.data)[DIGITAL_PRODUCT_ID_KEY])
    if wish.kind == "kms_configured":
        return all(_setting(host, _level(host, wish), name) == (value or None) for name, value in of_level(wish))
    found = targets(host, wish)
    if wish.kind == "key_present":
        return bool(found)
    own = next((item for item in found if item.kms.machine), None)
    return (
        bool(found)
        and all(item.is_licensed for item in found)
        and all(
            _setting(host, None if name == "ACTIVATION_TYPE" else own, name) == (value or None)
            for name, value in wish.kms
        )
    )


def of_level(wish: Wish) -> list[tuple[str, Any]]:
    """The KMS settings that exist at the level meant."""
    return [(name, value) for name, value in wish.kms if not (wish.at_product and name == "HOST_CACHING")]


def _level(host: Host, wish: Wish) -> Licence | None:
    return host.machine.state.windows_licence() if wish.at_product else None


def _setting(host: Host, licence: Licence | None, name: str) -> object:
    service = host.machine.state.service
    kms: KmsSettings = service.kms if licence is None else licence.kms
    if name == "HOST_CACHING":
        return service.host_caching or None
    port = None if kms.port in (0, 1688) else kms.port
    values = {"HOST": kms.machine, "PORT": port, "LOOKUP_DOMAIN": kms.lookup_domain}
    if name == "ACTIVATION_TYPE":
        return kms.activation_type or service.kms.activation_type or None
    return values[name] or None


def future_installation_id(host: Host, wish: Wish) -> str:
    """The Installation ID the host shows once it holds the key of a wish; digits that fit nothing if it never will."""
    state = host.machine.state
    try:
        key = wanted_key(host, wish)
    except Impossible:
        key = None
    found = targets(host, wish) if key is None else [item for item in (holder(host, key),) if item is not None]
    if len(found) == 1 and found[0].key is not None:
        return state.installation_id(found[0]) or _NO_ID
    record = key_ring().find(normalise(key)) if key is not None else None
    rows = [item for item in state.licences.values() if record is not None and _fits(host, item, record)]
    if key is None or not rows:
        return _NO_ID
    length = state.switches.installation_id_length
    return installation_id(normalise(key), rows[0].sku.activation_id, f"{state.hardware}|{state.salt}", length)


def _fits(host: Host, licence: Licence, record: KeyRecord) -> bool:
    sku = licence.sku
    own = not sku.is_windows_base or sku.family == host.machine.state.spec.edition
    return own and record.covers(sku.family, sku.generation, sku.channel)


def carry_out(host: Host, wish: Wish) -> None:
    """Do it; spends what it costs.

    Raises:
        Impossible: It cannot even be begun.
        Refused: The host refuses a part of it.
    """
    if wish.kind == "key_cleared":
        invoke(host, None, "ClearProductKeyFromRegistry")
        return
    if wish.kind == "kms_configured":
        if "ACTIVATION_TYPE" in dict(wish.kms) and host.machine.state.windows_licence() is None:
            raise Impossible("no product that shows the activation type")
        _configure(host, _level(host, wish), of_level(wish))
        return
    key = wanted_key(host, wish)
    if wish.kind == "key_present" and key is not None:
        _require_own(host, wish, key)
        _install(host, wish, key)
    else:
        _activate(host, wish, key)


def _install(host: Host, wish: Wish, key: str) -> None:
    if holder(host, key) is None:
        _require_consent(host, wish, key)
        invoke(host, None, "InstallProductKey", ProductKey=key)


def _activate(host: Host, wish: Wish, key: str | None) -> None:
    _require_possible(host, wish, key)
    own = next((item for item in targets(host, wish) if item.kms.machine), None)
    _configure(host, own, [item for item in wish.kms if item[0] != "ACTIVATION_TYPE"])
    if key is not None:
        _install(host, wish, key)
    _configure(host, None, [item for item in wish.kms if item[0] == "ACTIVATION_TYPE"])
    for licence in targets(host, wish):
        if not licence.is_licensed:
            if (wish.method in ("kms", "ad")) > (licence.sku.channel is Channel.GVLK):
                raise Impossible("only a setup key can be activated so")
            _license(host, licence, wish)


def _license(host: Host, licence: Licence, wish: Wish) -> None:
    if wish.confirmation is None:
        invoke(host, licence, "Activate")
        return
    installation = host.machine.state.installation_id(licence) or ""
    confirmation = confirmation_id(installation if wish.confirmation == "right" else installation[::-1])
    method = "DepositOfflineConfirmationId"
    invoke(host, licence, method, InstallationId=installation, ConfirmationId=confirmation)


def _configure(host: Host, licence: Licence | None, wishes: list[tuple[str, object]]) -> None:
    for name, value in wishes:
        if name == "HOST_CACHING":
            invoke(host, None, "DisableKeyManagementServiceHostCaching", DisableCaching=int(not value))
            continue
        suffix, parameter = _SETTERS[name]
        if value is None:
            invoke(host, licence, f"Clear{suffix}")
        else:
            invoke(host, licence, f"Set{suffix}", **{parameter: value})


def _require_possible(host: Host, wish: Wish, key: str | None) -> None:
    found = targets(host, wish)
    if wish.application == "office" and wish.kms:
        raise Impossible("the settings of the service are those of Windows")
    _require_base(host, wish, found)
    if key is not None:
        _require_own(host, wish, key)
        if holder(host, key) is None:
            _require_consent(host, wish, key)
    if key is None and (not found or any(item.key is None for item in found)):
        raise Impossible("no key")
    record = key_ring().find(normalise(key)) if key is not None else None
    is_setup_key = record is not None and record.channel is Channel.GVLK
    is_setup_key = is_setup_key or any(item.sku.channel is Channel.GVLK for item in found)
    if wish.method == "online" and is_setup_key:
        raise Impossible("a setup key cannot be activated online")
    is_known = bool(found) or (key is not None and wish.application == "windows" and wish.esu_year is None)
    if wish.method in ("kms", "ad") and is_known and not is_setup_key:
        raise Impossible("only a setup key can be activated so")
    if wish.confirmation and is_setup_key:
        raise Impossible("no Confirmation ID helps a setup key")


def _require_own(host: Host, wish: Wish, key: str) -> None:
    """A key of one application is none for the other, as far as anybody can know."""
    found = holder(host, key)
    record = key_ring().find(normalise(key))
    is_setup_key = record is not None and record.channel is Channel.GVLK
    if found is not None and (found.sku.application == _OFFICE) != (wish.application == "office"):
        raise Impossible("the key belongs to the other application")
    if found is None and wish.application == "office" and is_setup_key:
        raise Impossible("a setup key of Windows")


def _require_consent(host: Host, wish: Wish, key: str) -> None:
    """A licence that cannot be brought back needs a word."""
    if wish.replaces:
        return
    licences = host.machine.state.licences.values()
    if wish.esu_year:
        lost = meant(host, wish)
    elif wish.application == "office":
        lost = [item for item in licences if item.sku.application == _OFFICE]
    else:
        lost = [item for item in licences if item.sku.is_windows_base]
    if any(item.key is not None and item.is_licensed and item.sku.channel not in _REPLACEABLE for item in lost):
        raise Impossible("a licence would be lost")


def _require_base(host: Host, wish: Wish, found: list[Licence]) -> None:
    if wish.esu_year is None or (found and found[0].is_licensed):
        return
    base = host.machine.state.windows_licence()
    if not meant(host, wish) or base is None or not base.is_licensed or base.sku.family == "EnterpriseS":
        raise Impossible("no Extended Security Updates here")
