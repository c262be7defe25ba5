# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products: what is licensed, primary, permanent, and what made it so."""

from __future__ import annotations

import math

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    esu,
    licensed,
    office,
    service,
    unkeyed,
    windows,
)


@pytest.mark.parametrize("status", LicenseStatus)
def test_only_licensed_is_licensed(status: LicenseStatus) -> None:
    assert windows(status=status).is_licensed is (status == 1)


def test_states_have_the_documented_numbers_and_names() -> None:
    assert {int(status): status.label for status in LicenseStatus} == {
        0: "unlicensed",
        1: "licensed",
        2: "oob_grace",
        3: "oot_grace",
        4: "non_genuine_grace",
        5: "notification",
        6: "extended_grace",
    }


def test_applications_have_the_documented_ids_and_stable_names() -> None:
    assert {application.value: application.label for application in Application} == {
        "55c92734-d682-4d71-983e-d6ec3f16059f": "windows",
        "0ff1ce15-a989-479d-af46-f275c6370663": "office",
        "59a52881-a989-479d-af46-f275c6370663": "office",
        "": "other",
    }


def test_channels_have_the_names_of_the_documentation() -> None:
    names = {"retail", "oem", "mak", "gvlk", "csvlk", "eval", "subscription", "avma", "other"}
    assert {channel.value for channel in Channel} == names


@pytest.mark.parametrize(
    ("product", "is_primary"),
    [
        pytest.param(windows(), True, id="Windows with a key"),
        pytest.param(unkeyed(), False, id="Windows without a key"),
        pytest.param(windows(partial_product_key=""), False, id="Windows with an empty key"),
        pytest.param(esu(), False, id="add-on"),
        pytest.param(office(), False, id="Office"),
    ],
)
def test_the_primary_product_is_windows_with_a_key_and_no_add_on(product: Product, is_primary: bool) -> None:
    assert product.is_primary is is_primary


@pytest.mark.parametrize(
    ("product", "is_permanent", "days"),
    [
        pytest.param(licensed(windows()), True, math.inf, id="permanent"),
        pytest.param(licensed(windows(grace_minutes=259200)), False, 180, id="180 days"),
        pytest.param(licensed(windows(grace_minutes=720)), False, 0.5, id="half a day"),
        pytest.param(windows(grace_minutes=43200), False, 0, id="in grace"),
        pytest.param(windows(), False, 0, id="not licensed"),
    ],
)
def test_a_licence_without_minutes_is_permanent(product: Product, is_permanent: bool, days: float) -> None:
    assert (product.is_permanent, product.days_remaining) == (is_permanent, days)


@pytest.mark.parametrize(
    ("product", "title"),
    [
        pytest.param(windows(name="Windows"), "Windows (key ...PKX99)", id="name and key"),
        pytest.param(windows(name="Windows", partial_product_key=None), "Windows", id="no key"),
        pytest.param(windows(name="", activation_id="a", partial_product_key=None), "a", id="no name"),
    ],
)
def test_a_product_is_titled_by_name_and_end_of_its_key(product: Product, title: str) -> None:
    assert product.title == title


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        pytest.param({"channel": Channel.GVLK, "activation_type": 0}, "unknown", id="gvlk, no type"),
        pytest.param({"channel": Channel.GVLK, "activation_type": 1}, "ad", id="gvlk by AD"),
        pytest.param({"channel": Channel.GVLK, "activation_type": 2}, "kms", id="gvlk by KMS"),
        pytest.param({"channel": Channel.GVLK, "activation_type": 3}, "token", id="gvlk by token"),
        pytest.param({"channel": Channel.GVLK, "activation_type": 9}, "unknown", id="gvlk, new type"),
        pytest.param({"channel": Channel.MAK}, "mak", id="mak"),
        pytest.param({"channel": Channel.CSVLK}, "mak", id="csvlk"),
        pytest.param({"channel": Channel.RETAIL}, "retail", id="retail"),
        pytest.param({"channel": Channel.RETAIL, "reason": 0x4004F401}, "digital", id="digital"),
        pytest.param({"channel": Channel.OEM, "activation_type": 2}, "oem", id="oem"),
        pytest.param({"channel": Channel.AVMA}, "avma", id="avma"),
        pytest.param({"channel": Channel.EVALUATION}, "unknown", id="evaluation"),
        pytest.param({"channel": Channel.OTHER}, "unknown", id="other"),
    ],
)
def test_what_activated_a_product_follows_from_channel_type_and_reason(changes: dict[str, object], by: str) -> None:
    assert licensed(windows(), **changes).activated_by.value == by
    assert windows(**changes).activated_by.value == "none"


@pytest.mark.parametrize(
    ("family", "is_one"), [("ServerStandardEval", True), ("ServerRdsh", False), ("EnterpriseEval", False), ("", False)]
)
def test_a_product_is_of_a_server_by_its_family(family: str, is_one: bool) -> None:
    assert windows(family=family).is_server is is_one


@pytest.mark.parametrize(("version", "build"), [("10.0.26100.1", 26100), ("6.3", None)])
def test_the_service_tells_the_build_of_windows(version: str, build: int | None) -> None:
    assert service(version=version).build == build
