# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Office and the users of a host in a scenario: what the registry says about them, and which licences are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .catalogue import Profile
from .model.registry import REG_KINDS, RegistryValue, typed_value
from .model.sku import Sku
from .model.values import Channel
from .validation import Node

OFFICE_KEYS = (
    "release_ids", "version", "platform", "channel", "shared_computer", "device_based", "extended_offline",
    "licence_rows", "rearm_count",
)  # fmt: skip
_USER_KEYS = ("sid", "loaded", "name", "next", "identities", "registry")
_TYPED_KEYS = ("type", "text", "texts", "number", "hex")
_SID = re.compile(r"S-1-[0-9]+(-[0-9]+)+")
_VOLUME = "Volume"
_OFFICE = r"Software\Microsoft\Office\16.0\Common"
#: community: what the keys below Identities end in, and the ProviderId they hold
_PROVIDERS = {"work": "ADAL", "personal": "LiveId"}


@dataclass(frozen=True, slots=True)
class OfficeSetup:
    """What click-to-run and the policies write; without release IDs there is no key of click-to-run."""

    release_ids: tuple[str, ...] = ()
    version: str = ""
    platform: str = "x64"
    channel: str = ""
    shared_computer: str | None = None
    device_based: str | None = None
    extended_offline: int | None = None


@dataclass(frozen=True, slots=True)
class UserPlan:
    """One user with a profile: the hive's keys with their values, by path below the user's SID."""

    sid: str
    name: str
    is_loaded: bool = True
    keys: Mapping[str, Mapping[str, RegistryValue]] = field(default_factory=dict)


def read_office(node: Node, addons: Sequence[Profile]) -> OfficeSetup:
    """The section `office`, with what the add-on profiles bring where it says nothing."""
    node.keys(OFFICE_KEYS)
    given = node.at("release_ids")
    usual = tuple(name for addon in addons for name in addon.data.get("release_ids", ()))
    first: Mapping[str, Any] = next((addon.data for addon in addons if "version" in addon.data), {})
    extended = node.at("extended_offline")
    return OfficeSetup(
        release_ids=given.texts() if given.is_set else usual,
        version=node.at("version").text(first.get("version", "16.0.17932.20130")),
        platform=node.at("platform").choice(("x64", "x86"), "x64"),
        channel=node.at("channel").text(first.get("channel", "http://officecdn.microsoft.com/pr/unknown")),
        shared_computer=node.at("shared_computer").optional_text(),
        device_based=node.at("device_based").optional_text(),
        extended_offline=extended.number() if extended.is_set else None,
    )


def installed_skus(node: Node, addons: Sequence[Profile], setup: OfficeSetup) -> tuple[Sku, ...]:
    """The licence rows the add-ons leave on a host.

    With `licence_rows` there are only the volume rows of the products it names, and the retail rows of those products
    that are installed as such or have a row under `licences`. Rows that no release ID names are always there.
    """
    skus = tuple(_named_once(addons))
    rows = node.at("office").at("licence_rows")
    if not rows.is_set:
        return skus
    known = sorted({release for sku in skus for release in sku.releases})
    named = {item.choice(known) for item in rows.list()}
    as_retail = {name for name in setup.release_ids if not name.endswith(_VOLUME)}
    spoken_of = set(node.at("licences").keys())
    return tuple(sku for sku in skus if _is_installed(sku, named | as_retail, spoken_of))


def _is_installed(sku: Sku, releases: set[str], spoken_of: set[str]) -> bool:
    if not sku.releases or not releases.isdisjoint(sku.releases):
        return True
    return sku.channel is Channel.RETAIL and sku.row in spoken_of


def _named_once(addons: Sequence[Profile]) -> Iterator[Sku]:
    """Rows of a later add-on whose name is taken are called by their generation, such as office-2019/visio/gvlk."""
    taken: set[str] = set()
    for addon in addons:
        for sku in addon.skus:
            name = sku.row if sku.row not in taken else f"{sku.generation}/{sku.row}"
            taken.add(name)
            yield replace(sku, row=name)


def read_users(node: Node) -> tuple[UserPlan, ...]:
    """The list `users` of a host."""
    users = tuple(_user(item, number) for number, item in enumerate(node.list(), 1))
    sids = [user.sid for user in users]
    for sid in sids:
        if sids.count(sid) > 1:
            raise node.fail(f"every user needs a SID of its own, {sid} is given twice")
    return users


def _user(node: Node, number: int) -> UserPlan:
    node.keys(_USER_KEYS)
    sid = node.at("sid").text()
    if _SID.fullmatch(sid) is None:
        raise node.at("sid").fail("a SID such as S-1-5-21-1-2-3-1001 is expected")
    keys: dict[str, dict[str, RegistryValue]] = {}
    following = {name: RegistryValue(4, item.number()) for name, item in node.at("next").items()}
    if node.at("next").is_set:
        keys[rf"{_OFFICE}\Licensing\LicensingNext"] = following
    for place, item in enumerate(node.at("identities").list(), 1):
        keys.update(_identity(item, place))
    for path, values in node.at("registry").items():
        keys[path] = {name: registry_value(item) for name, item in values.items()}
    return UserPlan(sid, node.at("name").text(f"user{number}"), node.at("loaded").flag(True), keys)


def _identity(node: Node, place: int) -> Iterator[tuple[str, dict[str, RegistryValue]]]:
    """community: a key below Identities and one of the same name below Profiles (documented for the latter)."""
    node.keys(("address", "provider", "id"))
    suffix = _PROVIDERS[node.at("provider").choice(_PROVIDERS, "work")]
    name = node.at("id").text(f"{place:08x}-0000-4000-8000-000000000000_{suffix}")
    address = node.at("address").text()
    values = {"EmailAddress": address, "FriendlyName": address.partition("@")[0], "ProviderId": suffix}
    yield rf"{_OFFICE}\Identity\Identities\{name}", {key: typed_value(text) for key, text in values.items()}
    yield rf"{_OFFICE}\Identity\Profiles\{name}", {"SignInName": typed_value(address)}


def registry_value(node: Node) -> RegistryValue:
    """A value by its YAML type, or {type: REG_..., text|texts|number|hex: ...} for any type there is."""
    if not isinstance(node.value, dict):
        return typed_value(node.value)
    node.keys(_TYPED_KEYS)
    kind = REG_KINDS[node.at("type").choice(REG_KINDS)]
    if node.at("number").is_set:
        return RegistryValue(kind, node.at("number").number(most=2**64 - 1))
    if node.at("texts").is_set:
        return RegistryValue(kind, node.at("texts").texts())
    if node.at("text").is_set:
        return RegistryValue(kind, str(node.at("text").value))
    try:
        return RegistryValue(kind, bytes.fromhex(str(node.at("hex").value or "")))
    except ValueError as error:
        raise node.at("hex").fail("bytes such as 00 ff are expected") from error
