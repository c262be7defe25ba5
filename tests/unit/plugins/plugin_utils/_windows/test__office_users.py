# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of users: who counts as one, what is bounded, and what is not there any more."""

from __future__ import annotations

from typing import Any, cast

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._registry_copy import RegistryValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._office_users import (
    MOST_KEYS,
    MOST_USERS,
    MOST_VALUES,
    read_sign_ins,
    read_users,
    remove_keys,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._registry import TYPE_MISMATCH, Registry

COMMON = r"Software\Microsoft\Office\16.0\Common"
ADA = "S-1-5-21-1-2-3-1001"


class Tree:
    """A registry in memory; keys are there because something is in them."""

    def __init__(self, keys: dict[str, dict[str, Any]]) -> None:
        self.keys = keys
        self.deleted: list[str] = []
        self.asked = 0

    def key_names(self, path: str) -> tuple[str, ...] | None:
        self.asked += 1
        start = f"{path}\\" if path else ""
        below = {key[len(start) :].split("\\")[0] for key in self.keys if key.startswith(start) and key != path}
        return tuple(sorted(below)) if below or path in self.keys else None

    def values(self, path: str) -> tuple[RegistryValue, ...] | None:
        self.asked += 1
        kinds = {int: 4, str: 1, bytes: 0}
        return tuple(RegistryValue(name, kinds[type(data)]) for name, data in self.keys.get(path, {}).items())

    def with_data(self, path: str, value: RegistryValue) -> RegistryValue | None:
        if value.kind == 0:
            return value
        data = self.keys[path].get(value.name)
        if data == "mismatch":
            raise MethodFailed("GetStringValue", TYPE_MISMATCH)
        return None if data == "gone" else RegistryValue(value.name, value.kind, data)

    def number(self, path: str, name: str) -> int | None:
        return cast("int | None", self.keys.get(path, {}).get(name))

    def string(self, path: str, name: str) -> str | None:
        return cast("str | None", self.keys.get(path, {}).get(name))

    def delete_key(self, path: str) -> None:
        self.deleted.append(path)


def registry(keys: dict[str, dict[str, Any]]) -> Registry:
    return cast("Registry", Tree(keys))


NOBODY = registry({})


def test_only_people_are_users() -> None:
    names = [ADA, f"{ADA}_Classes", "S-1-5-18", ".DEFAULT", "S-1-12-1-1-2-3-4", "S-1-5-80-1-2-3-4-5"]
    hives = registry({rf"{name}\Software": {} for name in names})
    assert {user.sid for user in read_users(NOBODY, hives, with_addresses=False).users} == {ADA, "S-1-12-1-1-2-3-4"}


def test_no_more_users_are_read_than_the_documentation_says_and_the_others_are_counted() -> None:
    hives = registry({rf"S-1-5-21-1-2-3-{1000 + number}\Software": {} for number in range(300)})
    found = read_users(NOBODY, hives, with_addresses=True)
    assert (len(found.users), found.left_out) == (MOST_USERS, 300 - MOST_USERS)
    assert cast("Tree", hives).asked <= 1 + 2 * MOST_USERS


def test_a_product_is_licensed_to_an_account_where_its_value_is_two() -> None:
    path = rf"{ADA}\{COMMON}\Licensing\LicensingNext"
    hives = registry({path: {"O365ProPlusRetail": 2, "VisioProRetail": 1, "Text": "2"}})
    (user,) = read_users(NOBODY, hives, with_addresses=False).users
    assert user.next_products == ("o365proplusretail",)


def test_an_address_is_read_only_when_it_is_asked_for() -> None:
    path = rf"{ADA}\{COMMON}\Identity\Identities\1_ADAL"
    hives = registry({path: {"ProviderId": "ADAL", "EmailAddress": "ada@corp.example"}})
    for with_addresses, address in ((False, None), (True, "ada@corp.example")):
        (user,) = read_users(NOBODY, hives, with_addresses=with_addresses).users
        assert [account.address for account in user.accounts] == [address]


def test_a_sign_in_is_read_with_each_key_before_those_in_it() -> None:
    keys = {rf"{ADA}\{COMMON}\Identity\Identities\1": {"A": "a"}, rf"{ADA}\{COMMON}\General": {"B": "b"}}
    (user,) = read_sign_ins(NOBODY, registry(keys), ()).users
    assert [key.path for key in user.keys] == [
        rf"{COMMON}\Identity",
        rf"{COMMON}\Identity\Identities",
        rf"{COMMON}\Identity\Identities\1",
    ]


@pytest.mark.parametrize("data", [b"\x00", "mismatch", "one\ntwo"])
def test_what_cannot_be_copied_keeps_its_key_and_those_above_it(data: object) -> None:
    keys = {rf"{ADA}\{COMMON}\Identity\A": {"Odd": data}, rf"{ADA}\{COMMON}\Identity\B": {"Plain": "text"}}
    (user,) = read_sign_ins(NOBODY, registry(keys), ()).users
    assert [key.path for key in user.removable] == [rf"{COMMON}\Identity\B"]
    assert [key.path for key in user.kept] == [rf"{COMMON}\Identity", rf"{COMMON}\Identity\A"]


def test_a_value_that_goes_meanwhile_is_none() -> None:
    (user,) = read_sign_ins(NOBODY, registry({rf"{ADA}\{COMMON}\Identity": {"A": "gone"}}), ()).users
    assert user.keys[0].values == ()


def test_of_a_user_with_too_many_keys_none_is_removed() -> None:
    keys = {rf"{ADA}\{COMMON}\Identity\{number}": {} for number in range(MOST_KEYS + 1)}
    (user,) = read_sign_ins(NOBODY, registry(keys), ()).users
    assert (user.is_whole, user.removable, len(user.keys)) == (False, (), MOST_KEYS)


@pytest.mark.parametrize(("more", "is_whole"), [(0, True), (1, False)])
def test_of_a_user_with_too_many_values_none_is_read_further(more: int, is_whole: bool) -> None:
    values = {str(number): "text" for number in range(MOST_VALUES - 1)}
    keys = {rf"{ADA}\{COMMON}\Identity": {"A": "a"}, rf"{ADA}\{COMMON}\Licensing": values}
    keys[rf"{ADA}\{COMMON}\Identity"].update({f"B{number}": "b" for number in range(more)})
    (user,) = read_sign_ins(NOBODY, registry(cast("dict[str, dict[str, Any]]", keys)), ()).users
    assert (user.is_whole, bool(user.removable)) == (is_whole, is_whole)


def test_users_who_are_meant_and_not_there_are_named() -> None:
    profiles = registry({rf"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\{ADA}": {}})
    other = "S-1-5-21-1-2-3-1002"
    assert read_sign_ins(profiles, NOBODY, ()).unread == (ADA,)
    assert read_sign_ins(profiles, NOBODY, (other,)).unread == (other,)


def test_keys_go_after_those_in_them() -> None:
    tree = Tree({})
    remove_keys(cast("Registry", tree), ADA, ("A", r"A\B\C", r"A\B", "D"))
    assert tree.deleted == [rf"{ADA}\A\B\C", rf"{ADA}\A\B", rf"{ADA}\A", rf"{ADA}\D"]
